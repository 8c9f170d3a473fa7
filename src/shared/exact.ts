import { divideRounded, type Rounding } from './ratio.ts'

/**
 * Exact numbers for rules: either a whole number of millionths, held in a double within 2^53, or a fraction of bigints,
 * also in millionths. Results take the fast form whenever they fit it, so equal values always have equal forms.
 */
export type Exact = number | Fraction

/** `n / d` millionths in lowest terms, d > 0; only where the plain form cannot hold the value. */
export type Fraction = Readonly<{ n: bigint; d: bigint }>

const SCALE = 1_000_000
const BIG_SCALE = 1_000_000n
/** Whole numbers up to it have the plain form. */
const PLAIN_WHOLE = 9_007_199_254n
const HALF_SAFE = 2 ** 52
/** The decimals of the plain form. */
export const EXACT_PLACES = 6

export const ZERO: Exact = 0
export const ONE: Exact = SCALE

/** A count as an exact number. */
export function exactOf(count: number): Exact {
  const scaled = count * SCALE
  return Number.isSafeInteger(scaled) ? scaled : fraction(BigInt(count) * BIG_SCALE, 1n)
}

/** A number of millionths. */
export function exactMicro(micro: bigint): Exact {
  return fraction(micro, 1n)
}

/** `num / den` units. */
export function exactRatio(num: bigint, den: bigint): Exact {
  return den < 0n ? fraction(-num * BIG_SCALE, -den) : fraction(num * BIG_SCALE, den)
}

export function add(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  const [x, y] = [big(a), big(b)]
  return x.d === y.d ? fraction(x.n + y.n, x.d) : fraction(x.n * y.d + y.n * x.d, x.d * y.d)
}

export function negate(a: Exact): Exact {
  if (typeof a === 'number') return a === 0 ? 0 : -a
  return { n: -a.n, d: a.d }
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, negate(b))
}

export function multiply(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    // A quotient by a million of what doubles hold exactly is whole only where the product is a multiple; a remainder costs more.
    const [product, quotient] = [a * b, (a * b) / SCALE]
    if (Number.isSafeInteger(product) && Number.isInteger(quotient)) return quotient + 0
  }
  const [x, y] = [big(a), big(b)]
  return fraction(x.n * y.n, x.d * y.d * BIG_SCALE)
}

/** The exact quotient. Throws when b is zero: the caller says where. */
export function divide(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const [up, quotient] = [a * SCALE, (a * SCALE) / b]
    if (Number.isSafeInteger(up) && Number.isSafeInteger(quotient) && quotient * b === up) return quotient + 0
  }
  const [x, y] = [big(a), big(b)]
  if (y.n === 0n) throw new RangeError('division by zero')
  const [num, den] = [x.n * y.d * BIG_SCALE, x.d * y.n]
  return den < 0n ? fraction(-num, -den) : fraction(num, den)
}

/** Below zero, zero or above zero as a is less than, equal to or more than b. */
export function compare(a: Exact, b: Exact): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [big(a), big(b)]
  const [left, right] = [x.n * y.d, y.n * x.d]
  return left === right ? 0 : left < right ? -1 : 1
}

export function sign(a: Exact): number {
  return typeof a === 'number' ? Math.sign(a) : a.n < 0n ? -1 : a.n > 0n ? 1 : 0
}

export function least(a: Exact, b: Exact): Exact {
  return compare(a, b) <= 0 ? a : b
}

export function most(a: Exact, b: Exact): Exact {
  return compare(a, b) >= 0 ? a : b
}

/** The whole number of `10^-places` units nearest to the value by the rule. */
export function roundExact(value: Exact, places: number, rounding: Rounding): bigint {
  const { n, d } = big(value)
  return divideRounded(n * 10n ** BigInt(places), d * BIG_SCALE, rounding)
}

/** The largest multiple of the step that is not above the value (steps are positive). */
export function floorTo(value: Exact, step: Exact): Exact {
  return multiply(exactWhole(floorDivide(value, step)), step)
}

/** How many whole steps fit into the value, downward. */
export function floorDivide(value: Exact, step: Exact): bigint {
  if (
    typeof value === 'number' &&
    typeof step === 'number' &&
    step > 0 &&
    isHalfSafe(value) &&
    isHalfSafe(step)
  ) {
    const steps = Math.floor(value / step)
    // A quotient that was rounded up to the next whole number is one too many.
    return BigInt(steps * step > value ? steps - 1 : steps)
  }
  const [x, y] = [big(value), big(step)]
  if (y.n <= 0n) throw new RangeError('a step that is not positive')
  const [num, den] = [x.n * y.d, x.d * y.n]
  const quotient = num / den
  return num % den < 0n ? quotient - 1n : quotient
}

/** The same as an exact number. */
export function wholeSteps(value: Exact, step: Exact): Exact {
  if (typeof value === 'number' && typeof step === 'number' && isHalfSafe(value) && isHalfSafe(step)) {
    const steps = Math.floor(value / step)
    const whole = (steps * step > value ? steps - 1 : steps) * SCALE
    if (step > 0 && Number.isSafeInteger(whole)) return whole + 0
  }
  return exactWhole(floorDivide(value, step))
}

/** Whether a sum with another such number is exact. */
function isHalfSafe(value: number): boolean {
  return value <= HALF_SAFE && value >= -HALF_SAFE
}

export function exactWhole(count: bigint): Exact {
  if (count <= PLAIN_WHOLE && count >= -PLAIN_WHOLE) return Number(count) * SCALE
  return fraction(count * BIG_SCALE, 1n)
}

/** Numerator and denominator in millionths. */
export function big(a: Exact): Fraction {
  return typeof a === 'number' ? { n: BigInt(a), d: 1n } : a
}

/**
 * Decimal text: all decimals where the value ends within `places`, else cut toward zero there. "12.5", "0", "-3.333333".
 */
export function exactText(value: Exact, places = 12): string {
  const scaled = roundExact(value, places, 'down')
  const negative = scaled < 0n
  const digits = (negative ? -scaled : scaled).toString().padStart(places + 1, '0')
  const text = `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`.replace(
    /\.?0+$/,
    '',
  )
  return negative ? `-${text}` : text
}

/** Brings a fraction of millionths into its one form. */
function fraction(n: bigint, d: bigint): Exact {
  let [a, b] = [n < 0n ? -n : n, d]
  while (b !== 0n) [a, b] = [b, a % b]
  const [num, den] = a === 0n ? [0n, 1n] : [n / a, d / a]
  if (den === 1n && num >= -9007199254740991n && num <= 9007199254740991n) return Number(num)
  return { n: num, d: den }
}

/** The smallest multiple of the step that is not below the value. */
export function ceilTo(value: Exact, step: Exact): Exact {
  return negate(floorTo(negate(value), step))
}

/** The multiple of the step that is nearest to the value by the rule. */
export function roundTo(value: Exact, step: Exact, rounding: Rounding): Exact {
  const [x, y] = [big(value), big(step)]
  return multiply(exactWhole(divideRounded(x.n * y.d, x.d * y.n, rounding)), step)
}
