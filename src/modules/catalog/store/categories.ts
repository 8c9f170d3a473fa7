import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CategoryFields } from '../domain/import/category-sheet.ts'
import { listCategories } from './goods.ts'

/** All categories by their codes, as files say them. */
export async function categoriesByCode(tx: Tx): Promise<ReadonlyMap<string, CategoryFields>> {
  const categories = await listCategories(tx)
  return new Map(
    categories.map(({ code, parent, position, art, texts }) => [code, { parent, position, art, texts }]),
  )
}

/** Makes categories what they are to be: those that nobody has yet are made. Gives the ids of all of them. */
export async function writeCategories(
  tx: Tx,
  categories: readonly Readonly<{ code: string; fields: CategoryFields }>[],
): Promise<ReadonlyMap<string, bigint>> {
  if (categories.length === 0) return new Map()
  const rows = categories.map(({ code, fields }) => ({ code, ...fields }))
  const { rows: written } = await sql<{ code: string; id: bigint }>`
    INSERT INTO catalog.category AS c (code, art, texts, position)
    SELECT a.code, a.art, a.texts, a.position
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (code text, art text, texts jsonb, position integer)
    ON CONFLICT (code) DO UPDATE SET art = excluded.art, texts = excluded.texts, position = excluded.position
    RETURNING c.code, c.id`.execute(tx)
  // Once all of them are there: one may lie in another that is as new as it is.
  await sql`
    UPDATE catalog.category c SET parent_id = p.id
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (code text, parent text)
    LEFT JOIN catalog.category p ON p.code = a.parent
    WHERE c.code = a.code AND c.parent_id IS DISTINCT FROM p.id`.execute(tx)
  return new Map(written.map(({ code, id }) => [code, id]))
}
