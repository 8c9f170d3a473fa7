import type { GivenPromotion } from '#modules/promotions/api.ts'
import { orderEntries } from '../domain/order.ts'
import type { PickedUp } from './how-delivered.ts'
import type { Decided, OrderKey, OrderToPlace } from './place-order.ts'
import type { PricedLine } from './price-order.ts'

type Document = Readonly<Record<string, unknown>>

/** What was decided, as far as it is written. */
type Written = Omit<Decided, 'market' | 'input' | 'coupons' | 'taxAnswer' | 'delivered'> &
  Readonly<{
    /** Undefined for what goes to an address. */
    delivered?: PickedUp | undefined
    market: Readonly<{
      id: bigint
      currency: string
      legalEntityId: bigint
      calendar: Readonly<{ id: bigint }>
    }>
    journal: string
  }>

/** The one document that orders.place reads. */
export function documentOf(key: OrderKey, order: OrderToPlace, decided: Written): Document {
  const { market, priced, delivered } = decided
  const pickup = delivered?.pickup ?? 'address'
  return {
    channel: key.channel,
    scope: key.scope,
    key: key.key,
    payloadHash: key.payloadHash.toString('hex'),
    legalEntity: market.legalEntityId,
    market: market.id,
    calendar: market.calendar.id,
    type: order.type,
    mayBeFirst: decided.mayBeFirst && key.channel !== 'import',
    buyer: order.buyerId,
    seller: order.sellerId,
    sponsor: decided.sponsorId,
    priceKind: decided.kind,
    takenAt: order.takenAtMs === undefined ? undefined : new Date(order.takenAtMs).toISOString(),
    currency: market.currency,
    subtotal: priced.subtotalMinor,
    discount: priced.discountMinor,
    shipping: priced.shippingMinor,
    tax: priced.taxMinor,
    total: priced.totalMinor,
    pieces: priced.pieces,
    payment: order.payment ?? 'pay_later',
    catalogVersion: decided.versions.catalog,
    taxVersion: decided.versions.tax,
    statusHash: order.statusHash?.toString('hex'),
    basket: order.basketHash?.toString('hex'),
    guestName: order.guestName,
    party: order.party?.id,
    contact: order.contact,
    // What is picked up goes to nobody's address.
    address: pickup === 'address' || pickup === 'host' ? order.address : undefined,
    pickup,
    showroom: delivered?.showroomId,
    journal: decided.journal,
    placedAt: order.placedAtMs === undefined ? undefined : new Date(order.placedAtMs).toISOString(),
    entries: orderEntries(priced.amounts, market.currency),
    lines: priced.lines.map(lineOf),
    volumes: priced.volumes,
    ...volumesByLine(priced.lines),
    promotions: promotionsOf(decided),
  }
}

function lineOf(line: PricedLine): Document {
  return {
    product: line.product.id,
    quantity: line.quantity,
    unit: line.unitMinor,
    discount: line.discountMinor,
    gift: line.isGift,
    total: line.totalMinor,
    tax: line.taxMinor,
    campaign: line.printed?.campaign.id,
    printed: line.printed?.code,
    promotions: line.shares.map(({ held, minor }) => ({
      promotion: held.id,
      version: held.versionId,
      minor,
    })),
  }
}

/** Names of volumes in their order, and the volumes of each line in that of the names: as the database keeps them. */
function volumesByLine(lines: readonly PricedLine[]): Document {
  // Names are of ASCII, so that they sort here as they do there.
  const volumeNames = [...new Set(lines.flatMap(({ volumes }) => Object.keys(volumes)))].sort()
  return {
    volumeNames,
    micros: lines.flatMap(({ volumes }) => volumeNames.map((name) => volumes[name] ?? null)),
  }
}

/** What promotions.consume takes; undefined where nothing is used, so that nothing is asked. */
function promotionsOf({ priced, day }: Written): Document | undefined {
  const given = priced.promoted?.given ?? []
  if (given.length === 0 || day === undefined) return undefined
  const coupons = new Set(given.flatMap(({ couponId }) => couponId ?? []))
  return { day, coupons: [...coupons], applied: given.map(appliedOf) }
}

function appliedOf({
  held,
  times,
  minor,
  giftsMinor,
  couponId,
  uses,
  credit,
  earns,
  points,
}: GivenPromotion): Document {
  const of = { version: held.versionId, times, minor, gifts: giftsMinor, coupon: couponId }
  return { ...of, uses, credit, earns, points }
}
