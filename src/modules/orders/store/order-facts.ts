import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CatalogViews } from '#modules/catalog/views.ts'
import type { PromotionsViews } from '#modules/promotions/views.ts'
import type { OrdersTables } from './tables.ts'

/** What an order was priced from: its buyer, channel, kind of price, moment, and the goods that were wanted. */
export async function orderFacts(tx: Tx, code: string) {
  const row = await tables(tx)
    .selectFrom('orders.order')
    .select([
      'id',
      'market_id as marketId',
      'channel',
      'buyer_person_id as buyer',
      'price_kind as kind',
      'party_id as partyId',
      'placed_at as placedAt',
    ])
    .where('code', '=', code)
    .executeTakeFirst()
  if (!row) return undefined
  const { buyer, ...facts } = row
  const lines = await tables(tx)
    .selectFrom('orders.order_line as line')
    .innerJoin('catalog.v_product as product', 'product.id', 'line.product_id')
    // What was ordered by a printed code is priced by it.
    .select(sql<string>`coalesce(line.printed_code, product.code)`.as('product'))
    .select('line.quantity')
    .where('line.order_id', '=', row.id)
    .where('line.gift', '=', false)
    .orderBy('line.line')
    .execute()
  return { ...facts, buyerId: buyer ?? undefined, lines }
}

/** The codes of the coupons that an order used. */
export async function couponsOfOrder(tx: Tx, orderId: bigint): Promise<readonly string[]> {
  const rows = await tables(tx)
    .selectFrom('promotions.v_coupon_use')
    .select('code')
    .where('order_id', '=', orderId)
    .distinct()
    .execute()
  return rows.map(({ code }) => code)
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables & CatalogViews & PromotionsViews>()
}
