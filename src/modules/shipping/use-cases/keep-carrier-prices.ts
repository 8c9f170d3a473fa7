import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { CarrierPrice } from '../domain/carrier.ts'
import { addCarrierPriceRow, endCarrierPriceRow } from '../store/carrier-prices.ts'
import { loadShippingTable } from '../store/shipping-table.ts'
import { wayOf } from './keep-ways.ts'
import { momentOfDay, type InMarket } from './shipping-market.ts'

export type NewCarrierPrice = Omit<CarrierPrice, 'id' | 'wayId' | 'sender' | 'fromMs' | 'untilMs'> &
  Readonly<{ way: string; fromCountry: string; fromPostalCode: string; from?: string | undefined }>

/**
 * Lets a way of parcels cost what a carrier takes, from a day on; what a carrier took for it before ends there. Refused as
 * `shipping.way_missing`, `shipping.carrier_way`, `shipping.amount`, `shipping.past_day`, or as `shipping.carrier_conflict` where another
 * one begins then or later.
 */
export async function addCarrierPrice(tx: Tx, at: InMarket, input: NewCarrierPrice): Promise<Result<bigint>> {
  const { way: code, fromCountry, fromPostalCode, from: day, ...price } = input
  if (price.surchargeMinor < 0n || price.estimateMinor < 0n)
    return refuse('shipping.amount', {}, price.surchargeMinor < 0n ? 'surchargeMinor' : 'estimateMinor')
  const way = await wayOf(tx, at, code)
  if (!way.ok) return way
  if (way.value.kind !== 'parcel') return refuse('shipping.carrier_way', { way: code }, 'way')
  const from = momentOfDay(at, day, 'from')
  if (!from.ok) return from
  const { id: wayId } = way.value
  const { carrierPrices } = await loadShippingTable(tx, { marketId: at.market.id, version: 0n })
  if (carrierPrices.some((one) => one.wayId === wayId && one.fromMs >= from.value))
    return refuse('shipping.carrier_conflict', {}, 'from')
  const sender = { country: fromCountry, postalCode: fromPostalCode }
  return ok(await addCarrierPriceRow(tx, { ...price, wayId, sender, fromMs: from.value }))
}

/** Lets a way cost what the tables say again, at the beginning of a day, or now. Refused as `shipping.price_missing` where none holds then. */
export async function endCarrierPrice(
  tx: Tx,
  at: InMarket,
  input: Readonly<{ price: bigint; until?: string | undefined }>,
): Promise<Result<undefined>> {
  const until = momentOfDay(at, input.until, 'until')
  if (!until.ok) return until
  const end = { marketId: at.market.id, priceId: input.price, untilMs: until.value }
  return (await endCarrierPriceRow(tx, end)) ? ok(undefined) : refuse('shipping.price_missing')
}
