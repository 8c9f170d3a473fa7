import type { Result } from '#shared/refusal.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import type { Placed } from '../store/place.ts'
import { decideInMemory } from './decide-in-memory.ts'
import { prepareOfficeOrder, type OfficeOrder } from './office-order.ts'
import { placeTogether, type QueueDeps } from './order-queue.ts'
import { placeOrder, type OrderKey } from './place-order.ts'

/**
 * Places an order that a distributor makes for themselves: one question, a decision in memory, one writing together with others who
 * order at the same moment. Whatever that cannot answer is placed by itself, as `placeOrder` does; its refusals are the ones given.
 */
export async function placeOwnOrder(
  deps: QueueDeps,
  call: { actor: Actor; useCase: string; key: OrderKey },
  order: Omit<OfficeOrder, 'buyer' | 'takenAt'>,
): Promise<Result<Placed>> {
  const { key, actor, useCase } = call
  // An order of a party holds that party; one whose way was chosen keeps it in a row of its own.
  if ((order.coupons ?? []).length === 0 && !order.party && !order.way) {
    const ready = await decideInMemory(deps, key, order)
    const placed =
      ready &&
      (await placeTogether(deps, { ...ready, key, buyerId: order.distributorId, note: { actor, useCase } }))
    if (placed) return placed
  }
  return placeOrder(deps, call, (tx) => prepareOfficeOrder(tx, { ...order, buyer: { kind: 'self' } }))
}
