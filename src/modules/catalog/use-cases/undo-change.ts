import { ok, refuse, type Result } from '#shared/refusal.ts'
import { isSameCategory } from '../domain/import/category-sheet.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hasStill } from '../domain/product-fields.ts'
import { changedProducts, productCodes, type RevisedProduct } from '../store/changed-products.ts'
import { categoriesByCode, writeCategories } from '../store/categories.ts'
import {
  addChange,
  changeWithItems,
  writeFields,
  type CategoryChange,
  type ChangeItem,
} from '../store/changes.ts'
import { kitParts } from '../store/kits.ts'
import { addPrices, endPrices, takeBackPrices } from '../store/prices.ts'
import { setParts } from './set-parts.ts'
import { otherImages, undoImages } from './undo-images.ts'
import { otherPositions, undoPositions } from './undo-positions.ts'

/** An undo is not undone, and a product that was made by itself is withdrawn instead. */
export const UNDONE_KINDS: ReadonlySet<string> = new Set(['edit', 'price', 'bulk', 'import'])

type PriceItem = Extract<ChangeItem, { is: 'price' }>

/**
 * Takes a whole change back: fields get the values that they had, what was made is withdrawn (a draft stays one), categories are what they were, kits are made of
 * what they were, a price that has not begun is taken back, and one that has begun ends now, for the earlier one to hold again. Gives the ids of the products. Refused as `catalog.change_not_found`,
 * `catalog.undo_conflict` when it was taken back already or is no change that can be, or `catalog.undone_product_conflict`
 * (`catalog.undone_category_conflict`) with the first product that somebody has changed since; nothing is taken back then.
 */
export async function undoChange(
  tx: Tx,
  input: Readonly<{ change: bigint; accountId: bigint | null }>,
): Promise<Result<readonly bigint[]>> {
  const change = await changeWithItems(tx, input.change)
  if (!change) return refuse('catalog.change_not_found')
  if (change.undoneBy !== null || !UNDONE_KINDS.has(change.kind)) return refuse('catalog.undo_conflict')
  const ids = [...new Set(change.items.map(({ productId }) => productId))]
  const codes = await productCodes(tx, ids)
  const products = await changedProducts(tx, [...codes.values()], { holds: true })
  const byId = new Map(products.map((product) => [product.id, product]))
  const changed =
    change.items.find((item) => !standsStill(byId.get(item.productId), item)) ??
    (await otherParts(tx, change.items)) ??
    (await otherPositions(tx, change.items)) ??
    (await otherImages(tx, change.items))
  if (changed)
    return refuse('catalog.undone_product_conflict', { product: codes.get(changed.productId) ?? '' })
  const categories = await undoCategories(tx, change.categories)
  if (!categories.ok) return categories
  const parts = await undoParts(tx, change.items, codes)
  if (!parts.ok) return parts
  const fields = change.items.flatMap((item) => (item.is === 'fields' ? [withdrawnIfMade(item)] : []))
  await writeFields(
    tx,
    fields.map(({ productId, before }) => ({ productId, fields: before })),
  )
  const now = await companyNow(tx)
  const prices = change.items.flatMap((item) => (item.is === 'price' ? [item] : []))
  await undoPrices(tx, prices, now)
  const items: (ChangeItem | CategoryChange)[] = [
    ...categories.value,
    ...fields.map((item) => ({ ...item, before: item.after, after: item.before })),
    ...parts.value,
    ...(await undoPositions(tx, change.items)),
    ...(await undoImages(tx, change.items)),
    ...prices.map((item) => ({ ...item, before: item.after, after: pricedFrom(item, now) })),
  ]
  await addChange(tx, { kind: 'undo', accountId: input.accountId, undoes: input.change }, items)
  return ok(ids)
}

/**
 * Makes categories what they were, unless somebody changed one since. What was made stays: it is shown nowhere as long as nothing on
 * sale lies in it.
 */
async function undoCategories(
  tx: Tx,
  items: readonly CategoryChange[],
): Promise<Result<readonly CategoryChange[]>> {
  if (items.length === 0) return ok([])
  const now = await categoriesByCode(tx)
  for (const { code, after } of items)
    if (!isSameCategory(now.get(code), after)) return refuse('catalog.undone_category_conflict', { code })
  const undone = items.flatMap(({ before, ...item }) =>
    before ? [{ ...item, before: item.after, after: before }] : [],
  )
  await writeCategories(
    tx,
    undone.map(({ code, after }) => ({ code, fields: after })),
  )
  return ok(undone)
}

