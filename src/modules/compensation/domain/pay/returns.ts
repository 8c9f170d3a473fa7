import { compare, divide, least, multiply, negate, ONE, sign, ZERO, type Exact } from '#shared/exact.ts'
import { periodAt, type Period } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import type { Collector, Part } from './bonuses/collect.ts'
import { daysBetween } from './evaluate.ts'
import { overLines, type OrderItem } from './order-book.ts'
import type { World } from './world.ts'
import { exactOf } from '#shared/exact.ts'

/** The parts of a bonus in an earlier period, from that period computed again. */
export type EarlierParts = (period: Period, bonus: string) => readonly Part[]

/**
 * With returns by `reverse`: everybody gives back of each part of the original order the share that was returned, in the
 * period of the return, and ranks of the past stay as they were.
 */
export function reverseReturns(collector: Collector, bonus: Bonus, earlier: EarlierParts): void {
  const { world } = collector
  if (world.plan.returns.mode !== 'reverse') return
  const now = [...collector.parts]
  for (const order of world.book.orders) {
    if (order.type !== 'return' || order.atMs < world.period.fromMs || order.atMs >= world.period.untilMs)
      continue
    const original = world.book.byId.get(order.ofOrderId)
    if (!original || isLate(world, original, order)) continue
    const share = returnedShare(original, order)
    const period = periodAt({ kind: bonus.calendar, timeZone: world.plan.timeZone }, original.atMs)
    const parts = period.label === world.period.label ? now : earlier(period, bonus.name)
    for (const part of parts) {
      if (part.order !== original.id) continue
      collector.parts.push({
        ...part,
        order: order.id,
        amount: negate(multiply(part.amount, share)),
        note: `return of ${original.id}`,
      })
    }
  }
}

function isLate(world: World, original: OrderItem, order: OrderItem): boolean {
  const { windowDays } = world.plan.returns
  if (windowDays === undefined) return false
  return compare(daysBetween(world.day(original.atMs), world.day(order.atMs)), exactOf(windowDays)) > 0
}

/** The share of an order that came back, by money, or by pieces where there is no money; at most all of it. */
function returnedShare(original: OrderItem, order: OrderItem): Exact {
  for (const read of [
    (line: OrderItem['lines'][number]) => line.amount,
    (line: OrderItem['lines'][number]) => line.quantity,
  ]) {
    const [all, back] = [overLines(original, read), overLines(order, read)]
    if (sign(all) > 0 && sign(back) !== 0)
      return least(divide(sign(back) < 0 ? negate(back) : back, all), ONE)
  }
  return sign(overLines(original, (line) => line.amount)) === 0 ? ONE : ZERO
}
