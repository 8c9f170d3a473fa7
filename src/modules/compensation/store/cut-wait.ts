import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/**
 * How many transactions that may have written before this moment are still open: those of this program's role that
 * started before this one and hold a transaction number.
 */
export async function olderWriters(tx: Tx): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    SELECT count(*)::int AS open FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
      AND backend_xid IS NOT NULL AND xact_start < now()`.execute(tx)
  return rows[0]?.open ?? 0
}

/** Events without a position up to an id, and the last id that is there. */
export async function waitingEvents(tx: Tx, upTo?: bigint): Promise<{ waiting: number; lastId: bigint }> {
  const { rows } = await sql<{ waiting: number; lastId: bigint }>`
    SELECT count(*)::int AS waiting, coalesce(max(id), 0)::bigint AS "lastId" FROM platform.outbox
    WHERE seq IS NULL AND id <= coalesce(${upTo?.toString() ?? null}::bigint, id)`.execute(tx)
  return rows[0] ?? { waiting: 0, lastId: 0n }
}
