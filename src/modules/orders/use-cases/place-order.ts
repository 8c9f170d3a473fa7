import { ok, refuse, type Result } from '#shared/refusal.ts'
import { priceBookOf, priceKindOf, type PriceKind } from '#modules/catalog/api.ts'
import { marketById, type Market } from '#modules/company/api.ts'
import { peopleByIds, type Person } from '#modules/field/api.ts'
import { parentOf } from '#modules/genealogy/api.ts'
import type { ChosenGift, TypedCoupon } from '#modules/promotions/api.ts'
import { usesCarriers, type Destination } from '#modules/shipping/api.ts'
import { answerText, type TaxAnswer } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { CardDeps } from '#modules/payments/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import type { OrderChannel, OrderType, WantedLine } from '../domain/order.ts'
import { partyFacts } from '../domain/party.ts'
import { keepWay } from '../store/delivery-ways.ts'
import { holdOpen } from '../store/parties.ts'
import { addOrderTax } from '../store/order-tax.ts'
import { placedBefore, placeRow, type Placed } from '../store/place.ts'
import { askingOutside, type OutsideDeps } from './ask-outside.ts'
import { mayBeFirst } from './first-order.ts'
import type { HowDelivered } from './how-delivered.ts'
import { goesWithOthers } from './party-delivery.ts'
import { journalId } from './order-marks.ts'
import type { OrderParty } from './party-of-order.ts'
import { payPlaced } from './pay-order.ts'
import { refusePaying, type ChosenPayment } from './paying-terms.ts'
import { documentOf } from './place-document.ts'
import type { Parcel, PricedOrder, PricingInput, Promoting } from './price-order.ts'
import { priceTaxed } from './price-taxed.ts'
import { promotingFor } from './promoting.ts'
import { refuseLimits } from './refuse-limits.ts'
import { refuseCoupons, refuseTotal } from './refuse-promotions.ts'
import { asksOutside, taxedAndSent } from './taxed-and-sent.ts'
import { refuseStock } from './refuse-stock.ts'

export type Address = Readonly<{
  recipient: string
  line1: string
  line2?: string | undefined
  postalCode: string
  city: string
  /** The state or province by its code, where there are some. */
  region?: string | undefined
  country: string
}>
export type Contact = Readonly<{ name: string; email?: string | undefined; phone?: string | undefined }>

/** Where an order comes from, and the key under which its channel may send it again. */
export type OrderKey = Readonly<{
  channel: OrderChannel
  /** Whose key it is: keys of one scope are unlike each other. */
  scope: string
  key: string
  payloadHash: Buffer
}>

export type OrderToPlace = Readonly<{
  marketId: bigint
  type: OrderType
  /** Undefined for a guest. */
  buyerId: bigint | undefined
  /** Undefined when the company itself sells. */
  sellerId: bigint | undefined
  lines: readonly WantedLine[]
  /** Codes of coupons as they were typed, and the gifts that were chosen where promotions leave a choice. */
  coupons?: readonly string[] | undefined
  gifts?: readonly ChosenGift[] | undefined
  guestName?: string | undefined
  contact?: Contact | undefined
  address?: Address | undefined
  /** Where it would go, for whoever looks and does not say to whom yet. */
  destination?: Destination | undefined
  /** Codes of the way in which it comes to its buyer, and of a showroom; the usual way where nothing is said. */
  way?: string | undefined
  place?: string | undefined
  /** Whoever buys there says where to, unless it is picked up. */
  asksAddress?: boolean | undefined
  /** The age in years that the buyer has confirmed to have reached. */
  ofAge?: number | undefined
  /** When the order was taken from the consumer (epoch milliseconds), for a reported one. */
  takenAtMs?: number | undefined
  /** When it was placed in another system, for an order that the program brings in from there. */
  placedAtMs?: number | undefined
  /** How the buyer wants to pay; later where nothing is said. */
  payment?: ChosenPayment | undefined
  /** The total that the buyer saw; another one is refused. */
  expectedTotalMinor?: bigint | undefined
  /** The party that it belongs to; it is held while the order is placed. */
  party?: OrderParty | undefined
  /** It takes the place of goods of an order, of a party that may be closed by now. */
  isReplacement?: boolean
  /** It goes in the parcel of an order that is not sent yet. */
  parcel?: Parcel | undefined
  /** Staff place it for its buyer, who may pay it later. */
  isByStaff?: boolean
  /** What of an order that it replaces goods of pays for it, at most. */
  settledMinor?: bigint | undefined
  /** The hash of the token of the basket that is emptied. */
  basketHash?: Buffer | undefined
  /** Opens the status page. */
  statusHash?: Buffer | undefined
}>

