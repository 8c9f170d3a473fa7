/**
 * Decimal text to scaled integers and back, without a float on the way.
 * "12.5" at scale 2 is 1250n. Accepts an optional sign, digits, an optional dot and digits; no grouping, no exponent.
 */

const decimalPattern = /^([+-]?)(\d+)(?:\.(\d+))?$/

export type DecimalProblem = 'not_a_number' | 'too_many_places'

/** The integer `value * 10^places`, or what is wrong with the text. Trailing zeros beyond `places` are harmless. */
export function parseDecimal(text: string, places: number): bigint | DecimalProblem {
  const match = decimalPattern.exec(text)
  if (!match) return 'not_a_number'
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > places) return 'too_many_places'
  const digits = BigInt((match[2] ?? '') + fraction.padEnd(places, '0'))
  return match[1] === '-' ? -digits : digits
}

/** Text of `scaled / 10^places` with exactly `places` decimals. */
export function formatDecimal(scaled: bigint, places: number): string {
  const negative = scaled < 0n
  const digits = (negative ? -scaled : scaled).toString().padStart(places + 1, '0')
  const whole = digits.slice(0, digits.length - places)
  const sign = negative ? '-' : ''
  return places === 0 ? sign + whole : `${sign}${whole}.${digits.slice(digits.length - places)}`
}

/** Text of `scaled / 10^places` without trailing zeros: "12.5", "12", "0". */
export function formatShort(scaled: bigint, places: number): string {
  const text = formatDecimal(scaled, places)
  return places === 0 ? text : text.replace(/\.?0+$/, '')
}
