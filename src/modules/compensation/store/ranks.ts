import type { Tx } from '#platform/postgres/database.ts'
import type { CompensationTables } from './tables.ts'

/** The ranks that a run paid people as, by name, of so many people after a person id; nobody has more than one. */
export async function ranksAfter(
  tx: Tx,
  of: Readonly<{ runId: bigint; after: bigint; limit: number }>,
): Promise<Readonly<{ personId: bigint; values: readonly string[] }>[]> {
  const rows = await tx
    .$extendTables<CompensationTables>()
    .selectFrom('compensation.person_result')
    .select(['person_id', 'rank_name'])
    .where('run_id', '=', of.runId)
    .where('person_id', '>', of.after)
    .orderBy('person_id')
    .limit(of.limit)
    .execute()
  return rows.map(({ person_id: personId, rank_name: name }) => ({
    personId,
    values: name === null ? [] : [name],
  }))
}
