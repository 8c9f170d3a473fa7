import { ok, refuse, type Result } from '#shared/refusal.ts'
import { carrierQuestionText, type CarrierGround, type CarrierPrice, type RatesAsked } from './carrier.ts'
import { zonesTo, type Destination, type Zone } from './zone.ts'

/** A parcel goes to an address; at a showroom, or at whoever sells, what was ordered is picked up. */
export const WAY_KINDS = ['parcel', 'showroom', 'seller'] as const
export type WayKind = (typeof WAY_KINDS)[number]

type Dated = Readonly<{ fromMs: number; untilMs: number | null }>

/** A way in which goods come to their buyers in a market. Of those that are offered the first is taken where none is chosen. */
export type Way = Dated &
  Readonly<{ id: bigint; code: string; name: string; note: string; kind: WayKind; position: number }>

/** What a way costs in a zone (null: wherever no zone says anything) from a sum of goods on and up to a weight (null: any). */
export type ShippingPrice = Dated &
  Readonly<{
    id: bigint
    wayId: bigint
    zoneId: bigint | null
    fromMinor: bigint
    upToGrams: number | null
    minor: bigint
    taxClass: string
  }>

export type PlaceAddress = Readonly<{
  line1: string
  line2: string
  postalCode: string
  city: string
  /** Where taxes or delivery differ by state or province. */
  region?: string | undefined
  country: string
}>

/** A place of the company at which orders are picked up. */
export type Showroom = Dated &
  Readonly<{ id: bigint; code: string; name: string; address: PlaceAddress; opening: string }>

/** Ways, zones, prices and showrooms of one market, as of one version of taxes and shipping. */
export type ShippingTable = Readonly<{
  version: bigint
  ways: readonly Way[]
  zones: readonly Zone[]
  prices: readonly ShippingPrice[]
  carrierPrices: readonly CarrierPrice[]
  showrooms: readonly Showroom[]
}>

/** What is sent, and when it is ordered. */
export type ShippableGoods = Readonly<{ subtotalMinor: bigint; grams: number; atMs: number }>
export type Shipping = Readonly<{ minor: bigint; taxClass: string }>
/** Goods for `missingMinor` more, and shipping costs `minor`. */
export type CheaperShipping = Readonly<{ missingMinor: bigint; minor: bigint }>
export type ShippedGoods = Readonly<{
  shipping: Shipping
  cheaper: CheaperShipping | undefined
  /** A service is to be asked first; until then the price is an estimate. */
  asks?: RatesAsked | undefined
}>

/** What is picked up where nobody says what it costs costs nothing. */
const FREE: ShippedGoods = { shipping: { minor: 0n, taxClass: 'standard' }, cheaper: undefined }

/** The ways that are offered at a moment, in their order. */
export function waysAt(table: ShippingTable, atMs: number): readonly Way[] {
  return table.ways
    .filter((way) => holdsAt(way, atMs))
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
}

/** The showrooms at which something is handed over at a moment. */
export function showroomsAt(table: ShippingTable, atMs: number): readonly Showroom[] {
  return table.showrooms.filter((one) => holdsAt(one, atMs))
}

type OfWay = Readonly<{
  way: Way
  to: Destination
  goods: ShippableGoods
  /** What carriers said; without it their prices are estimated. */
  carriers?: CarrierGround | undefined
}>

/** What a way costs: what its carrier takes, where it has one at that moment, else what the tables say. */
export function priceOfWay(table: ShippingTable, of: OfWay): Result<ShippedGoods> {
  const { way, goods } = of
  const carrier = table.carrierPrices.find((row) => row.wayId === way.id && holdsAt(row, goods.atMs))
  return carrier ? byCarrier(carrier, table, of) : byTable(table, of)
}

/** Whether some way costs what a carrier takes at a moment. */
export function usesCarriers(table: ShippingTable, atMs: number): boolean {
  return table.carrierPrices.some((row) => holdsAt(row, atMs))
}

/**
 * What a carrier takes for the parcel, and the surcharge. Refused as `shipping.missing` where its service does not carry the parcel there,
 * as `shipping.service_currency` where it says that in another currency only, or as the tables where they stand in.
 */
