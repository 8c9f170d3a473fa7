import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Cancelled, Placed } from '../store/place.ts'

/** Tells those who follow that an order brought volumes; ids and numbers only. The shape is `orderPlaced` of the contract. */
export async function tellPlaced(tx: Tx, placed: Placed): Promise<void> {
  await tell(tx, 'orders.order_placed', placed, 1n, placed.commissionAt)
}

/** The same for an order that was taken back: opposite numbers, at the moment of the cancelling. */
export async function tellCancelled(tx: Tx, cancelled: Cancelled): Promise<void> {
  await tell(tx, 'orders.order_cancelled', cancelled, -1n, cancelled.cancelledAt)
}

async function tell(tx: Tx, topic: string, order: Placed, sign: bigint, commissionAt: number): Promise<void> {
  const volumes = Object.entries(order.volumes).map(([name, micro]) => [name, micro * sign] as const)
  await appendEvent(tx, {
    topic,
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
      commissionAt,
      currency: order.currency,
      subtotalMinor: order.subtotalMinor * sign,
      volumes: Object.fromEntries(volumes),
    },
  })
}
