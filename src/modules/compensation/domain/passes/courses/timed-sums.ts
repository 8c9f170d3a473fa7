import { exactly } from '../arithmetic.ts'

/** Sums of rows that lie in the order of time, over a stretch of places and up to a row. */
export type TimedSums = Readonly<{
  /** What the first so many rows come to whose places are `from` up to, not including, `until`. */
  sum: (from: number, until: number, rows: number) => number
  /** The rows of one place, the earliest first. */
  rowsAt: (place: number) => Int32Array
}>

/** Fewer rows of a stretch than these are looked at one by one, and so are those behind the last whole block. */
const FEW = 256
/** A block holds so many of the next smaller ones. */
const SMALLER = 8

/** Rows by place, and the sums so far, within blocks of so many rows that follow each other in time. */
type Blocks = Readonly<{ size: number; place: Int32Array; sums: Float64Array }>

/**
 * `place` and `value` of each row, the earliest first; values are whole, and all of them together stay within 2^53 whatever their
 * signs. A question takes a few searches for each power of eight of the rows, and the blocks so many times the memory of the rows.
 */
export function timedSums(places: number, place: Int32Array, value: Float64Array): TimedSums {
  const { start, rows } = rowsByPlace(places, place)
  const levels = blocksOf(place, value, rows)
  let all = 0
  for (const one of value) all = exactly(all + Math.abs(one))
  const few = (from: number, until: number, most: number): number => {
    let sum = 0
    for (let at = from; at < until; at++) {
      const row = rows[at] ?? 0
      if (row < most) sum += value[row] ?? 0
    }
    return sum
  }
  return {
    rowsAt: (of) => rows.subarray(start[of], start[of + 1]),
    sum(from, until, most) {
      const [first, last] = [start[from] ?? 0, start[until] ?? 0]
      if (last - first <= FEW) return few(first, last, most)
      let [sum, at] = [0, 0]
      for (const blocks of levels)
        for (; at + blocks.size <= most; at += blocks.size) sum += sumIn(blocks, at, from, until)
      for (; at < most; at++) {
        const of = place[at] ?? 0
        if (of >= from && of < until) sum += value[at] ?? 0
      }
      return sum
    },
  }
}

/** What the block that begins at a row gives to a stretch of places. */
function sumIn({ size, place, sums }: Blocks, begin: number, from: number, until: number): number {
  const [first, last] = [lowest(place, begin, begin + size, from), lowest(place, begin, begin + size, until)]
  const before = first > begin ? (sums[first - 1] ?? 0) : 0
  return (last > begin ? (sums[last - 1] ?? 0) : 0) - before
}

/** Where in a sorted stretch the first number stands that is not below another one. */
function lowest(sorted: Int32Array, from: number, until: number, than: number): number {
  let [low, high] = [from, until]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < than) low = middle + 1
    else high = middle
  }
  return low
}

/** The largest blocks first. */
function blocksOf(place: Int32Array, value: Float64Array, rows: Int32Array): readonly Blocks[] {
  const levels: Blocks[] = []
  for (let size = FEW; size <= place.length; size *= SMALLER) {
    const blocks = { size, place: new Int32Array(place.length), sums: new Float64Array(place.length) }
    const next = Int32Array.from({ length: Math.ceil(place.length / size) }, (_, block) => block * size)
    // Rows come by place, so that those of each block do.
    for (const row of rows) {
      const block = Math.floor(row / size)
      const at = next[block] ?? 0
      blocks.place[at] = place[row] ?? 0
      blocks.sums[at] = (value[row] ?? 0) + (at > block * size ? (blocks.sums[at - 1] ?? 0) : 0)
      next[block] = at + 1
    }
    levels.unshift(blocks)
  }
  return levels
}

function rowsByPlace(places: number, place: Int32Array): Readonly<{ start: Int32Array; rows: Int32Array }> {
  const start = new Int32Array(places + 1)
  for (const of of place) start[of + 1] = (start[of + 1] ?? 0) + 1
  for (let of = 0; of < places; of++) start[of + 1] = (start[of + 1] ?? 0) + (start[of] ?? 0)
  const [rows, next] = [new Int32Array(place.length), start.slice()]
  place.forEach((of, row) => {
    const at = next[of] ?? 0
    rows[at] = row
    next[of] = at + 1
  })
  return { start, rows }
}
