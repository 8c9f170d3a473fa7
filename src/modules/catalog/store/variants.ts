import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { ProductState } from '../domain/price-book.ts'
import type { Choice, OwnField } from '../domain/variants.ts'
import { tables } from './goods.ts'

/** A variant that is not there yet; its weight is that of its family where none is said. */
export type NewVariant = Readonly<{
  code: string
  choice: Choice
  state: ProductState
  weightGrams: number | undefined
  own: readonly OwnField[]
}>

/** The codes of the variants of a family. */
export async function variantCodes(tx: Tx, familyId: bigint): Promise<readonly string[]> {
  const rows = await tables(tx)
    .selectFrom('catalog.product')
    .select('code')
    .where('parent_id', '=', familyId)
    .orderBy('code')
    .execute()
  return rows.map(({ code }) => code)
}

/** Adds variants, which take everything else from their family. Gives their ids by code. */
export async function addVariants(
  tx: Tx,
  familyId: bigint,
  variants: readonly NewVariant[],
): Promise<ReadonlyMap<string, bigint>> {
  if (variants.length === 0) return new Map()
  const rows = variants.map(({ weightGrams = null, ...one }) => ({ ...one, grams: weightGrams }))
  const made = await sql<{ id: bigint; code: string }>`
    INSERT INTO catalog.product (code, category_id, art, state, tax_class, weight_grams, texts, tags, limits,
      parent_id, choice, own)
    SELECT a.code, f.category_id, f.art, a.state, f.tax_class, coalesce(a.grams, f.weight_grams), f.texts, f.tags, f.limits,
      f.id, a.choice, ARRAY(SELECT jsonb_array_elements_text(a.own))
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS a (code text, state text, grams integer, choice jsonb, own jsonb)
    CROSS JOIN catalog.product f WHERE f.id = ${familyId}
    RETURNING id, code`.execute(tx)
  return new Map(made.rows.map(({ id, code }) => [code, id]))
}
