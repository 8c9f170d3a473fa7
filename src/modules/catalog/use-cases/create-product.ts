import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { NO_LIMITS, type ProductLimits } from '../domain/limits.ts'
import type { Product } from '../domain/price-book.ts'
import { tidyTags } from '../domain/product-fields.ts'
import { listCategories, tables } from '../store/goods.ts'
import { freeCodes } from './free-codes.ts'

export type NewProduct = Pick<Product, 'category' | 'art' | 'taxClass' | 'weightGrams' | 'texts'> &
  Readonly<{
    /** On sale at once where nothing is said. */
    state?: 'draft' | 'active' | undefined
    tags?: readonly string[] | undefined
    limits?: ProductLimits | undefined
  }>

/** Adds a product under the next code; it is sold where it gets a price. Refused as `catalog.category_unknown`. */
export async function createProduct(
  tx: Tx,
  input: NewProduct,
): Promise<Result<Readonly<{ id: bigint; code: string }>>> {
  const category = (await listCategories(tx)).find((one) => one.code === input.category)
  if (!category) return refuse('catalog.category_unknown', { code: input.category }, 'category')
  if (Object.keys(input.texts).length === 0) return refuse('catalog.text_missing', {}, 'texts')
  const [code] = await freeCodes(tx, 1)
  if (code === undefined) throw new Error('there is no number left for a product')
  const { id } = await tables(tx)
    .insertInto('catalog.product')
    .values({
      code,
      category_id: category.id,
      art: input.art,
      tax_class: input.taxClass,
      weight_grams: input.weightGrams,
      state: input.state ?? 'active',
      tags: [...tidyTags(input.tags ?? [])],
      texts: JSON.stringify(input.texts),
      limits: JSON.stringify(input.limits ?? NO_LIMITS),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return ok({ id, code })
}
