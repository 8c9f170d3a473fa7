import { formatDecimal } from '#shared/decimal.ts'
import type { Period } from '#shared/period.ts'
import { divideRounded } from '#shared/ratio.ts'
import { VOLUME_PLACES } from '../plan/node.ts'
import { LANGUAGE_VERSION } from '../plan/read-plan.ts'
import { payDigits } from '../engine/pay-digits.ts'
import type { OrderRows } from './order-rows.ts'
import type { ResultParts } from './result-rows.ts'

/** The version of the engine that a result names; it changes when any amount could. */
export const ENGINE_VERSION = 1

export type SummaryFacts = Readonly<{
  period: Period
  read: OrderRows
  hashes: Readonly<{ plan: string; people: string; orders: string }>
}>

/** The totals of a run, as they stand in summary.json. Amounts are decimal texts in major units. */
export function summaryOf(parts: ResultParts, { period, read, hashes }: SummaryFacts) {
  const { plan, run } = parts
  const sales = salesOf(read)
  const paid = paidOf(parts)
  return {
    plan: { name: plan.name, version: plan.version, effective: plan.effective },
    engine: { version: ENGINE_VERSION, language: LANGUAGE_VERSION },
    period: {
      label: period.label,
      from: new Date(period.fromMs).toISOString(),
      until: new Date(period.untilMs).toISOString(),
      time_zone: period.zone,
    },
    counts: {
      people: parts.field.count,
      active: run.standing.active.reduce((sum, flag) => sum + flag, 0),
      people_with_pay: peopleWithPay(parts),
      orders: parts.orders.count,
      order_rows: read.rows.length,
      pay_lines: parts.lines.paidCount,
      skipped_lines: parts.lines.skippedCount,
    },
    outside_period: {
      rows_before: read.outside.before,
      rows_after: read.outside.after,
      order_ids: read.outside.orderIds,
    },
    sales: Object.fromEntries(
      [...sales].map(([currency, micro]) => [currency, formatDecimal(micro, VOLUME_PLACES)]),
    ),
    volumes: Object.fromEntries(
      plan.volumes.flatMap((volume) =>
        volume.kind === 'personal' ? [[volume.name, volumeTotals(parts, volume.name)]] : [],
      ),
    ),
    paid: Object.fromEntries(
      [...paid.totals].map(([currency, minor]) => [
        currency,
        formatDecimal(minor, payDigits(plan, currency)),
      ]),
    ),
    paid_by_bonus: paid.byBonus,
    payout_share: payoutShare(
      plan.currency,
      sales,
      paid.totals.get(plan.currency) ?? 0n,
      payDigits(plan, plan.currency),
    ),
    hashes,
  }
}

function salesOf(read: OrderRows): Map<string, bigint> {
  const sales = new Map<string, bigint>()
  for (const row of read.rows) sales.set(row.currency, (sales.get(row.currency) ?? 0n) + row.amountMicro)
  return new Map([...sales].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function paidOf(parts: ResultParts) {
  const totals = new Map<string, bigint>()
  const byBonus = parts.run.bonuses.map((result) => {
    const currency = result.bonus.unitValue.currency
    const minor = result.minor.reduce((sum, amount) => sum + amount, 0n)
    totals.set(currency, (totals.get(currency) ?? 0n) + minor)
    return {
      bonus: result.bonus.name,
      amount: formatDecimal(minor, payDigits(parts.plan, currency)),
      currency,
    }
  })
  return { totals, byBonus }
}

function peopleWithPay(parts: ResultParts): number {
  let count = 0
  for (let i = 0; i < parts.field.count; i++)
    if (parts.run.bonuses.some((result) => (result.minor[i] ?? 0n) !== 0n)) count += 1
  return count
}

/** The volume of everybody, and that of orders that belong to nobody and so to the company. */
function volumeTotals(parts: ResultParts, name: string) {
  const credit = parts.run.volumes.credited.get(name)
  let [people, nobody] = [0n, 0n]
  credit?.value.forEach((value, order) => {
    if ((credit.owner[order] ?? -1) < 0) nobody += BigInt(value)
    else people += BigInt(value)
  })
  return {
    of_people: formatDecimal(people, parts.run.places),
    of_nobody: formatDecimal(nobody, parts.run.places),
  }
}

/** Pay over sales in the plan's currency with four decimals, or null where nothing was sold. */
function payoutShare(
  currency: string,
  sales: ReadonlyMap<string, bigint>,
  paidMinor: bigint,
  digits: number,
): string | null {
  const sold = sales.get(currency) ?? 0n
  if (sold <= 0n) return null
  const paidMicro = paidMinor * 10n ** BigInt(VOLUME_PLACES - digits)
  return formatDecimal(divideRounded(paidMicro * 10_000n, sold, 'half_up'), 4)
}
