import type { Period } from '#shared/period.ts'
import { passedSums, walkedFigures } from '../figures/figures.ts'
import type { Plan } from '../language/plan.ts'
import type { BonusSums } from '../pay/pay-result.ts'
import { periodOfPlan } from '../pay/periods.ts'
import type { FrozenColumns } from './columns.ts'
import { decodeColumns, inputOf } from './frozen.ts'
import { encodeResultColumns, type ResultColumns } from './result-columns.ts'
import { resultsOfPasses, type ComputeWith } from './results-of-passes.ts'
import { resultColumns, resultsOf } from './results.ts'
import { totalsOf, type Totals } from './totals.ts'

export type ComputeInput = Readonly<{ plan: Plan; snapshot: Uint8Array; snapshotHash: string }>

/** How far a run is, in parts per million of the whole. */
export type Progress = (ppm: number) => void

/** From the bytes of what was frozen to the bytes of its results: what a close does in a thread of its own. */
export function computeResults(
  input: ComputeInput,
  progress: Progress = () => undefined,
  beside?: ComputeWith['beside'],
): Readonly<{ results: Uint8Array; totals: Totals }> {
  const { plan, snapshotHash } = input
  const frozen = decodeColumns(input.snapshot)
  const period = periodOfPlan(plan, frozen.period)
  if (!period) throw new Error(`${frozen.period} is no period of the plan`)
  progress(100_000)
  const { results, sums } = computeColumns(plan, frozen, period, snapshotHash, {
    progress: (share) => progress(Math.round(100_000 + share * 750_000)),
    beside,
  })
  progress(850_000)
  const bytes = encodeResultColumns(results)
  progress(950_000)
  return { results: bytes, totals: totalsOf(plan, period, frozen, results, sums) }
}

/** The results of frozen facts: by passes over columns where the plan has them, else by walking up from every source. */
export function computeColumns(
  plan: Plan,
  frozen: FrozenColumns,
  period: Period,
  snapshotHash: string,
  of: ComputeWith = {},
): Readonly<{ results: ResultColumns; sums: readonly BonusSums[]; byPasses: boolean }> {
  const passes = resultsOfPasses(plan, frozen, period, snapshotHash, of)
  if (passes) return { results: passes.results, sums: passedSums(passes.passed), byPasses: true }
  const figures = walkedFigures(plan, inputOf(frozen), period)
  const results = resultsOf(figures, [...frozen.people.ids], snapshotHash)
  return { results: resultColumns(results), sums: figures.sums(), byPasses: false }
}
