import { parsePeriod, periodAfter, periodAt, type Period } from '#shared/period.ts'
import type { BinaryBonus } from '../language/plan.ts'

/** A stretch of the period at whose end the sides are matched. A week that reaches over the period is cut at its end. */
export type Evaluation = Readonly<{ fromMs: number; untilMs: number }>

/** The evaluations inside a period, one after the other. */
export function evaluationsIn(bonus: BinaryBonus, period: Period): readonly Evaluation[] {
  const found: Evaluation[] = []
  for (let fromMs = period.fromMs; fromMs < period.untilMs;) {
    const next = evaluationAt(bonus, period, fromMs)
    found.push(next)
    fromMs = next.untilMs
  }
  return found
}

/** The evaluation that begins at or holds an instant. */
function evaluationAt(bonus: BinaryBonus, period: Period, atMs: number): Evaluation {
  if (bonus.evaluated === 'period') return period
  const piece = periodAt({ kind: bonus.evaluated, timeZone: period.zone }, atMs)
  const fromMs = Math.max(piece.fromMs, period.fromMs)
  return { fromMs, untilMs: Math.min(piece.untilMs, period.untilMs) }
}

/** How many periods lie between that in which volume came and a later one, which counts. */
export function ageIn(bonus: BinaryBonus, born: string, at: Period): number {
  let age = 0
  let period = parsePeriod(born, at.zone)
  while (period && period.fromMs < at.fromMs) {
    period = periodAfter({ kind: bonus.calendar, timeZone: at.zone }, period)
    age += 1
  }
  return age
}
