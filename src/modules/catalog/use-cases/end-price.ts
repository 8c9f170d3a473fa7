import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PriceKind } from '../domain/price-book.ts'
import { changedProducts } from '../store/changed-products.ts'
import { addChange } from '../store/changes.ts'
import { endPrices, hasLaterPrice } from '../store/prices.ts'
import { heldPrice } from './write-change.ts'

/**
 * Takes a price of a product away from now on, as a change that can be taken back: a variant falls back to its family, a kind of buyer
 * to the retail price. Gives the product's id. Refused as `catalog.product_not_found`, `catalog.price_missing` where none holds,
 * `catalog.price_conflict` where a later one is planned, or `catalog.price_last` where nothing would be left to pay.
 */
export async function endPrice(
  tx: Tx,
  input: Readonly<{ code: string; marketId: bigint; kind: PriceKind; accountId: bigint | null }>,
): Promise<Result<bigint>> {
  const { code, marketId, kind, accountId } = input
  const [product] = await changedProducts(tx, [code], { holds: true })
  if (!product) return refuse('catalog.product_not_found', { code })
  const now = await companyNow(tx)
  const before = heldPrice(product, { marketId, kind, atMs: now })
  if (!before) return refuse('catalog.price_missing', {}, 'kind')
  // What nobody may pay is withdrawn and not left without a price.
  if (kind === 'retail' && product.parentId === null) return refuse('catalog.price_last', {}, 'kind')
  // A price that began at this very moment holds for its length.
  const fromMs = Math.max(now, before.fromMs + 1)
  const place = { productId: product.id, marketId, kind, fromMs }
  if (await hasLaterPrice(tx, [place])) return refuse('catalog.price_conflict', {}, 'kind')
  await endPrices(tx, [place])
  const item = { is: 'price', productId: product.id, marketId, kind, before, after: null } as const
  await addChange(tx, { kind: 'price', accountId }, [item])
  return ok(product.id)
}
