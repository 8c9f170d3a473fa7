import { add, ZERO, type Exact } from '#shared/exact.ts'
import { creditsFor, creditsOfOwner } from '../pay/bonuses/collect.ts'
import type { Credit, World } from '../pay/world.ts'
import { growingFloats, growingInts } from '../frozen/growing.ts'
import { exactNumber } from './number-column.ts'
import { CORRECTION, orderSumsOf, type OrderSums } from './order-sums.ts'

/** What makes up a personal volume of a world, order by order, as a bonus that is paid on it takes it. */
export function orderSumsOfWorld(world: World, volume: string): OrderSums {
  const rows = sumsByOrder(creditsFor(world, volume))
  return orderSumsOf(world.population.people.length, {
    owner: Int32Array.from(rows, ({ owner }) => owner),
    order: Int32Array.from(rows, ({ order }) => order),
    micro: Float64Array.from(rows, ({ value }) => exactNumber(value)),
  })
}

/** The same, asked of one person after the other, so that nobody's orders are kept. */
export function orderSumsOfEach(world: World, volume: string): OrderSums {
  const { length } = world.population.people
  const [owner, order, micro] = [growingInts(), growingInts(), growingFloats()]
  for (let person = 0; person < length; person++)
    for (const sum of ordersOfOne(world, volume, person)) {
      owner.push(person)
      order.push(owner.length())
      micro.push(sum)
    }
  return orderSumsOf(length, { owner: owner.values(), order: order.values(), micro: micro.values() })
}

/** The sums of one person's orders, in millionths. */
export function ordersOfOne(world: World, volume: string, person: number): readonly number[] {
  return microsByOrder(creditsOfOwner(world, volume, person))
}

/** The sums of the orders that one person's credits are of, in millionths. */
export function microsByOrder(credits: readonly Credit[]): readonly number[] {
  return sumsByOrder(credits).map(({ value }) => exactNumber(value))
}

function sumsByOrder(
  credits: readonly Credit[],
): readonly Readonly<{ owner: number; order: number; value: Exact }>[] {
  const numbers = new Map<string, number>()
  const sums = new Map<string, { owner: number; order: number; value: Exact }>()
  for (const { owner, value, line } of credits) {
    const id = line?.order.id
    const order = id === undefined ? CORRECTION : (numbers.get(id) ?? numbers.size)
    if (id !== undefined) numbers.set(id, order)
    const key = `${owner} ${order}`
    const known = sums.get(key) ?? { owner, order, value: ZERO }
    sums.set(key, { ...known, value: add(known.value, value) })
  }
  return [...sums.values()]
}