/** Whether a product is as the change left it, so that taking it back takes nothing else back. */
function standsStill(product: RevisedProduct | undefined, item: ChangeItem): boolean {
  if (!product) return false
  if (item.is === 'fields') return hasStill(product.fields, item.after)
  // What it is made of, and what is printed for it, is looked at for all together.
  if (item.is === 'parts' || item.is === 'position' || item.is === 'images') return true
  const { after } = item
  const last = product.prices
    .filter((price) => price.marketId === item.marketId && price.kind === item.kind)
    .at(-1)
  // A price that was taken away is still the last one.
  if (after === null) return last?.fromMs === item.before?.fromMs && last?.untilMs !== null
  return last?.fromMs === after.fromMs && last.untilMs === null
}

type PartsItem = Extract<ChangeItem, { is: 'parts' }>

/** The first kit that is made of something else than the change left it with. */
async function otherParts(tx: Tx, items: readonly ChangeItem[]): Promise<ChangeItem | undefined> {
  const kits = items.flatMap((item) => (item.is === 'parts' ? [item] : []))
  if (kits.length === 0) return undefined
  const now = Map.groupBy(await kitParts(tx), ({ kitId }) => kitId)
  const textOf = (parts: readonly Readonly<{ product: string; quantity: number }>[]): string =>
    parts.map(({ product, quantity }) => `${product} ${quantity}`).join()
  return kits.find(({ productId, after }) => {
    const parts = (now.get(productId) ?? []).map(({ code, quantity }) => ({ product: code, quantity }))
    return textOf(parts) !== textOf(after)
  })
}

/** Makes kits of what they were made of, the last one first: each step back was a step that could be made. */
async function undoParts(
  tx: Tx,
  items: readonly ChangeItem[],
  codes: ReadonlyMap<bigint, string>,
): Promise<Result<readonly PartsItem[]>> {
  const undone: PartsItem[] = []
  for (const item of items.toReversed()) {
    if (item.is !== 'parts') continue
    const code = codes.get(item.productId) ?? ''
    // One after the other: each looks at what the one before it left.
    // oxlint-disable-next-line no-await-in-loop
    const set = await setParts(tx, { code, parts: item.before })
    if (!set.ok) return refuse('catalog.undone_product_conflict', { product: code })
    undone.push({ ...item, before: item.after, after: item.before })
  }
  return ok(undone)
}

/** A product that the change made has no values to go back to. */
function withdrawnIfMade(item: Extract<ChangeItem, { is: 'fields' }>): Extract<ChangeItem, { is: 'fields' }> {
  if (Object.keys(item.before).length > 0) return item
  const { state } = item.after
  return { ...item, before: { state: state === 'draft' ? 'draft' : 'withdrawn' }, after: { state } }
}

async function undoPrices(tx: Tx, items: readonly PriceItem[], now: number): Promise<void> {
  const ended = items.filter(({ after }) => after === null)
  const planned = items.filter((item) => item.after !== null && !hasBegun(item, now))
  const begun = items.filter((item) => hasBegun(item, now))
  await takeBackPrices(
    tx,
    planned.map((item) => ({
      ...placeOf(item, item.after?.fromMs ?? now),
      beforeUntilMs: item.before?.untilMs ?? null,
    })),
  )
  await endPrices(
    tx,
    begun.map((item) => placeOf(item, againFrom(item, now))),
  )
  await addPrices(
    tx,
    [...begun, ...ended].flatMap((item) => {
      const { before } = item
      if (before === null) return []
      const { minor, volumes } = before
      return [{ ...placeOf(item, againFrom(item, now)), minor, volumes }]
    }),
  )
}

function placeOf({ productId, marketId, kind }: PriceItem, fromMs: number) {
  return { productId, marketId, kind, fromMs }
}

function hasBegun({ after }: PriceItem, now: number): boolean {
  return after !== null && after.fromMs <= now
}

/** A price that began at this very moment has held for its length. */
function againFrom({ before, after }: PriceItem, now: number): number {
  // One that was taken away at the moment of its beginning ended just after it.
  return after === null ? Math.max(now, (before?.fromMs ?? 0) + 1) : Math.max(now, after.fromMs + 1)
}

/** The price that holds again: since before where the change had not begun, from now on where it had. */
function pricedFrom(item: PriceItem, now: number): PriceItem['after'] {
  if (item.before === null || (item.after !== null && !hasBegun(item, now))) return item.before
  return { ...item.before, fromMs: againFrom(item, now), untilMs: null }
}
