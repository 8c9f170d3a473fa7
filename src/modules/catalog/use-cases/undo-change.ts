import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hasStill } from '../domain/product-fields.ts'
import { changedProducts, productCodes, type RevisedProduct } from '../store/changed-products.ts'
import { addChange, changeWithItems, writeFields, type ChangeItem } from '../store/changes.ts'
import { addPrices, endPrices, takeBackPrices } from '../store/prices.ts'

/** An undo is not undone, and what was made is withdrawn instead. */
export const UNDONE_KINDS: ReadonlySet<string> = new Set(['edit', 'price', 'bulk', 'import'])

type PriceItem = Extract<ChangeItem, { is: 'price' }>

/**
 * Takes a whole change back: fields get the values that they had, a price that has not begun is taken back, and one that has begun
 * ends now, for the earlier one to hold again. Gives the ids of the products. Refused as `catalog.change_not_found`,
 * `catalog.undo_conflict` when it was taken back already or is no change that can be, or `catalog.undone_product_conflict`
 * with the first product that somebody has changed since; nothing is taken back then.
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
  const changed = change.items.find((item) => !standsStill(byId.get(item.productId), item))
  if (changed)
    return refuse('catalog.undone_product_conflict', { product: codes.get(changed.productId) ?? '' })
  const fields = change.items.flatMap((item) => (item.is === 'fields' ? [item] : []))
  await writeFields(
    tx,
    fields.map(({ productId, before }) => ({ productId, fields: before })),
  )
  const now = await companyNow(tx)
  const prices = change.items.flatMap((item) => (item.is === 'price' ? [item] : []))
  await undoPrices(tx, prices, now)
  const items: ChangeItem[] = [
    ...fields.map((item) => ({ ...item, before: item.after, after: item.before })),
    ...prices.map((item) => ({ ...item, before: item.after, after: pricedFrom(item, now) })),
  ]
  await addChange(tx, { kind: 'undo', accountId: input.accountId, undoes: input.change }, items)
  return ok(ids)
}

/** Whether a product is as the change left it, so that taking it back takes nothing else back. */
function standsStill(product: RevisedProduct | undefined, item: ChangeItem): boolean {
  if (!product) return false
  if (item.is === 'fields') return hasStill(product.fields, item.after)
  const { after } = item
  const last = product.prices
    .filter((price) => price.marketId === item.marketId && price.kind === item.kind)
    .at(-1)
  return after !== null && last?.fromMs === after.fromMs && last.untilMs === null
}

async function undoPrices(tx: Tx, items: readonly PriceItem[], now: number): Promise<void> {
  const planned = items.filter((item) => !hasBegun(item, now))
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
    begun.flatMap((item) => {
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
function againFrom({ after }: PriceItem, now: number): number {
  return Math.max(now, (after?.fromMs ?? now) + 1)
}

/** The price that holds again: since before where the change had not begun, from now on where it had. */
function pricedFrom(item: PriceItem, now: number): PriceItem['after'] {
  if (item.before === null || !hasBegun(item, now)) return item.before
  return { ...item.before, fromMs: againFrom(item, now), untilMs: null }
}
