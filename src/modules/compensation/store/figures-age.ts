import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** For how long figures of a position have been behind, in milliseconds: since the next fact became known; 0 at the head. */
export async function figuresAgeMs(tx: Tx, seq: bigint): Promise<number> {
  const { rows } = await sql<{ age: number | null }>`
    SELECT (extract(epoch FROM clock_timestamp() - at) * 1000)::int AS age FROM platform.outbox_time
    WHERE seq > ${seq} ORDER BY seq LIMIT 1`.execute(tx)
  return Math.max(0, rows[0]?.age ?? 0)
}
