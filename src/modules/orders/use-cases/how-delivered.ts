import type { Market } from '#modules/company/api.ts'
import {
  sellerPlace,
  showroomsAt,
  waysAt,
  type DeliveryGround,
  type Destination,
  type PlaceAddress,
  type ShippingTable,
  type Way,
} from '#modules/shipping/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { OrderParty } from './party-of-order.ts'
import type { Address } from './place-order.ts'

/** Where an order is picked up, as it is when it is ordered. */
export type PickupPlace = Readonly<{ name: string; address: PlaceAddress; opening: string }>

/** By which pool of goods an order is served, as far as it depends on how the order comes to its buyer. */
export type PickedUp = Readonly<{
  pickup: 'address' | 'host' | 'seller' | 'showroom'
  showroomId: bigint | undefined
}>

/** How an order comes to its buyer: what it is priced and taxed by, and where it is picked up, if it is. */
export type HowDelivered = PickedUp & Readonly<{ ground: DeliveryGround; place: PickupPlace | undefined }>

type Asked = Readonly<{
  /** The code of a way; the usual one where nothing is said. */
  way?: string | undefined
  /** The code of a showroom, for a way that leads to one. */
  place?: string | undefined
  address?: Address | undefined
  /** Where it would go, where nobody said to whom yet. */
  destination?: Destination | undefined
  sellerId: bigint | undefined
  party?: Pick<OrderParty, 'shipsTo'> | undefined
  /** Whoever buys there says where to, unless it is picked up. */
  asksAddress?: boolean | undefined
  isReplacement?: boolean | undefined
}>

/**
 * How an order that is asked for comes to its buyer. Refused as `shipping.way_unknown` where the way is not offered, as
 * `shipping.place_unknown`, as `shipping.seller_closed`, as `orders.party_way` where all parcels of its party go to the host, and as
 * `orders.no_delivery`.
 */
export async function howDelivered(
  tx: Tx,
  table: ShippingTable,
  of: Readonly<{ asked: Asked; market: Pick<Market, 'country'>; atMs: number }>,
): Promise<Result<HowDelivered>> {
  const { asked, market, atMs } = of
  const { way: code, address, isReplacement = false } = asked
  // What takes the place of goods comes as they did, also when that is not offered any more.
  const offered = isReplacement ? table.ways : waysAt(table, atMs)
  const way = offered.find((one) => one.code === code)
  if (code !== undefined && !way) return refuse('shipping.way_unknown', { way: code }, 'way')
  const isHosted = asked.party?.shipsTo === 'host'
  if (way && way.kind !== 'parcel')
    return isHosted ? refuse('orders.party_way', {}, 'way') : pickedUp(tx, table, { way, asked, atMs })
  if (asked.asksAddress && !address && !isHosted) return refuse('orders.no_delivery', {}, 'delivery')
  const to = address ?? asked.destination ?? { country: market.country }
  const pickup = isHosted ? 'host' : 'address'
  return ok({ ground: { table, to, way }, place: undefined, pickup, showroomId: undefined })
}

async function pickedUp(
  tx: Tx,
  table: ShippingTable,
  of: Readonly<{ way: Way; asked: Asked; atMs: number }>,
): Promise<Result<HowDelivered>> {
  const { way, asked, atMs } = of
  if (way.kind === 'seller') {
    const found = asked.sellerId === undefined ? undefined : await sellerPlace(tx, asked.sellerId)
    if (!found?.isOpen) return refuse('shipping.seller_closed', {}, 'way')
    const place = { name: found.name, address: found.address, opening: found.times }
    return ok({ ground: { table, to: place.address, way }, place, pickup: 'seller', showroomId: undefined })
  }
  const showrooms = asked.isReplacement ? table.showrooms : showroomsAt(table, atMs)
  const showroom = showrooms.find((one) => one.code === asked.place)
  if (!showroom) return refuse('shipping.place_unknown', { place: asked.place ?? '' }, 'place')
  const { id, name, address, opening } = showroom
  const ground = { table, to: address, way }
  return ok({ ground, place: { name, address, opening }, pickup: 'showroom', showroomId: id })
}
