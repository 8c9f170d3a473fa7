import { currencyDigits } from '#shared/money.ts'
import type { Plan } from '../plan/plan.ts'

/** Decimals of a pay currency: those of a unit that the plan declares, else of the ISO currency. */
export function payDigits(plan: Plan, currency: string): number {
  return plan.units[currency] ?? currencyDigits(currency)
}
