import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashText } from '#platform/text-files/canonical-hash.ts'
import { insertPlanVersion } from '../store/plans.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** Keeps a plan's text as a version and tells `compensation.plan_published`. Throws PlanTextError when the text is no plan. Gives the version's id. */
export async function publishPlan(tx: Tx, source: string): Promise<bigint> {
  const plan = readPayPlanText(source, 'plan')
  const id = await insertPlanVersion(tx, {
    name: plan.name,
    version: plan.version,
    effective: plan.effective,
    source,
    hash: hashText(source),
  })
  await appendEvent(tx, { topic: 'compensation.plan_published', keyId: id, payload: { versionId: id } })
  return id
}
