import { taxTableOf } from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { CarrierDeps } from './ask-rates.ts'
import type { InMarket } from './shipping-market.ts'
import { shippingTableOf } from './shipping-table.ts'

/** All that shipping says of a market, with codes in place of ids. */
export async function showShipping(deps: { db: Db } & CarrierDeps, tx: Tx, { market, nowMs }: InMarket) {
  const tax = await taxTableOf(deps, tx, market.id)
  const table = await shippingTableOf(deps, tx, { marketId: market.id, version: tax.version })
  const wayOf = new Map(table.ways.map(({ id, code }) => [id, code]))
  const zoneOf = new Map(table.zones.map(({ id, code }) => [id, code]))
  return {
    market: market.code,
    currency: market.currency,
    country: market.country,
    timeZone: market.timeZone,
    now: nowMs,
    ways: table.ways.map(({ code, name, note, kind, fromMs, untilMs }) => ({
      way: code,
      name,
      note,
      kind,
      from: fromMs,
      until: untilMs,
    })),
    zones: table.zones.map(({ code, name, areas }) => ({ zone: code, name, areas: [...areas] })),
    prices: table.prices.map(
      ({ id, wayId, zoneId, fromMinor, upToGrams, minor, taxClass, fromMs, untilMs }) => ({
        price: id,
        way: wayOf.get(wayId) ?? '',
        zone: zoneId === null ? null : (zoneOf.get(zoneId) ?? null),
        fromMinor,
        upToGrams,
        minor,
        taxClass,
        from: fromMs,
        until: untilMs,
      }),
    ),
    carrierPrices: table.carrierPrices.map(({ id, wayId, sender, fromMs, untilMs, ...row }) => ({
      ...row,
      price: id,
      way: wayOf.get(wayId) ?? '',
      fromCountry: sender.country,
      fromPostalCode: sender.postalCode,
      from: fromMs,
      until: untilMs,
    })),
    hasCarrierService: deps.carrierService !== undefined,
    showrooms: table.showrooms.map(({ code, name, address, opening, fromMs, untilMs }) => ({
      showroom: code,
      name,
      ...address,
      opening,
      from: fromMs,
      until: untilMs,
    })),
    taxClasses: [...new Set(tax.rates.map((rate) => rate.class))].toSorted(),
  }
}
