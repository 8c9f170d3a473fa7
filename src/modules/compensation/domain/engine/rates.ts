import type { BracketTable } from '../plan/plan.ts'
import { atScale, columnOf, type Volumes } from './volumes.ts'

/** The rate of everybody by a table: the highest step at or below the volume, 0 under the first step. In ppm. */
export function ratesOf(table: BracketTable, volumes: Volumes, places: number): Float64Array {
  const volume = columnOf(volumes.ofPeople, table.by)
  const from = table.steps.map((step) => atScale(step.from, places))
  const rate = table.steps.map((step) => step.ratePpm)
  const rates = new Float64Array(volume.length)
  for (let i = 0; i < volume.length; i++) {
    let step = from.length - 1
    while (step >= 0 && (from[step] ?? 0) > (volume[i] ?? 0)) step--
    rates[i] = step >= 0 ? (rate[step] ?? 0) : 0
  }
  return rates
}
