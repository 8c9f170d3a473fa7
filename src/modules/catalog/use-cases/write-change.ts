import type { Price } from '../domain/price-book.ts'
import type { ChangedProduct } from '../domain/product-change.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addChange, writeFields, type ChangeItem, type LoggedPrice } from '../store/changes.ts'
import { addPrices } from '../store/prices.ts'
import type { ChangeKind } from '../store/tables.ts'

/** Who changes goods, and by which kind of step. */
export type ChangeBy = Readonly<{ kind: ChangeKind; accountId: bigint | null; undoes?: bigint | undefined }>

/**
 * Does all items of one step and keeps them as one change, which can be taken back as a whole. The caller has looked that each
 * of them may be done. Gives the change's id.
 */
export async function writeChange(tx: Tx, by: ChangeBy, items: readonly ChangeItem[]): Promise<bigint> {
  await writeFields(
    tx,
    items.flatMap((item) =>
      item.is === 'fields' ? [{ productId: item.productId, fields: item.after }] : [],
    ),
  )
  await addPrices(
    tx,
    items.flatMap((item) => {
      if (item.is !== 'price' || item.after === null) return []
      const { productId, marketId, kind, after } = item
      return [{ productId, marketId, kind, ...after }]
    }),
  )
  return addChange(tx, by, items)
}

/** The price of a product that holds at a moment, of this market and kind alone; null for none. */
export function heldPrice(
  product: ChangedProduct,
  of: Readonly<{ marketId: bigint; kind: Price['kind']; atMs: number }>,
): LoggedPrice | null {
  const held = product.prices.find(
    (price) =>
      price.marketId === of.marketId &&
      price.kind === of.kind &&
      price.fromMs <= of.atMs &&
      (price.untilMs === null || of.atMs < price.untilMs),
  )
  return held ? logged(held) : null
}

/** A price as the log of changes keeps it. */
export function logged({ minor, volumes, fromMs, untilMs }: LoggedPrice): LoggedPrice {
  return { minor, volumes, fromMs, untilMs }
}
