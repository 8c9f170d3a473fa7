import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import { copyInto } from '#platform/postgres/copy-in.ts'
import type { ResultColumns } from '../domain/frozen/result-columns.ts'

/**
 * Adds results and earnings of a run, in the transaction that the caller ends: a run has all or none. Numbers are copied into
 * tables that vanish with the transaction, as row-level security takes no COPY, and go from there into the real ones with the
 * names that they stand for. In the table a rank is its place in the ladder from 0, -1 for none.
 */
export async function copyResults(
  tx: Tx,
  runId: bigint,
  { people, earnings }: Pick<ResultColumns, 'people' | 'earnings'>,
  names: Readonly<{ ranks: readonly string[]; bonuses: readonly string[] }>,
): Promise<void> {
  await sql`
    CREATE TEMPORARY TABLE arriving_result (person_id bigint, active smallint, rank smallint) ON COMMIT DROP`.execute(
    tx,
  )
  await copyInto(tx, 'arriving_result', { from: 0, until: people.ids.length }, [
    { bytes: 8, bigs: people.ids },
    { bytes: 2, numbers: people.active },
    { bytes: 2, numbers: people.rank },
  ])
  await sql`
    INSERT INTO compensation.person_result (run_id, person_id, active, rank, rank_name)
    SELECT ${runId}, person_id, active = 1, rank - 1, (${names.ranks}::text[])[rank] FROM arriving_result`.execute(
    tx,
  )
  await sql`
    CREATE TEMPORARY TABLE arriving_earning (person_id bigint, place smallint, currency smallint, minor bigint)
    ON COMMIT DROP`.execute(tx)
  await copyInto(tx, 'arriving_earning', { from: 0, until: earnings.ids.length }, [
    { bytes: 8, bigs: earnings.ids },
    { bytes: 2, numbers: earnings.place },
    { bytes: 2, value: (row) => earnings.currency.place[row] ?? 0 },
    { bytes: 8, bigs: earnings.minor },
  ])
  await sql`
    INSERT INTO compensation.earning (run_id, person_id, bonus_place, bonus, currency, minor)
    SELECT ${runId}, person_id, place, (${names.bonuses}::text[])[place + 1],
      (${earnings.currency.words}::text[])[currency + 1], minor
    FROM arriving_earning`.execute(tx)
}
