import { currencyDigits } from '#shared/money.ts'
import type { Plan } from '../language/plan.ts'
import { fraction, over, WHOLE, type Fraction } from './fraction.ts'

/** Decimals of a currency, or of a unit that the plan names. */
export function digitsOf(plan: Plan, currency: string): number {
  return plan.units[currency] ?? currencyDigits(currency)
}

/** The minor unit of a currency in major units: 0.01 for EUR. */
export function minorUnit(plan: Plan, currency: string): Fraction {
  return over(WHOLE, fraction(10n ** BigInt(digitsOf(plan, currency))))
}
