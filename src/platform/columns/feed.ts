import { sql } from 'kysely'
import type { Client } from 'pg'
import type { Db } from '../postgres/database.ts'

/** An event as an image takes it over; `payload` is what JSON gives back, with bigints as text. */
export type FeedEvent = Readonly<{
  /** The row's own number, which it has before its position. */
  id: bigint
  seq: bigint
  topic: string
  version: number
  keyId: bigint | null
  payload: unknown
}>

const STRETCH = 5000n

/** The events of some topics after a position, the position that was read up to, and whether there may be more. */
export async function readFeed(
  db: Db,
  input: { after: bigint; topics: readonly string[] },
): Promise<{ events: readonly FeedEvent[]; until: bigint; isFull: boolean }> {
  const { rows } = await sql<FeedEvent & { until: bigint }>`
    SELECT until, id, seq, topic, version, key_id AS "keyId", payload
    FROM platform.events_after(${input.after}, ${STRETCH}, ${input.topics}::text[])`.execute(db)
  // The first row is no event: it says up to which position was read.
  const [first, ...events] = rows
  if (!first) throw new Error('the outbox has no head')
  return { events: events.map(eventOf), until: first.until, isFull: first.until - input.after >= STRETCH }
}

function eventOf({ id, seq, topic, version, keyId, payload }: FeedEvent): FeedEvent {
  return { id, seq, topic, version, keyId, payload }
}

/** The position of a snapshot, and the events whose effects it sees though they have no position yet. */
export async function waitingEvents(
  client: Client,
  topics: readonly string[],
): Promise<{ seq: bigint; waiting: readonly bigint[] }> {
  const head = await client.query<{ seq: bigint }>('SELECT seq FROM platform.outbox_head')
  const rows = await client.query<{ id: bigint }>(
    'SELECT id FROM platform.outbox WHERE seq IS NULL AND topic = ANY($1)',
    [topics],
  )
  const [first] = head.rows
  if (!first) throw new Error('the outbox has no head')
  return { seq: first.seq, waiting: rows.rows.map((row) => row.id) }
}
