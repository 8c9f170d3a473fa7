import type { Tx } from '#platform/postgres/database.ts'
import type { ProductFields } from '../domain/product-fields.ts'
import { listCategories, tables } from './goods.ts'

const ROWS_AT_ONCE = 2_000

/** Adds products under codes that nobody has yet; gives their ids by code. */
export async function insertProducts(
  tx: Tx,
  products: readonly Readonly<{ code: string; fields: ProductFields }>[],
): Promise<ReadonlyMap<string, bigint>> {
  const ids = new Map<string, bigint>()
  if (products.length === 0) return ids
  const categories = new Map((await listCategories(tx)).map(({ code, id }) => [code, id]))
  for (let at = 0; at < products.length; at += ROWS_AT_ONCE) {
    // One after the other: they go to one connection anyway.
    // oxlint-disable-next-line no-await-in-loop
    const rows = await tables(tx)
      .insertInto('catalog.product')
      .values(
        products.slice(at, at + ROWS_AT_ONCE).map(({ code, fields }) => {
          const category = categories.get(fields.category)
          if (category === undefined) throw new Error(`there is no category ${fields.category}`)
          return {
            code,
            category_id: category,
            art: fields.art,
            tax_class: fields.taxClass,
            weight_grams: fields.weightGrams,
            state: fields.state,
            tags: [...fields.tags],
            texts: JSON.stringify(fields.texts),
            limits: JSON.stringify(fields.limits),
          }
        }),
      )
      .returning(['id', 'code'])
      .execute()
    for (const { id, code } of rows) ids.set(code, id)
  }
  return ids
}
