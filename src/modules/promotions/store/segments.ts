import { sql } from 'kysely'
import type { FieldViews } from '#modules/field/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { tables } from './promotions.ts'

export type Segment = Readonly<{ id: bigint; marketId: bigint; code: string; name: string }>

/** The segments of a market with how many people belong to each at a moment. */
export async function segmentsOf(tx: Tx, of: Readonly<{ marketId: bigint; at: Date }>) {
  const { rows } = await sql<Segment & Readonly<{ members: number }>>`
    SELECT s.id, s.market_id AS "marketId", s.code, s.name, (SELECT count(*)::int FROM promotions.segment_member m
      WHERE m.segment_id = s.id AND m.from_at <= ${of.at} AND (m.until_at IS NULL OR m.until_at > ${of.at})) AS members
    FROM promotions.segment s WHERE s.market_id = ${of.marketId} ORDER BY s.name, s.code`.execute(tx)
  return rows
}

export async function segmentByCode(
  tx: Tx,
  of: Readonly<{ marketId: bigint; code: string }>,
): Promise<Segment | undefined> {
  return tables(tx)
    .selectFrom('promotions.segment')
    .select(['id', 'market_id as marketId', 'code', 'name'])
    .where('market_id', '=', of.marketId)
    .where('code', '=', of.code)
    .executeTakeFirst()
}

/** Makes a segment or gives it another name. */
export async function keepSegment(tx: Tx, row: Omit<Segment, 'id'>): Promise<bigint> {
  const made = await tables(tx)
    .insertInto('promotions.segment')
    .values({ market_id: row.marketId, code: row.code, name: row.name })
    .onConflict((conflict) => conflict.columns(['market_id', 'code']).doUpdateSet({ name: row.name }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}

/** Keeps a segment, so that whoever else changes its people waits. */
export async function holdSegment(tx: Tx, id: bigint): Promise<void> {
  await sql`SELECT FROM promotions.segment WHERE id = ${id} FOR NO KEY UPDATE`.execute(tx)
}

/** People by their numbers. */
export async function peopleByNumbers(tx: Tx, codes: readonly string[]) {
  const rows = await tx
    .$extendTables<FieldViews>()
    .selectFrom('field.v_person')
    .select(['id', 'code', 'market_id as marketId'])
    .where('code', '=', sql<string>`ANY(${codes}::text[])`)
    .execute()
  return new Map(rows.map((row) => [row.code, row]))
}

type Stay = Readonly<{ personId: bigint; fromAt: Date; untilAt: Date | null }>

/** Who of these people belongs to a segment at a moment. */
export async function staysAt(
  tx: Tx,
  of: Readonly<{ segmentId: bigint; personIds: readonly bigint[]; at: Date }>,
): Promise<readonly Stay[]> {
  const { rows } = await sql<Stay>`
    SELECT person_id AS "personId", from_at AS "fromAt", until_at AS "untilAt" FROM promotions.segment_member
    WHERE segment_id = ${of.segmentId} AND person_id = ANY(${of.personIds.map(String)}::bigint[])
      AND from_at <= ${of.at} AND (until_at IS NULL OR until_at > ${of.at})`.execute(tx)
  return rows
}

export async function addMembers(
  tx: Tx,
  of: Readonly<{
    segmentId: bigint
    personIds: readonly bigint[]
    at: Date
    untilAt: Date | null
    addedBy: bigint
  }>,
): Promise<void> {
  await sql`
    INSERT INTO promotions.segment_member (segment_id, person_id, from_at, until_at, added_by)
    SELECT ${of.segmentId}, p, ${of.at}, ${of.untilAt}, ${of.addedBy}
    FROM unnest(${of.personIds.map(String)}::bigint[]) p
    ON CONFLICT (segment_id, person_id, from_at) DO UPDATE SET until_at = EXCLUDED.until_at`.execute(tx)
}

/** Says until when those belong to it who do at a moment. */
export async function endStays(
  tx: Tx,
  of: Readonly<{ segmentId: bigint; personIds: readonly bigint[]; at: Date; untilAt: Date | null }>,
): Promise<void> {
  await sql`
    UPDATE promotions.segment_member SET until_at = ${of.untilAt}
    WHERE segment_id = ${of.segmentId} AND person_id = ANY(${of.personIds.map(String)}::bigint[])
      AND from_at <= ${of.at} AND (until_at IS NULL OR until_at > ${of.at})`.execute(tx)
}

/** To which segments people belong from a moment on, in any market. */
export async function staysFrom(tx: Tx, of: Readonly<{ personIds: readonly bigint[]; at: Date }>) {
  const { rows } = await sql<Stay & Readonly<{ code: string }>>`
    SELECT m.person_id AS "personId", s.code, m.from_at AS "fromAt", m.until_at AS "untilAt"
    FROM promotions.segment_member m JOIN promotions.segment s ON s.id = m.segment_id
    WHERE m.person_id = ANY(${of.personIds.map(String)}::bigint[]) AND (m.until_at IS NULL OR m.until_at > ${of.at})`.execute(
    tx,
  )
  return rows
}

/** Those who belong to a segment at a moment, by name; with how many there are in all. */
export async function membersOf(
  tx: Tx,
  of: Readonly<{ segmentId: bigint; at: Date; search: string; limit: number; offset: number }>,
) {
  const { rows } = await sql<{
    person: string
    name: string | null
    fromAt: Date
    untilAt: Date | null
    total: number
  }>`
    SELECT p.code AS person, n.display_name AS name, m.from_at AS "fromAt", m.until_at AS "untilAt",
      count(*) OVER ()::int AS total
    FROM promotions.segment_member m JOIN field.v_person p ON p.id = m.person_id
    LEFT JOIN field.v_person_name n ON n.person_id = m.person_id
    WHERE m.segment_id = ${of.segmentId} AND m.from_at <= ${of.at} AND (m.until_at IS NULL OR m.until_at > ${of.at})
      AND (${of.search} = '' OR p.code = ${of.search} OR n.display_name ILIKE '%' || ${likeOf(of.search)} || '%')
    ORDER BY n.display_name NULLS LAST, p.code LIMIT ${of.limit} OFFSET ${of.offset}`.execute(tx)
  return { rows, total: rows[0]?.total ?? 0 }
}

function likeOf(search: string): string {
  return search.replaceAll(/[\\%_]/g, String.raw`\$&`)
}
