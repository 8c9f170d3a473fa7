import { sql } from 'kysely'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { LEVELS_MAX, type Tree } from '../domain/tree.ts'
import type { GenealogyTables } from './tables.ts'

/**
 * Gives a person a place in a tree from a moment on; without a parent, at the top. The database refuses a parent who is
 * not in the tree, a second place at the same time and every circle.
 */
export async function addLink(
  tx: Tx,
  link: { tree: Tree; personId: bigint; parentId: bigint | null; at: Date; side?: number },
): Promise<void> {
  await tables(tx)
    .insertInto('genealogy.link')
    .values({
      tree: link.tree,
      person_id: link.personId,
      parent_id: link.parentId,
      side: link.side ?? null,
      valid_from: link.at,
      valid_until: null,
      known_seq: null,
      ended_known_seq: null,
      move_id: null,
      ended_by_move: null,
    })
    .execute()
}

/** Ends a person's present place at a moment; the next one must follow in the same transaction if people stand below. */
export async function endLink(tx: Tx, link: { tree: Tree; personId: bigint; at: Date }): Promise<void> {
  // Moves follow each other; the lock is the one of the table's own check, taken before any row is.
  await sql`SELECT pg_advisory_xact_lock(hashtext('genealogy.move'), hashtext(${link.tree}))`.execute(tx)
  await tables(tx)
    .updateTable('genealogy.link')
    .set({ valid_until: link.at })
    .where('tree', '=', link.tree)
    .where('person_id', '=', link.personId)
    .where('valid_until', 'is', null)
    .execute()
}

export async function parentOf(tx: Tx, input: { tree: Tree; personId: bigint }): Promise<bigint | undefined> {
  const row = await tables(tx)
    .selectFrom('genealogy.link')
    .select('parent_id')
    .where('tree', '=', input.tree)
    .where('person_id', '=', input.personId)
    .where('valid_until', 'is', null)
    .executeTakeFirst()
  return row?.parent_id ?? undefined
}

/** Everybody above a person, nearest first; empty at the top. */
export async function pathToTop(tx: Tx, input: { tree: Tree; personId: bigint }): Promise<bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    WITH RECURSIVE above (id, place) AS (
      SELECT parent_id, 1 FROM genealogy.link
      WHERE tree = ${input.tree} AND person_id = ${input.personId} AND valid_until IS NULL
      UNION ALL
      SELECT link.parent_id, above.place + 1
      FROM above JOIN genealogy.link ON link.person_id = above.id
      WHERE link.tree = ${input.tree} AND link.valid_until IS NULL AND above.place <= ${LEVELS_MAX}
    )
    SELECT id FROM above WHERE id IS NOT NULL ORDER BY place`.execute(tx)
  if (rows.length > LEVELS_MAX) throw new Error('the way to the top is longer than any tree')
  return rows.map((row) => row.id)
}

/** A page of those directly below a person by id, and how many there are. */
export async function directsOf(
  tx: Tx,
  input: { tree: Tree; personId: bigint; limit: number; offset: number },
): Promise<{ ids: bigint[]; total: number }> {
  const below = tables(tx)
    .selectFrom('genealogy.link')
    .where('tree', '=', input.tree)
    .where('parent_id', '=', input.personId)
    .where('valid_until', 'is', null)
  const rows = await below
    .select('person_id')
    .orderBy('person_id')
    .limit(input.limit)
    .offset(input.offset)
    .execute()
  const { total } = await below
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  return { ids: rows.map((row) => row.person_id), total: Number(total) }
}

/** What told of places: that somebody came to stand in a tree, or that a move was done, and by which position. */
export type ToldOfPlaces = Readonly<{
  came: readonly Readonly<{ tree: Tree; personId: bigint; seq: bigint }>[]
  moved: readonly Readonly<{ moveId: bigint; seq: bigint }>[]
}>

/**
 * Writes the position that first told of each place, and of its end: of all that a move made or ended it is the one that told of the
 * move. Each place is written once however much is told of it, as a row that is written twice in one transaction has its foreign keys
 * looked up, which waits for whoever holds the person.
 */
export async function stampKnown(tx: Tx, { came, moved }: ToldOfPlaces): Promise<void> {
  const moves = sql`unnest(${moved.map(({ moveId }) => moveId)}::bigint[], ${moved.map(({ seq }) => seq)}::bigint[])
    m (id, seq)`
  await sql`
    WITH told AS (
      SELECT l.id, c.seq AS known, NULL::bigint AS ended
      FROM unnest(${came.map(({ tree }) => tree)}::text[], ${came.map(({ personId }) => personId)}::bigint[],
        ${came.map(({ seq }) => seq)}::bigint[]) c (tree, person_id, seq)
      JOIN genealogy.link l USING (tree, person_id) WHERE l.move_id IS NULL AND l.known_seq IS NULL
      UNION ALL
      SELECT l.id, m.seq, NULL FROM ${moves} JOIN genealogy.link l ON l.move_id = m.id WHERE l.known_seq IS NULL
      UNION ALL
      SELECT l.id, NULL, m.seq FROM ${moves} JOIN genealogy.link l ON l.ended_by_move = m.id WHERE l.ended_known_seq IS NULL
    ), first AS (SELECT id, min(known) AS known, min(ended) AS ended FROM told GROUP BY id)
    UPDATE genealogy.link l
    SET known_seq = coalesce(l.known_seq, first.known), ended_known_seq = coalesce(l.ended_known_seq, first.ended)
    FROM first WHERE l.id = first.id`.execute(tx)
  if (moved.length > 0)
    await sql`UPDATE genealogy.move SET known_seq = m.seq FROM ${moves}
      WHERE move.id = m.id AND move.known_seq IS NULL`.execute(tx)
}

/** About how many people stand in a tree, by what the database thinks; at least one. */
export async function peopleAbout(db: Db): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    SELECT (reltuples / (SELECT count(*) FROM genealogy.tree))::float8 AS people
    FROM pg_class WHERE oid = 'genealogy.link'::regclass`.execute(db)
  return Math.max(1, rows[0]?.people ?? 0)
}

function tables(tx: Tx) {
  return tx.$extendTables<GenealogyTables>()
}
