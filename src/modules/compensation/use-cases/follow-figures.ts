import { teamMoved } from '#modules/genealogy/api.ts'
import { makeBell } from '#platform/outbox/bell.ts'
import { readEvents, type OutboxEvent } from '#platform/outbox/event.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { nowMs, type Diary } from '#platform/threads/work-diary.ts'
import { peopleBefore } from '../store/people-source.ts'
import { linesBetween } from '../store/snapshot-source.ts'
import { readsParties } from '../domain/language/plan-reads.ts'
import type { Plan } from '../domain/language/plan.ts'
import type { NewFacts } from '../domain/figures/live-period.ts'
import { loadOpen, type HeldLive, type TellDone } from './load-figures.ts'
import { ADJUSTED } from './adjustment-events.ts'
import { stretchRead, volumesRead } from './read-facts.ts'

const OWNER_CHANGED = 'field.owner_changed'
const PARTY_CHANGED = 'orders.party_changed'

const FOLLOWED = [
  'field.person_joined',
  'field.standing_changed',
  'genealogy.placed',
  'genealogy.moved',
  ADJUSTED,
  OWNER_CHANGED,
  'orders.order_placed',
  'orders.order_changed',
  // What companies told before orders could be changed in part.
  'orders.order_cancelled',
  PARTY_CHANGED,
] as const

/** Positions that are read at once. */
const READ_MOST = 1_000
/**
 * What comes right after others is taken together with what follows within so long, as one turn costs several questions however
 * little it takes over. The first one after a rest waits for nothing, and nobody waits where a turn takes longer than that.
 */
const GATHER_MS = 100

type Deps = Readonly<{ db: Db; diary: Diary; onError: (error: Error) => void }>

/** An open period in memory that follows the feed. */
export type FollowedPeriod = Readonly<{
  /** Takes over what the feed tells, soon; asked for while that is under way, it is looked once more. */
  follow: () => void
  /** The same, for somebody who waits for it. */
  hurry: () => void
  /** The position that was come to. */
  followed: () => bigint
  /** The period, loaded when it is not in memory; undefined when the company has no plan or period for it. */
  held: () => Promise<HeldLive | undefined>
  /** How much of the loading is done, in percent. */
  percent: () => number
  /** Resolves once something became known that the period cannot take over: it has to be made anew, elsewhere. */
  stale: Promise<void>
  stop: () => Promise<void>
}>

/** Loads a period when it is first asked for and lets it follow the feed from then on. */
export function followPeriod(deps: Deps, label: string): FollowedPeriod {
  const stale = Promise.withResolvers<void>()
  let [followed, percent] = [0n, 0]
  let held: HeldLive | undefined
  let loading: Promise<HeldLive | undefined> | undefined
  let isStopping = false
  const takeOver = async (one: HeldLive): Promise<void> => {
    followed = await catchUp(deps, one, followed)
    if (one.live.isStale()) stale.resolve()
  }
  const turns = oneAfterTheOther(async () => {
    if (held && !isStopping) await takeOver(held)
  }, deps.onError)
  const load = async (): Promise<HeldLive | undefined> => {
    const tell: TellDone = (done) => (percent = done)
    const loaded = await deps.diary.during('load', () => loadOpen(deps, label, tell))
    if (!loaded) return undefined
    // What it missed meanwhile it takes over before anybody sees it.
    followed = loaded.live.current().seq
    await takeOver(loaded)
    held = loaded
    turns.ask()
    return loaded
  }
  return {
    follow: turns.ask,
    hurry: turns.hurry,
    followed: () => followed,
    percent: () => percent,
    stale: stale.promise,
    held: () => (held ? Promise.resolve(held) : (loading ??= load().finally(() => (loading = undefined)))),
    async stop() {
      isStopping = true
      await loading?.catch(() => undefined)
      await turns.last()
    },
  }
}

/**
 * Does work whenever it is asked to: never twice at once, not twice within `GATHER_MS` unless somebody is in a hurry, and once more
 * when it was asked meanwhile.
 */
