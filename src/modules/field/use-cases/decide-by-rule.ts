import type { Db } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { applicationById } from '../store/applications.ts'
import { approveApplication, type Newcomer } from './approve-application.ts'
import type { JoinDeps } from './field-deps.ts'
import { autoApprove } from './submit-application.ts'

/**
 * Approves a waiting application by the rule `field.auto_approve`. One whose e-mail address is known here is left to
 * the staff (`field.rule_not_sure`), and so is whatever approving refuses.
 */
export async function decideByRule(
  deps: JoinDeps & { db: Db },
  input: { applicationId: bigint },
): Promise<Result<Newcomer>> {
  const { applicationId } = input
  const call = { actor: systemActor(`application:${applicationId}`), useCase: 'field.decide_by_rule' }
  return transact(deps, call, async (tx, about) => {
    const application = await applicationById(tx, applicationId)
    if (!application) return refuse('field.application.not_found')
    if (application.emailKnown && application.state === 'waiting') return refuse('field.rule_not_sure')
    const approved = await approveApplication(deps, tx, about, {
      applicationId,
      by: { rule: autoApprove.name },
    })
    return approved.ok ? ok(approved.value) : approved
  })
}
