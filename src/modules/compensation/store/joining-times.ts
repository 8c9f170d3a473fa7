import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** When each person who joined before an instant did so, by internal id; epoch milliseconds. */
export async function joiningTimes(tx: Tx, untilMs: number): Promise<ReadonlyMap<bigint, number>> {
  const { rows } = await sql<{ id: bigint; joined_at: Date }>`
    SELECT id, joined_at FROM field.v_person WHERE joined_at < ${new Date(untilMs)}`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.joined_at.getTime()]))
}
