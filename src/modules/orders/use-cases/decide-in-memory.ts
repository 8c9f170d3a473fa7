import { knownPriceBook, priceKindOf, type PriceBook } from '#modules/catalog/api.ts'
import { mayServe } from '#modules/field/api.ts'
import { buyerKindOf, creditLimit, maySayLater, offeredMethods } from '#modules/payments/api.ts'
import { groundInMemory, limitedInMemory, type PromotionGround } from '#modules/promotions/api.ts'
import { asksRegion, knownTaxTable, taxesIn, type TaxTable } from '#modules/tax/api.ts'
import { knownShippingTable, usesCarriers, type ShippingTable } from '#modules/shipping/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { holdsUntil, joinedLately } from '../domain/order.ts'
import { factsBefore, type FactsBefore } from '../store/before-placing.ts'
import { firstOrderDays } from './first-order.ts'
import { journalId } from './order-marks.ts'
import type { Address, OrderKey, OrderToPlace } from './place-order.ts'
import type { ChosenPayment } from './paying-terms.ts'
import { documentOf } from './place-document.ts'
import { namesOf, priceOrder, promotedLines, type PricedOrder, type PricingInput } from './price-order.ts'
import { isWithinLimits } from './refuse-limits.ts'
import { refuseTotal } from './refuse-promotions.ts'

/** What somebody orders for themselves in the office, without coupons. */
export type OwnOrder = Readonly<{
  distributorId: bigint
  lines: OrderToPlace['lines']
  gifts?: OrderToPlace['gifts']
  delivery?: Address | undefined
  payment?: ChosenPayment | undefined
  expectedTotal?: Readonly<{ minor: bigint; currency: string }> | undefined
}>

/** An order that is decided: what is written, and until when it may be written without another look. */
export type ReadyOrder = Readonly<{ document: ReturnType<typeof documentOf>; holdsUntilMs: number }>

/**
 * Decides an order by one question to the database and the copies in memory of goods, taxes and promotions, as `placeOrder` would
 * decide it. Undefined where that is not enough: the order is refused, its key is known, a copy is old, promotions ask for the
 * buyer's history, its goods have limits that ask for that, it uses what only one order at a time can be given, or it is not simply paid later.
 */
export async function decideInMemory(
  deps: { db: Db },
  key: OrderKey,
  order: OwnOrder,
): Promise<ReadyOrder | undefined> {
  const known = await priceInMemory(deps, key, order)
  if (!known || known.facts.isKnown || !mayPayLater(known.facts, order.payment)) return undefined
  const { facts, input, priced, ground, untilMs } = known
  const { book, tax, kind, delivery } = input
  if (priced.promoted?.given.some(({ uses, credit }) => uses.length > 0 || credit)) return undefined
  const expectedMinor = order.expectedTotal?.minor
  if (refuseTotal(priced, { expectedMinor, currency: facts.market.currency, input })) return undefined
  const document = documentOf(key, toPlace(order, facts), {
    market: { ...facts.market, calendar: { id: facts.market.calendarId } },
    kind,
    priced,
    sponsorId: facts.sponsor ?? undefined,
    mayBeFirst: mayBeFirst(facts),
    versions: { catalog: book.version, tax: tax.version },
    day: ground.basket.day,
    journal: journalId(key),
  })
  return {
    document,
    holdsUntilMs: holdsUntil(facts.now, [
      ...changesOf(book),
      ...changesOf(tax),
      ...changesOf(delivery.table),
      untilMs,
    ]),
  }
}

/** An order that was priced by one question and the copies in memory, with what it was priced from and until when that holds. */
export type PricedInMemory = Readonly<{
  facts: FactsBefore
  input: PricingInput
  priced: PricedOrder
  ground: PromotionGround
  untilMs: number
}>

/**
 * What somebody's own order comes to, as `decideOrder` would price it. Undefined where one question and the copies in memory are not
 * enough, or it is refused.
 */
