import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { experimentById } from '../store/lab.ts'
import {
  decidePlanRequestRow,
  insertPlanRequest,
  lockedPlanRequest,
  lockPlans,
  planRequestsOf,
} from '../store/plan-requests.ts'
import { listPlanVersions } from '../store/plans.ts'
import { asVersion } from './lab-plan.ts'
import { publishPlan } from './publish-plan.ts'
import { readPayPlanText } from './read-plan-text.ts'

export type PlanDecision = 'approve' | 'reject' | 'withdraw'

/**
 * Asks for the plan of an experiment to become the next version from a month on; nothing changes before a second person
 * approves. Refused with what stands in the way.
 */
export async function requestPlan(
  tx: Tx,
  about: About,
  actor: Actor,
  asked: Readonly<{ experimentId: bigint; effective: string; reason: string }>,
): Promise<Result<bigint>> {
  if (actor.accountId === null) throw new Error('a plan is asked for by somebody')
  await lockPlans(tx)
  const text = await textToPublish(tx, asked)
  if (!text.ok) return text
  const open = (await planRequestsOf(tx, asked.experimentId)).some(
    ({ state }) => state === 'requested' || state === 'done',
  )
  if (open) return refuse('pay.lab.asked_already')
  const id = await insertPlanRequest(tx, { ...asked, requestedBy: actor.accountId })
  about('plan_request', id)
  about('experiment', asked.experimentId)
  return ok(id)
}

/**
 * The text of an experiment as the version that it would become. Refused as `pay.lab.not_found`, `.not_done`, `.plan_changed`
 * where another version was published since, `.first_of_month`, `.in_the_past`, `.before_base` or `.no_place`.
 */
export async function textToPublish(
  tx: Tx,
  { experimentId, effective }: Readonly<{ experimentId: bigint; effective: string }>,
): Promise<Result<string>> {
  const experiment = await experimentById(tx, experimentId)
  if (!experiment) return refuse('pay.lab.not_found')
  if (experiment.state !== 'done') return refuse('pay.lab.not_done')
  const versions = await listPlanVersions(tx)
  const [base] = versions
  if (!base || base.id !== experiment.baseVersionId)
    return refuse('pay.lab.plan_changed', { version: base?.version ?? 0 })
  const plan = readPayPlanText(base.source, base.name)
  if (!effective.endsWith('-01')) return refuse('pay.lab.first_of_month', {}, 'effective')
  if (effective <= dayText(await companyNow(tx), plan.timeZone))
    return refuse('pay.lab.in_the_past', {}, 'effective')
  if (effective <= base.effective)
    return refuse('pay.lab.before_base', { effective: base.effective }, 'effective')
  // The version that takes effect last need not have the highest number.
  const version = Math.max(...versions.map((one) => one.version)) + 1
  return asVersion(experiment.source, { version, effective, base: plan })
}

/**
 * Decides a plan that somebody asked for: approved by a second person it is published. The same decision again changes nothing.
 * Refused as `pay.lab.no_request`, `.decided`, `.asked_by_you`, `.not_yours`, or with what stands in the way by now.
 */
export async function decidePlan(
  tx: Tx,
  about: About,
  actor: Actor,
  input: Readonly<{ experimentId: bigint; decision: PlanDecision; note: string }>,
): Promise<Result<undefined>> {
  if (actor.accountId === null) throw new Error('a plan is decided by somebody')
  const by = actor.accountId
  const { decision, note, experimentId } = input
  await lockPlans(tx)
  const [newest] = await planRequestsOf(tx, experimentId)
  const request = newest && (await lockedPlanRequest(tx, newest.id))
  if (!request) return refuse('pay.lab.no_request')
  const state = ({ approve: 'done', reject: 'rejected', withdraw: 'withdrawn' } as const)[decision]
  if (request.state === state && request.decidedBy === by) return ok(undefined)
  if (request.state !== 'requested') return refuse('pay.lab.decided', { state: request.state })
  if (decision === 'withdraw' && request.requestedBy !== by) return refuse('pay.lab.not_yours')
  if (decision !== 'withdraw' && request.requestedBy === by) return refuse('pay.lab.asked_by_you')
  about('plan_request', request.id)
  about('experiment', experimentId)
  const text = decision === 'approve' ? await textToPublish(tx, request) : undefined
  if (text?.ok === false) return text
  const versionId = text ? await publishPlan(tx, text.value) : null
  if (versionId !== null) about('plan_version', versionId)
  await decidePlanRequestRow(tx, { id: request.id, state, by, note, versionId })
  return ok(undefined)
}
