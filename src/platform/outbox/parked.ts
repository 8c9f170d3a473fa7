import { sql } from 'kysely'
import type { Db, Tx } from '../postgres/database.ts'
import type { About, WriteCall } from '../postgres/transact.ts'
import { transact } from '../postgres/transact.ts'
import type { OutboxEvent } from './event.ts'
import type { Consumer } from './follow.ts'

/** An event that a consumer could not take, and why. */
export type ParkedEvent = OutboxEvent &
  Readonly<{ consumer: string; attempts: number; error: string; parkedAt: Date }>

/** How far one consumer lies behind the last position. */
type ConsumerLag = Readonly<{ name: string; seq: bigint; behind: bigint; parked: number }>

export type OutboxLag = Readonly<{
  head: bigint
  /** Committed events without a position, and how long (milliseconds) the oldest of them has waited. */
  waiting: bigint
  waitingMs: number
  consumers: readonly ConsumerLag[]
}>

const PARKED_PAGE = 200

/** The state of the outbox for metrics and the health page. */
export async function outboxLag(db: Db): Promise<OutboxLag> {
  const { rows: state } = await sql<{ head: bigint; waiting: bigint; waitingMs: number }>`
    SELECT (SELECT seq FROM platform.outbox_head) AS head, count(*) AS waiting,
      coalesce(extract(epoch FROM clock_timestamp() - min(at)) * 1000, 0)::float8 AS "waitingMs"
    FROM platform.outbox WHERE seq IS NULL`.execute(db)
  const { rows: consumers } = await sql<ConsumerLag>`
    SELECT c.name, c.seq, h.seq - c.seq AS behind,
      (SELECT count(*)::int FROM platform.outbox_parked p
        WHERE p.consumer = c.name AND p.resolved_at IS NULL) AS parked
    FROM platform.outbox_consumer c, platform.outbox_head h ORDER BY c.name`.execute(db)
  const [row] = state
  if (!row) throw new Error('the outbox has no head')
  return { ...row, consumers }
}

/** The parked events that wait for somebody, oldest first, at most 200. */
export async function parkedEvents(db: Db): Promise<readonly ParkedEvent[]> {
  const { rows } = await sql<ParkedEvent>`
    SELECT consumer, seq, topic, version::int, key_id AS "keyId", payload, event_at AS at, attempts, error,
      parked_at AS "parkedAt"
    FROM platform.outbox_parked WHERE resolved_at IS NULL ORDER BY parked_at, consumer, seq
    LIMIT ${PARKED_PAGE}`.execute(db)
  return rows
}

/**
 * Hands a parked event to its consumer once more, in one transaction with marking it resolved. Answers false when it
 * is not parked (any more); throws what the consumer throws, and it stays parked.
 */
export function retryParked(
  deps: { db: Db },
  call: WriteCall,
  input: { consumer: Pick<Consumer, 'name' | 'handle'>; seq: bigint },
): Promise<boolean> {
  return transact(deps, call, async (tx: Tx, about: About) => {
    const { rows } = await sql<OutboxEvent>`
      UPDATE platform.outbox_parked SET resolved_at = now()
      WHERE consumer = ${input.consumer.name} AND seq = ${input.seq} AND resolved_at IS NULL
      RETURNING seq, topic, version::int, key_id AS "keyId", payload, event_at AS at`.execute(tx)
    const [event] = rows
    if (event === undefined) return false
    about('parked_event', `${input.consumer.name}:${event.seq}`)
    await input.consumer.handle(tx, event, about)
    return true
  })
}
