import { formatShort, parseDecimal } from '#shared/decimal.ts'
import { isMap } from '../language/node.ts'
import { PRINTED_PLACES } from './pay-rows.ts'

/** A sum of a summary that its own parts, or the earnings beside it, do not give. */
export type SumDifference = Readonly<{ bonus: string; what: string; told: string; expected: string }>

const parts = ['paid', 'skipped', 'capped', 'cut', 'rounded'] as const

/** Each printed part is cut below its last decimal, so that the parts may miss the whole by one of these each. */
const CUT_MAX = BigInt(parts.length)

/**
 * Whether the sums of summary.json are consistent: potential = paid + skipped + capped + cut + rounded, and paid is what the
 * earnings of the bonus add up to. `earned` has these sums in 10^-12; a bonus that is paid in people's own currencies has none.
 */
export function sumDifferences(
  summary: unknown,
  earned: ReadonlyMap<string, bigint>,
): readonly SumDifference[] {
  const sums = isMap(summary) && Array.isArray(summary['sums']) ? summary['sums'] : []
  const told = new Map<string, Readonly<Record<string, unknown>>>()
  for (const sum of sums) if (isMap(sum)) told.set(String(sum['bonus']), sum)
  const found: SumDifference[] = []
  for (const [bonus, sum] of told) {
    const potential = numberOf(sum['potential'])
    const whole = parts.reduce((total, part) => total + numberOf(sum[part]), 0n)
    const gap = potential > whole ? potential - whole : whole - potential
    if (gap > CUT_MAX) found.push({ bonus, what: 'potential', told: text(potential), expected: text(whole) })
  }
  for (const [bonus, amount] of earned) {
    const paid = numberOf(told.get(bonus)?.['paid'])
    if (paid !== amount) found.push({ bonus, what: 'paid', told: text(paid), expected: text(amount) })
  }
  return found
}

function numberOf(value: unknown): bigint {
  const number = parseDecimal(typeof value === 'string' ? value : '', PRINTED_PLACES)
  return typeof number === 'bigint' ? number : 0n
}

function text(value: bigint): string {
  return formatShort(value, PRINTED_PLACES)
}
