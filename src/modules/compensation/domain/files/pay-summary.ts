import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { exactText } from '#shared/exact.ts'
import { divideRounded } from '#shared/ratio.ts'
import type { Plan } from '../language/plan.ts'
import { LANGUAGE_VERSION } from '../language/plan-element.ts'
import type { LineInput, PayInput } from '../pay/pay-input.ts'
import type { PayResult } from '../pay/pay-result.ts'
import { INPUT_PLACES, unitDigits } from './column.ts'
import type { InputName } from './input-files.ts'
import { PRINTED_PLACES, minorText } from './pay-rows.ts'

/** The most order ids outside the period that the summary names. */
const OUTSIDE_NAMED_MAX = 20

/** The version of the engine that a result names; it changes when any amount could. */
export const PAY_ENGINE_VERSION = 2

/** Hashes of the plan and of every input that was given. */
export type InputHashes = Readonly<Partial<Record<'plan' | InputName, string>>>

/** The totals of a run, as they stand in summary.json. Amounts are decimal texts in major units. */
export function paySummaryOf(plan: Plan, input: PayInput, result: PayResult, hashes: InputHashes) {
  const { period } = result
  const lines = input.lines.filter((line) => line.atMs >= period.fromMs && line.atMs < period.untilMs)
  const sales = totalsBy(lines, (line) => [line.currency, line.amountMicro])
  const paid = totalsBy(result.earnings, (earning) => [earning.currency, earning.minor])
  return {
    plan: { name: plan.name, version: plan.version, effective: plan.effective },
    engine: { version: PAY_ENGINE_VERSION, language: LANGUAGE_VERSION },
    versions: result.versions.map((one) => ({
      version: one.version,
      from: new Date(one.fromMs).toISOString(),
      until: new Date(one.untilMs).toISOString(),
    })),
    period: {
      label: period.label,
      from: new Date(period.fromMs).toISOString(),
      until: new Date(period.untilMs).toISOString(),
      time_zone: period.zone,
    },
    counts: {
      people: result.people.length,
      active: result.people.filter((person) => person.active).length,
      people_with_pay: new Set(result.earnings.flatMap((one) => (one.minor === 0n ? [] : [one.personId])))
        .size,
      orders: new Set(lines.map((line) => line.orderId)).size,
      order_rows: lines.length,
      pay_lines: result.lines.length,
      skipped_lines: result.skipped.length,
    },
    outside_period: {
      rows_before: result.outside.before,
      rows_after: result.outside.after,
      order_ids: outsideIds(input.lines, result),
    },
    sales: Object.fromEntries(
      [...sales].map(([currency, micro]) => [currency, formatShort(micro, INPUT_PLACES)]),
    ),
    paid: Object.fromEntries(
      [...paid].map(([currency, minor]) => [currency, minorText(plan, { minor, currency })]),
    ),
    paid_by_bonus: paidByBonus(plan, result),
    payout_share: payoutShare(plan, sales, paid),
    sums: result.sums.map((sum) => ({
      bonus: sum.bonus,
      currency: sum.currency,
      potential: exactText(sum.potential, PRINTED_PLACES),
      paid: exactText(sum.paid, PRINTED_PLACES),
      skipped: exactText(sum.skipped, PRINTED_PLACES),
      capped: exactText(sum.capped, PRINTED_PLACES),
      cut: exactText(sum.cut, PRINTED_PLACES),
      rounded: exactText(sum.rounded, PRINTED_PLACES),
    })),
    hashes,
  }
}

export type PaySummary = ReturnType<typeof paySummaryOf>

/** Sums by key, in order of the keys. */
function totalsBy<T>(items: readonly T[], of: (item: T) => readonly [string, bigint]): Map<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const item of items) {
    const [key, value] = of(item)
    totals.set(key, (totals.get(key) ?? 0n) + value)
  }
  return new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function outsideIds(lines: readonly LineInput[], { period }: PayResult): readonly string[] {
  const ids = new Set<string>()
  for (const line of lines)
    if (line.atMs < period.fromMs || line.atMs >= period.untilMs) ids.add(line.orderId)
  return [...ids].sort().slice(0, OUTSIDE_NAMED_MAX)
}

function paidByBonus(plan: Plan, result: PayResult) {
  return plan.bonuses.flatMap((bonus) => {
    const ofBonus = result.earnings.filter((earning) => earning.bonus === bonus.name)
    const totals = totalsBy(ofBonus, (earning) => [earning.currency, earning.minor])
    if (totals.size === 0) totals.set(bonus.currency, 0n)
    return [...totals].map(([currency, minor]) => ({
      bonus: bonus.name,
      amount: minorText(plan, { minor, currency }),
      currency,
    }))
  })
}

/** Pay over sales in the plan's currency with four decimals, or null where nothing was sold. */
function payoutShare(
  plan: Plan,
  sales: ReadonlyMap<string, bigint>,
  paid: ReadonlyMap<string, bigint>,
): string | null {
  const sold = sales.get(plan.currency) ?? 0n
  if (sold <= 0n) return null
  const places = INPUT_PLACES - unitDigits(plan.units, plan.currency)
  const paidMicro = (paid.get(plan.currency) ?? 0n) * 10n ** BigInt(places)
  return formatDecimal(divideRounded(paidMicro * 10_000n, sold, 'half_up'), 4)
}
