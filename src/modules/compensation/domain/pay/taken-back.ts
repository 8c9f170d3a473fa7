import type { OrderItem } from './order-book.ts'
import type { World } from './world.ts'

/** Whether a return takes back by itself what its original order brought, so that it is no negative base beside. */
export function takenBackApart(world: World, order: OrderItem): boolean {
  const { mode } = world.plan.returns
  if (order.type !== 'return' || mode === 'net') return false
  const original = world.book.byId.get(order.ofOrderId)
  return original !== undefined && (mode === 'reverse' || original.atMs < world.period.fromMs)
}
