import { parsePeriod, periodAt, type Period } from '#shared/period.ts'
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

/** How many evaluations lie between that in which volume came and another, which counts. */
export function ageAt(bonus: BinaryBonus, zone: string, bornMs: number, at: Evaluation): number {
  let age = 0
  for (let atMs = bornMs; atMs < at.fromMs; age++) {
    const period = periodAt({ kind: bonus.calendar, timeZone: zone }, atMs)
    atMs = evaluationAt(bonus, period, atMs).untilMs
  }
  return age
}

/** When the last evaluation of a period began: the state tells the period in which volume came, and no more. */
export function lastEvaluationOf(bonus: BinaryBonus, label: string, zone: string): number {
  const period = parsePeriod(label, zone)
  return period ? (evaluationsIn(bonus, period).at(-1)?.fromMs ?? period.fromMs) : -Infinity
}
