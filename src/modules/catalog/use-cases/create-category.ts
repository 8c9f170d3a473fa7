import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Category } from '../domain/price-book.ts'
import { tables } from '../store/goods.ts'

/** Adds a category of goods; refused as `catalog.category_conflict`. Gives its id. */
export async function createCategory(
  tx: Tx,
  input: Omit<Category, 'parent'> & Readonly<{ position: number }>,
): Promise<Result<bigint>> {
  const row = await tables(tx)
    .insertInto('catalog.category')
    .values({ ...input, texts: JSON.stringify(input.texts) })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row ? ok(row.id) : refuse('catalog.category_conflict', { code: input.code }, 'code')
}
