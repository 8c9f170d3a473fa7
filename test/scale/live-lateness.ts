import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { DiaryEntry } from '#platform/threads/work-diary.ts'
import type { SeenOrder } from './live-proof.ts'

const entryShape = z.object({
  what: z.string(),
  fromMs: z.number(),
  untilMs: z.number(),
  seq: z.string().optional(),
})

/** What each thread of a program noted, by the name of the thread. */
export type Diaries = ReadonlyMap<string, readonly DiaryEntry[]>

/** The diaries of a folder; none where no thread came to leaving its own. */
export async function readDiaries(folder: string): Promise<Diaries> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))
  const read = names.map(async (name) => {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => line !== '')
    return [name.slice(0, -6), lines.map(entryOf)] as const
  })
  return new Map(await Promise.all(read))
}

function entryOf(line: string): DiaryEntry {
  const { seq, ...rest } = entryShape.parse(JSON.parse(line))
  return seq === undefined ? rest : { ...rest, seq }
}

/** Where the time of orders went on their way to the first answer that contains them, in milliseconds, each a mean. */
export type Way = Readonly<{
  orders: number
  /** From the event to the beginning of the turn of the following thread that took it over. */
  unread: number
  /** That turn. */
  turn: number
  /** From its end to the question that was answered with it. */
  unasked: number
  /** From the question, or from the turn when that ended later, to the answer. */
  answer: number
}>

export type Lateness = Readonly<{
  all: Way
  /** The slowest hundredth. */
  slowest: Way
  /** The longest that an event waited for its turn, and how much of that time each thread did what. */
  longest: Readonly<{ ms: number; did: readonly string[] }>
}>

/** The turns of the thread that follows have a position. */
type Turn = DiaryEntry & Readonly<{ seq: string }>

/** Tells from the diaries what orders waited for. Undefined where no thread followed. */
export function latenessOf(seen: readonly SeenOrder[], diaries: Diaries): Lateness | undefined {
  const turns = [...diaries.values()]
    .flat()
    .filter((entry): entry is Turn => entry.seq !== undefined)
    .toSorted((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? -1 : 1))
  const ways = seen.flatMap((order) => {
    const turn = turnOf(turns, order.seq)
    return turn ? [{ order, turn, unread: Math.max(0, turn.fromMs - order.atMs) }] : []
  })
  const [longest] = ways.toSorted((a, b) => b.unread - a.unread)
  if (!longest) return undefined
  const slow = ways
    .toSorted((a, b) => lateOf(b.order) - lateOf(a.order))
    .slice(0, Math.ceil(ways.length / 100))
  return {
    all: meanOf(ways),
    slowest: meanOf(slow),
    longest: {
      ms: Math.round(longest.unread),
      did: didWithin(diaries, longest.order.atMs, longest.turn.fromMs),
    },
  }
}

export function sayLateness({ all, slowest, longest }: Lateness): string[] {
  const way = ({ orders, unread, turn, unasked, answer }: Way): string =>
    `${orders} orders: ${unread} ms until the following thread read them, ${turn} its turn, ${unasked} until the next question, ${answer} to the answer`
  return [
    `on the mean of ${way(all)}`,
    `on the mean of the slowest ${way(slowest)}`,
    `the longest time without following was ${longest.ms} ms; meanwhile ${longest.did.join('; ') || 'nothing was noted'}`,
  ]
}

function lateOf({ atMs, cameMs }: SeenOrder): number {
  return cameMs - atMs
}

/** The first turn that came to a position; turns are sorted by theirs. */
function turnOf(turns: readonly Turn[], seq: bigint): Turn | undefined {
  let [low, high] = [0, turns.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (BigInt(turns[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return turns[low]
}

function meanOf(ways: readonly Readonly<{ order: SeenOrder; turn: Turn; unread: number }>[]): Way {
  const mean = (of: (way: (typeof ways)[number]) => number): number =>
    Math.round(ways.reduce((sum, way) => sum + of(way), 0) / ways.length)
  return {
    orders: ways.length,
    unread: mean(({ unread }) => unread),
    turn: mean(({ turn }) => turn.untilMs - turn.fromMs),
    unasked: mean(({ order, turn }) => Math.max(0, order.sentMs - turn.untilMs)),
    answer: mean(({ order, turn }) => Math.max(0, order.cameMs - Math.max(order.sentMs, turn.untilMs))),
  }
}

/** What threads did in a stretch of time, what took most of it first: "2026-11 held up 320 ms". */
function didWithin(diaries: Diaries, fromMs: number, untilMs: number): string[] {
  const sums = new Map<string, number>()
  for (const [thread, entries] of diaries)
    for (const { what, fromMs: begun, untilMs: ended } of entries) {
      const inside = Math.min(ended, untilMs) - Math.max(begun, fromMs)
      if (inside > 0) sums.set(`${thread} ${what}`, (sums.get(`${thread} ${what}`) ?? 0) + inside)
    }
  return [...sums]
    .filter(([, ms]) => ms >= 1)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([what, ms]) => `${what} ${Math.round(ms)} ms`)
}
