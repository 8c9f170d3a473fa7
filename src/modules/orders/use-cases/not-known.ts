import { z } from 'zod'
import { eventsNotKnown, type OutboxEvent } from '#platform/outbox/event.ts'
import { positionOfConsumer } from '#platform/outbox/follow.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { knownAfter, type OrderFact, type PartyStand } from '../store/known.ts'

/** Who notes when orders, what was taken back of them, and parties came to be known. */
export const ORDERS_KNOWN = 'orders.known'
const PLACED = 'orders.order_placed'
const PARTY_CHANGED = 'orders.party_changed'
export const ORDERS_TOLD = [PLACED, 'orders.order_changed', PARTY_CHANGED] as const

const changed = z.object({ number: z.int() })
/** What was told before stands were kept has no number. */
const stand = z.object({ number: z.int().optional() })

type Told = Pick<OutboxEvent, 'topic' | 'keyId' | 'payload'>

/** The order or change that an event tells of; undefined where it tells of none. */
export function factOf({ topic, keyId, payload }: Told): OrderFact | undefined {
  if (keyId === null || topic === PARTY_CHANGED) return undefined
  return { orderId: keyId, change: topic === PLACED ? 0 : changed.parse(payload).number }
}

/** What a party was that an event tells of; undefined where it tells of none. */
export function standOf({ topic, keyId, payload }: Told): PartyStand | undefined {
  const number = topic === PARTY_CHANGED ? stand.parse(payload).number : undefined
  return keyId === null || number === undefined ? undefined : { partyId: keyId, number }
}

/**
 * The orders and what was taken back of orders that this transaction sees and that were not known at a position of the feed, and of
 * what parties were whatever is not noted yet and was not known either.
 */
export async function ordersNotKnown(
  tx: Tx,
  seq: bigint,
): Promise<Readonly<{ orders: readonly OrderFact[]; parties: readonly PartyStand[] }>> {
  const noted = await positionOfConsumer(tx, ORDERS_KNOWN)
  const later = await eventsNotKnown(tx, { at: noted > seq ? noted : seq, topics: ORDERS_TOLD })
  return {
    orders: [...(await knownAfter(tx, seq)), ...later.flatMap((event) => factOf(event) ?? [])],
    parties: later.flatMap((event) => standOf(event) ?? []),
  }
}
