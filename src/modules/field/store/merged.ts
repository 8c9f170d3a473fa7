import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** The positions that ended in one. */
export async function mergedInto(tx: Tx, personId: bigint): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT person_id AS id FROM field.merged WHERE into_id = ${personId} ORDER BY id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Notes that a position ends in another one; what ended in it before ends there, too. Its shop names lead on. */
export async function addMerged(
  tx: Tx,
  { personId, intoId }: Readonly<{ personId: bigint; intoId: bigint }>,
): Promise<void> {
  await sql`INSERT INTO field.merged (person_id, into_id) VALUES (${personId}, ${intoId})`.execute(tx)
  await sql`UPDATE field.merged SET into_id = ${intoId} WHERE into_id = ${personId}`.execute(tx)
  await sql`UPDATE field.shop_name SET person_id = ${intoId}, in_use = false WHERE person_id = ${personId}`.execute(
    tx,
  )
}
