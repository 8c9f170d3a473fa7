import type { FiguresHeld, FiguresPiece } from '#modules/genealogy/api.ts'
import { letOthers } from '#platform/wait/moments.ts'
import { standingColumns, standingsOf } from '../domain/figures/standing-columns.ts'
import type { Then } from './closed-periods.ts'
import { handedColumns, type HandedColumns } from './handed-columns.ts'
import type { HeldClosed, HeldLive } from './load-figures.ts'

/** Hands on how everybody stands in an open period, piece by piece. */
export type FiguresHandOn = Readonly<{
  /** Whether something came to be known since the piece that the asker holds. */
  isNew: (one: HeldLive, held: FiguresHeld) => boolean
  /**
   * What changed since the piece that the asker holds, or everybody where that is none of this maker's last. Looks only at those
   * whom changes reached, and lets others have their turn in between; pieces are made one after the other.
   */
  piece: (one: HeldLive, held: FiguresHeld) => Promise<FiguresPiece>
  /** So long the next piece may be waited for, so that making pieces takes no more than a small part of the thread's time. */
  restMs: () => number
}>

type Deps = Readonly<{
  clock: () => number
  letOthers: () => Promise<void>
  /** So many people are looked at before others have their turn. */
  slice: number
}>

/** The least time between two pieces. */
const REST_LEAST_MS = 500
const REST_MOST_MS = 30_000
/** Making pieces takes one part of so many of the time. */
const REST_PARTS = 20
/** Some milliseconds of looking. */
const SLICE = 10_000

const ofThread: Deps = { clock: () => performance.now(), letOthers, slice: SLICE }

export function figuresHandOn(deps: Deps = ofThread): FiguresHandOn {
  const maker = crypto.randomUUID()
  const handed = handedColumns()
  let [generation, seq, tookMs] = [0, -1n, 0]
  /** What was reached is asked for once: where it was not looked at, everybody is looked at the next time. */
  let isBroken = false
  let before: Promise<unknown> = Promise.resolve()
  const make = async (one: HeldLive, held: FiguresHeld): Promise<FiguresPiece> => {
    const work = sliced(deps)
    const reached = isBroken ? undefined : one.live.takeReached()
    isBroken = true
    const looked = await lookAtReached(handed, one, reached, work)
    isBroken = false
    const isNext = held?.maker === maker && held.generation === generation
    generation += 1
    seq = looked.seq
    const told = { maker, generation, isEverybody: !isNext, seq, ...headOf(one) }
    const numbers = isNext ? Int32Array.from(looked.changed) : everybody(handed.count())
    const columns = handed.columns()
    const values = {
      ids: await work(() => pickedFloats(columns.ids, numbers)),
      rank: await work(() => pickedBytes(columns.rank, numbers)),
      own: await work(() => pickedFloats(columns.own, numbers)),
      branch: await work(() => pickedFloats(columns.branch, numbers)),
      activity: await work(() => pickedBytes(columns.activity, numbers)),
    }
    tookMs = work.tookMs()
    return { ...told, numbers, ...values }
  }
  return {
    isNew: (one, held) => held?.maker !== maker || held.generation !== generation || one.live.seq() > seq,
    piece(one, held) {
      const piece = before.then(() => make(one, held))
      before = piece.catch(() => undefined)
      return piece
    },
    restMs: () => Math.min(REST_MOST_MS, Math.max(REST_LEAST_MS, tookMs * REST_PARTS)),
  }
}

/** Does a part of the work, and lets others have their turn after it. */
type Sliced = (<T>(part: () => T) => Promise<T>) & Readonly<{ tookMs: () => number; slice: number }>

function sliced({ clock, letOthers: rest, slice }: Deps): Sliced {
  let tookMs = 0
  const work = async <T>(part: () => T): Promise<T> => {
    const begun = clock()
    const made = part()
    tookMs += clock() - begun
    await rest()
    return made
  }
  return Object.assign(work, { tookMs: () => tookMs, slice })
}

/** Those of whom something changed, and the position that all columns stand on. */
type Looked = Readonly<{ changed: ReadonlySet<number>; seq: bigint }>

/**
 * Brings the columns up to the figures of now; gives the numbers of those of whom something changed. What changes while it looks
 * is looked at in the end, without a pause, so that everybody is told as of one position; where that may be anybody once more,
 * everybody is looked at without a pause.
 */
async function lookAtReached(
  handed: HandedColumns,
  one: HeldLive,
  first: ReadonlySet<number> | undefined,
  work: Sliced,
): Promise<Looked> {
  const changed = new Set<number>()
  const look = (people: Iterable<number>): Looked => {
    const current = one.live.current()
    const standings = standingsOf(current)
    handed.makeRoom(standings.count)
    for (const person of people)
      if (person < standings.count && handed.update(person, standings, one)) changed.add(person)
    return { changed, seq: current.seq }
  }
  const all = (): number => standingsOf(one.live.current()).count
  let last = new Set<number>()
  if (first && first.size <= work.slice) last = new Set(first)
  else {
    const waiting = first ? Int32Array.from(first) : everybody(all())
    for (let from = 0; from < waiting.length; from += work.slice) {
      // oxlint-disable-next-line no-await-in-loop -- slice by slice
      await work(() => look(waiting.subarray(from, from + work.slice)))
      const reached = one.live.takeReached()
      if (!reached) return look(everybody(all()))
      for (const person of reached) last.add(person)
    }
  }
  return look(last)
}

function headOf({ period, before, plan }: HeldLive) {
  return {
    period: period.label,
    before: before?.period ?? null,
    ladder: plan.ranks.map(({ name }) => name),
    state: 'open' as const,
  }
}

/** How everybody stood in a period as of then, in one piece. */
export function figuresOfEverybody({ frozen, seq }: HeldClosed, period: string, from: Then): FiguresPiece {
  const { active, ...columns } = standingColumns({ ...frozen, seq, generation: 1 })
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
    ids: pickedFloats(columns.ids, numbers),
    rank: pickedBytes(columns.rank, numbers),
    own: pickedFloats(columns.own, numbers),
    branch: pickedFloats(columns.branch, numbers),
    activity: pickedBytes(active, numbers),
  }
}

function everybody(count: number): Int32Array {
  const numbers = new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT))
  for (let person = 0; person < count; person++) numbers[person] = person
  return numbers
}

/** The values of some people in shared memory, so that threads hand a piece on without copying it. */
function pickedFloats(from: Float64Array, numbers: Int32Array): Float64Array {
  const bytes = numbers.length * Float64Array.BYTES_PER_ELEMENT
  return picked(from, numbers, new Float64Array(new SharedArrayBuffer(bytes)))
}

function pickedBytes(from: Uint8Array, numbers: Int32Array): Uint8Array {
  return picked(from, numbers, new Uint8Array(new SharedArrayBuffer(numbers.length)))
}

function picked<V extends Float64Array | Uint8Array>(from: V, numbers: Int32Array, into: V): V {
  for (let row = 0; row < numbers.length; row++) into[row] = from[numbers[row] ?? 0] ?? 0
  return into
}
