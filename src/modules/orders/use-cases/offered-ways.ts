import {
  deliver,
  sellerPlace,
  showroomsAt,
  waysAt,
  type DeliveryGround,
  type Way,
} from '#modules/shipping/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrderWay } from '../store/delivery-ways.ts'
import type { PickupPlace } from './how-delivered.ts'
import type { PricedOrder } from './price-order.ts'

/** A way in which an order could come to its buyer, and what it would cost. */
export type OfferedWay = Readonly<{
  way: Way
  /** The code of a showroom. */
  place: string | null
  at: PickupPlace | null
  minor: bigint
  isChosen: boolean
}>

type Possible = Readonly<{ ground: DeliveryGround; place: string | null; at: PickupPlace | null }>

/**
 * The ways in which a priced order can come to its buyer, in their order: each showroom by itself, and whoever sells where they hand
 * orders over. Those that do not carry these goods, or do not lead there, are left out; none where all parcels go to a party's host.
 */
export async function offeredWays(
  tx: Tx,
  of: Readonly<{
    priced: PricedOrder
    /** Where a parcel would go. */
    home: DeliveryGround
    chosen: Readonly<{ place?: string | null | undefined }>
    sellerId: bigint | undefined
    atMs: number
  }>,
): Promise<readonly OfferedWay[]> {
  const { priced, home, chosen, sellerId, atMs } = of
  const { table, to, carriers } = home
  const ways = waysAt(table, atMs)
  const seller =
    sellerId !== undefined && ways.some(({ kind }) => kind === 'seller')
      ? await sellerPlace(tx, sellerId)
      : undefined
  const possible = (way: Way): readonly Possible[] => {
    if (way.kind === 'parcel') return [{ ground: { table, to, way, carriers }, place: null, at: null }]
    if (way.kind === 'showroom')
      return showroomsAt(table, atMs).map(({ code, name, address, opening }) => ({
        ground: { table, to: address, way },
        place: code,
        at: { name, address, opening },
      }))
    if (!seller?.isOpen) return []
    const at = { name: seller.name, address: seller.address, opening: seller.times }
    return [{ ground: { table, to: seller.address, way }, place: null, at }]
  }
  const goods = { subtotalMinor: priced.subtotalMinor, grams: priced.grams, atMs }
  const isReward = priced.promoted?.freeShipping === true
  return ways.flatMap((way) =>
    possible(way).flatMap(({ ground, place, at }) => {
      const rated = deliver(ground, goods, isReward)
      // Nobody is asked for a way that is not chosen yet.
      const isOpen = rated.ok && rated.value.asks
      const shipped = isOpen ? deliver({ ...ground, carriers: undefined }, goods, isReward) : rated
      if (!shipped.ok) return []
      const isChosen = way.id === priced.way.id && (place === null || place === chosen.place)
      return [{ way, place, at, minor: shipped.value.shipping.minor, isChosen }]
    }),
  )
}

/** An offered way as contracts show it. */
export function shownWay(currency: string, { way, place, at, minor, isChosen }: OfferedWay) {
  const { code, kind, name, note } = way
  return {
    way: code,
    place,
    kind,
    name,
    note,
    at: at && shownPlace(at),
    price: { minor, currency },
    isChosen,
  }
}

/** The way of an order as contracts show it. */
export function shownOrderWay({ code, kind, name, place, readyAt }: OrderWay) {
  return { way: code, kind, name, at: place && shownPlace(place), readyAt: readyAt?.getTime() ?? null }
}

function shownPlace({ name, address, opening }: PickupPlace) {
  return { name, ...address, opening }
}
