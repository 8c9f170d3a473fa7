import { refuse, type Result } from '#shared/refusal.ts'
import { textIn, type Product } from '#modules/catalog/api.ts'
import { firstShort, leftOf, takenBy } from '#modules/inventory/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrderChannel } from '../domain/order.ts'
import type { PickedUp } from './how-delivered.ts'

/** Pieces of a product that somebody wants. */
type Wanted = Readonly<{ product: Product; quantity: number }>

/**
 * Why goods cannot be promised as it looks now, `inventory.short` with the product and how many are left; undefined when they can.
 * Nothing is held for whoever looks: an order is promised its goods when it is written, by `inventory.promise_together`.
 */
export async function refuseStock(
  tx: Tx,
  wanted: readonly Wanted[],
  look: Readonly<{ marketId: bigint; channel: OrderChannel; language: string }> & Partial<PickedUp>,
): Promise<Result<never> | undefined> {
  const taken = await takenBy(tx, [...new Set(wanted.map(({ product }) => product.code))])
  const productIds = [...new Set(taken.map(({ productId }) => productId))]
  const left = await leftOf(tx, { ...look, productIds })
  if (left.size === 0) return undefined
  const items = wanted.flatMap(({ product, quantity }) =>
    taken
      .filter((part) => part.product === product.code)
      .map(({ productId, each }) => ({ productId, shown: product.code, each, pieces: quantity * each })),
  )
  const short = firstShort(items, left)
  const texts = wanted.find(({ product }) => product.code === short?.shown)?.product.texts
  if (!short || !texts) return undefined
  const name = textIn(texts, look.language).name
  return refuse('inventory.short', { product: short.shown, name, left: short.left }, 'lines')
}
