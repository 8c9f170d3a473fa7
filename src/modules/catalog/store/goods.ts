import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { kitOf, type KitPart } from '../domain/kit.ts'
import type { ProductLimits } from '../domain/limits.ts'
import type { Category, Price, PriceBook, Product } from '../domain/price-book.ts'
import type { CatalogTables } from './tables.ts'

const categoryTexts = z.record(z.string(), z.object({ name: z.string() }))
export const productTexts = z.record(
  z.string(),
  z.object({ name: z.string(), summary: z.string(), description: z.string() }),
)
export const productLimits = z.object({
  perOrder: z.int().nullable(),
  perBuyer: z.object({ most: z.int(), days: z.int() }).nullable(),
  minAge: z.int().nullable(),
  countries: z.array(z.string()),
})
const volumes = z.record(
  z.string(),
  z.string().transform((text) => BigInt(text)),
)

/** The number that rises with every change of goods or prices. */
export async function catalogVersion(tx: Tx): Promise<bigint> {
  const row = await tables(tx).selectFrom('catalog.version').select('version').executeTakeFirstOrThrow()
  return row.version
}

/** All categories in their order. */
export async function listCategories(tx: Tx): Promise<(Category & { id: bigint })[]> {
  const rows = await tables(tx)
    .selectFrom('catalog.category')
    .select(['id', 'code', 'art', 'texts'])
    .orderBy('position')
    .orderBy('code')
    .execute()
  return rows.map((row) => ({ ...row, texts: categoryTexts.parse(row.texts) }))
}

/** Reads everything that a market sells, as this transaction sees it; `parts` are what kits are made of, by kit. */
export async function loadPriceBook(
  tx: Tx,
  marketId: bigint,
  parts: ReadonlyMap<bigint, readonly KitPart[]>,
): Promise<PriceBook> {
  const version = await catalogVersion(tx)
  const categories = await listCategories(tx)
  const rows = await tables(tx)
    .selectFrom('catalog.price')
    .selectAll()
    .where('market_id', '=', marketId)
    .where('taken_back_at', 'is', null)
    .execute()
  const prices = new Map<bigint, Price[]>()
  for (const row of rows) {
    const known = prices.get(row.product_id) ?? []
    known.push(priceOf(row))
    prices.set(row.product_id, known)
  }
  const all = await productRows(tx).orderBy('product.code').execute()
  const products = all.flatMap((row) => {
    const own = prices.get(row.id)
    return own ? [kitOf({ ...productOf(row), prices: own }, parts.get(row.id) ?? [])] : []
  })
  return {
    version,
    marketId,
    categories,
    products,
    byCode: new Map(products.map((product) => [product.code, product])),
  }
}

/** Products by their ids, without prices, whatever their state. */
export async function productsByIds(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, Product>> {
  if (ids.length === 0) return new Map()
  const rows = await productRows(tx).where('product.id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, productOf(row)]))
}

export function tables(tx: Tx) {
  return tx.$extendTables<CatalogTables>()
}

function productRows(tx: Tx) {
  return tables(tx)
    .selectFrom('catalog.product as product')
    .innerJoin('catalog.category as category', 'category.id', 'product.category_id')
    .select([
      'product.id',
      'product.code',
      'category.code as category',
      'product.art',
      'product.state',
      'product.tax_class',
      'product.weight_grams',
      'product.tags',
      'product.texts',
      'product.limits',
    ])
}

type ProductRow = Awaited<ReturnType<ReturnType<typeof productRows>['execute']>>[number]

function productOf(row: ProductRow): Product {
  return {
    id: row.id,
    code: row.code,
    category: row.category,
    art: row.art,
    state: row.state,
    taxClass: row.tax_class,
    weightGrams: row.weight_grams,
    tags: row.tags,
    texts: productTexts.parse(row.texts),
    limits: limitsOf(productLimits.parse(row.limits)),
    prices: [],
  }
}

/** Nothing where nothing is limited, so that an order sees at once that it need not ask. */
function limitsOf(limits: ProductLimits): ProductLimits | undefined {
  const { perOrder, perBuyer, minAge, countries } = limits
  const isFree = perOrder === null && perBuyer === null && minAge === null && countries.length === 0
  return isFree ? undefined : limits
}

export function priceOf(row: {
  kind: Price['kind']
  minor: bigint
  volumes: unknown
  valid_from: Date
  valid_until: Date | null
}): Price {
  return {
    kind: row.kind,
    minor: row.minor,
    volumes: volumes.parse(row.volumes),
    fromMs: row.valid_from.getTime(),
    untilMs: row.valid_until?.getTime() ?? null,
  }
}
