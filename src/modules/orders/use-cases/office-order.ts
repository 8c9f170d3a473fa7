import { ok, refuse, type Result } from '#shared/refusal.ts'
import { askedAge } from '#modules/catalog/api.ts'
import { marketById, settingAt, type SettingDefinition } from '#modules/company/api.ts'
import { mayServe, personByCode, personById, type Person } from '#modules/field/api.ts'
import type { ChosenGift } from '#modules/promotions/api.ts'
import { dayText } from '#shared/time.ts'
import type { Destination } from '#modules/shipping/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { WantedLine } from '../domain/order.ts'
import { commissionCutOf } from '../store/commission-cut.ts'
import type { Party } from '../store/parties.ts'
import { namedParty, type PartyNamed } from './party-of-order.ts'
import { offeredWays, shownWay, type OfferedWay } from './offered-ways.ts'
import type { ChosenPayment } from './paying-terms.ts'
import { decideOrder, type Decided, type Address, type OrderToPlace } from './place-order.ts'
import { shownPricing } from './show-order.ts'
import { shownPromoted } from './show-promoted.ts'

const HOUR_MS = 3_600_000

/** How far back the moment may lie at which a reported order was taken. */
export const reportGraceHours: SettingDefinition<number> = {
  name: 'orders.report_grace_hours',
  label: 'Hours within which a distributor reports an order taken from a consumer',
  kind: 'whole_number',
  read: (stored) =>
    typeof stored === 'number' && Number.isInteger(stored) && stored >= 0 ? stored : undefined,
  fallback: 72,
}

/** Whether a month that is being closed, or was, still takes reports of orders that were taken in it. */
export const lateOrders: SettingDefinition<boolean> = {
  name: 'orders.late_orders',
  label: 'Whether an order may be reported whose month is closed already; its pay then follows as a delta',
  kind: 'yes_no',
  read: (stored) => (typeof stored === 'boolean' ? stored : undefined),
  fallback: true,
}

export type OfficeBuyer =
  | Readonly<{ kind: 'self' }>
  | Readonly<{ kind: 'customer'; code: string }>
  | Readonly<{ kind: 'guest'; name: string }>

export type OfficeOrder = Readonly<{
  distributorId: bigint
  buyer: OfficeBuyer
  /** The party at which it is ordered: an own one, or for oneself somebody else's. */
  party?: PartyNamed | undefined
  lines: readonly WantedLine[]
  coupons?: readonly string[] | undefined
  gifts?: readonly ChosenGift[] | undefined
  delivery?: Address | undefined
  /** Where it would go, where nobody says to whom yet. */
  destination?: Destination | undefined
  /** Codes of the way in which it comes, and of a showroom. */
  way?: string | undefined
  place?: string | undefined
  ofAge?: number | undefined
  payment?: ChosenPayment | undefined
  takenAt?: number | undefined
  expectedTotal?: Readonly<{ minor: bigint; currency: string }> | undefined
}>

/**
 * What a distributor's order is about, for placing: for oneself, or taken from one of the own customers or from a guest.
 * Refused as `orders.seller_unable`, `orders.customer_not_found`, `orders.party_not_found`, `orders.party_over`, `orders.party_market`, `orders.taken_at`, `payments.not_offered`, or, where the company takes no late orders,
 * `orders.taken_cut` when the period in which it was taken is closed.
 */
export async function prepareOfficeOrder(tx: Tx, order: OfficeOrder): Promise<Result<OrderToPlace>> {
  const distributor = await personById(tx, order.distributorId)
  if (!distributor || !mayServe(distributor)) return refuse('orders.seller_unable')
  const buyer = await officeBuyerOf(tx, distributor, order.buyer)
  if (!buyer.ok) return buyer
  const refused = await refuseTakenAt(tx, distributor, order.takenAt)
  if (refused) return refused
  const party = await partyFor(tx, distributor, order)
  if (!party.ok) return party
  // A wallet is its holder's: nobody pays from that of a customer.
  if (order.payment === 'wallet' && order.buyer.kind !== 'self')
    return refuse('payments.not_offered', {}, 'payment')
  const guestName = order.buyer.kind === 'guest' ? order.buyer.name : undefined
  return ok({
    marketId: distributor.marketId,
    type: 'order' as const,
    buyerId: buyer.value,
    sellerId: party.value?.sellerId ?? distributor.id,
    party: party.value,
    lines: order.lines,
    coupons: order.coupons,
    gifts: order.gifts,
    guestName,
    address: order.delivery,
    destination: order.destination,
    way: order.way,
    place: order.place,
    ofAge: order.ofAge,
    payment: order.payment,
    takenAtMs: order.takenAt,
    expectedTotalMinor: order.expectedTotal?.minor,
  })
}

