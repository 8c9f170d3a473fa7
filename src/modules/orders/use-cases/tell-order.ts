import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { DecidedChange } from '../domain/order-change.ts'
import type { Changed } from '../store/place.ts'

/**
 * Tells those who follow that an order was changed: what of the numbers of its placing, which `orders.place` tells, it took back, with
 * the opposite sign, at the moment of the change. The shape is `orderChanged` of the contract; ids and numbers only.
 */
export async function tellChanged(tx: Tx, order: Changed, change: DecidedChange): Promise<void> {
  const volumes: Record<string, bigint> = {}
  for (const line of change.lines)
    for (const [name, micro] of line.volumes) volumes[name] = (volumes[name] ?? 0n) - micro
  await appendEvent(tx, {
    topic: 'orders.order_changed',
    keyId: order.order,
    payload: {
      orderId: order.order,
      code: order.code,
      type: order.type,
      channel: order.channel,
      marketId: order.market,
      buyerId: order.buyer,
      sellerId: order.seller,
      sponsorId: order.sponsor,
      commissionAt: order.changedAt,
      currency: order.currency,
      subtotalMinor: -change.goodsMinor,
      volumes,
      number: order.number,
      change: change.kind,
      state: order.state,
    },
  })
}
