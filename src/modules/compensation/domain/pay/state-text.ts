import { parseDecimal } from '#shared/decimal.ts'
import { big, EXACT_PLACES, exactMicro, exactRatio, exactText, ZERO, type Exact } from '#shared/exact.ts'
import { PayProblem } from './world.ts'

/** An exact number as text that comes back as the same number: a decimal, or `num/den` where no decimal ends. */
export function exactToText(value: Exact): string {
  if (typeof value === 'number') return exactText(value, EXACT_PLACES)
  const { n, d } = big(value)
  return `${n}/${d * 1_000_000n}`
}

/** Reads what `exactToText` wrote, or a decimal of a file; '' is zero. Throws PayProblem for anything else. */
export function exactOfText(text: string): Exact {
  if (text === '') return ZERO
  const ratio = /^(-?\d+)\/(\d+)$/.exec(text)
  if (ratio?.[1] !== undefined && ratio[2] !== undefined)
    return exactRatio(BigInt(ratio[1]), BigInt(ratio[2]))
  const micro = parseDecimal(text, EXACT_PLACES)
  if (typeof micro === 'bigint') return exactMicro(micro)
  throw new PayProblem(`found "${text}", expected a number with at most six decimals`)
}
