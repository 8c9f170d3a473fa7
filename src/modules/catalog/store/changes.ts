import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { Printing } from '../domain/campaigns/position.ts'
import { OWN_FIELDS } from '../domain/variants.ts'
import { PRICE_KINDS, PRODUCT_STATES, type PriceKind } from '../domain/price-book.ts'
import type { CategoryFields } from '../domain/import/category-sheet.ts'
import type { FieldDiff, SomeFields } from '../domain/product-fields.ts'
import { productLimits, productOptions, productTexts, tables } from './goods.ts'
import { priceRow, readPrices } from './positions.ts'
import { volumesText } from './prices.ts'
import type { ChangeKind } from './tables.ts'

export type LoggedPrice = Readonly<{
  minor: bigint
  volumes: Readonly<Record<string, bigint>>
  fromMs: number
  untilMs: number | null
}>

/** A picture in its place, with what is said of it by language. */
export type LoggedImage = Readonly<{ hash: string; alt: Readonly<Record<string, string>> }>

/** A part of a kit by its product's code. */
export type LoggedPart = Readonly<{ product: string; quantity: number }>

/**
 * One product's fields that changed, what it is made of, what a campaign prints for it, or one price: nothing before where there was
 * none, nothing after where it ended. Nothing before fields is a product that was made.
 */
export type ChangeItem =
  | (Readonly<{ is: 'fields'; productId: bigint }> & FieldDiff)
  | Readonly<{ is: 'parts'; productId: bigint; before: readonly LoggedPart[]; after: readonly LoggedPart[] }>
  | Readonly<{
      is: 'images'
      productId: bigint
      before: readonly LoggedImage[]
      after: readonly LoggedImage[]
    }>
  | Readonly<{
      is: 'position'
      productId: bigint
      campaign: string
      printed: string
      before: Printing | null
      after: Printing | null
    }>
  | Readonly<{
      is: 'price'
      productId: bigint
      marketId: bigint
      kind: PriceKind
      before: LoggedPrice | null
      after: LoggedPrice | null
    }>

/** What became of a category; nothing before one that was made. */
export type CategoryChange = Readonly<{
  is: 'category'
  categoryId: bigint
  code: string
  before: CategoryFields | null
  after: CategoryFields
}>

export type StoredChange = Readonly<{
  id: bigint
  at: Date
  accountId: bigint | null
  kind: ChangeKind
  undoes: bigint | null
  undoneBy: bigint | null
}>

const ITEMS_AT_ONCE = 5_000

/** Keeps what was done, for the history and for taking it back. */
export async function addChange(
  tx: Tx,
  change: Readonly<{ kind: ChangeKind; accountId: bigint | null; undoes?: bigint | undefined }>,
  items: readonly (ChangeItem | CategoryChange)[],
): Promise<bigint> {
  const { kind, accountId, undoes = null } = change
  const { id } = await tables(tx)
    .insertInto('catalog.change')
    .values({ kind, account_id: accountId, undoes })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (let at = 0; at < items.length; at += ITEMS_AT_ONCE)
    // One after the other: they go to one connection anyway.
    // oxlint-disable-next-line no-await-in-loop
    await tables(tx)
      .insertInto('catalog.change_item')
      .values(items.slice(at, at + ITEMS_AT_ONCE).map((item, n) => itemRow(id, at + n, item)))
      .execute()
  return id
}

function itemRow(changeId: bigint, n: number, item: ChangeItem | CategoryChange) {
  if (item.is === 'category') {
    const values = { before: categoryJson(item, item.before), after: categoryJson(item, item.after) }
    const of = { change_id: changeId, n, product_id: null, category_id: item.categoryId }
    return { ...of, market_id: null, kind: null, ...values }
  }
  const of = { change_id: changeId, n, product_id: item.productId, category_id: null }
  if (item.is === 'fields') {
    const values = { before: JSON.stringify(item.before), after: JSON.stringify(item.after) }
    return { ...of, market_id: null, kind: null, ...values }
  }
  if (item.is === 'parts') {
    const values = { before: partsJson(item.before), after: partsJson(item.after) }
    return { ...of, market_id: null, kind: null, ...values }
  }
  if (item.is === 'images') {
    const values = { before: imagesJson(item.before), after: imagesJson(item.after) }
    return { ...of, market_id: null, kind: null, ...values }
  }
  if (item.is === 'position') {
    const values = { before: printingJson(item, item.before), after: printingJson(item, item.after) }
    return { ...of, market_id: null, kind: null, ...values }
  }
  const { marketId, kind, before, after } = item
  return { ...of, market_id: marketId, kind, before: priceJson(before), after: priceJson(after) }
}

