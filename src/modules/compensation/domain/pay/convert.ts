import { multiply, roundExact, sign, subtract, ZERO, type Exact } from '#shared/exact.ts'
import { periodAt } from '#shared/period.ts'
import { asText, compileRule } from './evaluate.ts'
import type { OrderItem } from './order-book.ts'
import { exactMinor, payDigits, plainPart, sumsByPayee, type Settled } from './settle.ts'
import { rateIn } from './rates.ts'
import { atPayee, type World } from './world.ts'

/**
 * Turns what people are paid into their own currency, where the plan says so: at the rate of the period, once for the
 * payable sum of a person, or line by line. The difference to the converted lines is a line of its own. Who has lines needs
 * a rate, also where they add up to nothing.
 */
export function convert(world: World, settled: Settled): void {
  const { bonus } = settled
  if (!bonus.paysIn) return
  const currencyOf = compileRule(world, bonus.paysIn, 'person')
  for (const [payee, minor] of settled.minor) {
    const currency = asText(currencyOf(atPayee(bonus, payee))) || bonus.currency
    if (currency === bonus.currency) continue
    const own = settled.parts.filter((part) => part.payee === payee)
    if (own.every((part) => sign(part.amount) === 0)) continue
    const rate = rateIn(world, world.period.label, bonus.currency, currency)
    const digits = payDigits(world.plan, currency)
    const round = (amount: Exact): bigint => roundExact(amount, digits, bonus.rounding)
    const perLine = bonus.convertedPer === 'line'
    const converted = own.map((part) => {
      const amount = multiply(part.amount, rate)
      return { ...part, amount: perLine ? exactMinor(round(amount), digits) : amount }
    })
    const sum = sumsByPayee(converted).get(payee) ?? ZERO
    const paid = perLine ? round(sum) : round(multiply(exactMinor(minor, settled.digits), rate))
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
