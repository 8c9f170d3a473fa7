import { z } from 'zod'
import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { readKept } from '#platform/files/files.ts'
import { headSeq, readEvents } from '#platform/outbox/event.ts'
import { openDatabase, type Db } from '#platform/postgres/database.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { explanationTold } from '../domain/explain/explain.ts'
import { figuresOf } from '../domain/figures/figures.ts'
import { livePeriod, type LivePeriod } from '../domain/figures/live-period.ts'
import { expectedTold, standingTold, type KnownFigures } from '../domain/figures/told.ts'
import { decodeFrozen } from '../domain/frozen/frozen.ts'
import type { Plan } from '../domain/language/plan.ts'
import { periodOfPlan } from '../domain/pay/periods.ts'
import { peopleBefore } from '../store/people-source.ts'
import { planById, planInEffect } from '../store/plans.ts'
import { standingRun } from '../store/deltas.ts'
import { lastAccepted } from '../store/runs.ts'
import { linesBetween } from '../store/snapshot-source.ts'
import { readFacts, stateBefore, stretchRead, volumesRead } from './read-facts.ts'
import { readPayPlanText } from './read-plan-text.ts'

const ask = { personId: z.bigint(), period: z.string(), sinceSeq: z.bigint().optional() }
const questionShape = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('expected'), ...ask }),
  z.object({
    ask: z.literal('explain'),
    ...ask,
    bonus: z.string(),
    source: z.string().optional(),
    leg: z.string().optional(),
    from: z.number().optional(),
  }),
  z.object({ ask: z.literal('explain-all'), ...ask }),
  z.object({
    ask: z.literal('standings'),
    personIds: z.array(z.bigint()),
    period: z.string(),
    sinceSeq: z.bigint().optional(),
  }),
])
export type FiguresQuestion = z.infer<typeof questionShape>

const FOLLOWED = [
  'field.person_joined',
  'field.standing_changed',
  'orders.order_placed',
  'orders.order_cancelled',
] as const
/** Periods whose figures are kept at once: the open one, those being closed, and closed ones that were asked for. */
const PERIODS_MAX = 4
const WAIT_STEP_MS = 20
const WAIT_MOST_MS = 2_000

/** A period in memory. What it was made from is kept beside it, so that it is made again when that is another. */
type Held = Readonly<{ madeFrom: string }> &
  (
    | Readonly<{ live: LivePeriod; plan: Plan; period: Period }>
    | Readonly<{ frozen: KnownFigures; seq: bigint; numbers: ReadonlyMap<bigint, number> }>
  )

/**
 * Opens the figures of pay in a thread of their own: open periods follow the feed and are renewed with every order, closed
 * ones are computed again from their frozen bytes. Everything here can be thrown away and is rebuilt when it is asked for.
 */
export async function openFigures(input: unknown) {
  const { url } = z.object({ url: z.string() }).parse(input)
  const onError = (error: Error): void => void process.stderr.write(`figures: ${error.message}\n`)
  const database = openDatabase({ onError }, { url, poolMax: 2, name: 'openfield-figures' })
  const listener = await openListener({ onError }, url)
  const deps = { db: database.db }
  const held = new Map<string, Held>()
  let followed = await read(deps, systemActor('figures'), headSeq)
  // One after the other: a period that is being loaded must not miss an event that is taken over at the same moment.
  let lastTurn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = lastTurn.then(work)
    lastTurn = turn.catch(() => undefined)
    return turn
  }
  const drain = (): void => {
    inTurn(follow).catch((error: unknown) =>
      onError(error instanceof Error ? error : new Error(String(error))),
    )
  }
  const nudge = (): boolean => {
    drain()
    return false
  }
  const follow = async (): Promise<void> => {
    for (;;) {
      const { events, until } = await readEvents(deps.db, { after: followed, topics: FOLLOWED })
      if (until === followed) return
      const about = (topic: string) =>
        events.flatMap((event) =>
          event.topic.startsWith(topic) && event.keyId !== null ? [event.keyId] : [],
        )
      const changed = { people: about('field.'), orders: about('orders.'), seq: until }
      for (const one of held.values()) if ('live' in one) await applyFacts(deps, one, changed)
      followed = until
    }
  }
  const off = await listener.on('openfield_seq', drain)
  return {
    async answer(question: unknown): Promise<unknown> {
      const asked = questionShape.parse(question)
      // After a while the answer says how far it came instead.
      await waitUntil(() => followed >= (asked.sinceSeq ?? 0n) || nudge(), {
        stepMs: WAIT_STEP_MS,
        mostMs: WAIT_MOST_MS,
      })
      const one = await inTurn(() => hold(deps, held, asked.period))
      if (one === undefined) return undefined
      return answerFrom(one, asked)
    },
    async stop(): Promise<void> {
      off()
      await lastTurn
      await listener.stop()
      await database.close()
    },
  }
}

