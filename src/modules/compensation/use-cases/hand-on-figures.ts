import { ACTIVE_BEFORE, type FiguresHeld, type FiguresPiece } from '#modules/genealogy/api.ts'
import { standingColumns, type StandingColumns } from '../domain/figures/standing-columns.ts'
import type { Then } from './closed-periods.ts'
import type { HeldClosed, HeldLive } from './load-figures.ts'

/** Hands on how everybody stands in an open period, piece by piece. */
export type FiguresHandOn = Readonly<{
  /** Whether something came to be known since the piece that the asker holds. */
  isNew: (one: HeldLive, held: FiguresHeld) => boolean
  /** What changed since the piece that the asker holds, or everybody where that is none of this maker's last. */
  piece: (one: HeldLive, held: FiguresHeld) => FiguresPiece
  /** So long the next piece may be waited for, so that making pieces takes no more than a small part of the thread's time. */
  restMs: () => number
}>

/** The least time between two pieces. */
const REST_LEAST_MS = 500
const REST_MOST_MS = 30_000
/** Making pieces takes one part of so many of the time. */
const REST_PARTS = 20

export function figuresHandOn(clock: () => number = () => performance.now()): FiguresHandOn {
  const maker = crypto.randomUUID()
  let [generation, seq, tookMs] = [0, -1n, 0]
  let kept: Columns | undefined
  /** The generation of the figures that the kept columns were read from. */
  let read = -1
  const make = (one: HeldLive, held: FiguresHeld): FiguresPiece => {
    const current = one.live.current()
    // Most of what the feed tells changes nobody's figures.
    const same = read === current.generation ? kept : undefined
    const columns = same ?? withActivity(standingColumns(current), one, kept)
    const before = held?.maker === maker && held.generation === generation ? kept : undefined
    const numbers = before ? changed(before, columns) : everybody(columns.ids.length)
    kept = columns
    read = current.generation
    generation += 1
    seq = current.seq
    return {
      maker,
      generation,
      isEverybody: before === undefined,
      seq,
      period: one.period.label,
      before: one.before?.period ?? null,
      ladder: one.plan.ranks.map(({ name }) => name),
      state: 'open',
      numbers,
      ...shared(columns, numbers, columns.activity),
    }
  }
  return {
    isNew: (one, held) => held?.maker !== maker || held.generation !== generation || one.live.seq() > seq,
    piece(one, held) {
      const begun = clock()
      const piece = make(one, held)
      tookMs = clock() - begun
      return piece
    },
    restMs: () => Math.min(REST_MOST_MS, Math.max(REST_LEAST_MS, tookMs * REST_PARTS)),
  }
}

/** How everybody stood in a period as of then, in one piece. */
export function figuresOfEverybody({ frozen, seq }: HeldClosed, period: string, from: Then): FiguresPiece {
  const columns = standingColumns({ ...frozen, seq, generation: 1 })
  const numbers = everybody(columns.ids.length)
  return {
    maker: crypto.randomUUID(),
    generation: 1,
    isEverybody: true,
    seq,
    period,
    before: null,
    ladder: frozen.figures.plan.ranks.map(({ name }) => name),
    state: 'hash' in from ? 'accepted' : 'then',
    numbers,
    ...shared(columns, numbers, columns.active),
  }
}

/** The columns of some people in memory that threads share. */
function shared(columns: Omit<Columns, 'activity'>, numbers: Int32Array, activity: Uint8Array) {
  return {
    ids: picked(columns.ids, numbers, sharedFloats),
    rank: picked(columns.rank, numbers, sharedBytes),
    own: picked(columns.own, numbers, sharedFloats),
    branch: picked(columns.branch, numbers, sharedFloats),
    activity: picked(activity, numbers, sharedBytes),
  }
}

type Columns = Readonly<{
  ids: Float64Array
  rank: Uint8Array
  own: Float64Array
  branch: Float64Array
  activity: Uint8Array
}>

/** Whether somebody was active in the accepted period before is looked up once, when the number is first seen. */
function withActivity(
  { ids, rank, own, branch, active }: StandingColumns,
  { before }: HeldLive,
  kept: Columns | undefined,
): Columns {
  const activity = active
  const wasActive = (id: number): boolean => before !== undefined && isAmong(before.active, id)
  for (let person = 0; person < ids.length; person++) {
    const id = ids[person] ?? 0
    const isKnown = kept?.ids[person] === id
    const earlier = isKnown ? (kept.activity[person] ?? 0) & ACTIVE_BEFORE : wasActive(id) ? ACTIVE_BEFORE : 0
    activity[person] = (activity[person] ?? 0) | earlier
  }
  return { ids, rank, own, branch, activity }
}

function isAmong(sorted: Float64Array, id: number): boolean {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < id) low = middle + 1
    else high = middle
  }
  return sorted[low] === id
}

/** The numbers of people of whom a column says something else than before; no volume is no volume. */
function changed(before: Columns, now: Columns): Int32Array {
  const found: number[] = []
  const count = before === now ? 0 : now.ids.length
  for (let person = 0; person < count; person++) {
    const isSame =
      before.ids[person] === now.ids[person] &&
      before.rank[person] === now.rank[person] &&
      before.activity[person] === now.activity[person] &&
      Object.is(before.own[person], now.own[person]) &&
      Object.is(before.branch[person], now.branch[person])
    if (!isSame) found.push(person)
  }
  return Int32Array.from(found)
}

function everybody(count: number): Int32Array {
  const numbers = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT))
  for (let person = 0; person < count; person++) numbers[person] = person
  return numbers
}

/** Shared memory, so that threads hand a piece on without copying it. */
function sharedFloats(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT))
}

function sharedBytes(count: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(count))
}

function picked<V extends Float64Array | Uint8Array>(
  from: V,
  numbers: Int32Array,
  make: (count: number) => V,
): V {
  const values = make(numbers.length)
  for (let row = 0; row < numbers.length; row++) values[row] = from[numbers[row] ?? 0] ?? 0
  return values
}
