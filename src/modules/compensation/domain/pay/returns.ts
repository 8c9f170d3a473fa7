import {
  compare,
  divide,
  exactOf,
  least,
  multiply,
  negate,
  ONE,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import type { Collector, Part } from './bonuses/collect.ts'
import { daysBetween } from './evaluate.ts'
import { overLines, type OrderItem } from './order-book.ts'
import type { PayInput } from './pay-input.ts'
import { periodOfBonus } from './periods.ts'
import { plainPart } from './settle.ts'
import type { World } from './world.ts'

/** An earlier period computed again, from the run's own input or a changed one. */
export type Earlier = Readonly<{
  /** What a bonus found, each part cut to what was paid of it. */
  parts: (period: Period, bonus: string) => readonly Part[]
  /** The same of versions that paid the earlier orders of this period. */
  partsBefore: (bonus: string) => readonly Part[]
  /** What a bonus paid, without what returns changed of periods before. */
  paid: (period: Period, bonus: string, input: PayInput, key: string) => ReadonlyMap<number, Exact>
}>

export type Returned = Readonly<{ order: OrderItem; original: OrderItem }>

/** Of orders those that are returns up to the end of the period, whose original is known and whose window is open. */
export function returnsAmong(world: World, orders: readonly OrderItem[]): readonly Returned[] {
  return orders.flatMap((order) => {
    if (order.type !== 'return' || order.atMs >= world.period.untilMs) return []
    const original = world.book.byId.get(order.ofOrderId)
    return original && !isLate(world, original, order) ? [{ order, original }] : []
  })
}

function isLate(world: World, original: OrderItem, order: OrderItem): boolean {
  const { windowDays } = world.plan.returns
  if (windowDays === undefined) return false
  return compare(daysBetween(world.day(original.atMs), world.day(order.atMs)), exactOf(windowDays)) > 0
}

/**
 * Everybody gives back of each part of the original order the share that was returned, in the period of the return. A part of
 * this period is lowered itself, as the caps are still to come; what is given back of an earlier period, of what was paid after
 * the caps and limits of that one, is the result: caps of this period do not see it. Ranks of the past stay as they were.
 */
export function reverseReturns(collector: Collector, bonus: Bonus, earlier: Earlier): readonly Part[] {
  const { world } = collector
  if (world.plan.returns.mode !== 'reverse') return []
  const now = [...collector.parts]
  const back: Part[] = []
  for (const { order, original } of returnsAmong(world, world.book.orders)) {
    if (order.atMs < world.window.fromMs || order.atMs >= world.window.untilMs) continue
    const period = periodOfBonus(world.plan, bonus, original.atMs)
    if (!period) continue
    const share = shareOf(world.book.orders, { order, original })
    if (sign(share) === 0) continue
    const inPeriod = period.label === world.period.label
    const isNow = inPeriod && original.atMs >= world.window.fromMs
    const paid = () => (inPeriod ? earlier.partsBefore(bonus.name) : earlier.parts(period, bonus.name))
    const parts = isNow ? now : paid()
    const taken = isNow ? collector.parts : back
    for (const part of parts) {
      if (part.order !== original.id) continue
      const amount = negate(multiply(part.amount, share))
      taken.push({ ...part, order: order.id, amount, note: `return of ${original.id}` })
    }
  }
  return back
}

/** The share of an order that a return takes back: at most what earlier returns left of it. Of all orders returns are looked at. */
export function shareOf(orders: readonly OrderItem[], { order, original }: Returned): Exact {
  let left: Exact = ONE
  for (const one of orders) {
    if (one.type !== 'return' || one.ofOrderId !== original.id) continue
    const share = least(returnedShare(original, one), left)
    if (one === order) return share
    left = subtract(left, share)
  }
  return ZERO
}

/** The share of an order that came back, by money, or by pieces where there is no money. */
function returnedShare(original: OrderItem, order: OrderItem): Exact {
  for (const field of ['amount', 'quantity'] as const) {
    const [all, back] = [overLines(original, (line) => line[field]), overLines(order, (line) => line[field])]
    if (sign(all) > 0 && sign(back) !== 0) return divide(sign(back) < 0 ? negate(back) : back, all)
  }
  return ONE
}

/**
 * The period of the original order is computed anew as if the returned goods had never been sold; everybody pays or gets
 * the difference. Returns that were taken into account before count on both sides. Rules of this period do not read the
 * difference: what they paid on the earlier period is computed anew itself.
 */
export function recomputedParts(world: World, bonus: Bonus, earlier: Earlier): readonly Part[] {
  if (world.plan.returns.mode !== 'recompute') return []
  const parts: Part[] = []
  const byPeriod = new Map<string, { period: Period; returned: Returned[] }>()
  for (const one of returnsAmong(world, world.book.orders)) {
    const period = periodOfBonus(world.plan, bonus, one.original.atMs)
    if (one.order.atMs >= world.window.untilMs) continue
    if (!period || period.untilMs > world.period.fromMs) continue
    const group = byPeriod.get(period.label) ?? { period, returned: [] }
    group.returned.push(one)
    byPeriod.set(period.label, group)
  }
  for (const { period, returned } of byPeriod.values()) {
    const before = returned.filter(
      ({ order }) => order.atMs < world.window.fromMs && order.atMs >= period.untilMs,
    )
    if (returned.every(({ order }) => order.atMs < world.window.fromMs)) continue
    const was = earlier.paid(period, bonus.name, movedBack(world.input, before), keyOf(before))
    const is = earlier.paid(period, bonus.name, movedBack(world.input, returned), keyOf(returned))
    for (const payee of [...new Set([...was.keys(), ...is.keys()])].toSorted((a, b) => a - b)) {
      const difference = subtract(is.get(payee) ?? ZERO, was.get(payee) ?? ZERO)
      if (sign(difference) !== 0) parts.push(plainPart(payee, difference, `recomputed ${period.label}`))
    }
  }
  return parts
}

/** What names some returns. */
export function keyOf(returned: readonly Returned[]): string {
  return returned.map(({ order }) => order.id).join(' ')
}

/** The input with returns dated like the orders that they take back. */
export function movedBack(input: PayInput, returned: readonly Returned[]): PayInput {
  const times = new Map(returned.map(({ order, original }) => [order.id, original.atMs] as const))
  return {
    ...input,
    lines: input.lines.map((line) => {
      const atMs = line.type === 'return' ? times.get(line.orderId) : undefined
      return atMs === undefined ? line : { ...line, atMs }
    }),
  }
}