function categoryJson({ code }: Pick<CategoryChange, 'code'>, fields: CategoryFields | null): string {
  return JSON.stringify({ category: { code, fields } })
}

function partsJson(parts: readonly LoggedPart[]): string {
  return JSON.stringify({ parts })
}

function imagesJson(images: readonly LoggedImage[]): string {
  return JSON.stringify({ images: images.map(({ hash, alt }) => ({ hash, alt })) })
}

function printingJson(
  { campaign, printed }: Readonly<{ campaign: string; printed: string }>,
  printing: Printing | null,
): string {
  const at = printing && { page: printing.page, prices: printing.prices.map(priceRow) }
  return JSON.stringify({ position: { campaign, printed, at } })
}

function priceJson(price: LoggedPrice | null): string | null {
  if (price === null) return null
  const { minor, volumes, fromMs, untilMs } = price
  return JSON.stringify({ minor: minor.toString(), volumes: volumesText(volumes), fromMs, untilMs })
}

/** Changes with how many products they touched, the newest first. */
export async function listChanges(tx: Tx, of: Readonly<{ limit: number; offset: number }>) {
  const { rows } = await sql<StoredChange & { products: bigint; categories: bigint; total: bigint }>`
    SELECT c.id, c.at, c.account_id AS "accountId", c.kind, c.undoes, u.id AS "undoneBy",
      (SELECT count(DISTINCT i.product_id) FROM catalog.change_item i WHERE i.change_id = c.id) AS products,
      (SELECT count(DISTINCT i.category_id) FROM catalog.change_item i WHERE i.change_id = c.id) AS categories,
      count(*) OVER () AS total
    FROM catalog.change c LEFT JOIN catalog.change u ON u.undoes = c.id
    ORDER BY c.at DESC, c.id DESC LIMIT ${of.limit} OFFSET ${of.offset}`.execute(tx)
  return { rows, total: Number(rows[0]?.total ?? 0n) }
}

/** A change with all that it did; undefined when there is none. */
export async function changeWithItems(
  tx: Tx,
  id: bigint,
): Promise<
  | (StoredChange & Readonly<{ items: readonly ChangeItem[]; categories: readonly CategoryChange[] }>)
  | undefined
> {
  const { rows } = await sql<StoredChange>`
    SELECT c.id, c.at, c.account_id AS "accountId", c.kind, c.undoes, u.id AS "undoneBy"
    FROM catalog.change c LEFT JOIN catalog.change u ON u.undoes = c.id WHERE c.id = ${id}`.execute(tx)
  const [change] = rows
  if (!change) return undefined
  const items = await tables(tx)
    .selectFrom('catalog.change_item')
    .selectAll()
    .where('change_id', '=', id)
    .orderBy('n')
    .execute()
  return {
    ...change,
    items: items.flatMap((row) => (row.product_id === null ? [] : [itemOf(row.product_id, row)])),
    categories: items.flatMap((row) => (row.category_id === null ? [] : [categoryOf(row.category_id, row)])),
  }
}

/** What was done to one product, the newest first. */
export async function historyOf(tx: Tx, of: Readonly<{ productId: bigint; limit: number }>) {
  const rows = await tables(tx)
    .selectFrom('catalog.change_item as item')
    .innerJoin('catalog.change as change', 'change.id', 'item.change_id')
    .selectAll('item')
    .select(['change.at', 'change.account_id as accountId', 'change.kind as changeKind'])
    .where('item.product_id', '=', of.productId)
    .orderBy('item.change_id', 'desc')
    .orderBy('item.n')
    .limit(of.limit)
    .execute()
  return rows.map((row) => ({
    change: row.change_id,
    at: row.at,
    accountId: row.accountId,
    kind: row.changeKind,
    item: itemOf(of.productId, row),
  }))
}

