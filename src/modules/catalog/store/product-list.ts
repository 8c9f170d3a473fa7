import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import { textIn, type ProductState } from '../domain/price-book.ts'
import { shownTexts, soldState, tables } from './goods.ts'

export const PRODUCT_SORTS = ['code', 'name', 'category', 'state', 'taxClass', 'weight'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]

/** Which products a list shows. */
export type ProductQuestion = Readonly<{
  /** The ids of those that a search found; undefined where nothing is looked for. */
  found?: readonly bigint[] | undefined
  category?: string | undefined
  state?: ProductState | undefined
  taxClass?: string | undefined
  tag?: string | undefined
  /** Sold there: a price holds in the market at the moment. With `unpriced`: no retail price does. */
  marketId?: bigint | undefined
  unpriced?: boolean | undefined
  atMs: number
}>

export type ListedProduct = Readonly<{
  code: string
  name: string
  category: string
  art: string
  state: ProductState
  taxClass: string
  weightGrams: number
  tags: readonly string[]
  /** The code of the family that it is a variant of. */
  family: string | null
  /** How many variants it has. */
  variants: number
  /** Its first picture, or that of its family. */
  image: Readonly<{ hash: string; width: number; height: number; alt: string }> | null
  /** Where it has had a price. */
  markets: readonly string[]
  /** What retail buyers pay at the moment, by market. */
  retail: readonly Readonly<{ market: string; minor: bigint; currency: string }>[]
}>

const imageShape = z.object({ hash: z.string(), width: z.int(), height: z.int(), alt: z.string() }).nullable()
const retailShape = z.array(
  z.object({
    market: z.string(),
    minor: z.string().transform((text) => BigInt(text)),
    currency: z.string(),
  }),
)

/** A page of products and how many match. Names are in English where there are any, else in whichever language there is. */
export async function listProducts(
  tx: Tx,
  question: ProductQuestion &
    Readonly<{ sort: ProductSort; descending: boolean; limit: number; offset: number }>,
): Promise<{ rows: readonly ListedProduct[]; total: number }> {
  const { total } = await matching(tx, question)
    .select((select) => select.fn.countAll<bigint>().as('total'))
    .executeTakeFirstOrThrow()
  const at = new Date(question.atMs)
  const rows = await matching(tx, question)
    .select([
      'product.code',
      'category.code as category',
      'product.art',
      'product.state',
      'product.tax_class as taxClass',
      'product.weight_grams as weightGrams',
      'product.tags',
      'product.texts',
      'product.choice',
      'product.own',
      'family.code as family',
      'family.state as family_state',
      'family.options as family_options',
      sql`(
        SELECT jsonb_build_object('hash', i.hash, 'width', i.width, 'height', i.height, 'alt', '')
        FROM catalog.product_image g JOIN catalog.image i ON i.id = g.image_id
        WHERE g.product_id IN (product.id, product.parent_id)
        ORDER BY g.product_id = product.id DESC, g.position LIMIT 1
      )`.as('image'),
      sql<bigint>`(SELECT count(*) FROM catalog.product v WHERE v.parent_id = product.id)`.as('variants'),
      sql<string[]>`ARRAY(
        SELECT DISTINCT m.code FROM catalog.price p JOIN company.v_market m ON m.id = p.market_id
        WHERE p.product_id IN (product.id, product.parent_id) AND p.taken_back_at IS NULL ORDER BY m.code
      )`.as('markets'),
      sql`(
        SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.market), '[]') FROM (
          SELECT DISTINCT ON (m.code) m.code AS market, p.minor::text AS minor, m.currency
          FROM catalog.price p JOIN company.v_market m ON m.id = p.market_id
          WHERE p.product_id IN (product.id, product.parent_id) AND p.kind = 'retail' AND ${holds(at)}
          ORDER BY m.code, p.product_id = product.id DESC
        ) r
      )`.as('retail'),
    ])
    .orderBy(sortKeys[question.sort], question.descending ? 'desc' : 'asc')
    .orderBy(sql`coalesce(family.code, product.code)`, question.descending ? 'desc' : 'asc')
    // Variants stand below their family.
    .orderBy(sql`product.parent_id IS NOT NULL`)
    .orderBy('product.code')
    .limit(question.limit)
    .offset(question.offset)
    .execute()
  return {
    rows: rows.map(({ texts, choice, own, family_options, family_state, state, variants, ...row }) => ({
      ...row,
      name: textIn(shownTexts({ texts, choice, own, family_options })).name,
      state: soldState(state, family_state),
      variants: Number(variants),
      image: imageShape.parse(row.image),
      retail: retailShape.parse(row.retail),
    })),
    total: Number(total),
  }
}