function byCarrier(row: CarrierPrice, table: ShippingTable, of: OfWay): Result<ShippedGoods> {
  const { way, to, goods, carriers } = of
  const { taxClass, elseTables } = row
  const tables = byTable(table, of)
  const estimate = tables.ok
    ? tables.value
    : { shipping: { minor: row.estimateMinor, taxClass }, cheaper: undefined }
  if (!carriers) return ok(estimate)
  const { currency, told } = carriers
  const { country, region, postalCode } = to
  const { grams } = goods
  const question = { from: row.sender, to: { country, region, postalCode }, grams, currency }
  const answer = told.get(carrierQuestionText(question))
  if (!answer || (answer.isDown && !elseTables)) return ok({ ...estimate, asks: { question, elseTables } })
  if (answer.isDown) return tables
  const rates = answer.rates.filter(
    ({ carrier, service }) => carrier === row.carrier && service === row.service,
  )
  const rate = rates.find((one) => one.currency === currency)
  if (rate) return ok({ shipping: { minor: rate.minor + row.surchargeMinor, taxClass }, cheaper: undefined })
  return rates.length > 0
    ? refuse('shipping.service_currency', { way: way.name, currency }, 'way')
    : refuse('shipping.missing', { way: way.name, grams }, 'way')
}

/**
 * What the tables say: the prices of the nearest zone around the destination that has some of this way at that moment, else those of no
 * zone; of those that fit sum and weight, the cheapest. Refused as `shipping.missing` when none fits. `cheaper` is the nearest sum
 * from which it costs less.
 */
function byTable(table: ShippingTable, of: OfWay): Result<ShippedGoods> {
  const { way, to, goods } = of
  const held = table.prices.filter(({ wayId, ...row }) => wayId === way.id && holdsAt(row, goods.atMs))
  if (held.length === 0 && way.kind !== 'parcel') return ok(FREE)
  const zone = zonesTo(table.zones, to).find(({ id }) => held.some(({ zoneId }) => zoneId === id))
  const fitting = held
    .filter(
      (row) => row.zoneId === (zone?.id ?? null) && (row.upToGrams === null || goods.grams <= row.upToGrams),
    )
    .toSorted((a, b) => compare(a.minor, b.minor) || compare(a.fromMinor, b.fromMinor))
  const row = fitting.find((one) => one.fromMinor <= goods.subtotalMinor)
  if (!row) return refuse('shipping.missing', { way: way.name, grams: goods.grams }, 'way')
  const [next] = fitting
    .filter((one) => one.fromMinor > goods.subtotalMinor && one.minor < row.minor)
    .toSorted((a, b) => compare(a.fromMinor, b.fromMinor) || compare(a.minor, b.minor))
  return ok({
    shipping: { minor: row.minor, taxClass: row.taxClass },
    cheaper: next && { missingMinor: next.fromMinor - goods.subtotalMinor, minor: next.minor },
  })
}

/** The way of parcels that is taken where none is chosen: the first that has a price for these goods and this destination. */
export function usualWay(
  table: ShippingTable,
  of: Omit<OfWay, 'way'>,
): Result<Readonly<{ way: Way; shipped: ShippedGoods }>> {
  for (const way of waysAt(table, of.goods.atMs)) {
    const shipped = way.kind === 'parcel' ? priceOfWay(table, { way, ...of }) : undefined
    if (shipped?.ok) return ok({ way, shipped: shipped.value })
  }
  return refuse('shipping.nowhere', { grams: of.goods.grams })
}

/** How the goods of an order come to their buyer: where to, and by which way; undefined for the usual one. */
export type DeliveryGround = Readonly<{
  table: ShippingTable
  to: Destination
  way?: Way | undefined
  /** What carriers said; where nobody is asked their prices are estimated. */
  carriers?: CarrierGround | undefined
}>

/**
 * By which way an order goes, and what that costs. Where delivery is given as a reward it takes off what the usual way costs, so that
 * who wants a dearer one pays the difference.
 */
export function deliver(
  ground: DeliveryGround,
  goods: ShippableGoods,
  isReward: boolean,
): Result<ShippedGoods & Readonly<{ way: Way }>> {
  const { table, to, way, carriers } = ground
  const usual = usualWay(table, { to, goods, carriers })
  const chosen = way ? priceOfWay(table, { way, to, goods, carriers }) : undefined
  if (chosen && !chosen.ok) return chosen
  if (!chosen && !usual.ok) return usual
  const plain = usual.ok ? { way: usual.value.way, ...usual.value.shipped } : undefined
  const taken = way && chosen ? { way, ...chosen.value } : plain
  if (!taken) throw new Error('an order has a way')
  if (!isReward) return ok(taken)
  const { shipping } = taken
  const offMinor = plain?.shipping.minor ?? shipping.minor
  const minor = shipping.minor > offMinor ? shipping.minor - offMinor : 0n
  const asks = taken.asks ?? plain?.asks
  return ok({ way: taken.way, shipping: { ...shipping, minor }, cheaper: undefined, asks })
}

export function holdsAt(row: Dated, atMs: number): boolean {
  return row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
