import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { decide, lockApplication, type Decider } from '../store/applications.ts'

/**
 * Turns an application down for a reason that the staff keep. Refused as `field.application.not_found`, or
 * `field.application.conflict` when it was approved or withdrawn; refusing again changes nothing.
 */
export async function refuseApplication(
  tx: Tx,
  about: About,
  input: { applicationId: bigint; reason: string; by: Decider },
): Promise<Result<undefined>> {
  const application = await lockApplication(tx, input.applicationId)
  if (!application) return refuse('field.application.not_found')
  if (application.state === 'refused') return ok(undefined)
  if (application.state !== 'waiting')
    return refuse('field.application.conflict', { state: application.state })
  const at = new Date(await companyNow(tx))
  await decide(tx, { id: application.id, state: 'refused', reason: input.reason, at, by: input.by })
  about('application', application.id)
  return ok(undefined)
}
