import { multiply, roundExact, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import { periodAt } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import { asText, compileRule } from './evaluate.ts'
import type { OrderItem } from './order-book.ts'
import { exactMinor, payDigits, plainPart, sumsByPayee, type Settled } from './settle.ts'
import { rateIn } from './rates.ts'
import { atPayee, type World } from './world.ts'

/** The currency of somebody who is paid in another one than that of the bonus. */
export type Coin = Readonly<{
  currency: string
  digits: number
  /** What an amount of the bonus is there. */
  worth: (amount: Exact) => Exact
  /** The same in whole minor units. */
  round: (amount: Exact) => bigint
  /** The same of a line, which is rounded where the plan converts line by line. */
  ofLine: (amount: Exact) => Exact
}>

/** Who is paid in another currency than that of a bonus, and in which: at the rate of the period. */
export function coinsIn(world: World, bonus: Bonus): (payee: number) => Coin | undefined {
  if (!bonus.paysIn) return () => undefined
  const currencyOf = compileRule(world, bonus.paysIn, 'person')
  return (payee) => {
    const currency = asText(currencyOf(atPayee(bonus, payee))) || bonus.currency
    if (currency === bonus.currency) return undefined
    const digits = payDigits(world.plan, currency)
    const worth = (amount: Exact): Exact =>
      multiply(amount, rateIn(world, world.period.label, bonus.currency, currency))
    const round = (amount: Exact): bigint => roundExact(worth(amount), digits, bonus.rounding)
    const ofLine = (amount: Exact): Exact =>
      bonus.convertedPer === 'line' ? exactMinor(round(amount), digits) : worth(amount)
    return { currency, digits, worth, round, ofLine }
  }
}

/**
 * Turns what people are paid into their own currency, where the plan says so: at the rate of the period, once for the
 * payable sum of a person, or line by line. The difference to the converted lines is a line of its own. Who has lines needs
 * a rate, also where they add up to nothing.
 */
export function convert(world: World, settled: Settled): void {
  const { bonus } = settled
  if (!bonus.paysIn) return
  const coinOf = coinsIn(world, bonus)
  for (const [payee, minor] of settled.minor) {
    const coin = coinOf(payee)
    if (!coin) continue
    const own = settled.parts.filter((part) => part.payee === payee)
    if (own.every((part) => sign(part.amount) === 0)) continue
    const converted = own.map((part) => ({ ...part, amount: coin.ofLine(part.amount) }))
    const sum = sumsByPayee(converted).get(payee) ?? ZERO
    const { currency, digits } = coin
    const paid =
      bonus.convertedPer === 'line'
        ? roundExact(sum, digits, bonus.rounding)
        : coin.round(exactMinor(minor, settled.digits))
    const off = subtract(exactMinor(paid, digits), sum)
    settled.parts = [...settled.parts.filter((part) => part.payee !== payee), ...converted]
    if (sign(off) !== 0) settled.parts.push(plainPart(payee, off, 'rounding'))
    settled.converted.set(payee, { currency, minor: paid })
  }
}

/** Money of an order in the plan's currency, at the rate of the main period that the order lies in. */
export function inPlanCurrency(world: World, order: OrderItem, amount: Exact): Exact {
  const { plan } = world
  if (order.currency === '' || order.currency === plan.currency || sign(amount) === 0) return amount
  const { label } = periodAt({ kind: plan.calendar, timeZone: plan.timeZone }, order.atMs)
  return multiply(amount, rateIn(world, label, order.currency, plan.currency))
}
