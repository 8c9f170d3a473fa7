import { waitUntil } from '#platform/wait/wait-until.ts'
import { readKept } from '#platform/files/files.ts'
import { z } from 'zod'
import { calendarByCode, MONTHS } from '#modules/company/api.ts'
import { headSeq, readEvents } from '#platform/outbox/event.ts'
import { openDatabase, type Db } from '#platform/postgres/database.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { columnsRead } from '../domain/files/order-rows.ts'
import { livePeriod, type LivePeriod } from '../domain/questions/live-period.ts'
import { expectedTold, explanationTold, standingTold } from '../domain/questions/told.ts'
import { runSnapshot, type SnapshotRun } from '../domain/snapshot/run-snapshot.ts'
import { decodeSnapshot } from '../domain/snapshot/snapshot.ts'
import { planById, planInEffect } from '../store/plans.ts'
import { runOfPeriod } from '../store/runs.ts'
import { ordersBetween, peopleBefore } from '../store/snapshot-source.ts'
import { readPlanText } from './read-plan-text.ts'

const ask = { personId: z.bigint(), period: z.string(), sinceSeq: z.bigint().optional() }
const questionShape = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('expected'), ...ask }),
  z.object({ ask: z.literal('explain'), ...ask, bonus: z.string(), source: z.string().optional() }),
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

/** A period in memory: followed while it is open, or as it was frozen. */
type Held =
  | Readonly<{ live: LivePeriod }>
  | Readonly<{ frozen: SnapshotRun; numbers: ReadonlyMap<bigint, number> }>

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
      for (const [label, one] of held)
        if ('live' in one)
          await applyFacts(deps, label, one.live, {
            people: about('field.'),
            orders: about('orders.'),
            seq: until,
          })
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
  const { run, seq } =
    'live' in one ? one.live.current() : { run: one.frozen, seq: one.frozen.snapshot.cutSeq }
  const numberOf = (id: bigint) => ('live' in one ? one.live.numberOf(id) : one.numbers.get(id))
  if (asked.ask === 'standings')
    return { seq, told: asked.personIds.map((id) => standingTold(run, id, numberOf(id))) }
  const person = numberOf(asked.personId)
  if (person === undefined) return { seq, told: undefined }
  if (asked.ask === 'expected') return { seq, told: expectedTold(run, person) }
  if (asked.ask === 'explain-all')
    return { seq, told: run.plan.bonuses.map((bonus) => explanationTold(run, person, bonus.name)) }
  const source = asked.source === undefined ? undefined : run.field.numberOf.get(asked.source)
  return { seq, told: explanationTold(run, person, asked.bonus, source) }
}

/** The figures of a period, loaded when they are not in memory; undefined when the company has no plan or period for it. */
async function hold(
  deps: Readonly<{ db: Db }>,
  held: Map<string, Held>,
  label: string,
): Promise<Held | undefined> {
  const run = await read(deps, systemActor('figures'), (tx) => runOfPeriod(tx, label))
  const frozenNow = run?.snapshot !== undefined && run.snapshot !== null && run.state !== 'failed'
  const known = held.get(label)
  if (known && 'frozen' in known === frozenNow) return known
  const loaded =
    frozenNow && run?.snapshot
      ? await loadFrozen(deps, run.snapshot, run.planVersionId)
      : await loadLive(deps, label)
  if (loaded === undefined) return undefined
  held.delete(label)
  for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - PERIODS_MAX + 1)))
    held.delete(oldest)
  held.set(label, loaded)
  return loaded
}

async function loadFrozen(
  deps: Readonly<{ db: Db }>,
  snapshot: string,
  planVersionId: bigint,
): Promise<Held> {
  const version = await read(deps, systemActor('figures'), (tx) => planById(tx, planVersionId))
  const plan = readPlanText(version.source, version.name)
  const frozen = runSnapshot(plan, decodeSnapshot(await readKept(deps.db, snapshot)))
  return { frozen, numbers: new Map(frozen.personIds.map((personId, number) => [personId, number])) }
}

async function loadLive(deps: Readonly<{ db: Db }>, label: string): Promise<Held | undefined> {
  return read(deps, systemActor('figures'), async (tx) => {
    const calendar = await calendarByCode(tx, MONTHS)
    const period: Period | undefined = calendar && parsePeriod(label, calendar.timeZone)
    const version = await planInEffect(tx, `${label.slice(0, 7)}-01`)
    if (!period || !version) return undefined
    const plan = readPlanText(version.source, version.name)
    const volumeNames = columnsRead(plan)
    const cutSeq = await headSeq(tx)
    const people = await peopleBefore(tx, period.untilMs)
    const orders = await ordersBetween(tx, period, volumeNames)
    const start = { period: label, cutSeq, planHash: version.hash, volumeNames, people, orders }
    return { live: livePeriod(plan, start, period) }
  })
}

type Changed = Readonly<{ people: readonly bigint[]; orders: readonly bigint[]; seq: bigint }>

async function applyFacts(
  deps: Readonly<{ db: Db }>,
  label: string,
  live: LivePeriod,
  changed: Changed,
): Promise<void> {
  const { run } = live.current()
  await read(deps, systemActor('figures'), async (tx) => {
    const calendar = await calendarByCode(tx, MONTHS)
    const period = calendar && parsePeriod(label, calendar.timeZone)
    if (!period) return
    const people = changed.people.length > 0 ? await peopleBefore(tx, period.untilMs, changed.people) : []
    const orders =
      changed.orders.length > 0
        ? await ordersBetween(tx, period, run.snapshot.volumeNames, changed.orders)
        : []
    live.apply({ seq: changed.seq, people, orders })
  })
}
