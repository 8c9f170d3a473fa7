import { exactly } from './arithmetic.ts'
import type { Bound } from './code.ts'

/**
 * A sum that may pass 2^53, in two numbers that hold it without rounding: how many times 2^52, and the rest. It lies in memory
 * that programs of other threads add to.
 */
export type ExactSum = Float64Array

/** What the rest of a sum does not pass. */
export const HALF = 2 ** 52

export function noSum(): ExactSum {
  return new Float64Array(new SharedArrayBuffer(16))
}

export function sumFrom(value: bigint): ExactSum {
  const sum = noSum()
  const half = BigInt(HALF)
  sum[0] = Number(value / half)
  sum[1] = Number(value % half)
  return sum
}

export function addTo(sum: ExactSum, value: number): void {
  const rest = exactly((sum[1] ?? 0) + value)
  const whole = rest > HALF ? 1 : rest < -HALF ? -1 : 0
  sum[0] = (sum[0] ?? 0) + whole
  sum[1] = rest - whole * HALF
}

export function sumOf(sum: ExactSum): bigint {
  return BigInt(sum[0] ?? 0) * BigInt(HALF) + BigInt(sum[1] ?? 0)
}

/** The statements that add a value to the variable `part`, which is moved to the sum before it is too large to be exact. */
export function addText(bound: Bound, sum: ExactSum, part: string, value: string): string {
  return `${part}+=${value};if(${part}>${HALF}||${part}<${-HALF}){${moveText(bound, sum, part)}${part}=0;}`
}

/** The statements that move the variable `part` to the sum. */
export function moveText(bound: Bound, sum: ExactSum, part: string): string {
  const [of, exact] = [bound.name(sum), bound.name(exactly)]
  return (
    `{const z=${exact}(${part}),g=z>${HALF}?1:z<${-HALF}?-1:0,y=${of}[1]+(z-g*${HALF}),` +
    `h=y>${HALF}?1:y<${-HALF}?-1:0;${of}[0]+=g+h;${of}[1]=y-h*${HALF};}`
  )
}

/** So many numbers are added before it is looked whether the sum is still exact. */
const BLOCK = 4096

/** The sum of a column. */
export function totalOf(values: Float64Array): bigint {
  const sum = noSum()
  for (let from = 0; from < values.length; from += BLOCK) {
    const until = Math.min(values.length, from + BLOCK)
    let [small, size] = [0, 0]
    for (let at = from; at < until; at++) {
      const value = values[at] ?? 0
      small += value
      size += value < 0 ? -value : value
    }
    // As long as the sizes add up to less than that, no sum on the way was rounded.
    if (size < HALF) addTo(sum, small)
    else for (let at = from; at < until; at++) addTo(sum, values[at] ?? 0)
  }
  return sumOf(sum)
}
