/** When something was credited: with an order, or (without an id) by hand, after the orders of its instant. */
export type Moment = Readonly<{ atMs: number; id: string | undefined }>

/** Moments as columns. */
export type Moments = Readonly<{ atMs: Float64Array; ids: readonly (string | undefined)[] }>

/** As `inTime` of the walking engine orders what was credited. */
export function compareMoments(a: Moment, b: Moment): number {
  return a.atMs - b.atMs || compareIds(a.id, b.id)
}

function compareIds(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1
  return one < other ? -1 : 1
}

export function momentAt({ atMs, ids }: Moments, row: number): Moment {
  return { atMs: atMs[row] ?? 0, id: ids[row] }
}

/** How many of some moments, which lie in their order, are earlier than one, or (`after`) no later. */
export function countBefore({ atMs, ids }: Moments, moment: Moment, when: 'before' | 'after'): number {
  let [low, high] = [0, atMs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const order = (atMs[middle] ?? 0) - moment.atMs || compareIds(ids[middle], moment.id)
    if (order < 0 || (order === 0 && when === 'after')) low = middle + 1
    else high = middle
  }
  return low
}

/** The rows of moments, the earliest first. */
export function rowsInTime({ atMs, ids }: Moments): Int32Array {
  const count = atMs.length
  const first = atMs.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY)
  // Numbers sort many times as fast as rows by a function; a row within its instant is the rest of its number.
  const keys = atMs.map((one, row) => (one - first) * count + row)
  const isExact = keys.every((key) => Number.isSafeInteger(key))
  const rows = isExact
    ? Int32Array.from(keys.sort(), (key) => key % count)
    : Int32Array.from(atMs.keys()).sort((a, b) => (atMs[a] ?? 0) - (atMs[b] ?? 0) || a - b)
  for (let from = 0; from < count;) {
    let until = from + 1
    while (until < count && atMs[rows[until] ?? 0] === atMs[rows[from] ?? 0]) until += 1
    if (until - from > 1) rows.subarray(from, until).sort((a, b) => compareIds(ids[a], ids[b]) || a - b)
    from = until
  }
  return rows
}
