import { marketById, type Market } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { dayText, instantOf } from '#shared/time.ts'
import { begin, callOff, crosses, end, isSameRate } from '../domain/keep-dated.ts'
import type { TaxRate, TaxRule } from '../domain/tax.ts'
import { postalCode } from '../domain/tax-place.ts'
import {
  holdTables,
  rateKept,
  ratesKept,
  removeComing,
  rulesKept,
  setUntil,
  type KeptRate,
} from '../store/dated.ts'
import { insertRate, insertRule } from '../store/tax-tables.ts'

export type NewRate = Readonly<{
  class: string
  name: string
  ratePpm: bigint
  country: string | null
  region: string | null
  postal: Readonly<{ from: string; until: string }> | null
  /** A day of the market. */
  from: string
}>

/**
 * Begins a rate on a day of its market; the same one of before ends there. One that begins today holds from this moment on. Refused as
 * `tax.past`, `tax.begun_conflict`, `tax.place_odd` or `tax.rate_crosses`.
 */
export async function beginRate(
  tx: Tx,
  about: About,
  of: Readonly<{ market: Market; rate: NewRate }>,
): Promise<Result<Readonly<{ id: bigint; isSame: boolean }>>> {
  const { market, rate: wanted } = of
  await holdTables(tx, market.id)
  const nowMs = await companyNow(tx)
  const fromMs = momentOf(wanted.from, market.timeZone, nowMs)
  const { country, region } = wanted
  const postal = wanted.postal && {
    from: postalCode(wanted.postal.from),
    until: postalCode(wanted.postal.until),
  }
  if ((country === null && (region !== null || postal)) || (postal && postal.from > postal.until))
    return refuse('tax.place_odd', {}, country === null ? 'country' : 'postalUntil')
  const rate: TaxRate = {
    class: wanted.class,
    name: wanted.name,
    ratePpm: wanted.ratePpm,
    rounding: 'half_up',
    country,
    region,
    postal,
    fromMs,
    untilMs: null,
  }
  const all = await ratesKept(tx, { marketId: market.id, class: rate.class })
  const crossing = all.find((one) => crosses(one, rate) && (one.untilMs === null || one.untilMs > fromMs))
  if (crossing)
    return refuse(
      'tax.rate_crosses',
      { from: crossing.postal?.from ?? '', until: crossing.postal?.until ?? '' },
      'postalFrom',
    )
  const same = all.filter((one) => isSameRate(one, rate))
  const known = same.find(
    (one) =>
      one.ratePpm === rate.ratePpm &&
      (dayText(one.fromMs, market.timeZone) === wanted.from ||
        (one.fromMs <= fromMs && (one.untilMs === null || one.untilMs > fromMs))),
  )
  if (known) return ok({ id: known.id, isSame: true })
  const begun = begin(same, { fromMs, nowMs })
  if (!begun.ok) return begun
  const { ends, untilMs } = begun.value
  if (ends !== undefined) await setUntil(tx, 'rate', { id: ends, untilMs: fromMs })
  const id = await insertRate(tx, market.id, { ...rate, untilMs })
  about('tax_rate', id)
  return ok({ id, isSame: false })
}

/** Ends a rate with a day of its market: from the next one on it does not hold. Refused as `tax.past` or `tax.ended_conflict`. */
export async function endRate(
  tx: Tx,
  about: About,
  of: Readonly<{ rate: KeptRate; from: string }>,
): Promise<Result<undefined>> {
  const { id, marketId } = of.rate
  await holdTables(tx, marketId)
  const [market, rate] = [await marketById(tx, marketId), await rateKept(tx, id)]
  if (!market || !rate) return refuse('tax.rate_not_found')
  const nowMs = await companyNow(tx)
  const untilMs = momentOf(of.from, market.timeZone, nowMs)
  const ended = end(rate, { untilMs, nowMs })
  if (!ended.ok) return ended
  await setUntil(tx, 'rate', { id, untilMs })
  about('tax_rate', id)
  return ok(undefined)
}

/** Calls off a rate that did not begin yet; what it would have ended goes on. Refused as `tax.begun_already`. */
export async function callOffRate(tx: Tx, about: About, of: KeptRate): Promise<Result<undefined>> {
  await holdTables(tx, of.marketId)
  const rate = await rateKept(tx, of.id)
  if (!rate) return refuse('tax.rate_not_found')
  const all = await ratesKept(tx, { marketId: of.marketId, class: of.class })
  const same = all.filter((one) => isSameRate(one, rate))
  return calledOff(tx, 'rate', { rows: same, row: rate, about })
}

/** Begins a rule of a market on a day of it; the one of before ends there. Refused as `tax.past` or `tax.begun_conflict`. */
export async function beginRule(
  tx: Tx,
  about: About,
  of: Readonly<{ market: Market; rule: Omit<TaxRule, 'fromMs' | 'untilMs'>; from: string }>,
): Promise<Result<bigint>> {
  const { market, rule } = of
  await holdTables(tx, market.id)
  const nowMs = await companyNow(tx)
  const fromMs = momentOf(of.from, market.timeZone, nowMs)
  const begun = begin(await rulesKept(tx, market.id), { fromMs, nowMs })
  if (!begun.ok) return begun
  const { ends, untilMs } = begun.value
  if (ends !== undefined) await setUntil(tx, 'rule', { id: ends, untilMs: fromMs })
  const id = await insertRule(tx, market.id, { ...rule, fromMs, untilMs })
  about('tax_rule', id)
  return ok(id)
}

/** Calls off a rule that did not begin yet. Refused as `tax.rule_not_found` or `tax.begun_already`. */
export async function callOffRule(
  tx: Tx,
  about: About,
  of: Readonly<{ market: Market; id: bigint }>,
): Promise<Result<undefined>> {
  await holdTables(tx, of.market.id)
  const rows = await rulesKept(tx, of.market.id)
  const row = rows.find((one) => one.id === of.id)
  return row ? calledOff(tx, 'rule', { rows, row, about }) : refuse('tax.rule_not_found')
}

async function calledOff(
  tx: Tx,
  table: 'rate' | 'rule',
  of: Readonly<{ rows: Parameters<typeof callOff>[0]; row: Parameters<typeof callOff>[1]; about: About }>,
): Promise<Result<undefined>> {
  const { rows, row, about } = of
  const done = callOff(rows, row, await companyNow(tx))
  if (!done.ok) return done
  await removeComing(tx, table, row.id)
  const { longer, untilMs } = done.value
  if (longer !== undefined) await setUntil(tx, table, { id: longer, untilMs })
  about(`tax_${table}`, row.id)
  return ok(undefined)
}

const MIDNIGHT = { hour: 0, minute: 0, second: 0, millisecond: 0 }

/** The beginning of a day in a zone; of the day that it is there now, this moment. */
export function momentOf(day: string, timeZone: string, nowMs: number): number {
  if (day === dayText(nowMs, timeZone)) return nowMs
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return instantOf({ year, month, day: date, ...MIDNIGHT }, timeZone)
}
