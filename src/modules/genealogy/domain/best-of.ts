/** A column of numbers, one for each place. */
export type Values = Float64Array | Int32Array | Uint8Array

/**
 * How places are ordered: by their value, the smallest first where the sign is 1, equal ones by tie, which no two have alike. Who
 * has no value (NaN) stands last, and so does everybody but those of one depth, where only their values may be seen.
 */
export type Ranking = Readonly<{
  values: Values
  sign: 1 | -1
  ties: Float64Array
  seen?: Readonly<{ depths: Int32Array; depth: number }> | undefined
}>

type Window = Readonly<{ limit: number; offset: number }>

/** Below this many places all are gathered; above, a sample says first what is worth gathering. */
const SAMPLED_FROM = 20_000
const SAMPLE = 4_096

/**
 * A page of the best of some places, in order. A million of them cost one look at each: whatever stands behind the page by a
 * sample is not kept. Where the sample was wrong, all are gathered. Loops run over columns, without a call for each place.
 */
export function bestOf(places: Int32Array, ranking: Ranking, { limit, offset }: Window): number[] {
  const most = Math.min(offset + limit, places.length)
  const bar = places.length < SAMPLED_FROM ? NO_BAR : sampledBar(places, ranking, most)
  let found = gather(places, 1, ranking, bar)
  if (found.count < most) found = gather(places, 1, ranking, NO_BAR)
  return window(found, offset, most)
}

type Bar = Readonly<{ key: number; tie: number }>
const NO_BAR: Bar = { key: Number.POSITIVE_INFINITY, tie: Number.POSITIVE_INFINITY }

type Found = Readonly<{ keys: Float64Array; ties: Float64Array; places: Int32Array; count: number }>

/** Every so many-th of the places that are not behind the bar, with their keys. */
function gather(from: Int32Array, every: number, ranking: Ranking, bar: Bar): Found {
  const { values, sign, ties, seen } = ranking
  const [depths, depth] = [seen?.depths, seen?.depth]
  const [barKey, barTie] = [bar.key, bar.tie]
  let room = bar === NO_BAR ? Math.ceil(from.length / every) : 1024
  let found = { keys: new Float64Array(room), ties: new Float64Array(room), places: new Int32Array(room) }
  let count = 0
  for (let at = 0; at < from.length; at += every) {
    const place = from[at] ?? 0
    const value = values[place] ?? 0
    const isHidden = Number.isNaN(value) || (depths !== undefined && depths[place] !== depth)
    const key = isHidden ? Number.POSITIVE_INFINITY : sign * value
    if (key > barKey) continue
    const tie = ties[place] ?? 0
    if (key === barKey && tie > barTie) continue
    if (count === room) {
      room *= 2
      found = grown(found, room)
    }
    found.keys[count] = key
    found.ties[count] = tie
    found.places[count] = place
    count += 1
  }
  return { ...found, count }
}

/** How good the last place of a page is thought to be, with room for chance; no bar where the sample cannot tell. */
function sampledBar(places: Int32Array, ranking: Ranking, most: number): Bar {
  const every = Math.ceil(places.length / SAMPLE)
  const expected = most / every
  const rank = Math.ceil(expected * 1.25 + 3 * Math.sqrt(expected)) + 8
  const sample = gather(places, every, ranking, NO_BAR)
  if (rank >= sample.count) return NO_BAR
  const order = numbersUpTo(sample.count)
  selectAt(order, beforeIn(sample), rank)
  const row = order[rank] ?? 0
  return { key: sample.keys[row] ?? 0, tie: sample.ties[row] ?? 0 }
}

function window(found: Found, offset: number, until: number): number[] {
  if (offset >= until) return []
  const order = numbersUpTo(found.count)
  const before = beforeIn(found)
  if (offset > 0) selectAt(order, before, offset)
  if (until < found.count) selectAt(order, before, until, offset)
  return Array.from(order.subarray(offset, until))
    .toSorted(before)
    .map((row) => found.places[row] ?? 0)
}

function beforeIn({ keys, ties }: Found): (a: number, b: number) => number {
  return (a, b) => {
    const [first, second] = [keys[a] ?? 0, keys[b] ?? 0]
    if (first !== second) return first < second ? -1 : 1
    return (ties[a] ?? 0) - (ties[b] ?? 0)
  }
}

/** Orders rows so far that whoever belongs to `rank` stands there, the better ones before and the others behind it. */
function selectAt(order: Int32Array, before: (a: number, b: number) => number, rank: number, from = 0): void {
  let [low, high] = [from, order.length - 1]
  while (low < high) {
    const pivot = order[(low + high) >>> 1] ?? 0
    let [left, right] = [low, high]
    while (left <= right) {
      while (before(order[left] ?? 0, pivot) < 0) left += 1
      while (before(order[right] ?? 0, pivot) > 0) right -= 1
      if (left > right) break
      const kept = order[left] ?? 0
      order[left] = order[right] ?? 0
      order[right] = kept
      left += 1
      right -= 1
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else return
  }
}

function numbersUpTo(count: number): Int32Array {
  const numbers = new Int32Array(count)
  for (let row = 0; row < count; row++) numbers[row] = row
  return numbers
}

type Columns = Readonly<{
  keys: Float64Array<ArrayBuffer>
  ties: Float64Array<ArrayBuffer>
  places: Int32Array<ArrayBuffer>
}>

function grown(from: Columns, room: number): Columns {
  const larger = { keys: new Float64Array(room), ties: new Float64Array(room), places: new Int32Array(room) }
  larger.keys.set(from.keys)
  larger.ties.set(from.ties)
  larger.places.set(from.places)
  return larger
}
