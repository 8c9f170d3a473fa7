import { PPM, divideRounded } from '#shared/ratio.ts'
import { sumsOf, type MonthOfLab } from './months.ts'
import { SIDES, type Both } from './replay-month.ts'

/** The most that may be paid, in parts per million: of sales, and of pay for what the field bought for itself. */
export type LabLimits = Readonly<{ payoutPpm: number; ownPpm: number }>

export const CHECKS = ['payout', 'own', 'recruiting'] as const

/** What was measured of a plan: minor units as text, and their share; null where there is no whole. */
export type Measured = Readonly<{ part: string; whole: string; ppm: number | null; isMet: boolean }>
export type LabCheck = Readonly<{ check: (typeof CHECKS)[number]; limitPpm: number }> & Both<Measured>

const MICRO_PLACES = 6

/**
 * What law asks of plans, over all months, in the plan's currency. `payout`: pay of sales. `own`: the share of pay that would
 * not be paid had the field bought nothing for itself. `recruiting`: what would be paid had nobody bought anything, which is pay
 * for people alone; nothing may be.
 */
export function checksOf(
  months: readonly MonthOfLab[],
  of: Readonly<{ currency: string; digits: number; limits: LabLimits }>,
): LabCheck[] {
  const { currency, limits } = of
  const scale = 10n ** BigInt(MICRO_PLACES - of.digits)
  const sales = sum(months, ({ sales: { all } }) => all)
  const both = (
    limitPpm: number,
    measure: (side: 'before' | 'after') => Readonly<{ part: bigint; whole: bigint }>,
  ) => {
    const [before, after] = SIDES.map((side) => measured(measure(side), limitPpm, scale))
    if (!before || !after) throw new Error('both sides are measured')
    return { limitPpm, before, after }
  }
  const paid = (side: 'before' | 'after') =>
    sum(months, (month) => sumsOf(month[side].paid).get(currency) ?? 0n) * scale
  const without = (side: 'before' | 'after', what: 'withoutOwn' | 'withoutSales') =>
    sum(months, (month) => month[side][what].get(currency) ?? 0n) * scale
  return [
    { check: 'payout', ...both(limits.payoutPpm, (side) => ({ part: paid(side), whole: sales })) },
    {
      check: 'own',
      ...both(limits.ownPpm, (side) => ({
        part: paid(side) - without(side, 'withoutOwn'),
        whole: paid(side),
      })),
    },
    {
      check: 'recruiting',
      ...both(0, (side) => ({ part: without(side, 'withoutSales'), whole: paid(side) })),
    },
  ]
}

/** A share of a whole, both in millionths of a major unit; met where the part is no more than the limit of the whole. */
function measured(
  { part, whole }: Readonly<{ part: bigint; whole: bigint }>,
  limitPpm: number,
  scale: bigint,
): Measured {
  return {
    part: String(part / scale),
    whole: String(divideRounded(whole, scale, 'half_up')),
    ppm: whole > 0n ? Number(divideRounded(part * PPM, whole, 'half_up')) : null,
    isMet: part * PPM <= BigInt(limitPpm) * (whole > 0n ? whole : 0n),
  }
}

function sum<T>(items: readonly T[], of: (item: T) => bigint): bigint {
  return items.reduce((total, item) => total + of(item), 0n)
}