/** The order is there already; carries that out of the transaction so that nothing else of it remains. */
class PlacedBefore extends Error {}

/**
 * Places an order in one transaction: read (prices and taxes kept in memory by version), decide, write by one function
 * of the database. `prepare` reads what the order is about, in the same transaction. The same key with the same payload
 * gives the order that was placed before; with another payload it is refused as `idempotency.conflict`. Where a service reckons the tax, or
 * a carrier takes what delivery costs, they are asked before, outside of the transaction. Further
 * refusals: `orders.party_over`, `orders.product_gone`, `orders.total_changed`, `orders.buyer_unable`, those of lines, tax and shipping.
 */
export async function placeOrder(
  deps: { db: Db } & CardDeps & OutsideDeps,
  call: { actor: Actor; useCase: string; key: OrderKey },
  prepare: (tx: Tx) => Promise<Result<OrderToPlace>>,
): Promise<Result<Placed>> {
  return askingOutside(deps, () => placeAtOnce(deps, call, prepare))
}

/** Places an order of which everything is known that somebody outside has to be asked for. */
async function placeAtOnce(
  deps: { db: Db } & CardDeps,
  call: { actor: Actor; useCase: string; key: OrderKey },
  prepare: (tx: Tx) => Promise<Result<OrderToPlace>>,
): Promise<Result<Placed>> {
  let before: Result<Placed> | undefined
  const known = async (tx: Tx): Promise<Result<Placed> | undefined> => {
    before = await placedBefore(tx, call.key)
    return before
  }
  try {
    return await transact(deps, call, async (tx, about) => {
      if (await known(tx)) throw new PlacedBefore('placed before')
      const { result, isWritten, ofAge } = await placeWithin(deps, tx, call.key, prepare)
      // A copy that was placed meanwhile may be why this one no longer can be: its basket is empty by now. What was
      // written here before a limit of a promotion refused it is no such copy.
      if (!result.ok && !isWritten && (await known(tx))) throw new PlacedBefore('placed meanwhile')
      if (!result.ok) return result
      if (result.value.again) {
        before = result
        throw new PlacedBefore('placed meanwhile')
      }
      // What somebody confirmed of their age is kept with the deed, and nowhere else.
      if (ofAge !== undefined) about('of_age', BigInt(ofAge))
      about('order', result.value.order)
      return result
    })
  } catch (error) {
    if (error instanceof PlacedBefore && before) return before
    throw error
  }
}

