import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { writeAudit } from '../audit/audit.ts'
import type { Subjects } from '../audit/audit.ts'
import type { Db, Tx } from '../postgres/database.ts'
import type { Listener } from '../postgres/listener.ts'
import { inTransaction, sqlState, systemActor } from '../postgres/transact.ts'
import type { About } from '../postgres/transact.ts'
import { makeBell } from './bell.ts'
import { concerns, headSeq, readEvents } from './event.ts'
import type { OutboxEvent } from './event.ts'

/**
 * Who follows the events with effects of its own in the database. `handle` writes in the given transaction, which
 * also moves the consumer's position: effects are kept exactly once. It must still be idempotent against facts that
 * its tables already hold, and have no effect outside the transaction.
 */
export type Consumer = Readonly<{
  name: string
  topics: readonly string[]
  /** Where a consumer begins that was never here before: at the first event still kept, or with the next one. */
  from: 'start' | 'now'
  handle: (tx: Tx, event: OutboxEvent, about: About) => Promise<void>
  /** Takes several events of a stretch at once, where that is cheaper than one after the other. */
  handleTogether?: (tx: Tx, events: readonly OutboxEvent[], about: About) => Promise<void>
}>

export type Follower = Readonly<{ stop: () => Promise<void> }>

type Deps = Readonly<{ db: Db; onError: (error: Error) => void }>

const BATCH = 500
/** How often an event is tried alone before it is parked. */
export const ATTEMPTS_MAX = 3
const RETRY_MS = 50
const SAFETY_POLL_MS = 1000
/**
 * What comes right after others is taken together with what follows within so long: under load a stretch of the feed costs one
 * transaction of each consumer, and not each fact. The first one after a rest waits for nothing.
 */
const GATHER_MS = 250
const TROUBLE_MS = 500

/**
 * Follows the outbox for one consumer until stopped. Of all nodes one works at a time. An event that fails is tried
 * again alone, then parked in sight (see parked.ts) and passed; trouble with the database itself parks nothing.
 */
export async function followOutbox(
  deps: Deps & { listener: Listener },
  consumer: Consumer,
): Promise<Follower> {
  await registerConsumer(deps.db, consumer)
  const bell = makeBell()
  const off = await deps.listener.on('openfield_seq', (told) => {
    if (concerns(told, consumer.topics)) bell.ring()
  })
  const stopping = new AbortController()
  const done = (async () => {
    while (!stopping.signal.aborted) {
      const tookAt = performance.now()
      try {
        if (await takeBatch(deps, consumer)) continue
        // Past what is of no concern it goes when the time is over, so that an order costs no transaction of each consumer.
        await bell.rest(SAFETY_POLL_MS)
        const restMs = tookAt + GATHER_MS - performance.now()
        if (restMs > 0) await pause(restMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      } catch (error) {
        if (error instanceof Error) deps.onError(error)
        await bell.rest(TROUBLE_MS)
      }
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      off()
      bell.ring()
      await done
    },
  }
}

async function registerConsumer(db: Db, consumer: Consumer): Promise<void> {
  const first =
    consumer.from === 'start'
      ? sql`coalesce(
    (SELECT seq FROM platform.outbox WHERE seq IS NOT NULL ORDER BY seq LIMIT 1) - 1,
    (SELECT seq FROM platform.outbox_head))`
      : sql`(SELECT seq FROM platform.outbox_head)`
  await sql`INSERT INTO platform.outbox_consumer (name, seq) VALUES (${consumer.name}, ${first})
    ON CONFLICT DO NOTHING`.execute(db)
}

/** Takes the next stretch of events; true when there may be more at once. */
async function takeBatch(deps: Deps, consumer: Consumer): Promise<boolean> {
  try {
    return await takeEvents(deps.db, consumer, BATCH)
  } catch (error) {
    if (isTrouble(error)) throw error
  }
  // Something in the stretch fails. One by one, so that only the culprit is held up.
  for (let taken = 0; taken < BATCH; taken++) {
    if (!(await takeOneOrPark(deps, consumer))) return false
  }
  return true
}

async function takeOneOrPark(deps: Deps, consumer: Consumer): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await takeEvents(deps.db, consumer, 1)
    } catch (error) {
      if (isTrouble(error)) throw error
      if (attempt >= ATTEMPTS_MAX) {
        await parkNext(deps.db, consumer, attempt, error)
        if (error instanceof Error) deps.onError(error)
        return true
      }
      await pause(RETRY_MS * attempt)
    }
  }
}

