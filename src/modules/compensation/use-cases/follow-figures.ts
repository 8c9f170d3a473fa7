import { readEvents } from '#platform/outbox/event.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { orAfter } from '#platform/wait/moments.ts'
import { peopleBefore } from '../store/people-source.ts'
import { linesBetween } from '../store/snapshot-source.ts'
import { keepPeriods } from './kept-periods.ts'
import { loadFigures, originOf, type Held, type HeldLive, type Origin } from './load-figures.ts'
import { stretchRead, volumesRead } from './read-facts.ts'

const FOLLOWED = [
  'field.person_joined',
  'field.standing_changed',
  'genealogy.placed',
  'orders.order_placed',
  'orders.order_cancelled',
] as const
/** So long a question waits for a period that is loaded before it is told how far that is. */
const MOMENT_MS = 2_500

type Deps = Readonly<{ db: Db }>

/** Periods in memory that follow the feed. */
export type Shelf = Readonly<{
  /** Takes over what the feed tells by now, if it is not under way. */
  follow: () => void
  followed: () => bigint
  /** The figures of a period, loaded when they are not in memory; undefined when the company has no plan or period for it. */
  held: (label: string) => Promise<Held | undefined>
  /** The same; when that takes longer than a moment, how much of the loading is done instead, in percent. It goes on. */
  heldOrHowFar: (label: string) => Promise<Held | undefined | Readonly<{ loading: number }>>
  stop: () => Promise<void>
}>

/**
 * Keeps periods in memory and lets the open ones follow. A period is loaded beside the others, which go on following and
 * answering; what it missed meanwhile it takes over before it stands among them. One that cannot take something over is made
 * anew in the same way, and stays readable until then.
 */
export function openShelf(deps: Deps, onError: (error: Error) => void, fromSeq: bigint): Shelf {
  const held = keepPeriods()
  const loading = new Map<string, Loading>()
  let followed = fromSeq
  let stopping = false
  // One after the other: a period that comes to the others must not miss an event that is taken over at the same moment.
  let lastTurn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work)
    lastTurn = turn.catch(() => undefined)
    return turn
  }
  const tell = (error: unknown): void => onError(error instanceof Error ? error : new Error(String(error)))
  const load = (label: string, origin: Origin): Loading => {
    const key = `${label} ${origin.madeFrom}`
    const under = loading.get(key)
    if (under) return under
    let percent = 0
    const work = (async () => {
      const loaded = await loadFigures(deps, label, origin, (done) => (percent = done))
      if (!loaded) return undefined
      return inTurn(async () => {
        if ('live' in loaded) await catchUp(deps, [loaded], loaded.live.current().seq)
        held.put(label, loaded)
        return loaded
      })
    })().finally(() => loading.delete(key))
    const begun = { work, percent: () => percent }
    loading.set(key, begun)
    return begun
  }
  /** What is known of a period, or the loading that it needs. */
  const find = async (label: string): Promise<Held | Loading | undefined> => {
    const origin = await originOf(deps, label)
    if (!origin) return undefined
    const known = held.get(label)
    return known?.madeFrom === origin.madeFrom ? known : load(label, origin)
  }
  const follow = async (): Promise<void> => {
    followed = await catchUp(deps, held.live(), followed)
    for (const [label, one] of held.all())
      if ('live' in one && one.live.isStale() && !stopping)
        load(label, { madeFrom: one.madeFrom, snapshot: undefined }).work.catch(tell)
  }
  return {
    follow: () => void inTurn(follow).catch(tell),
    followed: () => followed,
    async held(label) {
      const found = await find(label)
      return found && 'work' in found ? found.work : found
    },
    async heldOrHowFar(label) {
      const found = await find(label)
      if (!found || !('work' in found)) return found
      return orAfter(found.work, MOMENT_MS, () => ({ loading: found.percent() }))
    },
    async stop() {
      stopping = true
      await Promise.allSettled([...loading.values()].map(({ work }) => work))
      await lastTurn
    },
  }
}

type Loading = Readonly<{ work: Promise<Held | undefined>; percent: () => number }>

/** Takes over everything after a position; gives the position that was come to. */
async function catchUp(deps: Deps, live: readonly HeldLive[], after: bigint): Promise<bigint> {
  let followed = after
  for (;;) {
    const { events, until } = await readEvents(deps.db, { after: followed, topics: FOLLOWED })
    if (until === followed) return followed
    const about = (isOf: (topic: string) => boolean): bigint[] =>
      events.flatMap((event) => (isOf(event.topic) && event.keyId !== null ? [event.keyId] : []))
    const isOrder = (topic: string): boolean => topic.startsWith('orders.')
    const changed = { people: about((topic) => !isOrder(topic)), orders: about(isOrder), seq: until }
    for (const one of live) await applyFacts(deps, one, changed)
    followed = until
  }
}

type Changed = Readonly<{ people: readonly bigint[]; orders: readonly bigint[]; seq: bigint }>

async function applyFacts(deps: Deps, { live, plan, period }: HeldLive, changed: Changed): Promise<void> {
  const { people, lines } = await read(deps, systemActor('figures'), async (tx) => ({
    people: changed.people.length > 0 ? await peopleBefore(tx, period.untilMs, changed.people) : [],
    lines:
      changed.orders.length > 0
        ? await linesBetween(tx, stretchRead(plan, period), volumesRead(plan), changed.orders)
        : [],
  }))
  live.apply({ seq: changed.seq, people, lines })
}
