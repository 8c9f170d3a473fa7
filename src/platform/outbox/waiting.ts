import { sql } from 'kysely'
import type { Db } from '../postgres/database.ts'

/** Events without a position, up to an id where one is given, and the last id among them (0 when there is none). */
export async function waitingEvents(db: Db, upTo?: bigint): Promise<{ waiting: number; lastId: bigint }> {
  const { rows } = await sql<{ waiting: number; lastId: bigint }>`
    SELECT count(*)::int AS waiting, coalesce(max(id), 0)::bigint AS "lastId" FROM platform.outbox
    WHERE seq IS NULL AND id <= coalesce(${upTo?.toString() ?? null}::bigint, id)`.execute(db)
  return rows[0] ?? { waiting: 0, lastId: 0n }
}

/** For how long something that followed up to a position has been behind, in real milliseconds; 0 at the head. */
export async function behindMs(db: Db, seq: bigint): Promise<number> {
  const { rows } = await sql<{ age: number }>`
    SELECT (extract(epoch FROM clock_timestamp() - at) * 1000)::int AS age FROM platform.outbox_time
    WHERE seq > ${seq} ORDER BY seq LIMIT 1`.execute(db)
  return Math.max(0, rows[0]?.age ?? 0)
}

/** The server's real time, rounded up, so that whatever began before was begun earlier. */
export async function serverMoment(db: Db): Promise<Date> {
  const { rows } = await sql<{
    now: Date
  }>`SELECT clock_timestamp() + interval '1 millisecond' AS now`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the server gave no time')
  return row.now
}

/**
 * How many transactions that may have written before a moment are still open: those of this program's role that began before it and
 * hold a transaction number. Of a moment that stays they become fewer, however many others begin meanwhile.
 */
export async function olderWriters(db: Db, than: Date): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    SELECT count(*)::int AS open FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
      AND backend_xid IS NOT NULL AND xact_start < ${than}`.execute(db)
  return rows[0]?.open ?? 0
}
