import type { Plan } from '../language/plan.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { isAbove, minus, NOTHING, over, plus, smaller, times, WHOLE, type Fraction } from './fraction.ts'
import { amountOf, comesBefore, dayOf, daysBetween, type Order } from './order-book.ts'
import type { Part } from './part.ts'
import type { World } from './world.ts'

/** Whether a line is a return that takes back what its original brought, and so brings nothing itself. */
export function isReversed(plan: Plan, line: LineInput | undefined): boolean {
  return plan.returns.mode === 'reverse' && line?.type === 'return'
}

/** Returns of the period with their originals and the share of the original that they take back. */
export function reversals(
  world: World,
): readonly Readonly<{ original: Order; share: Fraction; by: Order }>[] {
  if (world.plan.returns.mode !== 'reverse') return []
  const { fromMs, untilMs } = world.period
  return world.book.orders
    .filter((order) => order.first.type === 'return' && fromMs <= order.atMs && order.atMs < untilMs)
    .flatMap((by) => {
      const original = world.book.orders.find((order) => order.id === by.first.ofOrderId)
      if (!original || isTooLate(world, original, by)) return []
      const earlier = world.book.orders.filter(
        (order) =>
          order.first.type === 'return' && order.first.ofOrderId === original.id && comesBefore(order, by),
      )
      const before = earlier.reduce((sum, order) => plus(sum, shareOf(original, order)), NOTHING)
      const left = minus(WHOLE, smaller(before, WHOLE))
      const share = smaller(shareOf(original, by), left)
      return isAbove(share, NOTHING) ? [{ original, share, by }] : []
    })
}

function isTooLate(world: World, original: Order, by: Order): boolean {
  const { windowDays } = world.plan.returns
  if (windowDays === undefined) return false
  const zone = world.plan.timeZone
  const days = daysBetween(dayOf(original.atMs, zone), dayOf(by.atMs, zone))
  return days.n > BigInt(windowDays)
}

function shareOf(original: Order, by: Order): Fraction {
  const [whole, back] = [amountOf(original.lines), amountOf(by.lines)]
  return whole.n === 0n ? NOTHING : over(minus(NOTHING, back), whole)
}

/** What a person gives back of one part. */
export function givenBack(part: Part, share: Fraction, by: Order): Part {
  return { personId: part.personId, amount: minus(NOTHING, times(part.amount, share)), order: by }
}
