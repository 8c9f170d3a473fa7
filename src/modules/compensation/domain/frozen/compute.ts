import { exactText } from '#shared/exact.ts'
import { currencyDigits } from '#shared/money.ts'
import { divideRounded } from '#shared/ratio.ts'
import { figuresOf, type Figures } from '../figures/figures.ts'
import type { Plan } from '../language/plan.ts'
import { periodOfPlan } from '../pay/periods.ts'
import { decodeFrozen } from './frozen.ts'
import { encodeResults, resultsOf, type Results } from './results.ts'

export type ComputeInput = Readonly<{ plan: Plan; snapshot: Uint8Array; snapshotHash: string }>

/** How far a run is, in parts per million of the whole. */
export type Progress = (ppm: number) => void

/** Sums that the review shows; minor units and exact amounts as text, because they are kept as JSON. */
export type Totals = Readonly<{
  orders: number
  people: number
  salesMinor: string
  currency: string
  byBonus: readonly Readonly<{ bonus: string; currency: string; minor: string }>[]
  /** Where the whole potential of each bonus went, in major units. */
  sums: readonly Readonly<{
    bonus: string
    currency: string
    potential: string
    paid: string
    skipped: string
    capped: string
    cut: string
    rounded: string
  }>[]
  peopleWithPay: number
  active: number
}>

/** From the bytes of what was frozen to the bytes of its results: what a close does in a thread of its own. */
export function computeResults(
  input: ComputeInput,
  progress: Progress = () => undefined,
): Readonly<{ results: Uint8Array; totals: Totals }> {
  const frozen = decodeFrozen(input.snapshot)
  const period = periodOfPlan(input.plan, frozen.period)
  if (!period) throw new Error(`${frozen.period} is no period of the plan`)
  progress(200_000)
  const figures = figuresOf(input.plan, frozen.input, period, 'results')
  progress(700_000)
  const results = resultsOf(figures, frozen.personIds, input.snapshotHash)
  progress(850_000)
  const bytes = encodeResults(results)
  progress(950_000)
  return { results: bytes, totals: totalsOf(figures, results) }
}

function totalsOf(figures: Figures, results: Results): Totals {
  const { plan, period, input } = figures
  const inside = input.lines.filter((line) => line.atMs >= period.fromMs && line.atMs < period.untilMs)
  const sold = new Set(inside.filter((line) => line.type !== 'return').map((line) => line.orderId))
  const salesMicro = inside.reduce((sum, line) => sum + line.amountMicro, 0n)
  const scale = 10n ** BigInt(currencyDigits(plan.currency))
  return {
    orders: sold.size,
    people: input.people.length,
    salesMinor: divideRounded(salesMicro * scale, 1_000_000n, 'down').toString(),
    currency: plan.currency,
    byBonus: paidByBonus(plan, results),
    sums: figures.sums.map(({ bonus, currency, ...amounts }) => ({
      bonus,
      currency,
      potential: exactText(amounts.potential),
      paid: exactText(amounts.paid),
      skipped: exactText(amounts.skipped),
      capped: exactText(amounts.capped),
      cut: exactText(amounts.cut),
      rounded: exactText(amounts.rounded),
    })),
    peopleWithPay: new Set(results.earnings.map((one) => one.personId)).size,
    active: results.people.filter((person) => person.active).length,
  }
}

/** What each bonus pays, in each currency that it pays in; a bonus that pays nothing has 0 in its own. */
function paidByBonus(plan: Plan, results: Results): Totals['byBonus'] {
  const sums = new Map<string, bigint>()
  for (const { place, currency, minor } of results.earnings) {
    const key = `${place} ${currency}`
    sums.set(key, (sums.get(key) ?? 0n) + minor)
  }
  return plan.bonuses.flatMap((bonus, place) => {
    const paid = [...sums].filter(([key]) => key.startsWith(`${place} `))
    const known = paid.length > 0 ? paid : [[`${place} ${bonus.currency}`, 0n] as const]
    return known.map(([key, minor]) => ({
      bonus: bonus.name,
      currency: key.slice(key.indexOf(' ') + 1),
      minor: minor.toString(),
    }))
  })
}
