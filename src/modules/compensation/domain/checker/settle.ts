import { currencyDigits } from '#shared/money.ts'
import type { Bonus, Plan } from '../language/plan.ts'
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
  nearestWhole,
  NOTHING,
  over,
  readFraction,
  smaller,
  sumOf,
  times,
  WHOLE,
  type Fraction,
} from './fraction.ts'
import type { Part } from './part.ts'
import { givenBack, reversals } from './returns.ts'
import { companyScene } from './scene.ts'
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

/** What each person gets by a bonus, in major units: rounded where the plan says so, within the caps, corrected by hand. */
export function settle(atlas: Atlas, world: World, bonus: Bonus): ReadonlyMap<string, Fraction> {
  const parts = [...partsOf(world, bonus), ...partsBack(atlas, world, bonus), ...partsByHand(world, bonus)]
  const step = stepOf(world.plan, bonus)
  const round = (amount: Fraction) => times(fraction(nearestWhole(over(amount, step), bonus.rounding)), step)
  const perLine = bonus.roundedPer === 'line'
  const caps = capBook(world, bonus)
  const within = world.field.ids.map((id) => {
    const mine = parts.filter((part) => part.personId === id)
    const sum = sumOf(mine.map((part) => (perLine ? round(part.amount) : part.amount)))
    const free = caps.free(id)
    const amount = free ? smaller(sum, free) : sum
    caps.take(id, amount)
    return { id, amount }
  })
  const share = companyShare(world, bonus, sumOf(within.map((one) => one.amount)))
  return new Map(within.map(({ id, amount }) => [id, round(times(amount, share))]))
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

export function minorUnit(plan: Plan, currency: string): Fraction {
  return over(WHOLE, fraction(10n ** BigInt(digitsOf(plan, currency))))
}

/** Decimals of a currency, or of a unit that the plan names. */
export function digitsOf(plan: Plan, currency: string): number {
  return plan.units[currency] ?? currencyDigits(currency)
}

/** What people give back for returns of the period: the returned share of each part that the original order brought. */
function partsBack(atlas: Atlas, world: World, bonus: Bonus): readonly Part[] {
  return reversals(world).flatMap(({ original, share, by }) =>
    partsOf(atlas.worldAt(bonus, original.atMs), bonus)
      .filter((part) => part.order?.id === original.id)
      .map((part) => givenBack(part, share, by)),
  )
}
