import { formatDecimal, parseDecimal } from '#shared/decimal.ts'
import { currencyDigits, type Money } from '#shared/money.ts'

/** An amount as somebody types it, with a comma or a dot; undefined for what is none, or nothing. */
export function amountTyped(typed: string, currency: string): Money | undefined {
  const minor = parseDecimal(typed.trim().replace(',', '.'), currencyDigits(currency))
  return typeof minor === 'bigint' && minor > 0n ? { minor, currency } : undefined
}

/** The same to begin with. */
export function typedAmount({ minor, currency }: Money): string {
  return minor === 0n ? '' : formatDecimal(minor, currencyDigits(currency))
}
