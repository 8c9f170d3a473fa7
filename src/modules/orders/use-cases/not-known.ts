import { z } from 'zod'
import { eventsNotKnown, type OutboxEvent } from '#platform/outbox/event.ts'
import { positionOfConsumer } from '#platform/outbox/follow.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { knownAfter, type OrderFact } from '../store/known.ts'

/** Who notes when orders and what was taken back of them came to be known. */
export const ORDERS_KNOWN = 'orders.known'
export const ORDERS_TOLD = ['orders.order_placed', 'orders.order_changed'] as const

const changed = z.object({ number: z.int() })

/** What an event tells of; undefined where it names no order. */
export function factOf({ topic, keyId, payload }: Pick<OutboxEvent, 'topic' | 'keyId' | 'payload'>) {
  if (keyId === null) return undefined
  return { orderId: keyId, change: topic === ORDERS_TOLD[0] ? 0 : changed.parse(payload).number }
}

/** The orders, and what was taken back of orders, that this transaction sees and that were not known at a position of the feed. */
export async function ordersNotKnown(tx: Tx, seq: bigint): Promise<readonly OrderFact[]> {
  const noted = await positionOfConsumer(tx, ORDERS_KNOWN)
  const later = await eventsNotKnown(tx, { at: noted > seq ? noted : seq, topics: ORDERS_TOLD })
  return [...(await knownAfter(tx, seq)), ...later.flatMap((event) => factOf(event) ?? [])]
}
