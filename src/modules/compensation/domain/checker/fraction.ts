import type { AmountBonus, Step } from '../language/plan.ts'

/**
 * The checker's own numbers: plain fractions of bigints in lowest terms, d > 0. They share no code with the numbers of the
 * pay run, so that an error in those shows as a difference.
 */
export type Fraction = Readonly<{ n: bigint; d: bigint }>

export function fraction(n: bigint, d: bigint = 1n): Fraction {
  if (d === 1n) return { n, d }
  if (d === 0n) throw new Error('a fraction needs a denominator other than zero')
  const common = commonDivisor(n, d) * (d < 0n ? -1n : 1n)
  return { n: n / common, d: d / common }
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export const NOTHING: Fraction = { n: 0n, d: 1n }
export const WHOLE: Fraction = { n: 1n, d: 1n }

/** A number of a parsed plan: millionths, as a double or as a fraction. */
export function fromPlan(value: Exclude<Step['from'], string>): Fraction {
  return typeof value === 'number'
    ? fraction(BigInt(value), 1_000_000n)
    : fraction(value.n, value.d * 1_000_000n)
}

/** A number of a file, in millionths. */
export function fromMicro(micro: bigint): Fraction {
  return fraction(micro, 1_000_000n)
}

export function count(value: number): Fraction {
  return fraction(BigInt(value))
}

export function plus(a: Fraction, b: Fraction): Fraction {
  // Sums are mostly begun with nothing, and many of the things that are summed are nothing.
  if (a.n === 0n) return b
  if (b.n === 0n) return a
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d)
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d - b.n * a.d, a.d * b.d)
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d)
}

export function over(a: Fraction, b: Fraction): Fraction {
  if (b.n === 0n) throw new Error('division by zero')
  return fraction(a.n * b.d, a.d * b.n)
}

export function sumOf(values: Iterable<Fraction>): Fraction {
  let sum = NOTHING
  for (const value of values) sum = plus(sum, value)
  return sum
}

/** Below zero, zero or above zero as a is less than, equal to or more than b. */
export function order(a: Fraction, b: Fraction): number {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function isAbove(a: Fraction, b: Fraction): boolean {
  return order(a, b) > 0
}

export function smaller(a: Fraction, b: Fraction): Fraction {
  return order(a, b) <= 0 ? a : b
}

export function larger(a: Fraction, b: Fraction): Fraction {
  return order(a, b) >= 0 ? a : b
}

/** The largest whole number that is not above the value. */
export function wholeBelow(value: Fraction): bigint {
  const quotient = value.n / value.d
  return value.n % value.d < 0n ? quotient - 1n : quotient
}

/** The smallest whole number that is not below the value. */
export function wholeAbove(value: Fraction): bigint {
  return -wholeBelow({ n: -value.n, d: value.d })
}

/** The nearest whole number by a rule of the plan: a half goes away from zero, or to the even one; `down` cuts. */
export function nearestWhole(value: Fraction, rule: AmountBonus['rounding']): bigint {
  const size: Fraction = { n: value.n < 0n ? -value.n : value.n, d: value.d }
  const below = wholeBelow(size)
  const rest = minus(size, fraction(below))
  const half = order(rest, fraction(1n, 2n))
  const goesUp =
    rule === 'down' ? false : half > 0 || (half === 0 && (rule === 'half_up' || below % 2n === 1n))
  const rounded = goesUp ? below + 1n : below
  return value.n < 0n ? -rounded : rounded
}

/** The decimal text when the value ends within twelve decimals, else numerator and denominator: `12.5`, `1/3`. */
export function fractionText(value: Fraction): string {
  const scaled = times(value, fraction(10n ** 12n))
  if (scaled.d !== 1n) return `${value.n}/${value.d}`
  const digits = (scaled.n < 0n ? -scaled.n : scaled.n).toString().padStart(13, '0')
  const text = `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '')
  return scaled.n < 0n ? `-${text}` : text
}

/** The value of a decimal text such as `-12.5`, or undefined when the text is none. */
export function readFraction(text: string): Fraction | undefined {
  const ratio = /^(-?\d+)\/(\d+)$/.exec(text)
  if (ratio) return fraction(BigInt(ratio[1] ?? '0'), BigInt(ratio[2] ?? '1'))
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return undefined
  const decimals = match[3] ?? ''
  const size = BigInt(`${match[2] ?? ''}${decimals}`)
  return fraction(match[1] === '-' ? -size : size, 10n ** BigInt(decimals.length))
}
