import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { piecesFor } from '../domain/order-change.ts'
import { makeReady, wayOfOrder } from '../store/delivery-ways.ts'
import { partiesOf } from '../store/order-links.ts'
import { holdOrder, standingOrder } from '../store/standing-order.ts'
import { changeOrder } from './change-order.ts'

/** An order that is picked up, and by whom it is handed over: nobody for a showroom, whose staff do. */
type HandedOver = Readonly<{ orderId: bigint; sellerId?: bigint | undefined }>

/**
 * Says that an order can be picked up, which its buyer is told once. Refused as `orders.not_found`, as `orders.not_picked_up` where
 * it goes to an address, or a seller does not hand it over, and as `orders.send_conflict` where nothing of it waits.
 */
export async function sayReady(tx: Tx, of: HandedOver): Promise<Result<Readonly<{ readyAt: number }>>> {
  const order = await heldOrder(tx, of)
  if (!order.ok) return order
  const { id, code, marketId, readyAt } = order.value
  const at = await makeReady(tx, id)
  if (!at) return refuse('orders.not_picked_up', { order: code })
  // The shape is `orderReady` of the contract.
  if (!readyAt)
    await appendEvent(tx, {
      topic: 'orders.order_ready',
      keyId: id,
      payload: { orderId: id, code, marketId },
    })
  return ok({ readyAt: at.getTime() })
}

/** Says that all of an order that waits was handed over by whoever sells: its pieces are sent. Refused as `sayReady` is. */
export async function handOver(
  tx: Tx,
  of: HandedOver & Readonly<{ sellerId: bigint; key: string; accountId: bigint | undefined }>,
) {
  const order = await heldOrder(tx, of)
  if (!order.ok) return order
  const { orderId, key, accountId } = of
  return changeOrder(tx, { kind: 'send', orderId, key, accountId })
}

async function heldOrder(tx: Tx, { orderId, sellerId }: HandedOver) {
  const order = (await holdOrder(tx, orderId)) ? await standingOrder(tx, orderId) : undefined
  if (!order) return refuse('orders.not_found')
  const { id, code, marketId } = order
  const parties = await partiesOf(tx, orderId)
  const way = await wayOfOrder(tx, orderId)
  const hands = sellerId === undefined ? way?.place : way?.kind === 'seller' && parties?.sellerId === sellerId
  if (!way || !hands) return refuse('orders.not_picked_up', { order: code })
  if (order.lines.every((line) => piecesFor('send', line) === 0))
    return refuse('orders.send_conflict', { order: code })
  return ok({ id, code, marketId, readyAt: way.readyAt })
}
