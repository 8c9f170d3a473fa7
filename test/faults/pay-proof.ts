import { sql } from 'kysely'
import type { Db } from '#platform/postgres/database.ts'

/** What a close left behind; two closes of the same data are equal in all of it. */
export type ClosedFacts = Readonly<{
  state: string
  cutSeq: bigint
  snapshot: string
  results: string
  /** Hash of the stored earnings and standings. */
  stored: string
  journals: readonly Readonly<{ state: string; chunks: bigint; entries: bigint; hash: string }>[]
  /** Hash of every wallet's balance. */
  wallets: string
}>

/** The facts of the one close; ids that a killed transaction used up do not count, so that accounts are named by what they are. */
export async function closedFacts(db: Db): Promise<ClosedFacts> {
  const { rows } = await sql<Omit<ClosedFacts, 'journals'>>`
    SELECT r.state, r.cut_seq AS "cutSeq", r.snapshot, r.results,
      (SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', p.person_id, p.active, p.rank, e.bonus, e.currency, e.minor), E'\n'
        ORDER BY p.person_id, e.bonus_place), ''), 'UTF8')), 'hex')
       FROM compensation.person_result p
       LEFT JOIN compensation.earning e ON e.run_id = p.run_id AND e.person_id = p.person_id) AS stored,
      (SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', w.person_id, w.currency, w.balance_minor), E'\n'
        ORDER BY w.person_id, w.currency), ''), 'UTF8')), 'hex') FROM ledger.v_wallet w) AS wallets
    FROM compensation.run r`.execute(db)
  const [run] = rows
  if (!run || rows.length !== 1) throw new Error(`there are ${rows.length} runs`)
  const { rows: journals } = await sql<ClosedFacts['journals'][number]>`
    SELECT j.state, (SELECT count(*) FROM ledger.chunk c WHERE c.journal_id = j.id) AS chunks, count(e.line) AS entries,
      encode(sha256(convert_to(coalesce(string_agg(concat_ws(' ', e.line, a.kind, a.person_id, e.currency, e.minor), E'\n'
        ORDER BY e.line), ''), 'UTF8')), 'hex') AS hash
    FROM ledger.journal j LEFT JOIN ledger.entry e ON e.journal_id = j.id LEFT JOIN ledger.account a ON a.id = e.account_id
    WHERE j.code LIKE 'compensation%' GROUP BY j.id ORDER BY j.id`.execute(db)
  return { ...run, journals }
}

/** Everybody whose wallet did not get exactly what the results say, and an acceptance that was told or carried out otherwise than
 * once; whoever asked again changed nothing and is audited without the run. */
export async function payProblems(db: Db): Promise<string[]> {
  const { rows } = await sql<{ problem: string }>`
    SELECT 'person ' || coalesce(due.person_id, got.person_id) || ' earned ' || coalesce(due.minor, 0)
      || ' and got ' || coalesce(got.minor, 0) AS problem
    FROM (SELECT person_id, sum(minor) AS minor FROM compensation.earning GROUP BY person_id HAVING sum(minor) <> 0) due
    FULL JOIN (
      SELECT a.person_id, sum(e.minor) AS minor
      FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id JOIN ledger.account a ON a.id = e.account_id
      WHERE j.state = 'posted' AND a.kind = 'wallet' GROUP BY a.person_id
    ) got ON got.person_id = due.person_id
    WHERE due.minor IS DISTINCT FROM got.minor
    UNION ALL
    SELECT 'the acceptance was told ' || count(*) || ' times' FROM platform.outbox
    WHERE topic = 'compensation.period_accepted' HAVING count(*) <> 1
    UNION ALL
    SELECT 'the acceptance was audited ' || count(*) || ' times' FROM platform.audit
    WHERE use_case = 'compensation.accept_close' AND subjects ? 'run' HAVING count(*) <> 1`.execute(db)
  return rows.map(({ problem }) => problem)
}

/** The last person, by id, who is paid by the run: what is appended to the journal at its end. */
export async function lastPaid(db: Db): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT max(person_id) AS id FROM (
      SELECT person_id FROM compensation.earning GROUP BY person_id HAVING sum(minor) <> 0) paid`.execute(db)
  if (!rows[0]) throw new Error('nobody is paid')
  return rows[0].id
}

/** The run's id, state and hash of the results, or undefined while there is none or the database is away. */
export async function runNow(
  db: Db,
): Promise<Readonly<{ id: bigint; state: string; results: string | null }> | undefined> {
  const asked = sql<{ id: bigint; state: string; results: string | null }>`
    SELECT id, state, results FROM compensation.run`.execute(db)
  return asked.then(
    ({ rows }) => rows[0],
    () => undefined,
  )
}
