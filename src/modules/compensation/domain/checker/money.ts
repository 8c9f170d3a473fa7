import { currencyDigits } from '#shared/money.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { fraction, fromPlan, larger, nearestWhole, over, times, WHOLE, type Fraction } from './fraction.ts'

/** Decimals of a currency, or of a unit that the plan names. */
export function digitsOf(plan: Plan, currency: string): number {
  return plan.units[currency] ?? currencyDigits(currency)
}

/** The minor unit of a currency in major units: 0.01 for EUR. */
export function minorUnit(plan: Plan, currency: string): Fraction {
  return over(WHOLE, fraction(10n ** BigInt(digitsOf(plan, currency))))
}

/** The step of payable amounts in major units: nothing finer than the minor unit can be paid. */
function stepOf(plan: Plan, bonus: Bonus): Fraction {
  const minor = minorUnit(plan, bonus.currency)
  return bonus.roundTo === undefined ? minor : larger(fromPlan(bonus.roundTo), minor)
}

/** An amount as the bonus rounds it. */
export function payable(plan: Plan, bonus: Bonus, amount: Fraction): Fraction {
  const step = stepOf(plan, bonus)
  return times(fraction(nearestWhole(over(amount, step), bonus.rounding)), step)
}
