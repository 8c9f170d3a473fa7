import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { AskedMerge, MergeFacts, SponsorFacts } from '../domain/merge.ts'
import { SPONSOR_TREE, type Tree } from '../domain/tree.ts'
import { placeNow } from './moves.ts'
import { directsNow } from './terminations.ts'

/** Every tree, by code. */
export async function treeCodes(tx: Tx): Promise<readonly Tree[]> {
  const { rows } = await sql<{ code: Tree }>`SELECT code FROM genealogy.tree ORDER BY code`.execute(tx)
  return rows.map(({ code }) => code)
}

/** Holds the place of a person in a tree, which whoever joins under the person waits for. */
export async function lockPlace(tx: Tx, of: Readonly<{ tree: Tree; personId: bigint }>): Promise<void> {
  await sql`SELECT FROM genealogy.link
    WHERE tree = ${of.tree} AND person_id = ${of.personId} AND valid_until IS NULL FOR UPDATE`.execute(tx)
}

/** What a placement tree says about a merge. */
export async function factsOfPlaces(
  tx: Tx,
  tree: Tree,
  { personId, fromMs }: AskedMerge,
): Promise<MergeFacts> {
  const { rows } = await sql<{ lastLeft: Date | null }>`
    SELECT max(valid_until) AS "lastLeft" FROM genealogy.link
    WHERE tree = ${tree} AND parent_id = ${personId} AND valid_until > valid_from AND valid_until > ${new Date(fromMs)}`.execute(
    tx,
  )
  return {
    tree,
    place: await placeNow(tx, { tree, personId }),
    directs: await directsNow(tx, { tree, personId }),
    lastLeftMs: rows[0]?.lastLeft?.getTime(),
  }
}

/** What the sponsor tree says about a merge. */
export async function factsOfSponsors(tx: Tx, asked: AskedMerge, nowMs: number): Promise<SponsorFacts> {
  const { personId, intoId, fromMs } = asked
  const facts = await factsOfPlaces(tx, SPONSOR_TREE, asked)
  const above = facts.place?.parentId ?? null
  const { rows } = await sql<{ staysSince: Date | null; aboveSince: Date | null; isBelow: boolean }>`
    WITH RECURSIVE up (id, step) AS (
      SELECT ${intoId}::bigint, 0
      UNION ALL
      SELECT l.parent_id, up.step + 1 FROM up JOIN genealogy.link l
        ON l.tree = ${SPONSOR_TREE} AND l.person_id = up.id AND l.valid_until IS NULL
      WHERE l.parent_id IS NOT NULL AND up.step <= 10000
    )
    SELECT genealogy.stands_since(${SPONSOR_TREE}, ${intoId}) AS "staysSince",
      genealogy.stands_since(${SPONSOR_TREE}, ${above}::bigint) AS "aboveSince",
      EXISTS (SELECT FROM up WHERE id = ${personId}) AS "isBelow"`.execute(tx)
  const [row] = rows
  const isBelow = row?.isBelow ?? false
  // Those below come under the one that stays, which stands in the place above them or where it stood all the time.
  const under = isBelow ? above : intoId
  // Each from when it comes there: what was before somebody stood under the position that ends is no matter of it.
  const movers = [
    ...facts.directs.filter((one) => one.personId !== intoId),
    ...(isBelow ? [{ personId: intoId, fromMs }] : []),
  ]
  const ids = movers.map((one) => String(one.personId))
  const since = movers.map((one) => new Date(Math.max(fromMs, one.fromMs)).toISOString())
  const circled = await sql<{ circles: boolean }>`
    SELECT coalesce(bool_or(genealogy.would_circle(${SPONSOR_TREE}, m.id, ${under}, m.since)), false) AS circles
    FROM unnest(${ids}::bigint[], ${since}::timestamptz[]) m (id, since)`.execute(tx)
  return {
    ...facts,
    nowMs,
    stays: await placeNow(tx, { tree: SPONSOR_TREE, personId: intoId }),
    staysSinceMs: row?.staysSince?.getTime(),
    aboveSinceMs: row?.aboveSince?.getTime(),
    isBelow,
    circles: circled.rows[0]?.circles ?? false,
  }
}
