import type { Bonus } from '../language/plan.ts'
import type { LineInput } from '../pay/pay-input.ts'
import {
  isAbove,
  larger,
  minus,
  NOTHING,
  over,
  plus,
  smaller,
  times,
  WHOLE,
  type Fraction,
} from './fraction.ts'
import { amountOf, comesBefore, dayOf, daysBetween, quantityOf, type Order } from './order-book.ts'
import type { Part } from './part.ts'
import { isWithin, windowOf } from './versions.ts'
import type { World } from './world.ts'

/** A return with the order that it takes back. */
export type Reversal = Readonly<{ original: Order; by: Order }>

/**
 * Whether a return takes back what its original brought, and so brings nothing itself. Without a known original, and in
 * `recompute` with one of the same period, it is plain negative volume.
 */
export function isReversed(world: World, line: LineInput | undefined): boolean {
  const { mode } = world.plan.returns
  if (line?.type !== 'return' || mode === 'net') return false
  const original = originalOf(world, line)
  if (!original) return false
  return mode === 'reverse' || original.atMs < world.period.fromMs
}

function originalOf(world: World, line: LineInput): Order | undefined {
  return world.book.orders.find((order) => order.id === line.ofOrderId && order.first.type !== 'return')
}

/** The order that a return takes back something of; undefined when it comes too late, or brings its own volume. */
export function originalTakenBack(world: World, by: Order): Order | undefined {
  const original = isReversed(world, by.first) ? originalOf(world, by.first) : undefined
  return original && !isTooLate(world, original, by) ? original : undefined
}

/** Returns that lie in the stretch that a bonus pays, with their originals. */
export function reversals(world: World, bonus: Bonus): readonly Reversal[] {
  const window = windowOf(world, bonus)
  return world.book.orders
    .filter((order) => isWithin(window, order.atMs))
    .flatMap((by) => {
      const original = originalTakenBack(world, by)
      return original ? [{ original, by }] : []
    })
}

function isTooLate(world: World, original: Order, by: Order): boolean {
  const { windowDays } = world.plan.returns
  if (windowDays === undefined) return false
  const zone = world.plan.timeZone
  const days = daysBetween(dayOf(original.atMs, zone), dayOf(by.atMs, zone))
  return days.n > BigInt(windowDays)
}

/** The share of the original that a return takes back, at most what earlier returns left of it. */
export function shareOf(world: World, { original, by }: Reversal): Fraction {
  const earlier = world.book.orders.filter(
    (order) =>
      order.first.type === 'return' && order.first.ofOrderId === original.id && comesBefore(order, by),
  )
  const before = earlier.reduce((sum, order) => plus(sum, returnedOf(original, order)), NOTHING)
  const left = minus(WHOLE, smaller(before, WHOLE))
  const share = smaller(returnedOf(original, by), left)
  return isAbove(share, NOTHING) ? share : NOTHING
}

function returnedOf(original: Order, by: Order): Fraction {
  // By money; where there is none, by pieces.
  for (const measure of [amountOf, quantityOf]) {
    const [whole, back] = [measure(original.lines), measure(by.lines)]
    if (isAbove(whole, NOTHING) && back.n !== 0n) return over(larger(back, minus(NOTHING, back)), whole)
  }
  return WHOLE
}

/** What a person gives back of one part. */
export function givenBack(part: Part, share: Fraction, { original, by }: Reversal): Part {
  const amount = minus(NOTHING, times(part.amount, share))
  return { ...part, amount, order: by, note: `return of ${original.id}` }
}
