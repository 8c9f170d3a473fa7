import { exactly } from './arithmetic.ts'
import { numberColumn } from './number-column.ts'

/** What the orders of everybody give of a volume, each order in one sum, in 10^-decimals. */
export type OrderSums = Readonly<{
  decimals: number
  /** Writes the sums of a person's orders into a list, from its beginning; gives how many they are. */
  read: (person: number, into: number[]) => number
}>

/** What lines and corrections by hand give, as they came: whose it is, of which order, and millionths; rows of an order follow each other. */
export type VolumeRows = Readonly<{
  owner: Int32Array
  /** The order by its number; corrections by hand, which count together, have CORRECTION. */
  order: Int32Array
  micro: Float64Array
}>

export const CORRECTION = -1

/** Sums rows by owner and order; rows of nobody, whose owner is below zero, are left out. */
export function orderSumsOf(people: number, { owner, order, micro }: VolumeRows): OrderSums {
  const byOwner = rowsByOwner(people, owner)
  const start = new Int32Array(people + 1)
  const sums = new Float64Array(byOwner.rows.length)
  let filled = 0
  for (let person = 0; person < people; person++) {
    let corrected = 0
    let last = Number.NaN
    for (let at = byOwner.start[person] ?? 0; at < (byOwner.start[person + 1] ?? 0); at++) {
      const row = byOwner.rows[at] ?? 0
      const value = micro[row] ?? 0
      if (order[row] === CORRECTION) {
        corrected = exactly(corrected + value)
        continue
      }
      if (order[row] === last) filled -= 1
      else sums[filled] = 0
      last = order[row] ?? 0
      sums[filled] = exactly((sums[filled] ?? 0) + value)
      filled += 1
    }
    if (corrected !== 0) sums[filled++] = corrected
    start[person + 1] = filled
  }
  const { values, decimals } = numberColumn(sums.subarray(0, filled))
  return {
    decimals,
    read(person, into) {
      const from = start[person] ?? 0
      const count = (start[person + 1] ?? from) - from
      for (let at = 0; at < count; at++) into[at] = values[from + at] ?? 0
      return count
    },
  }
}

/** Rows in the order of their owners, those of one owner as they came. */
function rowsByOwner(people: number, owner: Int32Array): Readonly<{ start: Int32Array; rows: Int32Array }> {
  const start = new Int32Array(people + 1)
  for (let row = 0; row < owner.length; row++) {
    const of = owner[row] ?? -1
    if (of >= 0) start[of + 1] = (start[of + 1] ?? 0) + 1
  }
  for (let person = 0; person < people; person++)
    start[person + 1] = (start[person + 1] ?? 0) + (start[person] ?? 0)
  const rows = new Int32Array(start[people] ?? 0)
  const next = start.slice()
  for (let row = 0; row < owner.length; row++) {
    const of = owner[row] ?? -1
    if (of < 0) continue
    rows[next[of] ?? 0] = row
    next[of] = (next[of] ?? 0) + 1
  }
  return { start, rows }
}

/**
 * Where volume below zero counts as zero, rows below zero and a debt use up the oldest rows above it, as in a walk. Changes the
 * rows in place; `debt` is what a person lacked to zero before, in millionths.
 */
export function useUpNegative(
  people: number,
  { owner, micro }: VolumeRows,
  debt: (person: number) => number,
): void {
  const usedUp = Float64Array.from({ length: people }, (_, person) => -debt(person))
  for (let row = 0; row < micro.length; row++) {
    const [of, value] = [owner[row] ?? -1, micro[row] ?? 0]
    if (of >= 0 && value < 0) usedUp[of] = exactly((usedUp[of] ?? 0) - value)
  }
  for (let row = 0; row < micro.length; row++) {
    const [of, value] = [owner[row] ?? -1, micro[row] ?? 0]
    if (of < 0) continue
    const taken = value <= 0 ? value : Math.min(usedUp[of] ?? 0, value)
    if (value > 0) usedUp[of] = (usedUp[of] ?? 0) - taken
    micro[row] = value - taken
  }
}
