import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PriceKind } from '../domain/price-book.ts'
import { changedProducts } from '../store/changed-products.ts'
import { hasLaterPrice } from '../store/prices.ts'
import { heldPrice, writeChange } from './write-change.ts'

export type ProductPrice = Readonly<{
  code: string
  marketId: bigint
  kind: PriceKind
  minor: bigint
  volumes: Readonly<Record<string, bigint>>
  /** Now where nothing is said. */
  fromMs: number | undefined
  accountId: bigint | null
}>

/**
 * Sets a product's price from now or a later moment on, as a change that can be taken back. Refused as
 * `catalog.product_not_found`, `catalog.price_negative`, `catalog.price_in_the_past` or `catalog.price_conflict`.
 */
export async function priceProduct(
  tx: Tx,
  input: ProductPrice,
): Promise<Result<Readonly<{ id: bigint; fromMs: number }>>> {
  const [product] = await changedProducts(tx, [input.code], { holds: true })
  if (!product) return refuse('catalog.product_not_found', { code: input.code })
  const now = await companyNow(tx)
  const { marketId, kind, minor, volumes, fromMs = now } = input
  // What was charged already stays explainable: no price begins before now.
  if (fromMs < now) return refuse('catalog.price_in_the_past', {}, 'validFrom')
  if (minor < 0n) return refuse('catalog.price_negative', {}, 'minor')
  const place = { productId: product.id, marketId, kind, fromMs }
  if (await hasLaterPrice(tx, [place])) return refuse('catalog.price_conflict', {}, 'validFrom')
  const before = heldPrice(product, { marketId, kind, atMs: fromMs })
  const after = { minor, volumes, fromMs, untilMs: null }
  const item = { is: 'price', productId: product.id, marketId, kind, before, after } as const
  await writeChange(tx, { kind: 'price', accountId: input.accountId }, [item])
  return ok({ id: product.id, fromMs })
}
