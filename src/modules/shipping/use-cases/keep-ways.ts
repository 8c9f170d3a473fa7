import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Way, WayKind } from '../domain/shipping.ts'
import { loadShippingTable } from '../store/shipping-table.ts'
import { addPriceRow, addWayRow, changeWayRow, endPriceRow } from '../store/ways.ts'
import { momentOfDay, type InMarket } from './shipping-market.ts'

/** Offers another way of a market, behind the others. Refused as `shipping.code_conflict` or `shipping.past_day`. */
export async function addWay(
  tx: Tx,
  at: InMarket,
  input: Readonly<{ way: string; name: string; note: string; kind: WayKind; from?: string | undefined }>,
): Promise<Result<bigint>> {
  const from = momentOfDay(at, input.from, 'from')
  if (!from.ok) return from
  const { way: code, name, note, kind } = input
  const added = await addWayRow(tx, { marketId: at.market.id, code, name, note, kind, fromMs: from.value })
  return added === undefined ? refuse('shipping.code_conflict', { code }, 'way') : ok(added)
}

/**
 * Calls a way otherwise, or says when it ends. Refused as `shipping.way_missing`, as `shipping.past_day`, or as `shipping.ended` where it
 * ended already.
 */
export async function changeWay(
  tx: Tx,
  at: InMarket,
  input: Readonly<{ way: string; name: string; note: string; until: string | null }>,
): Promise<Result<bigint>> {
  const found = await wayOf(tx, at, input.way)
  if (!found.ok) return found
  const way = found.value
  const until = endOf(at, way, input.until)
  if (!until.ok) return until
  await changeWayRow(tx, { id: way.id, name: input.name, note: input.note, untilMs: until.value })
  return ok(way.id)
}

/** When something ends that is said to end on a day; what ended already, or would before it begins, stays as it is. */
export function endOf(
  at: InMarket,
  { fromMs, untilMs }: Readonly<{ fromMs: number; untilMs: number | null }>,
  day: string | null,
): Result<number | null> {
  if (untilMs !== null && untilMs <= at.nowMs)
    return day === null ? refuse('shipping.ended', {}, 'until') : ok(untilMs)
  if (day === null) return ok(null)
  const until = momentOfDay(at, day, 'until')
  if (!until.ok) return until
  return until.value > fromMs ? until : refuse('shipping.end_early', {}, 'until')
}

export type NewPrice = Readonly<{
  way: string
  zone: string | null
  fromMinor: bigint
  upToGrams: number | null
  minor: bigint
  taxClass: string
  from?: string | undefined
}>

/**
 * Adds a price of a way from a day on; the one of the same zone, sum and weight ends there. Refused as `shipping.way_missing`,
 * `shipping.zone_missing`, `shipping.amount`, `shipping.past_day`, or as `shipping.price_conflict` where another one begins then or later.
 */
export async function addPrice(tx: Tx, at: InMarket, input: NewPrice): Promise<Result<bigint>> {
  const { zone: zoneCode, fromMinor, upToGrams, minor, taxClass } = input
  if (fromMinor < 0n || minor < 0n)
    return refuse('shipping.amount', {}, fromMinor < 0n ? 'fromMinor' : 'minor')
  const way = await wayOf(tx, at, input.way)
  if (!way.ok) return way
  const table = await loadShippingTable(tx, { marketId: at.market.id, version: 0n })
  const zone = table.zones.find(({ code }) => code === zoneCode)
  if (zoneCode !== null && !zone) return refuse('shipping.zone_missing', { zone: zoneCode }, 'zone')
  const from = momentOfDay(at, input.from, 'from')
  if (!from.ok) return from
  const { id: wayId } = way.value
  const price = { wayId, zoneId: zone?.id ?? null, fromMinor, upToGrams, minor, taxClass, fromMs: from.value }
  const isLater = table.prices.some(
    (one) =>
      one.wayId === wayId &&
      one.zoneId === price.zoneId &&
      one.fromMinor === fromMinor &&
      one.upToGrams === upToGrams &&
      one.fromMs >= price.fromMs,
  )
  if (isLater) return refuse('shipping.price_conflict', {}, 'from')
  return ok(await addPriceRow(tx, price))
}

/** Ends a price at the beginning of a day, or now. Refused as `shipping.price_missing` where none holds then. */
export async function endPrice(
  tx: Tx,
  at: InMarket,
  input: Readonly<{ price: bigint; until?: string | undefined }>,
): Promise<Result<undefined>> {
  const until = momentOfDay(at, input.until, 'until')
  if (!until.ok) return until
  const end = { marketId: at.market.id, priceId: input.price, untilMs: until.value }
  return (await endPriceRow(tx, end)) ? ok(undefined) : refuse('shipping.price_missing')
}

/** A way of a market by its code; refused as `shipping.way_missing`. */
export async function wayOf(tx: Tx, { market }: InMarket, code: string): Promise<Result<Way>> {
  const { ways } = await loadShippingTable(tx, { marketId: market.id, version: 0n })
  const way = ways.find((one) => one.code === code)
  return way ? ok(way) : refuse('shipping.way_missing', { way: code }, 'way')
}
