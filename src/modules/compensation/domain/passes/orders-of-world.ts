import { add, ZERO, type Exact } from '#shared/exact.ts'
import { creditsFor } from '../pay/bonuses/collect.ts'
import type { World } from '../pay/world.ts'
import { exactNumber } from './number-column.ts'
import { CORRECTION, orderSumsOf, type OrderSums } from './order-sums.ts'

/** What makes up a personal volume of a world, order by order, as a bonus that is paid on it takes it. */
export function orderSumsOfWorld(world: World, volume: string): OrderSums {
  const numbers = new Map<string, number>()
  const sums = new Map<string, { owner: number; order: number; value: Exact }>()
  for (const { owner, value, line } of creditsFor(world, volume)) {
    const id = line?.order.id
    const order = id === undefined ? CORRECTION : (numbers.get(id) ?? numbers.size)
    if (id !== undefined) numbers.set(id, order)
    const key = `${owner} ${order}`
    const known = sums.get(key) ?? { owner, order, value: ZERO }
    sums.set(key, { ...known, value: add(known.value, value) })
  }
  const rows = [...sums.values()]
  return orderSumsOf(world.population.people.length, {
    owner: Int32Array.from(rows, ({ owner }) => owner),
    order: Int32Array.from(rows, ({ order }) => order),
    micro: Float64Array.from(rows, ({ value }) => exactNumber(value)),
  })
}
