import { sql } from 'kysely'
import type { Db, Tx } from '../postgres/database.ts'

/** What a payload may hold: ids, numbers, codes and times; never names or contacts. A bigint travels as text. */
type EventValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly EventValue[]
  | Readonly<{ [key: string]: EventValue }>

/** A fact to be told: `topic` is `module.what_happened`, `keyId` the thing that it is about. */
export type NewEvent = Readonly<{
  topic: string
  version?: number
  keyId?: bigint
  payload: Readonly<Record<string, EventValue>>
}>

/**
 * A fact that has its position. `payload` is what JSON gives back (a bigint as text): the consumer checks it against
 * the event's shape in the sender's contract. `at` is real time, not the company's.
 */
export type OutboxEvent = Readonly<{
  seq: bigint
  topic: string
  version: number
  keyId: bigint | null
  payload: unknown
  at: Date
}>

/** The most events that one read gives. */
const EVENTS_READ_MAX = 10_000

/** Tells a fact to everybody who follows, when the transaction commits. */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<void> {
  await appendEvents(tx, [event])
}

/** Tells several facts; they keep their order. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const topics = events.map((event) => event.topic)
  const versions = events.map((event) => event.version ?? 1)
  const keys = events.map((event) => event.keyId?.toString() ?? null)
  const payloads = events.map((event) => payloadText(event.payload))
  await sql`
    INSERT INTO platform.outbox (topic, version, key_id, payload)
    SELECT * FROM unnest(${topics}::text[], ${versions}::smallint[], ${keys}::bigint[], ${payloads}::jsonb[])`.execute(
    tx,
  )
}

/**
 * The events after a position, in order, at most `limit` positions on; `until` is the position that was read up to,
 * which is the place to go on from. With `topics`, other events are passed over.
 */
export async function readEvents(
  db: Db,
  input: { after: bigint; limit?: number; topics?: readonly string[] },
): Promise<{ events: readonly OutboxEvent[]; until: bigint }> {
  const most = Math.min(input.limit ?? 1000, EVENTS_READ_MAX)
  const { rows } = await sql<OutboxEvent & { until: bigint }>`
    SELECT until, seq, topic, version, key_id AS "keyId", payload, at
    FROM platform.events_after(${input.after}, ${most}, ${input.topics ?? null}::text[])`.execute(db)
  // The first row is no event: it says up to which position was read.
  const [first, ...events] = rows
  if (!first) throw new Error('the outbox has no head')
  return { events: events.map(eventOf), until: first.until }
}

function eventOf({ seq, topic, version, keyId, payload, at }: OutboxEvent): OutboxEvent {
  return { seq, topic, version, keyId, payload, at }
}

/** The events of some topics that were not known at a position: those after it, and those that have no position yet. */
export async function eventsNotKnown(
  db: Db,
  input: { at: bigint; topics: readonly string[] },
): Promise<readonly Pick<OutboxEvent, 'topic' | 'keyId' | 'payload'>[]> {
  const { rows } = await sql<Pick<OutboxEvent, 'topic' | 'keyId' | 'payload'>>`
    SELECT topic, key_id AS "keyId", payload FROM platform.outbox
    WHERE (seq > ${input.at} OR seq IS NULL) AND topic = ANY(${input.topics}::text[])`.execute(db)
  return rows
}

/**
 * Whether what the sequencer told of facts that were given their positions is about some topics: it names those that came, unless they
 * are too many to be named or a message was lost.
 */
export function concerns(told: string, topics: readonly string[]): boolean {
  const [, ...named] = told.split(' ')
  return named.length === 0 || named.some((topic) => topics.includes(topic))
}

/** The last position that this transaction can see. A snapshot that sees an effect also sees its cause. */
export async function headSeq(db: Db): Promise<bigint> {
  const { rows } = await sql<{ seq: bigint }>`SELECT seq FROM platform.outbox_head`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the outbox has no head')
  return row.seq
}

/** The last position that was known at an instant (epoch milliseconds, real time); 0 before the first. */
export async function seqKnownAt(db: Db, instantMs: number): Promise<bigint> {
  const { rows } = await sql<{ seq: bigint }>`
    SELECT seq FROM platform.outbox_time WHERE at <= ${new Date(instantMs)} ORDER BY at DESC, seq DESC LIMIT 1`.execute(
    db,
  )
  return rows[0]?.seq ?? 0n
}

/** When a position became known, in epoch milliseconds (real time); undefined while it is not given. */
export async function timeOfSeq(db: Db, seq: bigint): Promise<number | undefined> {
  const { rows } = await sql<{ at: Date }>`
    SELECT at FROM platform.outbox_time WHERE seq >= ${seq} ORDER BY seq LIMIT 1`.execute(db)
  return rows[0]?.at.getTime()
}

function payloadText(payload: NewEvent['payload']): string {
  return JSON.stringify(payload, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
