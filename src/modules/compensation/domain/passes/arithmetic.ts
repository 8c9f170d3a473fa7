import { OutOfRange } from './code.ts'

/** The greatest whole number that doubles hold without a gap. */
const MOST = Number.MAX_SAFE_INTEGER

/** A result that is still exact, or the run stops: what lies beyond 2^53 is left to the walking engine. */
export function exactly(value: number): number {
  if (value > MOST || value < -MOST) throw new OutOfRange('a number beyond 2^53')
  return value
}

/**
 * How many whole steps fit into x, both whole, x not below zero: `(x - x % step) / step`, whose remainder costs a processor ten
 * times as much as a division. A quotient that was rounded up to the next whole number is one too many.
 */
export function wholeSteps(x: number, step: number): number {
  const steps = Math.floor(x / step)
  return steps * step > x ? steps - 1 : steps
}

/** The largest multiple of the step that is not above x; remainders of doubles are exact. */
export function floorToStep(x: number, step: number): number {
  if (step <= 0) throw new OutOfRange('a step of zero or less')
  const rest = x % step
  return rest < 0 ? x - rest - step : x - rest
}

export function ceilToStep(x: number, step: number): number {
  return -floorToStep(-x, step)
}

/** The nearest multiple of the step, half away from zero. */
export function roundToStep(x: number, step: number): number {
  if (step <= 0) throw new OutOfRange('a step of zero or less')
  const size = Math.abs(x)
  const rest = size % step
  const rounded = rest * 2 >= step ? size - rest + step : size - rest
  return x < 0 ? -rounded : rounded
}

/** How a / b stands to c, all whole numbers: below zero, zero or above zero. A quotient by zero counts as zero. */
export function compareQuotient(a: number, b: number, c: number): number {
  if (b === 0) return -c
  return b > 0 ? a - exactly(c * b) : exactly(c * b) - a
}

export function refuseZero(b: number): number {
  if (b === 0) throw new OutOfRange('a division by zero')
  return b
}
