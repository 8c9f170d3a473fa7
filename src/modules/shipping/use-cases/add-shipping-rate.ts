import type { Tx } from '#platform/postgres/database.ts'
import type { ShippingPrice } from '../domain/shipping.ts'
import { loadShippingTable } from '../store/shipping-table.ts'
import { addPriceRow, addWayRow, putZoneRow } from '../store/ways.ts'

/** What a market's first way of parcels costs from a sum and up to a weight, to a country of its own where one is said. */
export type ShippingRate = Omit<ShippingPrice, 'id' | 'wayId' | 'zoneId' | 'untilMs'> &
  Readonly<{ country?: string | undefined }>

/** Says what plain delivery costs; a market that has no way of delivery yet gets one. For whoever sets a market up. */
export async function addShippingRate(tx: Tx, marketId: bigint, rate: ShippingRate): Promise<void> {
  const { country, ...price } = rate
  const { ways, zones } = await loadShippingTable(tx, { marketId, version: 0n })
  const first = ways.find(({ kind }) => kind === 'parcel')?.id
  const way = { code: 'standard', name: 'Delivery', note: '', kind: 'parcel', fromMs: rate.fromMs } as const
  const wayId = first ?? (await addWayRow(tx, { marketId, ...way }))
  if (wayId === undefined) throw new Error('a market has one way of that code')
  const area = { country: country ?? '', region: null, postalFrom: null, postalUntil: null }
  const zone = { marketId, code: area.country.toLowerCase(), name: area.country, areas: [area] }
  const zoneId =
    country === undefined
      ? null
      : (zones.find(({ code }) => code === zone.code)?.id ?? (await putZoneRow(tx, zone)))
  await addPriceRow(tx, { ...price, wayId, zoneId })
}
