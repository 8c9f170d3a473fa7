import { exactText } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { currencyDigits } from '#shared/money.ts'
import { divideRounded } from '#shared/ratio.ts'
import type { Plan } from '../language/plan.ts'
import type { BonusSums } from '../pay/pay-result.ts'
import { textAt, wordAt } from './byte-columns.ts'
import type { FrozenColumns, LineColumns } from './columns.ts'
import type { ResultColumns } from './result-columns.ts'

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

export function totalsOf(
  plan: Plan,
  period: Period,
  { people, lines }: FrozenColumns,
  results: ResultColumns,
  sums: readonly BonusSums[],
): Totals {
  const { orders, micro } = salesIn(lines, period)
  const scale = 10n ** BigInt(currencyDigits(plan.currency))
  return {
    orders,
    people: people.ids.length,
    salesMinor: divideRounded(micro * scale, 1_000_000n, 'down').toString(),
    currency: plan.currency,
    byBonus: paidByBonus(plan, results),
    sums: sums.map(({ bonus, currency, ...amounts }) => ({
      bonus,
      currency,
      potential: exactText(amounts.potential),
      paid: exactText(amounts.paid),
      skipped: exactText(amounts.skipped),
      capped: exactText(amounts.capped),
      cut: exactText(amounts.cut),
      rounded: exactText(amounts.rounded),
    })),
    peopleWithPay: peopleIn(results.earnings.ids),
    active: results.people.active.reduce((sum, active) => sum + active, 0),
  }
}

/** Orders of the period without returns, and the sum of all its lines in millionths. */
function salesIn(lines: LineColumns, period: Period): Readonly<{ orders: number; micro: bigint }> {
  const isReturn = lines.type.words.map((word) => word === 'return')
  const orderAt = textAt(lines.orders)
  const sold = new Set<string>()
  let [micro, last] = [0n, '']
  for (let row = 0; row < lines.row.length; row++) {
    const at = lines.atMs[row] ?? 0
    if (at < period.fromMs || at >= period.untilMs) continue
    micro += lines.amount[row] ?? 0n
    if (isReturn[lines.type.place[row] ?? 0] === true) continue
    const order = orderAt(row)
    if (order !== last) sold.add(order)
    last = order
  }
  return { orders: sold.size, micro }
}

/** How many people sorted ids name. */
function peopleIn(ids: BigInt64Array): number {
  let people = 0
  for (let row = 0; row < ids.length; row++) if (row === 0 || ids[row] !== ids[row - 1]) people += 1
  return people
}

/** What each bonus pays, in each currency that it pays in; a bonus that pays nothing has 0 in its own. */
function paidByBonus(plan: Plan, { earnings }: ResultColumns): Totals['byBonus'] {
  const sums = new Map<string, bigint>()
  const currencyAt = wordAt(earnings.currency)
  for (let row = 0; row < earnings.ids.length; row++) {
    const key = `${earnings.place[row] ?? 0} ${currencyAt(row)}`
    sums.set(key, (sums.get(key) ?? 0n) + (earnings.minor[row] ?? 0n))
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
