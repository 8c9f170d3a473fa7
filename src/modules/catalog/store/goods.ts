import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { kitOf, type KitPart } from '../domain/kit.ts'
import type { ProductLimits } from '../domain/limits.ts'
import type { ProductImage } from '../domain/images.ts'
import type { PrintedCodes } from '../domain/campaigns/campaign.ts'
import type { Category, CountedProduct, Price, PriceBook, Product } from '../domain/price-book.ts'
import {
  OWN_FIELDS,
  variantTexts,
  type Choice,
  type OwnField,
  type ProductOption,
} from '../domain/variants.ts'
import type { CatalogViews } from '../views.ts'
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
const optionText = { code: z.string(), texts: categoryTexts }
export const productOptions = z.array(z.object({ ...optionText, values: z.array(z.object(optionText)) }))
export const productChoice = z.record(z.string(), z.string())
const ownNames = z.array(z.enum(OWN_FIELDS))
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
export async function listCategories(tx: Tx): Promise<(Category & { id: bigint; position: number })[]> {
  const rows = await tables(tx)
    .selectFrom('catalog.category as c')
    .leftJoin('catalog.category as p', 'p.id', 'c.parent_id')
    .select(['c.id', 'c.code', 'c.art', 'c.texts', 'c.position', 'p.code as parent'])
    .orderBy('c.position')
    .orderBy('c.code')
    .execute()
  return rows.map((row) => ({ ...row, texts: categoryTexts.parse(row.texts) }))
}

/**
 * Reads everything that a market sells, as this transaction sees it; `parts` are what kits are made of, by kit, `images` pictures by
 * product, and `printed` what catalogues on paper say.
 */
export async function loadPriceBook(
  tx: Tx,
  marketId: bigint,
  {
    parts,
    images,
    printed,
  }: Readonly<{
    parts: ReadonlyMap<bigint, readonly (KitPart & Readonly<{ partId: bigint }>)[]>
    images: ReadonlyMap<bigint, readonly ProductImage[]>
    printed: PrintedCodes
  }>,
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
  const limitedWith = Map.groupBy(
    all.filter((row) => row.family_id !== null && !row.own.includes('limits')),
    (row) => row.family_id,
  )
  // What is printed for the market is sold there, though it may cost nothing else.
  const onPaper = new Set([...printed.values()].flatMap((meanings) => meanings.map(({ product }) => product)))
  const inMarket = new Set(
    all.flatMap(({ id, code, family_id: family }) => {
      const isPriced = prices.has(id) || onPaper.has(code) || (family !== null && prices.has(family))
      return isPriced ? [id, ...(family === null ? [] : [family])] : []
    }),
  )
  const filled = (row: ProductRow): Product => {
    const product = { ...productOf(row), prices: prices.get(row.id) ?? [] }
    const { family } = product
    if (!family) return product
    const together = row.own.includes('limits') ? undefined : limitedWith.get(family.id)
    const of = { prices: prices.get(family.id) ?? [], limitedWith: together?.map(({ id }) => id) }
    return { ...product, family: { ...family, ...of } }
  }
  const byId = new Map(all.map((row) => [row.id, row]))
  const contents = (kitId: bigint): readonly KitPart[] =>
    (parts.get(kitId) ?? []).map((part) => {
      const row = byId.get(part.partId)
      return { ...part, counted: row && countedPart(filled(row)) }
    })
  const products = all.flatMap((row) => {
    if (!inMarket.has(row.id)) return []
    const pictures = images.get(row.id) ?? images.get(row.family_id ?? row.id)
    return [kitOf({ ...filled(row), images: pictures }, contents(row.id))]
  })
  return {
    version,
    marketId,
    categories,
    products,
    byCode: new Map(products.map((product) => [product.code, product])),
    printed: printed.size > 0 ? printed : undefined,
  }
}

/** A part as it is counted; undefined where anybody may have as many of it as they like. */
function countedPart({ id, code, texts, limits, family }: Product): CountedProduct | undefined {
  const isCounted = limits !== undefined && (limits.perOrder !== null || limits.perBuyer !== null)
  return isCounted ? { id, code, texts, limits, family } : undefined
}

/** Products by their ids, without pictures, prices and what is limited together, whatever their state. */
export async function productRowsByIds(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, Product>> {
  if (ids.length === 0) return new Map()
  const rows = await productRows(tx).where('product.id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, productOf(row)]))
}

export function tables(tx: Tx) {
  return tx.$extendTables<CatalogTables>()
}

function productRows(tx: Tx) {
  return tables(tx)
    .$extendTables<Pick<CatalogViews, 'catalog.v_category_path'>>()
    .selectFrom('catalog.product as product')
    .innerJoin('catalog.category as category', 'category.id', 'product.category_id')
    .leftJoin('catalog.v_category_path as path', 'path.category_id', 'product.category_id')
    .leftJoin('catalog.product as family', 'family.id', 'product.parent_id')
    .leftJoin('catalog.category as outer_category', 'outer_category.id', 'family.category_id')
    .leftJoin('catalog.v_category_path as family_path', 'family_path.category_id', 'family.category_id')
    .select([
      'path.path',
      'family_path.path as family_path',
      'family.id as family_id',
      'family.code as family_code',
      'family.state as family_state',
      'family.texts as family_texts',
      'family.options as family_options',
      'outer_category.code as family_category',
      'product.options',
      'product.choice',
      'product.own',
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
  const family = familyOf(row)
  const options = productOptions.parse(row.options)
  return {
    id: row.id,
    code: row.code,
    category: row.category,
    outer: outerOf(row),
    art: row.art,
    state: soldState(row.state, row.family_state),
    taxClass: row.tax_class,
    weightGrams: row.weight_grams,
    tags: row.tags,
    texts: shownTexts(row),
    limits: limitsOf(productLimits.parse(row.limits)),
    prices: [],
    options: options.length === 0 ? undefined : options,
    family,
  }
}

/** What the own category lies in, and what that of the family is and lies in; undefined where that is nothing. */
function outerOf({ category, path, family_path: familyPath }: ProductRow): Product['outer'] {
  const outer = new Set([...(path ?? []), ...(familyPath ?? [])])
  outer.delete(category)
  return outer.size === 0 ? undefined : [...outer]
}

function familyOf(row: ProductRow): Product['family'] {
  const { family_id: id, family_code: code, family_category: category } = row
  if (id === null || code === null || category === null) return undefined
  const texts = productTexts.parse(row.family_texts)
  return {
    id,
    code,
    category,
    texts,
    choice: productChoice.parse(row.choice),
    prices: [],
    limitedWith: undefined,
  }
}

/** A variant is sold while its family is. */
export function soldState(state: Product['state'], family: Product['state'] | null): Product['state'] {
  return family === null || family === 'active' || state === 'draft' ? state : 'withdrawn'
}

/** The texts of a product; those of a variant without texts of its own name what is chosen. */
export function shownTexts(
  row: Readonly<{ texts: unknown; own: readonly string[]; choice: unknown; family_options: unknown }>,
): Product['texts'] {
  const texts = productTexts.parse(row.texts)
  if (row.choice === null || row.own.includes('texts')) return texts
  const options: readonly ProductOption[] = productOptions.parse(row.family_options)
  const choice: Choice = productChoice.parse(row.choice)
  return variantTexts(texts, options, choice)
}

/** The fields that a variant has of its own, as the database keeps their names. */
export function ownFields(names: readonly string[]): readonly OwnField[] {
  return ownNames.parse(names)
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