/** What a distributor's order would cost and carry, asked question by question; nothing is written. */
export async function quoteOfficeOrder(
  deps: { db: Db },
  tx: Tx,
  order: OfficeOrder & { language: string | undefined },
) {
  const prepared = await prepareOfficeOrder(tx, order)
  if (!prepared.ok) return prepared
  const channel = order.buyer.kind === 'self' ? 'office' : 'reported'
  const decided = await decideOrder(deps, tx, prepared.value, {
    channel,
    isPlacing: false,
  })
  if (!decided.ok) return decided
  return ok(await decidedQuote(tx, prepared.value, { decided: decided.value, language: order.language }))
}

/** What was decided of an order as a quote shows it, with the ways in which it could come. */
export async function decidedQuote(
  tx: Tx,
  order: OrderToPlace,
  of: Readonly<{ decided: Decided; language: string | undefined }>,
) {
  const { market, priced, coupons, input } = of.decided
  const { party, buyerId, place } = order
  // Nobody picks up from themselves.
  const sellerId = order.sellerId === buyerId ? undefined : order.sellerId
  const { table, carriers } = input.delivery
  const to = order.address ?? order.destination ?? { country: market.country }
  const home = { table, carriers, to }
  const asked = { priced, home, chosen: { place }, sellerId, atMs: input.atMs }
  const ways = party?.shipsTo === 'host' ? [] : await offeredWays(tx, asked)
  return shownQuote({ market, language: of.language }, { priced, coupons, book: input.book, ways })
}

/** A priced order as a quote shows it. */
export function shownQuote(
  as: Readonly<{ market: Readonly<{ currency: string; language: string }>; language: string | undefined }>,
  about: Parameters<typeof shownPromoted>[1] & Readonly<{ ways: readonly OfferedWay[] }>,
) {
  const { priced } = about
  const shownAs = { currency: as.market.currency, languages: [as.language, as.market.language] }
  const minAge = askedAge(priced.lines.map(({ product }) => product.limits)) ?? null
  return {
    ...shownPricing(shownAs, priced),
    ways: about.ways.map((way) => shownWay(as.market.currency, way)),
    promotions: shownPromoted(shownAs, about),
    volumes: priced.volumes,
    minAge,
  }
}

/** Why an order taken at a moment cannot be reported now, or undefined when it can. */
async function refuseTakenAt(tx: Tx, distributor: Person, takenAt: number | undefined) {
  if (takenAt === undefined) return undefined
  const now = await companyNow(tx)
  const { marketId } = distributor
  const at = { marketId, day: dayText(now, 'UTC') }
  const hours = await settingAt(tx, reportGraceHours, at)
  if (takenAt > now || takenAt < now - hours * HOUR_MS) return refuse('orders.taken_at', { hours }, 'takenAt')
  if (await settingAt(tx, lateOrders, at)) return undefined
  const market = await marketById(tx, marketId)
  const cutAt = market && (await commissionCutOf(tx, market.calendar.id))
  return cutAt !== undefined && takenAt < cutAt ? refuse('orders.taken_cut', {}, 'takenAt') : undefined
}

/** The party of an order; whoever orders at somebody else's is a guest there and orders for themselves. */
async function partyFor(
  tx: Tx,
  distributor: Person,
  { party: named, buyer }: OfficeOrder,
): Promise<Result<Party | undefined>> {
  if (named === undefined) return ok(undefined)
  const party = await namedParty(tx, named, distributor.id)
  if (!party.ok) return party
  if (party.value.marketId !== distributor.marketId) return refuse('orders.party_market', {}, 'party')
  return party.value.sellerId === distributor.id || buyer.kind === 'self'
    ? party
    : refuse('orders.party_not_found', {}, 'party')
}

/** Who buys for whom a distributor orders; undefined for a guest. Refused as `orders.customer_not_found`. */
export async function officeBuyerOf(
  tx: Tx,
  distributor: Pick<Person, 'id'>,
  buyer: OfficeBuyer,
): Promise<Result<bigint | undefined>> {
  if (buyer.kind === 'self') return ok(distributor.id)
  if (buyer.kind === 'guest') return ok(undefined)
  const customer = await personByCode(tx, buyer.code)
  const isOwn = customer?.servedBy === distributor.id && customer.kind !== 'distributor'
  return isOwn ? ok(customer.id) : refuse('orders.customer_not_found', { code: buyer.code }, 'buyer')
}
