import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import { LEVELS_MAX, type Tree } from '../domain/tree.ts'

/** A tree as of an instant, as far as it was known at a position of the feed. */
export type Then = Readonly<{ tree: Tree; at: Date; knownSeq: bigint }>

/** Everybody above a person then, nearest first; undefined for who had no place. */
export async function pathThen(tx: Tx, then: Then, personId: bigint): Promise<bigint[] | undefined> {
  const { tree, at, knownSeq } = then
  const { rows } = await sql<{ id: bigint | null }>`
    WITH RECURSIVE above (id, step) AS (
      SELECT p.parent_id, 1 FROM genealogy.place_as_of(${tree}, ${personId}, ${at}, ${knownSeq}) p
      UNION ALL
      SELECT p.parent_id, a.step + 1
      FROM above a CROSS JOIN LATERAL genealogy.place_as_of(${tree}, a.id, ${at}, ${knownSeq}) p
      WHERE a.step <= ${LEVELS_MAX}
    )
    SELECT id FROM above ORDER BY step`.execute(tx)
  if (rows.length > LEVELS_MAX) throw new Error('the way to the top is longer than any tree')
  if (rows.length === 0) return undefined
  return rows.flatMap(({ id }) => (id === null ? [] : [id]))
}

export type LevelThen = Readonly<{ level: number; people: number }>
export type BelowThen = Readonly<{ id: bigint; level: number }>

type Window = Readonly<{ level: number | undefined; limit: number; offset: number }>

/** Those below a person then: how many on each level, and a page of them by level and id, of one level where it is named. */
export async function belowThen(
  tx: Tx,
  then: Then,
  personId: bigint,
  { level, limit, offset }: Window,
): Promise<Readonly<{ levels: readonly LevelThen[]; rows: readonly BelowThen[] }>> {
  const { tree, at, knownSeq } = then
  const below = sql`WITH RECURSIVE below (id, level) AS (
      SELECT d.person_id, 1 FROM genealogy.directs_as_of(${tree}, ${personId}, ${at}, ${knownSeq}) d
      UNION ALL
      SELECT d.person_id, b.level + 1
      FROM below b CROSS JOIN LATERAL genealogy.directs_as_of(${tree}, b.id, ${at}, ${knownSeq}) d
      WHERE b.level <= ${LEVELS_MAX}
    )`
  const counted = await sql<LevelThen>`${below}
    SELECT level, count(*)::int AS people FROM below GROUP BY level ORDER BY level`.execute(tx)
  const page = await sql<BelowThen>`${below}
    SELECT id, level FROM below WHERE level = coalesce(${level ?? null}::integer, level)
    ORDER BY level, id LIMIT ${limit} OFFSET ${offset}`.execute(tx)
  return { levels: counted.rows, rows: page.rows }
}

/** Which of these people stand below somebody at present. */
export async function belowNow(
  tx: Tx,
  of: Readonly<{ tree: Tree; top: bigint; personIds: readonly bigint[] }>,
): Promise<ReadonlySet<bigint>> {
  const { rows } = await sql<{ id: bigint }>`
    WITH RECURSIVE way (id, at, step) AS (
      SELECT p, p, 0 FROM unnest(${of.personIds.map(String)}::bigint[]) p
      UNION ALL
      SELECT w.id, l.parent_id, w.step + 1 FROM way w JOIN genealogy.link l
        ON l.tree = ${of.tree} AND l.person_id = w.at AND l.valid_until IS NULL
      WHERE w.at <> ${of.top} AND l.parent_id IS NOT NULL AND w.step <= ${LEVELS_MAX}
    )
    SELECT id FROM way WHERE at = ${of.top} AND step > 0`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
