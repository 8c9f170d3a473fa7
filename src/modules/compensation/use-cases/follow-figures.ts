import { readEvents } from '#platform/outbox/event.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { peopleBefore } from '../store/people-source.ts'
import { linesBetween } from '../store/snapshot-source.ts'
import { loadFigures, originOf, type Held, type HeldLive, type Origin } from './load-figures.ts'
import { stretchRead, volumesRead } from './read-facts.ts'

const FOLLOWED = [
  'field.person_joined',
  'field.standing_changed',
  'orders.order_placed',
  'orders.order_cancelled',
] as const
/** Periods whose figures are kept at once: the open one, those being closed, and closed ones that were asked for. */
const PERIODS_MAX = 4

type Deps = Readonly<{ db: Db }>

/** Periods in memory that follow the feed. */
export type Shelf = Readonly<{
  /** Takes over what the feed tells by now, if it is not under way. */
  follow: () => void
  followed: () => bigint
  /** The figures of a period, loaded when they are not in memory; undefined when the company has no plan or period for it. */
  held: (label: string) => Promise<Held | undefined>
  stop: () => Promise<void>
}>

/**
 * Keeps periods in memory and lets the open ones follow. A period is loaded beside the others, which go on following and
 * answering; what it missed meanwhile it takes over before it stands among them. One that cannot take something over is made
 * anew in the same way, and stays readable until then.
 */
export function openShelf(deps: Deps, onError: (error: Error) => void, fromSeq: bigint): Shelf {
  const held = new Map<string, Held>()
  const loading = new Map<string, Promise<Held | undefined>>()
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
  const load = (label: string, origin: Origin): Promise<Held | undefined> => {
    const key = `${label} ${origin.madeFrom}`
    const under = loading.get(key)
    if (under) return under
    const work = (async () => {
      const loaded = await loadFigures(deps, label, origin)
      if (!loaded) return undefined
      return inTurn(async () => {
        if ('live' in loaded) await catchUp(deps, [loaded], loaded.live.current().seq)
        putNewest(held, label, loaded)
        return loaded
      })
    })().finally(() => loading.delete(key))
    loading.set(key, work)
    return work
  }
  const follow = async (): Promise<void> => {
    const live = [...held.values()].filter((one) => 'live' in one)
    followed = await catchUp(deps, live, followed)
    for (const [label, one] of held)
      if ('live' in one && one.live.isStale() && !stopping)
        load(label, { madeFrom: one.madeFrom, snapshot: undefined }).catch(tell)
  }
  return {
    follow: () => void inTurn(follow).catch(tell),
    followed: () => followed,
    async held(label) {
      const origin = await originOf(deps, label)
      const known = held.get(label)
      if (origin === undefined || known?.madeFrom === origin.madeFrom) return origin && known
      return load(label, origin)
    },
    async stop() {
      stopping = true
      await Promise.allSettled(loading.values())
      await lastTurn
    },
  }
}

/** The oldest of too many periods goes. */
function putNewest(held: Map<string, Held>, label: string, one: Held): void {
  held.delete(label)
  for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - PERIODS_MAX + 1)))
    held.delete(oldest)
  held.set(label, one)
}

/** Takes over everything after a position; gives the position that was come to. */
async function catchUp(deps: Deps, live: readonly HeldLive[], after: bigint): Promise<bigint> {
  let followed = after
  for (;;) {
    const { events, until } = await readEvents(deps.db, { after: followed, topics: FOLLOWED })
    if (until === followed) return followed
    const about = (topic: string) =>
      events.flatMap((event) => (event.topic.startsWith(topic) && event.keyId !== null ? [event.keyId] : []))
    const changed = { people: about('field.'), orders: about('orders.'), seq: until }
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
