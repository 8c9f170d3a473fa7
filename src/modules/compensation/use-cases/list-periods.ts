import { calendarByCode, listMarkets, MONTHS } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { periodAfter, periodAt, type Period } from '#shared/period.ts'
import { PPM } from '#shared/ratio.ts'
import { runOfPeriod, type Run } from '../store/runs.ts'
import { firstVolumeAt, salesBetween } from '../store/snapshot-source.ts'
import type { PayDeps } from './pay-deps.ts'

type Money = Readonly<{ minor: bigint; currency: string }>

export type PeriodRow = Readonly<{
  period: string
  from: number
  until: number
  state: Run['state'] | 'open'
  ended: boolean
  orders: number
  sales: Money
  paid: Money | null
  payoutSharePpm: number | null
  peopleWithPay: number | null
}>

/** The most periods that the list goes back. */
const PERIODS_MAX = 60

/** Every period from the first volume to the present one, the newest first, with what it sold and paid. */
export async function listPeriods(deps: PayDeps, input: Readonly<{ actor: Actor }>): Promise<PeriodRow[]> {
  const nowMs = deps.clock.now()
  return read(deps, input.actor, async (tx) => {
    const rows: PeriodRow[] = []
    for (const period of await periodsUntil(tx, nowMs))
      rows.push(await periodRow(tx, period, await runOfPeriod(tx, period.label), nowMs))
    return rows
  })
}

async function periodsUntil(tx: Tx, nowMs: number): Promise<Period[]> {
  const calendar = await calendarByCode(tx, MONTHS)
  if (!calendar) return []
  const first = await firstVolumeAt(tx, { fromMs: Number.NEGATIVE_INFINITY, untilMs: nowMs })
  const periods = [periodAt(calendar, Math.min(first ?? nowMs, nowMs))]
  for (let last = periods[0]; last && last.untilMs <= nowMs && periods.length < PERIODS_MAX;) {
    last = periodAfter(calendar, last)
    periods.push(last)
  }
  return periods.toReversed()
}

/** What is told of one period: from its run once there are results, else from the orders as they are. */
export async function periodRow(
  tx: Tx,
  period: Period,
  run: Run | undefined,
  nowMs: number,
): Promise<PeriodRow> {
  const { fromMs, untilMs, label } = period
  const base = {
    period: label,
    from: fromMs,
    until: untilMs,
    state: run?.state ?? 'open',
    ended: untilMs <= nowMs,
  } as const
  if (run?.totals) {
    const sales = { minor: BigInt(run.totals.salesMinor), currency: run.totals.currency }
    const paid = { minor: paidIn(run.totals), currency: run.totals.currency }
    return {
      ...base,
      orders: run.totals.orders,
      sales,
      paid,
      payoutSharePpm: sharePpm(paid.minor, sales.minor),
      peopleWithPay: run.totals.peopleWithPay,
    }
  }
  const sold = await salesBetween(tx, period)
  const sales = { minor: sold.minor, currency: sold.currency ?? (await listMarkets(tx))[0]?.currency ?? '' }
  return { ...base, orders: sold.orders, sales, paid: null, payoutSharePpm: null, peopleWithPay: null }
}

/** What a run pays in the currency of its plan. */
export function paidIn(totals: NonNullable<Run['totals']>): bigint {
  return totals.byBonus
    .filter((one) => one.currency === totals.currency)
    .reduce((sum, one) => sum + BigInt(one.minor), 0n)
}

export function sharePpm(part: bigint, whole: bigint): number {
  return whole <= 0n ? 0 : Number((part * PPM) / whole)
}
