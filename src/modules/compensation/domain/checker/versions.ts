import { parsePeriod, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { Window, World } from './world.ts'

/** A version of the plan with the stretch of the period in which it holds. */
export type Version = Readonly<{ plan: Plan; window: Window }>

/** The versions that hold in a period, the earliest first; the first one known holds from the beginning. */
export function versionsIn(plans: readonly Plan[], period: Period): readonly Version[] {
  const begins = plans
    .map((plan) => ({ plan, fromMs: parsePeriod(plan.effective, plan.timeZone)?.fromMs ?? -Infinity }))
    .filter((one) => one.fromMs < period.untilMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
  return begins
    .map(({ plan, fromMs }, at) => ({
      plan,
      window: {
        fromMs: at === 0 ? period.fromMs : Math.max(fromMs, period.fromMs),
        untilMs: Math.min(begins[at + 1]?.fromMs ?? Infinity, period.untilMs),
      },
    }))
    .filter(({ window }) => window.fromMs < window.untilMs)
}

/** Whether a bonus pays order by order; other bonuses are paid by the last version of a period. */
export function paysOrders(bonus: Bonus): boolean {
  switch (bonus.kind) {
    case 'differential':
      return true
    case 'levels':
      return bonus.source.from === 'volume'
    case 'amount':
      return ['sales', 'purchases', 'sale lines', 'purchase lines'].includes(bonus.forEach?.items ?? '')
    default:
      return false
  }
}

/** The stretch whose orders, returns and corrections a bonus pays. */
export function windowOf(world: World, bonus: Bonus): Window {
  return paysOrders(bonus) ? world.window : world.period
}

export function isWithin(window: Window, atMs: number): boolean {
  return window.fromMs <= atMs && atMs < window.untilMs
}
