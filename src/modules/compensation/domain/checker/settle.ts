import type { Bonus, Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { amountParts } from './bonus-amount.ts'
import { binaryOf } from './bonus-binary.ts'
import { differentialParts } from './bonus-differential.ts'
import { leadershipParts } from './bonus-leadership.ts'
import { levelsParts } from './bonus-levels.ts'
import { poolParts } from './bonus-pool.ts'
import { capBook } from './caps.ts'
import { numberOf } from './evaluate.ts'
import {
  fraction,
  fromPlan,
  isAbove,
  larger,
  minus,
  nearestWhole,
  NOTHING,
  over,
  plus,
  readFraction,
  smaller,
  sumOf,
  times,
  WHOLE,
  type Fraction,
} from './fraction.ts'
import { minorUnit } from './money.ts'
import type { Order } from './order-book.ts'
import type { Part } from './part.ts'
import { periodPaying } from './periods.ts'
import { givenBack, originalTakenBack, reversals, shareOf } from './returns.ts'
import { companyScene, personScene } from './scene.ts'
import { adjustments } from './volumes.ts'
import type { Atlas, World } from './world.ts'

/** All parts of a bonus in a period, before caps and rounding. */
export function partsOf(world: World, bonus: Bonus): readonly Part[] {
  switch (bonus.kind) {
    case 'amount':
      return amountParts(world, bonus)
    case 'levels':
      return levelsParts(world, bonus)
    case 'differential':
      return differentialParts(world, bonus)
    case 'leadership':
      return leadershipParts(world, bonus)
    case 'pool':
      return poolParts(world, bonus)
    default:
      return binaryOf(world, bonus).flatMap((one) => one.parts)
  }
}

/** What each person gets by a bonus, and what the bonus left unpaid of what it could have paid, in major units. */
export type Settled = Readonly<{
  paid: ReadonlyMap<string, Fraction>
  /** The single lines of a person, before caps. */
  lines: ReadonlyMap<string, readonly Fraction[]>
  unpaid: Fraction
}>

/** What each person gets by a bonus, in major units: rounded where the plan says so, and within the caps. */
export function settle(atlas: Atlas, world: World, bonus: Bonus): Settled {
  const parts = [
    ...partsOf(world, bonus),
    ...partsBack(atlas, world, bonus),
    ...partsRecomputed(atlas, world, bonus),
    ...partsByHand(world, bonus),
  ]
  const step = stepOf(world.plan, bonus)
  const round = (amount: Fraction) => times(fraction(nearestWhole(over(amount, step), bonus.rounding)), step)
  const perLine = bonus.roundedPer === 'line'
  const caps = capBook(world, bonus)
  const within = world.field.ids.map((id) => {
    const mine = parts
      .filter((part) => part.personId === id && !part.lost)
      .map((part) => (perLine ? { ...part, amount: round(part.amount) } : part))
    const sum = sumOf(withinLegs(world, bonus, id, mine))
    const free = caps.free(id)
    const amount = free ? smaller(sum, free) : sum
    caps.take(id, amount)
    return {
      id,
      amount,
      lines: mine.map((part) => part.amount),
      capped: minus(sumOf(mine.map((part) => part.amount)), amount),
    }
  })
  const all = sumOf(within.map((one) => one.amount))
  const share = companyShare(world, bonus, all)
  const lost = parts.filter((part) => part.lost).map((part) => part.amount)
  return {
    paid: new Map(within.map(({ id, amount }) => [id, round(times(amount, share))])),
    lines: new Map(within.map(({ id, lines }) => [id, lines])),
    unpaid: sumOf([...lost, ...within.map((one) => one.capped), minus(all, times(all, share))]),
  }
}

/** The sums of a person by leg, each within the cap of a leg; what comes from no leg is not capped. */
function withinLegs(world: World, bonus: Bonus, id: string, parts: readonly Part[]): readonly Fraction[] {
  const tree = 'tree' in bonus ? bonus.tree : 'sponsor'
  const legs = new Map<string, Fraction>()
  for (const part of parts) {
    const way = part.source ? [part.source, ...world.field.uplineOf(tree, part.source)] : []
    const leg = way.find((one) => world.field.parentOf(tree, one) === id) ?? ''
    legs.set(leg, plus(legs.get(leg) ?? NOTHING, part.amount))
  }
  if (!bonus.legCap) return [...legs.values()]
  const most = larger(numberOf(bonus.legCap, personScene(world, id, tree)), NOTHING)
  return [...legs].map(([leg, sum]) => (leg === '' ? sum : smaller(sum, most)))
}

/** Corrections by hand are parts like others: rounded, and within the caps. */
function partsByHand(world: World, bonus: Bonus): readonly Part[] {
  return adjustments(world, 'bonus', bonus.name).map((row) => ({
    personId: row.personId,
    amount: readFraction(row.value) ?? NOTHING,
    order: undefined,
  }))
}

/** The share of everybody's pay that the cap over the whole company leaves. */
function companyShare(world: World, bonus: Bonus, all: Fraction): Fraction {
  if (!bonus.companyCap) return WHOLE
  const most = larger(numberOf(bonus.companyCap, companyScene(world)), NOTHING)
  return isAbove(all, most) ? over(most, all) : WHOLE
}

/** The step of payable amounts in major units: nothing finer than the minor unit can be paid. */
function stepOf(plan: Plan, bonus: Bonus): Fraction {
  const minor = minorUnit(plan, bonus.currency)
  return bonus.roundTo === undefined ? minor : larger(fromPlan(bonus.roundTo), minor)
}

/** What people give back for returns of the period: the returned share of each part that the original order brought. */
function partsBack(atlas: Atlas, world: World, bonus: Bonus): readonly Part[] {
  if (world.plan.returns.mode !== 'reverse') return []
  return reversals(world).flatMap((reversal) => {
    const share = shareOf(world, reversal)
    const then = atlas.runAt(bonus, reversal.original.atMs, atlas.input)
    if (!then || share.n === 0n) return []
    return partsOf(then.world(bonus), bonus)
      .filter((part) => part.order?.id === reversal.original.id && !part.lost)
      .map((part) => givenBack(part, share, reversal.by))
  })
}

/**
 * The differences that returns of the period make to earlier ones: the period of the original is computed anew as if its
 * returns had lain there, once with those of this period and once without them.
 */
function partsRecomputed(atlas: Atlas, world: World, bonus: Bonus): readonly Part[] {
  if (world.plan.returns.mode !== 'recompute') return []
  const found = reversals(world)
  const periods = new Map(
    found.flatMap(({ original }) => {
      const period = periodPaying(world.plan, bonus, original.atMs)
      return period ? [[period.label, original.atMs] as const] : []
    }),
  )
  return [...periods.values()].flatMap((atMs) => {
    const anew = (isMoved: (order: Order) => boolean) => {
      const then = atlas.runAt(bonus, atMs, withReturnsMoved(world, bonus, isMoved))
      return then ? then.paid(bonus) : new Map<string, Fraction>()
    }
    const before = anew((order) => order.atMs < world.period.fromMs)
    const after = anew((order) => order.atMs < world.period.untilMs)
    return world.field.ids.map((personId) => ({
      personId,
      amount: minus(after.get(personId) ?? NOTHING, before.get(personId) ?? NOTHING),
      order: undefined,
    }))
  })
}

/** The input with those returns that take something back laid at the time of their originals. */
function withReturnsMoved(world: World, bonus: Bonus, isMoved: (order: Order) => boolean): PayInput {
  const moved = new Map(
    world.book.orders.flatMap((by) => {
      const original = isMoved(by) ? originalTakenBack(world, by) : undefined
      const period = original && periodPaying(world.plan, bonus, original.atMs)
      // Within one period a return is plain negative volume at its own time.
      return original && period && period.untilMs <= by.atMs ? [[by.id, original.atMs] as const] : []
    }),
  )
  const lines = world.input.lines.map((line) => ({ ...line, atMs: moved.get(line.orderId) ?? line.atMs }))
  return { ...world.input, lines }
}
