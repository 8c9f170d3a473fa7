import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** A stretch in which somebody had a place; people by code. */
export type PastLink = Readonly<{
  tree: string
  personId: string
  parentId: string | null
  from: Date
  until: Date | null
}>

/** Every place that began before an instant. */
export async function linksBefore(tx: Tx, untilMs: number): Promise<readonly PastLink[]> {
  const { rows } = await sql<PastLink>`
    SELECT l.tree, p.code AS "personId", s.code AS "parentId", l.valid_from AS "from", l.valid_until AS "until"
    FROM genealogy.v_link l JOIN field.v_person p ON p.id = l.person_id LEFT JOIN field.v_person s ON s.id = l.parent_id
    WHERE l.valid_from < ${new Date(untilMs)} ORDER BY l.tree, p.code COLLATE "C", l.valid_from`.execute(tx)
  return rows
}

/** A stretch in which somebody had a kind and a status; `isFirst` says that none came before it. */
export type PastStanding = Readonly<{
  personId: string
  kind: string
  status: string
  from: Date
  until: Date | null
  isFirst: boolean
}>

/** Kinds and statuses that began before an instant, of those people for whom they changed. */
export async function standingsBefore(tx: Tx, untilMs: number): Promise<readonly PastStanding[]> {
  const { rows } = await sql<PastStanding>`
    SELECT p.code AS "personId", t.kind, t.status, t.valid_from AS "from", t.valid_until AS "until",
      row_number() OVER (PARTITION BY t.person_id ORDER BY t.valid_from) = 1 AS "isFirst"
    FROM field.v_standing t JOIN field.v_person p ON p.id = t.person_id
    WHERE t.valid_from < ${new Date(untilMs)}
      AND EXISTS (SELECT FROM field.v_standing o WHERE o.person_id = t.person_id AND o.valid_until IS NOT NULL)
    ORDER BY p.code COLLATE "C", t.valid_from`.execute(tx)
  return rows
}

/** The code of the market of each person, by the person's code. */
export async function marketsOfPeople(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ code: string; market: string }>`
    SELECT p.code, m.code AS market FROM field.v_person p JOIN company.v_market m ON m.id = p.market_id`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.code, row.market]))
}

export type PaidBefore = Readonly<{
  personId: string
  bonus: string
  period: string
  currency: string
  minor: bigint
}>

/** What accepted periods that ended by an instant paid, without amounts of zero. */
export async function paidBefore(tx: Tx, untilMs: number): Promise<readonly PaidBefore[]> {
  const { rows } = await sql<PaidBefore>`
    SELECT p.code AS "personId", e.bonus, r.period, e.currency, e.minor
    FROM compensation.earning e JOIN compensation.run r ON r.id = e.run_id JOIN field.v_person p ON p.id = e.person_id
    WHERE r.state = 'accepted' AND r.until_at <= ${new Date(untilMs)} AND e.minor <> 0
    ORDER BY r.from_at, p.code COLLATE "C", e.bonus_place`.execute(tx)
  return rows
}

export type StoodBefore = Readonly<{
  personId: string
  period: string
  active: boolean
  rank: string | null
  /** The highest rank up to that period, where it is the last one of the person; null in earlier ones. */
  careerRank: string | null
}>

/** Rank and activity in accepted periods that ended by an instant. */
export async function stoodBefore(tx: Tx, untilMs: number): Promise<readonly StoodBefore[]> {
  const { rows } = await sql<StoodBefore>`
    SELECT p.code AS "personId", r.period, t.active, t.rank_name AS rank,
      CASE WHEN row_number() OVER (PARTITION BY t.person_id ORDER BY r.from_at DESC) = 1
        THEN first_value(t.rank_name) OVER (PARTITION BY t.person_id ORDER BY t.rank DESC, r.from_at) END AS "careerRank"
    FROM compensation.person_result t JOIN compensation.run r ON r.id = t.run_id JOIN field.v_person p ON p.id = t.person_id
    WHERE r.state = 'accepted' AND r.until_at <= ${new Date(untilMs)}
    ORDER BY r.from_at, p.code COLLATE "C"`.execute(tx)
  return rows
}
