import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { periodAt } from '#shared/period.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { namesFor } from '../domain/adjustment.ts'
import { planInEffect } from '../store/plans.ts'
import { readPayPlanText } from './read-plan-text.ts'

/** What corrections may name by the plan in effect now, and the currency or unit that each bonus pays in. */
export async function adjustableNow(tx: Tx) {
  const calendar = await calendarByCode(tx, MONTHS)
  if (!calendar) throw new Error('the company has no calendar of months')
  const month = periodAt(calendar, await companyNow(tx)).label
  const version = await planInEffect(tx, `${month}-01`)
  if (!version) return refuse('pay.no_plan', { period: month })
  const plan = readPayPlanText(version.source, version.name)
  const units = Object.fromEntries(plan.bonuses.map(({ name, currency }) => [name, currency]))
  return ok({ names: namesFor(plan), units })
}
