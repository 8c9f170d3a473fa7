import { sql } from 'kysely'
import type { Db } from '#platform/postgres/database.ts'

/**
 * Is another one after anything changed that decides what periods are made from: the states, snapshots and results of runs, and
 * the versions of plans, of which a stored one never changes.
 */
export async function originMark(db: Db): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    SELECT concat_ws(' ', (SELECT max(id) FROM compensation.plan_version),
      (SELECT md5(string_agg(concat_ws(' ', id, state, snapshot, results), ',' ORDER BY id)) FROM compensation.run)) AS mark`.execute(
    db,
  )
  return rows[0]?.mark ?? ''
}
