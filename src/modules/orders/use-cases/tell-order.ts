import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Cancelled } from '../store/place.ts'

/**
 * Tells those who follow that an order was taken back: the numbers of its placing, which `orders.place` tells, with the opposite
 * sign, at the moment of the cancelling. The shape is `orderPlaced` of the contract; ids and numbers only.
 */
export async function tellCancelled(tx: Tx, order: Cancelled): Promise<void> {
  const volumes = Object.entries(order.volumes).map(([name, micro]) => [name, -micro] as const)
  await appendEvent(tx, {
    topic: 'orders.order_cancelled',
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
      commissionAt: order.cancelledAt,
      currency: order.currency,
      subtotalMinor: -order.subtotalMinor,
      volumes: Object.fromEntries(volumes),
    },
  })
}
