/** Exact fractions and the roundings that a plan can name. Denominators are always positive. */
export type Ratio = Readonly<{ num: bigint; den: bigint }>

export type Rounding = 'half_up' | 'half_even' | 'down'

/** Parts per million: 6 % is 60_000n. */
export const PPM = 1_000_000n

export function ratio(num: bigint, den: bigint = 1n): Ratio {
  if (den === 0n) throw new Error('a ratio needs a denominator other than zero')
  const sign = den < 0n ? -1n : 1n
  const common = greatestCommonDivisor(num < 0n ? -num : num, den * sign)
  return { num: (num * sign) / common, den: (den * sign) / common }
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return a.den === b.den ? ratio(a.num + b.num, a.den) : ratio(a.num * b.den + b.num * a.den, a.den * b.den)
}

/**
 * The integer nearest to num/den by the rule. `half_up` sends an exact half away from zero, so that a return
 * reverses a sale to the unit; `down` cuts toward zero, `up` goes away from it.
 */
export function divideRounded(num: bigint, den: bigint, rounding: Rounding | 'up'): bigint {
  if (den <= 0n) throw new Error('divideRounded needs a positive denominator')
  const negative = num < 0n
  const size = negative ? -num : num
  const quotient = size / den
  const twice = (size % den) * 2n
  const up =
    rounding === 'up'
      ? twice > 0n
      : rounding !== 'down' &&
        (twice > den || (twice === den && (rounding === 'half_up' || quotient % 2n === 1n)))
  const rounded = up ? quotient + 1n : quotient
  return negative ? -rounded : rounded
}

export function roundRatio(value: Ratio, rounding: Rounding): bigint {
  return divideRounded(value.num, value.den, rounding)
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}
