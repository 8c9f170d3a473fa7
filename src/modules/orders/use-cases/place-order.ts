import { ok, refuse, type Result } from '#shared/refusal.ts'
import { priceBookOf, type PriceKind } from '#modules/catalog/api.ts'
import { marketById, type Market } from '#modules/company/api.ts'
import { peopleByIds, type Person } from '#modules/field/api.ts'
import { parentOf } from '#modules/genealogy/api.ts'
import { taxTableOf } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { transact, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { orderEntries, type OrderChannel, type OrderType, type WantedLine } from '../domain/order.ts'
import { placedBefore, placeRow, type Placed } from '../store/place.ts'
import { mayBeFirst } from './first-order.ts'
import { priceOrder, type PricedOrder } from './price-order.ts'
import { tellPlaced } from './tell-order.ts'

export type Address = Readonly<{
  recipient: string
  line1: string
  line2?: string | undefined
  postalCode: string
  city: string
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
  guestName?: string | undefined
  contact?: Contact | undefined
  address?: Address | undefined
  /** When the order was taken from the consumer (epoch milliseconds), for a reported one. */
  takenAtMs?: number | undefined
  /** When it was placed in another system, for an order that the program brings in from there. */
  placedAtMs?: number | undefined
  /** The total that the buyer saw; another one is refused. */
  expectedTotalMinor?: bigint | undefined
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
 * gives the order that was placed before; with another payload it is refused as `idempotency.conflict`. Further
 * refusals: `orders.product_gone`, `orders.total_changed`, `orders.buyer_unable`, those of lines, tax and shipping.
 */
export async function placeOrder(
  deps: { db: Db },
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
      const result = await placeIn(deps, tx, call.key, prepare)
      // A copy that was placed meanwhile may be why this one no longer can be: its basket is empty by now.
      if (!result.ok && (await known(tx))) throw new PlacedBefore('placed meanwhile')
      if (!result.ok) return result
      if (result.value.again) {
        before = result
        throw new PlacedBefore('placed meanwhile')
      }
      await tellPlaced(tx, result.value)
      about('order', result.value.order)
      return result
    })
  } catch (error) {
    if (error instanceof PlacedBefore && before) return before
    throw error
  }
}

async function placeIn(
  deps: { db: Db },
  tx: Tx,
  key: OrderKey,
  prepare: (tx: Tx) => Promise<Result<OrderToPlace>>,
): Promise<Result<Placed>> {
  const prepared = await prepare(tx)
  if (!prepared.ok) return prepared
  const order = prepared.value
  const decided = await decideOrder(deps, tx, order, order.placedAtMs)
  if (!decided.ok) return decided
  const { priced, market } = decided.value
  if (order.expectedTotalMinor !== undefined && order.expectedTotalMinor !== priced.totalMinor)
    return refuse('orders.total_changed', { minor: priced.totalMinor, currency: market.currency })
  return placeRow(tx, documentOf(key, order, decided.value))
}

export type Decided = Readonly<{
  market: Market
  kind: PriceKind
  priced: PricedOrder
  sponsorId: bigint | undefined
  /** It is of the type `first` if its buyer never ordered before. */
  mayBeFirst: boolean
  versions: Readonly<{ catalog: bigint; tax: bigint }>
}>

/** Reads what the decision needs and prices the order; nothing is written. */
export async function decideOrder(
  deps: { db: Db },
  tx: Tx,
  order: Pick<OrderToPlace, 'marketId' | 'type' | 'buyerId' | 'sellerId' | 'lines'>,
  pricedAtMs?: number,
): Promise<Result<Decided>> {
  const market = await marketById(tx, order.marketId)
  if (!market) throw new Error('an order needs a market')
  const ids = [order.buyerId, order.sellerId].filter((id) => id !== undefined)
  const people = await peopleByIds(tx, [...new Set(ids)])
  const buyer = order.buyerId === undefined ? undefined : people.get(order.buyerId)
  if (order.buyerId !== undefined && (!buyer || !mayBuy(buyer)))
    return refuse('orders.buyer_unable', {}, 'buyer')
  const kind = priceKindOf(buyer)
  const book = await priceBookOf(deps, tx, market.id)
  const tax = await taxTableOf(deps, tx, market.id)
  const atMs = pricedAtMs ?? (await companyNow(tx))
  const priced = priceOrder({ book, tax, kind, atMs, lines: order.lines })
  if (!priced.ok) return priced
  const personId = order.buyerId ?? order.sellerId
  const sponsorId = personId === undefined ? undefined : await parentOf(tx, { tree: 'sponsor', personId })
  return ok({
    market,
    kind,
    priced: priced.value,
    sponsorId,
    mayBeFirst: await mayBeFirst(tx, order, { joinedAtMs: buyer?.joinedAt.getTime(), atMs }),
    versions: { catalog: book.version, tax: tax.version },
  })
}

/** The secret of an order's status page: the same for a repeated key, and nothing of it is stored but its hash. */
export function statusToken(seed: Buffer, key: OrderKey): string {
  const parts = [key.channel, key.scope, key.key, key.payloadHash.toString('hex')]
  const inner = hashToken(JSON.stringify(['order status', ...parts]))
  return hashToken(seed.toString('hex') + inner.toString('hex')).toString('base64url')
}

/** The order's journal has an id made of the order's key, so that one key can never post twice. */
function journalId(key: OrderKey): string {
  const text = JSON.stringify(['order journal', key.channel, key.scope, key.key])
  return uuidOf(hashToken(text))
}

/** A UUID of version 8 (RFC 9562: of the maker's own contents) from the first 16 bytes of a hash. */
export function uuidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function mayBuy(person: Person): boolean {
  return person.status === 'active' || person.status === 'inactive'
}

export function priceKindOf(buyer: Pick<Person, 'kind'> | undefined): PriceKind {
  if (!buyer || buyer.kind === 'retail') return 'retail'
  return buyer.kind === 'preferred' ? 'preferred' : 'distributor'
}

/** The one document that orders.place reads. */
function documentOf(key: OrderKey, order: OrderToPlace, decided: Decided): Readonly<Record<string, unknown>> {
  const { market, priced } = decided
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
    shipping: priced.shippingMinor,
    tax: priced.taxMinor,
    total: priced.totalMinor,
    pieces: priced.pieces,
    payment: 'pay_later',
    catalogVersion: decided.versions.catalog,
    taxVersion: decided.versions.tax,
    statusHash: order.statusHash?.toString('hex'),
    basket: order.basketHash?.toString('hex'),
    guestName: order.guestName,
    contact: order.contact,
    address: order.address,
    journal: journalId(key),
    placedAt: order.placedAtMs === undefined ? undefined : new Date(order.placedAtMs).toISOString(),
    entries: orderEntries(priced.amounts, market.currency),
    lines: priced.lines.map((line) => ({
      product: line.product.id,
      quantity: line.quantity,
      unit: line.unitMinor,
      total: line.totalMinor,
      tax: line.taxMinor,
      volumes: line.volumes,
    })),
  }
}