function answerFrom(one: Held, asked: FiguresQuestion): unknown {
  const known = 'live' in one ? one.live.current() : { ...one.frozen, seq: one.seq }
  const { figures, seq } = known
  const numberOf = (id: bigint) => ('live' in one ? one.live.numberOf(id) : one.numbers.get(id))
  if (asked.ask === 'standings')
    return { seq, told: asked.personIds.map((id) => standingTold(figures, id, numberOf(id))) }
  const person = numberOf(asked.personId)
  if (person === undefined) return { seq, told: undefined }
  if (asked.ask === 'expected') return { seq, told: expectedTold(known, person) }
  if (asked.ask === 'explain-all')
    return { seq, told: figures.plan.bonuses.map(({ name }) => explanationTold(known, person, name)) }
  return { seq, told: explanationTold(known, person, asked.bonus, asked) }
}

type Deps = Readonly<{ db: Db }>

/** The figures of a period, loaded when they are not in memory; undefined when the company has no plan or period for it. */
async function hold(deps: Deps, held: Map<string, Held>, label: string): Promise<Held | undefined> {
  const run = await read(deps, systemActor('figures'), (tx) => standingRun(tx, label))
  const snapshot = run && run.state !== 'failed' ? run.snapshot : null
  const madeFrom = snapshot ?? (await openPeriodMadeFrom(deps, label))
  if (madeFrom === undefined) return undefined
  const known = held.get(label)
  if (known?.madeFrom === madeFrom) return known
  const loaded =
    run && snapshot !== null
      ? await loadFrozen(deps, snapshot, run.planVersionId)
      : await loadLive(deps, label, madeFrom)
  if (loaded === undefined) return undefined
  held.delete(label)
  for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - PERIODS_MAX + 1)))
    held.delete(oldest)
  held.set(label, loaded)
  return loaded
}

/** What an open period stands on besides the feed: the plan in effect and what the last accepted period left. */
async function openPeriodMadeFrom(deps: Deps, label: string): Promise<string | undefined> {
  return read(deps, systemActor('figures'), async (tx) => {
    const calendar = await calendarByCode(tx, MONTHS)
    const period = calendar && parsePeriod(label, calendar.timeZone)
    const version = await planInEffect(tx, `${label.slice(0, 7)}-01`)
    if (!period || !version) return undefined
    return `${version.hash} ${(await lastAccepted(tx, period.fromMs))?.results ?? ''}`
  })
}

async function loadFrozen(deps: Deps, snapshot: string, planVersionId: bigint): Promise<Held> {
  const version = await read(deps, systemActor('figures'), (tx) => planById(tx, planVersionId))
  const plan = readPayPlanText(version.source, version.name)
  const { input, personIds, period: label, cutSeq } = decodeFrozen(await readKept(deps.db, snapshot))
  const period = periodOfPlan(plan, label)
  if (!period) throw new Error(`${label} is no period of the plan ${version.name}`)
  return {
    madeFrom: snapshot,
    frozen: { figures: figuresOf(plan, input, period), personIds },
    seq: cutSeq,
    numbers: new Map(personIds.map((personId, number) => [personId, number])),
  }
}

async function loadLive(deps: Deps, label: string, madeFrom: string): Promise<Held | undefined> {
  return read(deps, systemActor('figures'), async (tx) => {
    const version = await planInEffect(tx, `${label.slice(0, 7)}-01`)
    const plan = version && readPayPlanText(version.source, version.name)
    const period = plan && periodOfPlan(plan, label)
    if (!version || !period) return undefined
    const cutSeq = await headSeq(tx)
    const { state } = await stateBefore(deps, tx, period.fromMs)
    const start = await readFacts(tx, {
      plan,
      planHash: version.hash,
      period,
      cutSeq,
      state,
      late: 'counted',
    })
    return { madeFrom, live: livePeriod(plan, start, period), plan, period }
  })
}

type Changed = Readonly<{ people: readonly bigint[]; orders: readonly bigint[]; seq: bigint }>

async function applyFacts(
  deps: Deps,
  { live, plan, period }: Extract<Held, { live: LivePeriod }>,
  changed: Changed,
): Promise<void> {
  await read(deps, systemActor('figures'), async (tx) => {
    const people = changed.people.length > 0 ? await peopleBefore(tx, period.untilMs, changed.people) : []
    const lines =
      changed.orders.length > 0
        ? await linesBetween(tx, stretchRead(plan, period), volumesRead(plan), changed.orders)
        : []
    live.apply({ seq: changed.seq, people, lines })
  })
}