/** The codes of the products that a list shows on all its pages, in order, up to a limit. */
export async function matchingCodes(
  tx: Tx,
  question: ProductQuestion,
  limit: number,
): Promise<readonly string[]> {
  const rows = await matching(tx, question)
    .select('product.code')
    .orderBy('product.code')
    .limit(limit)
    .execute()
  return rows.map(({ code }) => code)
}

/** The same in pieces: the next codes after one. */
export async function codesAfter(
  tx: Tx,
  question: ProductQuestion,
  of: Readonly<{ after: string; limit: number }>,
): Promise<readonly string[]> {
  const rows = await matching(tx, question)
    .select('product.code')
    .where('product.code', '>', of.after)
    .orderBy('product.code')
    .limit(of.limit)
    .execute()
  return rows.map(({ code }) => code)
}

/** The languages in which any product has texts, in one order. */
export async function knownLanguages(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ language: string }>`
    SELECT DISTINCT t.language FROM catalog.product p, jsonb_object_keys(p.texts) t (language) ORDER BY t.language`.execute(
    tx,
  )
  return rows.map(({ language }) => language)
}

/** The tax classes that products have. */
export async function knownTaxClasses(tx: Tx): Promise<readonly string[]> {
  const rows = await tables(tx)
    .selectFrom('catalog.product')
    .select('tax_class as taxClass')
    .distinct()
    .orderBy('tax_class')
    .execute()
  return rows.map(({ taxClass }) => taxClass)
}

/** The tags that products have. */
export async function knownTags(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ tag: string }>`
    SELECT DISTINCT t.tag FROM catalog.product p, unnest(p.tags) t (tag) ORDER BY t.tag`.execute(tx)
  return rows.map(({ tag }) => tag)
}

/** The words that a row is sorted by: a variant stands where its family does. */
const sortedTexts = sql`coalesce(family.texts, product.texts)`
const nameOf: RawBuilder<string> = sql`coalesce(
  ${sortedTexts}->'en'->>'name', (SELECT t.value->>'name' FROM jsonb_each(${sortedTexts}) t ORDER BY t.key LIMIT 1), '')`

const sortKeys: Readonly<Record<ProductSort, RawBuilder<unknown>>> = {
  code: sql`coalesce(family.code, product.code)`,
  name: sql`lower(${nameOf})`,
  category: sql`coalesce(outer_category.position, category.position)`,
  state: sql`coalesce(family.state, product.state)`,
  taxClass: sql`coalesce(family.tax_class, product.tax_class)`,
  weight: sql`coalesce(family.weight_grams, product.weight_grams)`,
}

function holds(at: Date): RawBuilder<SqlBool> {
  return sql<SqlBool>`p.taken_back_at IS NULL AND p.valid_from <= ${at} AND (p.valid_until IS NULL OR p.valid_until > ${at})`
}

function matching(tx: Tx, question: ProductQuestion) {
  const { category, state, taxClass, tag, marketId, unpriced, found } = question
  const at = new Date(question.atMs)
  const ofMarket = marketId === undefined ? sql`` : sql` AND p.market_id = ${marketId}`
  let query = tables(tx)
    .selectFrom('catalog.product as product')
    .innerJoin('catalog.category as category', 'category.id', 'product.category_id')
    .leftJoin('catalog.product as family', 'family.id', 'product.parent_id')
    .leftJoin('catalog.category as outer_category', 'outer_category.id', 'family.category_id')
  if (category !== undefined)
    query = query.where(sql<SqlBool>`category.id IN (SELECT catalog.within(${category}))`)
  if (state !== undefined) query = query.where('product.state', '=', state)
  if (taxClass !== undefined) query = query.where('product.tax_class', '=', taxClass)
  if (tag !== undefined) query = query.where(sql<SqlBool>`product.tags @> ARRAY[${tag}]`)
  if (unpriced === true)
    query = query.where(sql<SqlBool>`NOT EXISTS (SELECT FROM catalog.price p
      WHERE p.product_id IN (product.id, product.parent_id) AND p.kind = 'retail' AND ${holds(at)}${ofMarket})`)
  else if (marketId !== undefined)
    query = query.where(sql<SqlBool>`EXISTS (SELECT FROM catalog.price p
      WHERE p.product_id IN (product.id, product.parent_id) AND ${holds(at)}${ofMarket})`)
  if (found !== undefined)
    query = query.where(sql<SqlBool>`product.id = ANY (${found.map(String)}::bigint[])`)
  return query
}
