import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { StandingLine, StandingOrder } from '../domain/order-change.ts'
import type { OrderState } from '../domain/order.ts'
import type { OrdersViews } from '../views.ts'
import type { OrdersTables } from './tables.ts'

/** Keeps an order, so that another change of it waits until the transaction ends; false when there is none. */
export async function holdOrder(tx: Tx, orderId: bigint): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`SELECT orders.hold(${orderId}) AS held`.execute(tx)
  return rows[0]?.held ?? false
}

/** An order that can be changed, with when it was placed and its buyer; undefined when the viewer may not see it. */
export type ChangeableOrder = StandingOrder &
  Readonly<{
    id: bigint
    state: OrderState
    marketId: bigint
    placedAt: Date
    partyId: bigint | null
    /** A name of its volumes; undefined when it has none. */
    volumeName: string | undefined
  }>

export async function standingOrder(tx: Tx, orderId: bigint): Promise<ChangeableOrder | undefined> {
  const order = await tables(tx)
    .selectFrom('orders.order')
    .select([
      'id',
      'code',
      'state',
      'currency',
      'market_id',
      'buyer_person_id',
      'shipping_minor',
      'tax_minor',
      'tax_added',
      'placed_at',
      'party_id',
    ])
    .where('id', '=', orderId)
    .executeTakeFirst()
  if (!order) return undefined
  const lines = await standingLines(tx, orderId)
  const changed = await sql<{ changes: number; givenBack: boolean; owed: bigint }>`
    SELECT count(*)::int AS changes, coalesce(bool_or(shipping_minor > 0), false) AS "givenBack",
      -ledger.balance_about('order', ${orderId}, 'receivable') AS owed
    FROM orders.order_change WHERE order_id = ${orderId}`.execute(tx)
  const [before] = changed.rows
  const goodsTaxMinor = lines.reduce((sum, { taxMinor }) => sum + taxMinor, 0n)
  return {
    id: order.id,
    code: order.code,
    state: order.state,
    currency: order.currency,
    marketId: order.market_id,
    buyerId: order.buyer_person_id ?? undefined,
    placedAt: order.placed_at,
    partyId: order.party_id,
    volumeName: lines.flatMap(({ volumes }) => [...volumes.keys()])[0],
    lines,
    shippingMinor: order.shipping_minor,
    shippingTaxMinor: order.tax_minor - goodsTaxMinor,
    taxAdded: order.tax_added,
    shippingGivenBack: before?.givenBack ?? false,
    owedMinor: before?.owed ?? 0n,
    changes: before?.changes ?? 0,
  }
}

/** By which kind of price an order was placed. */
export async function priceKindOfOrder(tx: Tx, orderId: bigint) {
  const order = await tables(tx)
    .selectFrom('orders.order')
    .select('price_kind as kind')
    .where('id', '=', orderId)
    .executeTakeFirstOrThrow()
  return order.kind
}

async function standingLines(tx: Tx, orderId: bigint): Promise<readonly StandingLine[]> {
  const rows = await tables(tx)
    .selectFrom('orders.order_line as l')
    .innerJoin('orders.v_line_stand as s', (join) =>
      join.onRef('s.order_id', '=', 'l.order_id').onRef('s.line', '=', 'l.line'),
    )
    .select([
      'l.line',
      'l.quantity',
      'l.unit_minor as unitMinor',
      'l.discount_minor as discountMinor',
      'l.total_minor as totalMinor',
      'l.tax_minor as taxMinor',
      's.cancelled',
      's.sent',
      's.returned',
    ])
    .where('l.order_id', '=', orderId)
    .orderBy('l.line')
    .execute()
  const shares = await tables(tx)
    .selectFrom('orders.line_promotion')
    .select(['line', 'promotion_id as promotionId', 'minor'])
    .where('order_id', '=', orderId)
    .orderBy('promotion_id')
    .execute()
  const volumes = await tables(tx)
    .selectFrom('orders.v_volume_entry')
    .select(['line', 'name', 'micro'])
    .where('order_id', '=', orderId)
    .where('change', '=', 0)
    .execute()
  return rows.map((row) => ({
    ...row,
    promotions: shares.filter(({ line }) => line === row.line),
    volumes: new Map(
      volumes.filter(({ line }) => line === row.line).map(({ name, micro }) => [name, micro] as const),
    ),
  }))
}

/** The change that was made under a key before, with the hash of what was asked. */
export async function changeByKey(tx: Tx, orderId: bigint, key: string) {
  return tables(tx)
    .selectFrom('orders.order_change')
    .select(['number', 'kind', 'at', 'payload_hash as payloadHash'])
    .where('order_id', '=', orderId)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** The changes of an order with their lines, in their order. */
export async function changesOf(tx: Tx, orderId: bigint) {
  return (await changesOfAll(tx, [orderId])).get(orderId) ?? []
}

/** The changes of several orders. */
export async function changesOfAll(tx: Tx, orderIds: readonly bigint[]) {
  const changes = await tables(tx)
    .selectFrom('orders.order_change')
    .select([
      'order_id as orderId',
      'number',
      'kind',
      'at',
      'reason',
      'account_id as accountId',
      'tracking',
      'goods_minor as goodsMinor',
      'shipping_minor as shippingMinor',
      'tax_minor as taxMinor',
      'fee_minor as feeMinor',
      'refunded_minor as refundedMinor',
      'refund_to as refundTo',
    ])
    .where(inAll('order_id', orderIds))
    .orderBy('order_id')
    .orderBy('number')
    .execute()
  const lines = changes.length === 0 ? [] : await changedLines(tx, orderIds)
  const made = changes.map(({ orderId, ...change }) => ({
    orderId,
    ...change,
    lines: lines
      .filter((line) => line.orderId === orderId && line.number === change.number)
      .map(({ orderId: _order, ...line }) => line),
  }))
  return Map.groupBy(made, ({ orderId }) => orderId)
}

async function changedLines(tx: Tx, orderIds: readonly bigint[]) {
  return tables(tx)
    .selectFrom('orders.change_line')
    .select([
      'order_id as orderId',
      'number',
      'line',
      'quantity',
      'minor',
      'tax_minor as taxMinor',
      'discount_minor as discountMinor',
      'disposition',
    ])
    .where(inAll('order_id', orderIds))
    .orderBy('line')
    .execute()
}

/** One list, so that it is one statement however many there are. */
function inAll(column: string, ids: readonly bigint[]) {
  return sql<boolean>`${sql.ref(column)} = ANY(${ids.map(String)}::bigint[])`
}

function tables(tx: Tx) {
  return tx.$extendTables<OrdersTables & OrdersViews>()
}