/** One transaction: lock the position, handle what follows, move the position. True when the stretch was full. */
async function takeEvents(db: Db, consumer: Consumer, limit: number): Promise<boolean> {
  return inTransaction(db, systemActor(`event:${consumer.name}`), async (tx) => {
    const position = await lockPosition(tx, consumer.name)
    if (position === undefined) return false
    const { events, until } = await readEvents(tx, { after: position, limit, topics: consumer.topics })
    if (until === position) return false
    const subjects: Subjects = {}
    const about: About = (kind, id) => (subjects[kind] ??= []).push(id.toString())
    if (events.length > 1 && consumer.handleTogether) await consumer.handleTogether(tx, events, about)
    else for (const event of events) await consumer.handle(tx, event, about)
    if (Object.keys(subjects).length > 0) {
      const actor = systemActor(`seq:${position + 1n}-${until}`)
      await writeAudit(tx, { actor, useCase: `follow.${consumer.name}`, subjects })
    }
    await movePosition(tx, consumer.name, until)
    return until - position >= BigInt(limit)
  })
}

async function parkNext(db: Db, consumer: Consumer, attempts: number, error: unknown): Promise<void> {
  await inTransaction(db, systemActor(`event:${consumer.name}`), async (tx) => {
    const position = await lockPosition(tx, consumer.name)
    if (position === undefined) return
    const { events, until } = await readEvents(tx, { after: position, limit: 1, topics: consumer.topics })
    const [event] = events
    if (event !== undefined) {
      await sql`INSERT INTO platform.outbox_parked
        (consumer, seq, topic, version, key_id, payload, event_at, attempts, error)
        VALUES (${consumer.name}, ${event.seq}, ${event.topic}, ${event.version}, ${event.keyId},
          ${JSON.stringify(event.payload)}, ${event.at}, ${attempts}, ${describe(error)})`.execute(tx)
    }
    await movePosition(tx, consumer.name, until)
  })
}

/** Undefined while another node works for this consumer. */
async function lockPosition(tx: Tx, name: string): Promise<bigint | undefined> {
  const { rows } = await sql<{ seq: bigint }>`
    SELECT seq FROM platform.outbox_consumer WHERE name = ${name} FOR UPDATE SKIP LOCKED`.execute(tx)
  return rows[0]?.seq
}

async function movePosition(tx: Tx, name: string, seq: bigint): Promise<void> {
  await sql`UPDATE platform.outbox_consumer SET seq = ${seq}, moved_at = now() WHERE name = ${name}`.execute(
    tx,
  )
}

/** The connection, the server or another transaction is at fault, not the event. */
function isTrouble(error: unknown): boolean {
  const state = sqlState(error)
  if (/^(08|40|53|55|57|58|XX)/.test(state) || /^E[A-Z]+$/.test(state)) return true
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  )
}

/** Enough to find the fault, cut short: a row's values (in a database error's detail) are left out. */
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name} ${sqlState(error)} ${error.message}` : typeof error
  return text.slice(0, 300)
}

/** The position up to which a consumer has taken everything over; 0 before it ever did. */
export async function positionOfConsumer(db: Db, name: string): Promise<bigint> {
  const { rows } = await sql<{ seq: bigint }>`
    SELECT seq FROM platform.outbox_consumer WHERE name = ${name}`.execute(db)
  return rows[0]?.seq ?? 0n
}

/** Resolves when a consumer has come to a position, or throws after the time. For tests and for waiting answers. */
export async function waitForConsumer(
  db: Db,
  input: { name: string; seq?: bigint; timeoutMs: number },
): Promise<void> {
  const wanted = input.seq ?? (await headSeq(db))
  for (const deadline = performance.now() + input.timeoutMs; ; await pause(10)) {
    if ((await positionOfConsumer(db, input.name)) >= wanted) return
    if (performance.now() > deadline)
      throw new Error(`${input.name} did not reach position ${wanted} in time`)
  }
}
