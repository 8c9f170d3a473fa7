import { sql } from 'kysely'
import type { PromotionsViews } from '#modules/promotions/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { CatalogViews } from '#modules/catalog/views.ts'
import type { OrdersTables } from './tables.ts'

/** Pieces of a product that a promotion gave. */
type GivenGift = Readonly<{ promotion: string; product: string; quantity: number }>

/** Whether promotions made anything of an order, by which coupons, and which gifts came with it, as far as the viewer may see them. */
export async function promotedBy(
  tx: Tx,
  orderId: bigint,
): Promise<Readonly<{ isPromoted: boolean; coupons: readonly string[]; gifts: readonly GivenGift[] }>> {
  const uses = await tables(tx)
    .selectFrom('promotions.v_use')
    .select('promotion')
    .where('order_id', '=', orderId)
    .execute()
  if (uses.length === 0) return { isPromoted: false, coupons: [], gifts: [] }
  const { rows: coupons } = await sql<{ code: string }>`
    SELECT code FROM promotions.coupons_of(${orderId})`.execute(tx)
  const gifts = await tables(tx)
    .selectFrom('orders.order_line as l')
    .innerJoin('orders.line_promotion as s', (join) =>
      join.onRef('s.order_id', '=', 'l.order_id').onRef('s.line', '=', 'l.line'),
    )
    .innerJoin('promotions.v_use as u', (join) =>
      join.onRef('u.order_id', '=', 's.order_id').onRef('u.promotion_id', '=', 's.promotion_id'),
    )
    .innerJoin('catalog.v_product as p', 'p.id', 'l.product_id')
    .select(['u.promotion', 'p.code as product', 'l.quantity'])
    .where('l.order_id', '=', orderId)
    .where('l.gift', '=', true)
    .execute()
  return { isPromoted: true, coupons: coupons.map(({ code }) => code), gifts }
}

/** How much of which credits an order took, by promotion, as far as the viewer may see them. */
export async function creditsTaken(tx: Tx, orderId: bigint) {
  return tables(tx)
    .selectFrom('promotions.v_credit_use')
    .select(['promotion_id as promotionId', 'name', 'minor'])
    .where('order_id', '=', orderId)
    .orderBy('promotion_id')
    .orderBy('name')
    .execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables & PromotionsViews & CatalogViews>()
}
