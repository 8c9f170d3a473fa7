import { parsePeriod, periodAfter, periodAt, type Period } from '#shared/period.ts'
import type { BinaryBonus } from '../language/plan.ts'
import { periodNamed, periodPaying } from './periods.ts'
import type { World } from './world.ts'

/**
 * A stretch of the period at whose end the sides are matched, with the name of its day, week or period. A week that reaches
 * over the period is cut at its end.
 */
export type Evaluation = Readonly<{ label: string; fromMs: number; untilMs: number }>

/** The evaluations inside a period, one after the other. */
export function evaluationsIn(bonus: BinaryBonus, period: Period): readonly Evaluation[] {
  if (bonus.evaluated === 'period') return [period]
  const found: Evaluation[] = []
  for (let fromMs = period.fromMs; fromMs < period.untilMs;) {
    const piece = periodAt({ kind: bonus.evaluated, timeZone: period.zone }, fromMs)
    const untilMs = Math.min(piece.untilMs, period.untilMs)
    found.push({ label: piece.label, fromMs, untilMs })
    fromMs = untilMs
  }
  return found
}

/** How many days, weeks or periods after its own an evaluation finds volume. */
export function ageAt(world: World, bonus: BinaryBonus, born: string, at: Evaluation): number {
  const next = (label: string): string | undefined => {
    if (bonus.evaluated === 'period') {
      const period = periodNamed(world.plan, label)
      return period && periodPaying(world.plan, bonus, period.untilMs)?.label
    }
    const calendar = { kind: bonus.evaluated, timeZone: world.plan.timeZone }
    const period = parsePeriod(label, world.plan.timeZone)
    return period && periodAfter(calendar, period).label
  }
  let age = 0
  for (let label: string | undefined = born; label !== undefined && label !== at.label; age++) {
    label = next(label)
    const period = label === undefined ? undefined : periodNamed(world.plan, label)
    if (!period || period.fromMs > at.fromMs) return age
  }
  return age
}