export async function priceInMemory(
  deps: { db: Db },
  key: Readonly<{ channel: OrderKey['channel']; scope: string; key: string }>,
  order: OwnOrder,
): Promise<PricedInMemory | undefined> {
  const limited = limitedInMemory(deps, (marketId) => {
    const goods = knownPriceBook(deps, { marketId })?.byCode
    return order.lines.flatMap(({ product }) => goods?.get(product) ?? []).map(namesOf)
  })
  const facts = await factsBefore(deps.db, key, { personId: order.distributorId, limited })
  if (!facts || !mayServe(facts)) return undefined
  const book = knownPriceBook(deps, { marketId: facts.market.id, version: facts.catalog })
  const taxes = knownTaxTable(deps, { marketId: facts.market.id, version: facts.tax })
  const table = knownShippingTable(deps, { marketId: facts.market.id, version: facts.tax })
  if (!book || !taxes || !table) return undefined
  // What carriers said is looked up first.
  if (usesCarriers(table, facts.now)) return undefined
  const place = order.delivery ?? { country: facts.market.country }
  const { country } = place
  if (order.delivery && asksRegion(taxes, place)) return undefined
  const tax = taxesIn(taxes, place)
  const delivery = { table, to: place }
  const asked = { book, tax, delivery, kind: priceKindOf(facts.kind), atMs: facts.now, lines: order.lines }
  const of = {
    input: asked,
    buyerId: order.distributorId,
    channel: key.channel,
    limited: limited.get(facts.market.id),
  }
  const promoting = await promotingInMemory(deps, facts, of)
  if (!promoting) return undefined
  const { ground, untilMs } = promoting
  const chosen = order.gifts ?? []
  const input = { ...asked, promoting: { ground, chosen, currency: facts.market.currency } }
  const priced = priceOrder(input)
  // What a service reckons is looked up first.
  if (!priced.ok || priced.value.asksTax) return undefined
  // Who was bound to an age has confirmed none here.
  const look = { country, ofAge: 0 }
  if (!isWithinLimits(priced.value.lines, look)) return undefined
  return { facts, input, priced: priced.value, ground, untilMs }
}

async function promotingInMemory(
  deps: { db: Db },
  facts: FactsBefore,
  of: Readonly<{
    input: PricingInput
    buyerId: bigint
    channel: OrderKey['channel']
    limited: ReturnType<ReturnType<typeof limitedInMemory>['get']>
  }>,
) {
  const lines = promotedLines(of.input)
  if (!lines.ok) return undefined
  const { kind, atMs } = of.input
  const { market } = facts
  const asked = {
    market,
    buyerId: of.buyerId,
    kinds: [kind],
    channel: of.channel,
    atMs,
    lines: lines.value,
  }
  return groundInMemory(deps, asked, { standing: facts.standing, used: facts.used, limited: of.limited })
}

function toPlace(order: OwnOrder, facts: FactsBefore): OrderToPlace {
  return {
    marketId: facts.market.id,
    type: 'order',
    buyerId: order.distributorId,
    sellerId: order.distributorId,
    lines: order.lines,
    address: order.delivery,
  }
}

/** Whether an order is paid later and nothing limits what its buyer owes: then nothing of paying has to be asked or written. */
function mayPayLater(
  { kind, settings, hasOwnLimit }: FactsBefore,
  payment: ChosenPayment | undefined,
): boolean {
  const offeredTo = buyerKindOf({ kind })
  const hasLimit = hasOwnLimit || (settings[creditLimit.name] ?? null) !== null
  return (
    (payment ?? 'pay_later') === 'pay_later' &&
    !hasLimit &&
    maySayLater(offeredTo, settings[offeredMethods[offeredTo].name])
  )
}

function mayBeFirst({ settings, joinedAt, now }: FactsBefore): boolean {
  const stored = settings[firstOrderDays.name] ?? null
  const days = stored === null ? firstOrderDays.fallback : firstOrderDays.read(stored)
  if (days === undefined) throw new Error(`the stored value of ${firstOrderDays.name} cannot be read`)
  return joinedLately({ joinedAtMs: joinedAt, atMs: now, days })
}

const changes = new WeakMap<PriceBook | TaxTable | ShippingTable, readonly number[]>()

/** Moments at which something of a copy begins or ends to hold. */
function changesOf(copy: PriceBook | TaxTable | ShippingTable): readonly number[] {
  const known = changes.get(copy)
  if (known) return known
  const dated =
    'products' in copy
      ? [...copy.products.flatMap(({ prices }) => prices), ...[...(copy.printed?.values() ?? [])].flat()]
      : 'ways' in copy
        ? [...copy.ways, ...copy.prices, ...copy.carrierPrices]
        : [...copy.rates, ...(copy.rules ?? [])]
  const moments = [...new Set(dated.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs ?? Infinity]))]
  changes.set(copy, moments)
  return moments
}
