import { sql } from 'kysely'
import type { FieldViews } from '#modules/field/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { placeShape } from './delivery-ways.ts'
import { addressShape, contactShape } from './order-detail.ts'
import { changesOfAll } from './standing-order.ts'
import type { OrdersTables } from './tables.ts'

/** Of several orders, by their codes, what their documents tell; those that the viewer may see. */
export async function billedRows(tx: Tx, codes: readonly string[]) {
  const orders = await tables(tx)
    .selectFrom('orders.order as order')
    .leftJoin('orders.guest as guest', 'guest.order_id', 'order.id')
    .leftJoin('orders.delivery as delivery', 'delivery.order_id', 'order.id')
    .leftJoin('orders.delivery_way as way', 'way.order_id', 'order.id')
    .leftJoin('field.v_person as buyer', 'buyer.id', 'order.buyer_person_id')
    .leftJoin('field.v_person_name as buyer_name', 'buyer_name.person_id', 'order.buyer_person_id')
    .select([
      'order.id',
      'order.code',
      'order.channel',
      'order.market_id as marketId',
      'order.payment',
      'order.buyer_person_id as buyerId',
      'order.placed_at as placedAt',
      'order.currency',
      'order.shipping_minor as shippingMinor',
      'order.tax_minor as taxMinor',
      'order.tax_added as taxAdded',
      'order.total_minor as totalMinor',
      'guest.name as guestName',
      'delivery.contact',
      'delivery.address',
      'way.way_id as wayId',
      'way.name as wayName',
      'way.place',
      'buyer.code as buyerCode',
      'buyer_name.display_name as buyerName',
    ])
    .where(sql<boolean>`"order".code = ANY(${codes}::text[])`)
    .execute()
  const ids = orders.map(({ id }) => id)
  const lines = Map.groupBy(await billedLines(tx, ids), ({ orderId }) => orderId)
  const changes = await changesOfAll(tx, ids)
  return orders.map((order) => ({
    ...order,
    contact: order.contact === null ? null : contactShape.parse(order.contact),
    address: order.address === null ? null : addressShape.parse(order.address),
    place: order.place === null ? null : placeShape.parse(order.place),
    lines: lines.get(order.id) ?? [],
    changes: changes.get(order.id) ?? [],
  }))
}

async function billedLines(tx: Tx, orderIds: readonly bigint[]) {
  return tables(tx)
    .selectFrom('orders.order_line')
    .select([
      'order_id as orderId',
      'line',
      'product_id as productId',
      'quantity',
      'unit_minor as unitMinor',
      'discount_minor as discountMinor',
      'total_minor as totalMinor',
      'tax_minor as taxMinor',
      'printed_code as printed',
    ])
    .where(sql<boolean>`order_id = ANY(${orderIds.map(String)}::bigint[])`)
    .orderBy('order_id')
    .orderBy('line')
    .execute()
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables & FieldViews>()
}
