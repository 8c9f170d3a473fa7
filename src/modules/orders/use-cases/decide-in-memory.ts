import { isLimited, knownPriceBook, type PriceBook } from '#modules/catalog/api.ts'
import { mayServe } from '#modules/field/api.ts'
import { groundInMemory, standingFrom } from '#modules/promotions/api.ts'
import { knownTaxTable, type TaxTable } from '#modules/tax/api.ts'
import type { Db } from '#platform/postgres/database.ts'
import { holdsUntil, joinedLately } from '../domain/order.ts'
import { factsBefore, type FactsBefore } from '../store/before-placing.ts'
import { firstOrderDays } from './first-order.ts'
import { journalId, priceKindOf, type Address, type OrderKey, type OrderToPlace } from './place-order.ts'
import { documentOf } from './place-document.ts'
import { priceOrder, promotedLines, type PricingInput } from './price-order.ts'
import { refuseTotal } from './refuse-promotions.ts'

/** What somebody orders for themselves in the office, without coupons. */
export type OwnOrder = Readonly<{
  distributorId: bigint
  lines: OrderToPlace['lines']
  gifts?: OrderToPlace['gifts']
  delivery?: Address | undefined
  expectedTotal?: Readonly<{ minor: bigint; currency: string }> | undefined
}>

/** An order that is decided: what is written, and until when it may be written without another look. */
export type ReadyOrder = Readonly<{ document: ReturnType<typeof documentOf>; holdsUntilMs: number }>

/**
 * Decides an order by one question to the database and the copies in memory of goods, taxes and promotions, as `placeOrder` would
 * decide it. Undefined where that is not enough: the order is refused, its key is known, a copy is old, promotions ask for the
 * buyer's history, its goods have limits, or it uses what only one order at a time can be given.
 */
export async function decideInMemory(
  deps: { db: Db },
  key: OrderKey,
  order: OwnOrder,
): Promise<ReadyOrder | undefined> {
  const facts = await factsBefore(deps.db, key, order.distributorId)
  if (!facts || facts.isKnown || !mayServe(facts)) return undefined
  const book = knownPriceBook(deps, { marketId: facts.market.id, version: facts.catalog })
  const tax = knownTaxTable(deps, { marketId: facts.market.id, version: facts.tax })
  if (!book || !tax) return undefined
  const kind = priceKindOf(facts)
  const input: PricingInput = { book, tax, kind, atMs: facts.now, lines: order.lines }
  const promoting = await promotingInMemory(deps, facts, { input, buyerId: order.distributorId, key })
  if (!promoting) return undefined
  const { ground, untilMs } = promoting
  const pricedFrom = {
    ...input,
    promoting: { ground, chosen: order.gifts ?? [], currency: facts.market.currency },
  }
  const priced = priceOrder(pricedFrom)
  if (!priced.ok || priced.value.promoted?.given.some(({ uses }) => uses.length > 0)) return undefined
  // What a buyer may have of limited goods hangs on what was bought before, for which orders of one buyer wait.
  if (priced.value.lines.some(({ product }) => isLimited(product))) return undefined
  const expectedMinor = order.expectedTotal?.minor
  if (refuseTotal(priced.value, { expectedMinor, currency: facts.market.currency, input: pricedFrom }))
    return undefined
  const document = documentOf(key, toPlace(order, facts), {
    market: { ...facts.market, calendar: { id: facts.market.calendarId } },
    kind,
    priced: priced.value,
    sponsorId: facts.sponsor ?? undefined,
    mayBeFirst: mayBeFirst(facts),
    versions: { catalog: book.version, tax: tax.version },
    day: ground.basket.day,
    journal: journalId(key),
  })
  return { document, holdsUntilMs: holdsUntil(facts.now, [...changesOf(book), ...changesOf(tax), untilMs]) }
}

async function promotingInMemory(
  deps: { db: Db },
  facts: FactsBefore,
  of: Readonly<{ input: PricingInput; buyerId: bigint; key: OrderKey }>,
) {
  const lines = promotedLines(of.input)
  if (!lines.ok) return undefined
  const { kind, atMs } = of.input
  const { market } = facts
  const asked = {
    market,
    buyerId: of.buyerId,
    kinds: [kind],
    channel: of.key.channel,
    atMs,
    lines: lines.value,
  }
  return groundInMemory(deps, asked, standingFrom(facts.standing))
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

function mayBeFirst({ firstOrderDays: stored, joinedAt, now }: FactsBefore): boolean {
  const days = stored === null ? firstOrderDays.fallback : firstOrderDays.read(stored)
  if (days === undefined) throw new Error(`the stored value of ${firstOrderDays.name} cannot be read`)
  return joinedLately({ joinedAtMs: joinedAt, atMs: now, days })
}

const changes = new WeakMap<PriceBook | TaxTable, readonly number[]>()

/** Moments at which something of a copy begins or ends to hold. */
function changesOf(copy: PriceBook | TaxTable): readonly number[] {
  const known = changes.get(copy)
  if (known) return known
  const dated =
    'products' in copy
      ? [...copy.products.flatMap(({ prices }) => prices), ...[...(copy.printed?.values() ?? [])].flat()]
      : [...copy.rates, ...copy.shipping]
  const moments = [...new Set(dated.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs ?? Infinity]))]
  changes.set(copy, moments)
  return moments
}
