import { addProduct, exactColumn, type ExactColumn } from './exact.ts'
import type { Field } from './field.ts'

/**
 * What a differential bonus needs of everybody: `rate` in ppm, `takes` where a person takes the difference on the way up
 * (paid or, where the plan keeps unpaid shares back, kept), and the own base volume.
 */
export type DifferentialColumns = Readonly<{ rate: Float64Array; takes: Uint8Array; own: Float64Array }>

/** The nearest person above, or the person itself where `self`, who takes a difference; -1 when nobody does. */
export function nearestTakers(field: Field, takes: Uint8Array): Int32Array {
  const above = new Int32Array(field.count).fill(-1)
  for (let i = 0; i < field.count; i++) {
    const parent = field.parent[i] ?? -1
    if (parent >= 0) above[i] = takes[parent] === 1 ? parent : (above[parent] ?? -1)
  }
  return above
}

/**
 * Difference against the rate of the next taker below. For an order the walk up pays each taker
 * `max(0, own rate - rate of the taker before)`; summed over a whole group this is one pass (compare
 * domain definition "differential, first line").
 */
export function differentialFirstLine(field: Field, columns: DifferentialColumns): ExactColumn {
  const { rate, takes, own } = columns
  const above = nearestTakers(field, takes)
  const pay = exactColumn(field.count)
  const group = own.slice()
  for (let i = field.count - 1; i >= 0; i--) {
    const taker = takes[i] === 1 ? i : (above[i] ?? -1)
    if (taker >= 0) addProduct(pay, taker, own[i] ?? 0, rate[taker] ?? 0)
    const up = above[i] ?? -1
    if (takes[i] === 1 && up >= 0) {
      addProduct(pay, up, group[i] ?? 0, Math.max(0, (rate[up] ?? 0) - (rate[i] ?? 0)))
    }
    const parent = field.parent[i] ?? -1
    if (parent >= 0) group[parent] = (group[parent] ?? 0) + (group[i] ?? 0)
  }
  return pay
}

/**
 * Difference against the highest rate taken so far on the way up. Volume rests with the taker who set the maximum and
 * moves, in one reverse pass, to the nearest taker above with a higher rate, who is paid the difference on it.
 */
export function differentialPathMaximum(field: Field, columns: DifferentialColumns): ExactColumn {
  const { rate, takes, own } = columns
  const above = nearestTakers(field, takes)
  const higher = new Int32Array(field.count).fill(-1)
  for (let i = 0; i < field.count; i++) {
    let up = above[i] ?? -1
    while (up >= 0 && (rate[up] ?? 0) <= (rate[i] ?? 0)) up = higher[up] ?? -1
    higher[i] = up
  }
  const pay = exactColumn(field.count)
  const resting = new Float64Array(field.count)
  for (let i = field.count - 1; i >= 0; i--) {
    const taker = takes[i] === 1 ? i : (above[i] ?? -1)
    if (taker >= 0) {
      addProduct(pay, taker, own[i] ?? 0, rate[taker] ?? 0)
      resting[taker] = (resting[taker] ?? 0) + (own[i] ?? 0)
    }
    const up = higher[i] ?? -1
    if (up < 0) continue
    addProduct(pay, up, resting[i] ?? 0, (rate[up] ?? 0) - (rate[i] ?? 0))
    resting[up] = (resting[up] ?? 0) + (resting[i] ?? 0)
  }
  return pay
}
