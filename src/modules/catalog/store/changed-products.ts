import { sql, type SqlBool } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { ChangedProduct } from '../domain/product-change.ts'
import type { Choice, ProductOption } from '../domain/variants.ts'
import {
  ownFields,
  priceOf,
  productChoice,
  productLimits,
  productOptions,
  productTexts,
  tables,
} from './goods.ts'

/** A product as changes see it, with the number that rises with each of them. */
export type RevisedProduct = ChangedProduct &
  Readonly<{
    revision: number
    options: readonly ProductOption[]
    /** The family of a variant, and what is chosen of it. */
    parentId: bigint | null
    choice: Choice | null
  }>

/**
 * Products with their prices of all markets, in order of code; codes that nobody knows are left out. `holds`: others wait with
 * changes of these products until this transaction ends.
 */
export async function changedProducts(
  tx: Tx,
  codes: readonly string[],
  options: Readonly<{ holds?: boolean }> = {},
): Promise<readonly RevisedProduct[]> {
  if (codes.length === 0) return []
  if (options.holds === true)
    await tables(tx)
      .selectFrom('catalog.product as product')
      .select('product.id')
      .where(isOneOf(codes))
      .orderBy('product.id')
      .forNoKeyUpdate()
      .execute()
  const rows = await tables(tx)
    .selectFrom('catalog.product as product')
    .innerJoin('catalog.category as category', 'category.id', 'product.category_id')
    .selectAll('product')
    .select('category.code as category')
    .where(isOneOf(codes))
    .orderBy('product.code')
    .execute()
  const prices = await pricesOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    revision: row.revision,
    options: productOptions.parse(row.options),
    parentId: row.parent_id,
    choice: row.choice === null ? null : productChoice.parse(row.choice),
    fields: {
      state: row.state,
      category: row.category,
      art: row.art,
      taxClass: row.tax_class,
      weightGrams: row.weight_grams,
      tags: row.tags,
      texts: productTexts.parse(row.texts),
      limits: productLimits.parse(row.limits),
      ...(row.parent_id === null ? {} : { own: ownFields(row.own) }),
    },
    prices: prices.get(row.id) ?? [],
  }))
}

/** Which of some codes are products'. */
export async function knownCodes(tx: Tx, codes: readonly string[]): Promise<ReadonlySet<string>> {
  if (codes.length === 0) return new Set()
  const rows = await tables(tx)
    .selectFrom('catalog.product as product')
    .select('product.code')
    .where(isOneOf(codes))
    .execute()
  return new Set(rows.map(({ code }) => code))
}

/** Codes of products by their ids. */
export async function productCodes(tx: Tx, ids: readonly bigint[]): Promise<ReadonlyMap<bigint, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('catalog.product')
    .select(['id', 'code'])
    .where(sql<SqlBool>`id = ANY(${ids.map(String)}::bigint[])`)
    .execute()
  return new Map(rows.map(({ id, code }) => [id, code]))
}

/** One list, so that there may be as many as an import has. */
function isOneOf(codes: readonly string[]) {
  return sql<SqlBool>`product.code = ANY(${[...codes]}::text[])`
}

async function pricesOf(
  tx: Tx,
  ids: readonly bigint[],
): Promise<ReadonlyMap<bigint, ChangedProduct['prices']>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(tx)
    .selectFrom('catalog.price')
    .selectAll()
    .where(sql<SqlBool>`product_id = ANY(${ids.map(String)}::bigint[])`)
    .where('taken_back_at', 'is', null)
    .orderBy('market_id')
    .orderBy('kind')
    .orderBy('valid_from')
    .execute()
  const found = Map.groupBy(rows, (row) => row.product_id)
  return new Map(
    [...found].map(([id, own]) => [id, own.map((row) => ({ ...priceOf(row), marketId: row.market_id }))]),
  )
}
