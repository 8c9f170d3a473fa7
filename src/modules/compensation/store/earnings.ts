import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CompensationTables } from './tables.ts'

/** Whether a run's results are stored already. */
export async function hasResults(tx: Tx, runId: bigint): Promise<boolean> {
  const row = await tx
    .$extendTables<CompensationTables>()
    .selectFrom('compensation.person_result')
    .select('person_id')
    .where('run_id', '=', runId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** What a position is paid; the wallet is the one of its owner. */
export type PersonPay = Readonly<{ personId: bigint; ownerId: bigint; minor: bigint }>

/** What is asked of: a run's pay in a currency, of positions in some markets. */
type PayOf = Readonly<{ runId: bigint; untilMs: number; currency: string; marketIds: readonly bigint[] }>

/**
 * Pay of a run with whose wallet it goes to: of whoever had the position at the end of its period, and of a position that ended in
 * another one, the owner of that one. `who` says which positions.
 */
const ownedPay = ({ runId, untilMs, currency, marketIds }: PayOf, who: RawBuilder<unknown>) => {
  const until = new Date(untilMs)
  return sql`
    SELECT e.person_id AS "personId", coalesce(f.person_id, w.id) AS "ownerId", sum(e.minor)::bigint AS minor
    FROM compensation.earning e JOIN field.v_person p ON p.id = e.person_id
    LEFT JOIN field.v_ownership o ON o.position_id = e.person_id
      AND o.valid_from < ${until} AND (o.valid_until IS NULL OR o.valid_until >= ${until})
    LEFT JOIN field.v_merged g ON g.person_id = coalesce(o.owner_id, e.person_id)
    LEFT JOIN field.v_ownership s ON s.position_id = g.into_id
      AND s.valid_from < ${until} AND (s.valid_until IS NULL OR s.valid_until >= ${until})
    CROSS JOIN LATERAL (SELECT coalesce(s.owner_id, g.into_id, o.owner_id, e.person_id) AS id) w
    LEFT JOIN LATERAL (
      SELECT h.person_id FROM field.v_former_owner h
      WHERE h.position_id = w.id AND h.until_at >= ${until} ORDER BY h.until_at LIMIT 1
    ) f ON true
    WHERE e.run_id = ${runId} AND e.currency = ${currency} AND ${who}
      AND p.market_id = ANY(${marketIds.map(String)}::bigint[])
    GROUP BY e.person_id, w.id, f.person_id HAVING sum(e.minor) <> 0`
}

/**
 * What each position is paid, after a person id: one chunk of an acceptance. Both tables begin after that person: a join that walks
 * through everybody before would make the chunks of a million people take minutes.
 */
export async function payAfter(
  tx: Tx,
  { after, limit, ...of }: PayOf & Readonly<{ after: bigint; limit: number }>,
): Promise<PersonPay[]> {
  const { rows } = await sql<PersonPay>`
    ${ownedPay(of, sql`p.id > ${after} AND e.person_id > ${after}`)}
    ORDER BY e.person_id LIMIT ${limit}`.execute(tx)
  return rows
}

/** What goes to each wallet that a change of owners or a merge has to do with, whoever is paid into it; nothing may. */
export async function payOfHanded(tx: Tx, of: PayOf): Promise<Pick<PersonPay, 'ownerId' | 'minor'>[]> {
  const { rows } = await sql<Pick<PersonPay, 'ownerId' | 'minor'>>`
    WITH handed AS (
      SELECT unnest(ARRAY[position_id, owner_id]) AS id FROM field.v_ownership
      UNION SELECT unnest(ARRAY[person_id, into_id]) FROM field.v_merged
      UNION SELECT unnest(ARRAY[position_id, person_id]) FROM field.v_former_owner
    ), paid AS (${ownedPay(of, sql`e.person_id IN (SELECT id FROM handed)`)})
    SELECT handed.id AS "ownerId", coalesce(sum(paid.minor), 0)::bigint AS minor
    FROM handed LEFT JOIN paid ON paid."ownerId" = handed.id GROUP BY handed.id ORDER BY handed.id`.execute(
    tx,
  )
  return rows
}

export type StatementHead = Readonly<{
  runId: bigint
  period: string
  currency: string
  minor: bigint
  rank: string | null
  active: boolean
  acceptedAt: Date
  /** What deltas added or took away, the oldest first; the sum holds them. */
  deltas: readonly Readonly<{ at: string; minor: string }>[]
}>

/**
 * Accepted statements of a person, the newest first, one for a period: its close with the deltas that were accepted since, all in
 * one currency; those that were known at a position where it is said.
 * Row-level security lets a distributor see only the own ones.
 */
export async function statementsOf(tx: Tx, personId: bigint, knownSeq?: bigint): Promise<StatementHead[]> {
  const isKnown = sql`r.state = 'accepted' AND (${knownSeq ?? null}::bigint IS NULL OR r.known_seq <= ${knownSeq ?? null}::bigint)`
  const { rows } = await sql<StatementHead>`
    WITH pay AS (
      SELECT run_id, currency, sum(minor)::bigint AS minor FROM compensation.earning
      WHERE person_id = ${personId} GROUP BY run_id, currency
    ), shown AS (
      SELECT r.period, min(pay.currency) AS currency
      FROM compensation.run r JOIN pay ON pay.run_id = r.id WHERE ${isKnown} GROUP BY r.period
    ), told AS (
      SELECT r.id, r.period, r.from_at, r.delta_of, r.accepted_at, p.rank_name, p.active, p.person_id, pay.minor,
        coalesce(shown.currency, r.totals->>'currency') AS currency
      FROM compensation.run r
      LEFT JOIN compensation.person_result p ON p.run_id = r.id AND p.person_id = ${personId}
      LEFT JOIN shown ON shown.period = r.period
      LEFT JOIN pay ON pay.run_id = r.id AND pay.currency = shown.currency
      WHERE ${isKnown} AND (p.person_id IS NOT NULL OR pay.minor IS NOT NULL)
    )
    SELECT max(id) AS "runId", period, max(currency) AS currency, coalesce(sum(minor), 0)::bigint AS minor,
      (array_agg(rank_name ORDER BY id DESC) FILTER (WHERE person_id IS NOT NULL))[1] AS rank,
      coalesce((array_agg(active ORDER BY id DESC) FILTER (WHERE person_id IS NOT NULL))[1], false) AS active,
      max(accepted_at) AS "acceptedAt",
      coalesce(jsonb_agg(jsonb_build_object('at', accepted_at, 'minor', minor::text) ORDER BY id)
        FILTER (WHERE delta_of IS NOT NULL AND minor IS NOT NULL), '[]') AS deltas
    FROM told GROUP BY period, from_at
    ORDER BY from_at DESC LIMIT 120`.execute(tx)
  return rows
}

export type Mover = Readonly<{
  personId: bigint
  before: bigint
  now: bigint
  rankBefore: number | null
  rankNow: number | null
  rankName: string | null
  activeNow: boolean
  activeBefore: boolean | null
}>

/** The people whose pay changed most between two runs. */
export async function biggestMovers(
  tx: Tx,
  runId: bigint,
  beforeRunId: bigint,
  limit: number,
): Promise<Mover[]> {
  const { rows } = await sql<Mover>`
    WITH pay AS (
      SELECT person_id, sum(minor) FILTER (WHERE run_id = ${beforeRunId}) AS before, sum(minor) FILTER (WHERE run_id = ${runId}) AS now
      FROM compensation.earning WHERE run_id IN (${beforeRunId}, ${runId}) GROUP BY person_id
    )
    SELECT pay.person_id AS "personId", coalesce(pay.before, 0)::bigint AS before, coalesce(pay.now, 0)::bigint AS now,
      b.rank AS "rankBefore", n.rank AS "rankNow", n.rank_name AS "rankName", coalesce(n.active, false) AS "activeNow", b.active AS "activeBefore"
    FROM pay
    LEFT JOIN compensation.person_result b ON b.run_id = ${beforeRunId} AND b.person_id = pay.person_id
    LEFT JOIN compensation.person_result n ON n.run_id = ${runId} AND n.person_id = pay.person_id
    WHERE coalesce(pay.before, 0) <> coalesce(pay.now, 0)
    ORDER BY abs(coalesce(pay.now, 0) - coalesce(pay.before, 0)) DESC, pay.person_id LIMIT ${limit}`.execute(
    tx,
  )
  return rows
}

export type RankMove = Readonly<{ place: number; holders: number; up: number; down: number }>

/** For each rank of a run: who holds it, and who came to it from below and from above since the run before. */
export async function rankMoves(tx: Tx, runId: bigint, beforeRunId: bigint | undefined): Promise<RankMove[]> {
  const { rows } = await sql<RankMove>`
    SELECT n.rank::int AS place, count(*)::int AS holders,
      count(*) FILTER (WHERE ${beforeRunId ?? null}::bigint IS NOT NULL AND n.rank > coalesce(b.rank, -1))::int AS up,
      count(*) FILTER (WHERE n.rank < b.rank)::int AS down
    FROM compensation.person_result n
    LEFT JOIN compensation.person_result b ON b.run_id = ${beforeRunId ?? null}::bigint AND b.person_id = n.person_id
    WHERE n.run_id = ${runId} AND n.rank >= 0 GROUP BY n.rank ORDER BY n.rank`.execute(tx)
  return rows
}

/** What a period was accepted to pay, deltas included, by currency. */
export async function acceptedPay(tx: Tx, period: string): Promise<ReadonlyMap<string, bigint>> {
  const { rows } = await sql<{ currency: string; minor: bigint }>`
    SELECT e.currency, sum(e.minor)::bigint AS minor FROM compensation.earning e
    JOIN compensation.run r ON r.id = e.run_id WHERE r.period = ${period} AND r.state = 'accepted'
    GROUP BY e.currency`.execute(tx)
  return new Map(rows.map(({ currency, minor }) => [currency, minor]))
}