/** Places an order within a transaction of its caller, who takes everything back after a refusal. */
export async function placeWithin(
  deps: { db: Db } & CardDeps,
  tx: Tx,
  key: OrderKey,
  prepare: (tx: Tx) => Promise<Result<OrderToPlace>>,
): Promise<Readonly<{ result: Result<Placed>; isWritten: boolean; ofAge?: number | undefined }>> {
  const prepared = await prepare(tx)
  if (!prepared.ok) return { result: prepared, isWritten: false }
  const order = prepared.value
  // What another system took keeps what was agreed there, and what takes the place of goods what they were.
  const asksParty = key.channel !== 'import' && order.isReplacement !== true
  if (order.party && asksParty && !(await holdOpen(tx, order.party.id)))
    return { result: refuse('orders.party_over', {}, 'party'), isWritten: false }
  const asked = { channel: key.channel, isPlacing: true, atMs: order.placedAtMs }
  const decided = await decideOrder(deps, tx, order, asked)
  if (!decided.ok) return { result: decided, isWritten: false }
  const { priced } = decided.value
  const refused =
    refuseCoupons(decided.value.coupons) ??
    refuseTotal(priced, {
      expectedMinor: order.expectedTotalMinor,
      currency: decided.value.market.currency,
      input: decided.value.input,
    })
  if (refused) return { result: refused, isWritten: false }
  const { kind, market, input } = decided.value
  const channel = order.isByStaff === true ? ('desk' as const) : key.channel
  const of = { kind, channel, currency: market.currency, totalMinor: priced.totalMinor }
  const { settledMinor = 0n } = order
  const unpaid = await refusePaying(deps, tx, order, { ...of, settledMinor, atMs: input.atMs })
  if (unpaid) return { result: unpaid, isWritten: false }
  const document = documentOf(key, order, { ...decided.value, journal: journalId(key) })
  const placed = await placeRow(tx, document)
  const { taxAnswer } = decided.value
  if (taxAnswer && placed.ok && !placed.value.again)
    await addOrderTax(tx, {
      orderId: placed.value.order,
      source: taxAnswer.source,
      reference: taxAnswer.reference,
      answer: answerText(taxAnswer),
    })
  const isNew = placed.ok && !placed.value.again
  if (isNew && keepsWay(input)) await keepWay(tx, placed.value.order, keptWay(decided.value))
  const { payment = 'pay_later' as const } = order
  const chosen = { payment, legalEntityId: market.legalEntityId, settledMinor }
  const paid = isNew ? await payPlaced(tx, placed.value, chosen) : ok(undefined)
  return { result: paid.ok ? placed : paid, isWritten: true, ofAge: order.ofAge }
}

/** Which way is the usual one can be told later only where no carrier has to be asked for that. */
function keepsWay({ delivery, atMs }: PricingInput): boolean {
  return delivery.way !== undefined || usesCarriers(delivery.table, atMs)
}

function keptWay({ delivered, priced }: Decided) {
  const { id: wayId, kind, name } = priced.way
  return { wayId, kind, name, showroomId: delivered.showroomId, place: delivered.place }
}

export type Decided = Readonly<{
  market: Market
  kind: PriceKind
  priced: PricedOrder
  /** What a service said of its tax; undefined where the tables did. */
  taxAnswer: TaxAnswer | undefined
  delivered: HowDelivered
  sponsorId: bigint | undefined
  /** It is of the type `first` if its buyer never ordered before. */
  mayBeFirst: boolean
  versions: Readonly<{ catalog: bigint; tax: bigint }>
  /** The day of the market that promotions are counted on; undefined where none were asked. */
  day: string | undefined
  coupons: readonly TypedCoupon[]
  /** What it was priced from. */
  input: PricingInput
}>

/** How an order is looked at: by which channel it comes, whether it is placed now, and at which moment it is priced. */
export type Look = Readonly<{
  channel: OrderChannel
  isPlacing: boolean
  atMs?: number | undefined
  /** Somebody waits for it who may have carriers asked first. */
  asksRates?: boolean
}>

export type OrderToDecide = Pick<
  OrderToPlace,
  | 'marketId'
  | 'type'
  | 'buyerId'
  | 'sellerId'
  | 'lines'
  | 'coupons'
  | 'gifts'
  | 'address'
  | 'destination'
  | 'way'
  | 'place'
  | 'asksAddress'
  | 'isReplacement'
  | 'ofAge'
  | 'party'
  | 'parcel'
>