function oneAfterTheOther(work: () => Promise<void>, onError: (error: Error) => void) {
  const hurried = makeBell()
  let begunMs = Number.NEGATIVE_INFINITY
  let under: Promise<void> | undefined
  let isAskedAgain = false
  const begin = async (): Promise<void> => {
    try {
      do {
        const restMs = begunMs + GATHER_MS - nowMs()
        // oxlint-disable-next-line no-await-in-loop -- It waits for those that come meanwhile.
        if (restMs > 0) await hurried.rest(restMs)
        isAskedAgain = false
        begunMs = nowMs()
        // What was asked for meanwhile comes after what is under way.
        // oxlint-disable-next-line no-await-in-loop
        await work()
      } while (isAskedAgain)
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)))
    } finally {
      under = undefined
    }
  }
  const ask = (): void => {
    if (under) isAskedAgain = true
    else under = begin()
  }
  return {
    ask,
    hurry: (): void => {
      hurried.ring()
      ask()
    },
    last: async (): Promise<void> => under,
  }
}

/** Takes over everything after a position; gives the position that was come to. */
async function catchUp(deps: Deps, live: HeldLive, followed: bigint): Promise<bigint> {
  for (let after = followed; ;) {
    const fromMs = nowMs()
    const next = () => readEvents(deps.db, { after, topics: FOLLOWED, limit: READ_MOST })
    const { events, until } = await deps.diary.during('read events', next)
    if (until === after) return after
    const isLast = until - after < READ_MOST
    const isOrder = ({ topic }: OutboxEvent): boolean => topic.startsWith('orders.order_')
    const isBeyond = events.some((event) => isBeyondPeople(event) || isPartyOf(event, live.plan))
    const others = [ADJUSTED, PARTY_CHANGED]
    const people = events
      .filter((event) => !isOrder(event) && !others.includes(event.topic))
      .flatMap(peopleOf)
    const orders = events.filter(isOrder).flatMap(({ keyId }) => (keyId === null ? [] : [keyId]))
    const changed = { people, orders, isBeyond, seq: until }
    await applyFacts(deps, live, changed)
    after = until
    deps.diary.note({ what: 'turn', fromMs, untilMs: nowMs(), seq: String(until) })
    // Whatever comes to be known later rings again.
    if (isLast) return after
  }
}

/** Whether what an event tells of changes more than the people and orders that it names. */
function isBeyondPeople({ topic, payload }: OutboxEvent): boolean {
  return (
    topic === ADJUSTED ||
    topic === OWNER_CHANGED ||
    (topic === 'genealogy.moved' && teamMoved.parse(payload).isMerge === true)
  )
}

/** Whether a plan pays by what an event tells of a party. */
function isPartyOf({ topic }: OutboxEvent, plan: Plan): boolean {
  return topic === PARTY_CHANGED && readsParties(plan)
}

/** Whom an event is about; a move also tells of those who roll up. */
function peopleOf(event: OutboxEvent): readonly bigint[] {
  if (event.topic === 'genealogy.moved') return teamMoved.parse(event.payload).people
  return event.keyId === null ? [] : [event.keyId]
}

type Changed = Readonly<{
  people: readonly bigint[]
  orders: readonly bigint[]
  isBeyond: boolean
  seq: bigint
}>

async function applyFacts(deps: Deps, { live, plan, period }: HeldLive, changed: Changed): Promise<void> {
  // Most events of the feed are about other things.
  const { seq, isBeyond } = changed
  if (changed.people.length + changed.orders.length === 0) {
    live.apply({ seq, people: [], lines: [], isBeyond })
    return
  }
  const facts = (): Promise<Omit<NewFacts, 'seq'>> =>
    read(deps, systemActor('figures'), async (tx) => ({
      people: changed.people.length > 0 ? await peopleBefore(tx, period.untilMs, changed.people) : [],
      lines:
        changed.orders.length > 0
          ? await linesBetween(tx, stretchRead(plan, period), volumesRead(plan), changed.orders)
          : [],
    }))
  const { people, lines } = await deps.diary.during('read facts', facts)
  deps.diary.during('apply', () => live.apply({ seq, people, lines, isBeyond }))
}
