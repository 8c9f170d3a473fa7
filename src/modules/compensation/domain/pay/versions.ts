import { add, type Exact } from '#shared/exact.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { Settled } from './settle.ts'
import type { Window } from './volumes.ts'
import { PayProblem } from './world.ts'

export type VersionSpan = Window & Readonly<{ plan: Plan }>

/** The versions that hold in a period, each with its stretch of it: from the day it takes effect to that of the next one. */
export function versionSpans(plans: readonly Plan[], period: Period): readonly VersionSpan[] {
  const known = plans
    .map((plan) => ({ plan, startMs: parsePeriod(plan.effective, plan.timeZone)?.fromMs ?? 0 }))
    .filter(({ startMs }) => startMs < period.untilMs)
    .toSorted((a, b) => a.startMs - b.startMs)
  return known.flatMap(({ plan, startMs }, index) => {
    const untilMs = Math.min(known[index + 1]?.startMs ?? period.untilMs, period.untilMs)
    const fromMs = index === 0 ? period.fromMs : Math.max(startMs, period.fromMs)
    return untilMs > fromMs ? [{ plan, fromMs, untilMs }] : []
  })
}

export function sameSpan(a: Window, b: Window): boolean {
  return a.fromMs === b.fromMs && a.untilMs === b.untilMs
}

/** Whether a bonus is paid on orders one by one, so that each goes by the version of its time. */
export function isPaidByOrder(bonus: Bonus): boolean {
  if (bonus.kind === 'differential') return true
  if (bonus.kind === 'levels') return bonus.source.from === 'volume'
  const items = bonus.kind === 'amount' ? bonus.forEach?.items : undefined
  return items === 'sales' || items === 'purchases' || items === 'sale lines' || items === 'purchase lines'
}

/** What several versions settled, bonus by bonus: parts and amounts of one name together, in the order of the last version. */
export function joinSettled(versions: readonly (readonly Settled[])[]): readonly Settled[] {
  const [only] = versions
  if (only && versions.length === 1) return only
  const joined = new Map<string, Settled>()
  for (const settled of versions.toReversed())
    for (const one of settled) {
      const other = joined.get(one.bonus.name)
      joined.set(one.bonus.name, other ? both(one, other) : one)
    }
  return [...joined.values()]
}

/** An earlier version's part of a bonus with a later one's; the later one's rules stand for both. */
function both(earlier: Settled, later: Settled): Settled {
  if (earlier.bonus.currency !== later.bonus.currency)
    throw new PayProblem(
      `the bonus ${later.bonus.name} changes its currency inside a period, expected a version that takes effect at a period's start`,
    )
  const sum = (read: (one: Settled) => Exact): Exact => add(read(earlier), read(later))
  const minor = new Map(later.minor)
  for (const [person, amount] of earlier.minor) minor.set(person, (minor.get(person) ?? 0n) + amount)
  return {
    ...later,
    parts: [...earlier.parts, ...later.parts],
    beside: [...earlier.beside, ...later.beside],
    skips: [...earlier.skips, ...later.skips],
    minor,
    potential: sum((one) => one.potential),
    skipped: sum((one) => one.skipped),
    capped: sum((one) => one.capped),
    cut: sum((one) => one.cut),
    rounded: sum((one) => one.rounded),
  }
}