/** Reads what the decision needs and prices the order; nothing is written. */
export async function decideOrder(
  deps: { db: Db },
  tx: Tx,
  order: OrderToDecide,
  look: Look,
): Promise<Result<Decided>> {
  const market = await marketById(tx, order.marketId)
  if (!market) throw new Error('an order needs a market')
  const ids = [order.buyerId, order.sellerId].filter((id) => id !== undefined)
  const people = await peopleByIds(tx, [...new Set(ids)])
  const buyer = order.buyerId === undefined ? undefined : people.get(order.buyerId)
  if (order.buyerId !== undefined && (!buyer || !mayBuy(buyer)))
    return refuse('orders.buyer_unable', {}, 'buyer')
  const kind = priceKindOf(buyer?.kind)
  const book = await priceBookOf(deps, tx, market.id)
  const atMs = look.atMs ?? (await companyNow(tx))
  const sent = await taxedAndSent(deps, tx, order, { look, market, atMs })
  if (!sent.ok) return sent
  const { tax, delivered } = sent.value
  const { ground: delivery } = delivered
  const input = { book, tax, delivery, kind, atMs, lines: order.lines }
  const promoting = await promotingOf(deps, tx, { order, look, market, input })
  if (!promoting.ok) return promoting
  const inParty = { market, atMs, waits: look.isPlacing }
  const pricedFrom = {
    ...input,
    promoting: promoting.value,
    parcel: order.parcel,
    goesWithOthers: await goesWithOthers(tx, order.party, inParty),
    // Whoever only looks, and does not say where it goes, is told what is known.
    estimates: !look.isPlacing && !sent.value.isKnown,
  }
  const taxed = await priceTaxed(tx, pricedFrom, {
    market,
    place: delivery.to,
    isKnown: sent.value.isKnown,
    asks: asksOutside(order, look),
  })
  if (!taxed.ok) return taxed
  const { priced } = taxed.value
  const limited = await limitsOf(tx, priced, { order, look, market, atMs, country: delivery.to.country })
  if (limited) return limited
  // Whoever places is promised the goods, or refused, where the order is written.
  const short = look.isPlacing
    ? undefined
    : await refuseStock(tx, priced.lines, {
        marketId: market.id,
        channel: look.channel,
        language: market.language,
        ...delivered,
      })
  if (short) return short
  const personId = order.buyerId ?? order.sellerId
  const sponsorId = personId === undefined ? undefined : await parentOf(tx, { tree: 'sponsor', personId })
  return ok({
    market,
    kind,
    priced,
    taxAnswer: taxed.value.answer,
    delivered,
    sponsorId,
    mayBeFirst: await mayBeFirst(tx, order, { joinedAtMs: buyer?.joinedAt.getTime(), atMs }),
    versions: { catalog: book.version, tax: tax.version },
    day: promoting.value?.ground.basket.day,
    coupons: promoting.value?.ground.coupons ?? [],
    input: taxed.value.input,
  })
}

/** Which limit of its goods stands in an order's way; what another system took keeps what was agreed there. */
async function limitsOf(
  tx: Tx,
  priced: PricedOrder,
  of: Readonly<{ order: OrderToDecide; look: Look; market: Market; atMs: number; country: string }>,
): Promise<Result<never> | undefined> {
  const { order, look, market, atMs, country } = of
  const { channel, isPlacing } = look
  if (channel === 'import') return undefined
  // Whoever only looks is asked for the age later; whoever places and was not asked has confirmed none.
  const ofAge = order.ofAge ?? (isPlacing ? 0 : undefined)
  const { buyerId } = order
  return refuseLimits(tx, priced.lines, {
    buyerId,
    country,
    ofAge,
    isPlacing,
    atMs,
    language: market.language,
  })
}

/** Promotions for an order; an order that another system took keeps what was agreed there. */
async function promotingOf(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{
    order: Pick<OrderToPlace, 'buyerId' | 'coupons' | 'gifts' | 'party'>
    look: Look
    market: Market
    input: PricingInput
  }>,
): Promise<Result<Promoting | undefined>> {
  const { order, market, input } = of
  const { channel, isPlacing } = of.look
  if (channel === 'import') return ok(undefined)
  const { buyerId, coupons: codes = [], gifts: chosen = [] } = order
  const party = order.party && partyFacts(order.party, buyerId)
  return promotingFor(deps, tx, { market, buyerId, channel, party, codes, chosen, isPlacing }, input)
}

function mayBuy(person: Person): boolean {
  return person.status === 'active' || person.status === 'inactive'
}
