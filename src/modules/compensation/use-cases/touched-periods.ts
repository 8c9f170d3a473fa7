import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { periodAfter, periodAt, type Period } from '#shared/period.ts'
import type { Plan } from '../domain/language/plan.ts'
import { periodOfPlan } from '../domain/pay/periods.ts'
import { planById, planInEffect, type PlanVersion } from '../store/plans.ts'
import { listRuns } from '../store/runs.ts'
import { firstVolumeAt } from '../store/snapshot-source.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** A period that something that holds from an instant on touches, with the plan that pays it. */
export type TouchedPeriod = Readonly<{ period: Period; plan: Plan; planHash: string; accepted: boolean }>

/** The accepted periods that end after an instant and the ones that are open until now, in order of time. */
export async function touchedPeriods(tx: Tx, fromMs: number): Promise<readonly TouchedPeriod[]> {
  const runs = (await listRuns(tx)).filter((run) => run.state === 'accepted').toReversed()
  const touched: TouchedPeriod[] = []
  for (const run of runs.filter(({ untilMs }) => untilMs > fromMs)) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const found = touchedBy(await planById(tx, run.planVersionId), run.period, true)
    if (found) touched.push(found)
  }
  const calendar = await calendarByCode(tx, MONTHS)
  if (!calendar) return touched
  const nowMs = await companyNow(tx)
  const last = runs.at(-1)?.untilMs ?? Number.NEGATIVE_INFINITY
  // Months before anybody sold anything pay nothing.
  const sold = (await firstVolumeAt(tx, { fromMs: last, untilMs: nowMs + 1 })) ?? nowMs
  for (let month = periodAt(calendar, Math.max(fromMs, last, sold)); month.fromMs <= nowMs;) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const version = await planInEffect(tx, `${month.label}-01`)
    const found = version && touchedBy(version, month.label, false)
    if (found) touched.push(found)
    month = periodAfter(calendar, month)
  }
  return touched
}

function touchedBy(version: PlanVersion, label: string, accepted: boolean): TouchedPeriod | undefined {
  const plan = readPayPlanText(version.source, version.name)
  const period = periodOfPlan(plan, label)
  return period && { period, plan, planHash: version.hash, accepted }
}
