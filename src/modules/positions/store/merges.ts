import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** A merge that was done: which position ended in which one. */
export async function mergeOf(
  tx: Tx,
  moveId: bigint,
): Promise<Readonly<{ personId: bigint; intoId: bigint }> | undefined> {
  const { rows } = await sql<{ personId: bigint; intoId: bigint }>`
    SELECT person_id AS "personId", parent_id AS "intoId" FROM genealogy.v_move
    WHERE id = ${moveId} AND kind = 'merge' AND state = 'done'`.execute(tx)
  return rows[0]
}