const fields = z
  .object({
    state: z.enum(PRODUCT_STATES),
    category: z.string(),
    art: z.string(),
    taxClass: z.string(),
    weightGrams: z.int(),
    tags: z.array(z.string()),
    texts: productTexts,
    limits: productLimits,
    own: z.array(z.enum(OWN_FIELDS)),
    options: productOptions,
  })
  .partial()
const parts = z.object({ parts: z.array(z.object({ product: z.string(), quantity: z.int() })) })
const images = z.object({
  images: z.array(z.object({ hash: z.string(), alt: z.record(z.string(), z.string()) })),
})
const position = z.object({
  position: z.object({
    campaign: z.string(),
    printed: z.string(),
    at: z.object({ page: z.int().nullable(), prices: z.unknown().transform(readPrices) }).nullable(),
  }),
})
const scaled = z.string().transform((text) => BigInt(text))
const loggedPrice = z
  .object({
    minor: scaled,
    volumes: z.record(z.string(), scaled),
    fromMs: z.number(),
    untilMs: z.number().nullable(),
  })
  .nullable()
const priceKind = z.enum(PRICE_KINDS)

const categoryFields = z.object({
  parent: z.string().nullable(),
  position: z.int(),
  art: z.string(),
  texts: z.record(z.string(), z.object({ name: z.string() })),
})
const category = z.object({
  category: z.object({ code: z.string(), fields: categoryFields.nullable() }),
})

function categoryOf(categoryId: bigint, row: { before: unknown; after: unknown }): CategoryChange {
  const { code, fields: after } = category.parse(row.after).category
  const { fields: before } = category.parse(row.before).category
  if (!after) throw new Error(`the category ${code} is not taken away`)
  return { is: 'category', categoryId, code, before, after }
}

function itemOf(
  productId: bigint,
  row: {
    market_id: bigint | null
    kind: string | null
    before: unknown
    after: unknown
  },
): ChangeItem {
  if (row.market_id === null) {
    const after = parts.safeParse(row.after)
    if (after.success)
      return { is: 'parts', productId, before: parts.parse(row.before).parts, after: after.data.parts }
    const pictures = images.safeParse(row.after)
    if (pictures.success)
      return { is: 'images', productId, before: images.parse(row.before).images, after: pictures.data.images }
    const printing = position.safeParse(row.after)
    if (printing.success) {
      const { at, ...of } = printing.data.position
      return { is: 'position', productId, ...of, before: position.parse(row.before).position.at, after: at }
    }
    return { is: 'fields', productId, before: fields.parse(row.before), after: fields.parse(row.after) }
  }
  const [before, after] = [loggedPrice.parse(row.before), loggedPrice.parse(row.after)]
  return {
    is: 'price',
    productId,
    marketId: row.market_id,
    kind: priceKind.parse(row.kind),
    before,
    after,
  }
}

/** Gives products other values of some fields, all in one statement. */
export async function writeFields(
  tx: Tx,
  values: readonly Readonly<{ productId: bigint; fields: SomeFields }>[],
): Promise<void> {
  if (values.length === 0) return
  const rows = values.map((value) => ({ product: value.productId.toString(), f: value.fields }))
  await sql`
    UPDATE catalog.product p SET
      state = coalesce(a.f->>'state', p.state),
      category_id = coalesce((SELECT c.id FROM catalog.category c WHERE c.code = a.f->>'category'), p.category_id),
      art = coalesce(a.f->>'art', p.art),
      tax_class = coalesce(a.f->>'taxClass', p.tax_class),
      weight_grams = coalesce((a.f->>'weightGrams')::integer, p.weight_grams),
      tags = CASE WHEN a.f ? 'tags' THEN ARRAY(SELECT jsonb_array_elements_text(a.f->'tags')) ELSE p.tags END,
      texts = coalesce(a.f->'texts', p.texts),
      limits = coalesce(a.f->'limits', p.limits),
      own = CASE WHEN a.f ? 'own' THEN ARRAY(SELECT jsonb_array_elements_text(a.f->'own')) ELSE p.own END,
      options = coalesce(a.f->'options', p.options),
      revision = p.revision + 1
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a (product bigint, f jsonb)
    WHERE p.id = a.product`.execute(tx)
}
