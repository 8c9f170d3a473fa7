import { ok, refuse, type Result } from '#shared/refusal.ts'
import { marketByCode } from '#modules/company/api.ts'
import { mayServe, personByCode } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { hashToken, newToken } from '#platform/sessions/token.ts'
import { COUPONS_MOST, GIFTS_MOST } from '../domain/basket.ts'
import { LINES_MAX, QUANTITY_MAX } from '../domain/order.ts'
import {
  addBasket,
  basketNamed,
  holdBasket,
  joinBaskets,
  ownBasket,
  type Basket,
  type BasketNamed,
} from '../store/baskets.ts'
import { showToken } from '../store/place.ts'

/** The id of somebody who sells under this code; refused as `orders.seller_unknown`. */
export async function sellerByCode(tx: Tx, code: string): Promise<Result<bigint>> {
  const person = await personByCode(tx, code)
  return person && mayServe(person) ? ok(person.id) : refuse('orders.seller_unknown', { code }, 'seller')
}

/**
 * An empty basket, and its name: a token that only the caller has, as the database keeps a hash; or the id of the one that somebody who
 * is signed in has in the market, made where there is none.
 */
export async function createBasket(
  tx: Tx,
  input: {
    market: string
    seller: string | undefined
    language: string | undefined
    ownerId: bigint | undefined
  },
): Promise<Result<BasketName>> {
  const market = await marketByCode(tx, input.market)
  if (!market) return refuse('orders.market_unknown', { market: input.market }, 'market')
  const seller = input.seller === undefined ? ok(null) : await sellerByCode(tx, input.seller)
  if (!seller.ok) return seller
  const { token, hash } = newToken()
  const { ownerId } = input
  const of = { marketId: market.id, language: input.language ?? null, sellerId: seller.value }
  if (ownerId !== undefined) return ok({ id: await ownBasketFor(tx, { ...of, ownerId }) })
  await addBasket(tx, { ...of, tokenHash: hash, ownerId: null, begunAtMs: await companyNow(tx) })
  return ok({ token })
}

/** The id of the basket that somebody has in a market, made where there is none. */
export async function ownBasketFor(
  tx: Tx,
  of: Readonly<{ ownerId: bigint; marketId: bigint; sellerId: bigint | null; language: string | null }>,
): Promise<bigint> {
  const before = await ownBasket(tx, of)
  if (before !== undefined) return before
  await addBasket(tx, { ...of, tokenHash: newToken().hash, begunAtMs: await companyNow(tx) })
  const made = await ownBasket(tx, of)
  if (made === undefined) throw new Error('a basket that was made is there')
  return made
}

/** The id of the basket that somebody has in a market; undefined where there is none. */
export async function findOwnBasket(
  tx: Tx,
  of: Readonly<{ market: string; ownerId: bigint }>,
): Promise<Result<bigint | undefined>> {
  const market = await marketByCode(tx, of.market)
  if (!market) return refuse('orders.market_unknown', { market: of.market }, 'market')
  return ok(await ownBasket(tx, { ownerId: of.ownerId, marketId: market.id }))
}

/**
 * Puts what lies in a guest's basket into the own one of the same market: pieces of the same goods add up, what else lies in the own one
 * stays as it is, and the guest's is gone. Gives the own one and how many pieces were put in. Refused as `orders.basket.not_found`,
 * or as `orders.too_many_lines` with nothing changed.
 */
export async function joinBasket(
  tx: Tx,
  about: About,
  input: Readonly<{ token: string; ownerId: bigint }>,
): Promise<Result<Readonly<{ id: bigint; pieces: number }>>> {
  const guest = await keepBasket(tx, { token: input.token }, about)
  if (!guest.ok) return guest
  const { marketId, language } = guest.value
  const id = await ownBasketFor(tx, { ownerId: input.ownerId, marketId, sellerId: null, language })
  const pieces = await joinInto(tx, about, { from: guest.value, ownId: id })
  return pieces.ok ? ok({ id, pieces: pieces.value }) : pieces
}

/** Puts what lies in a held basket into the own one, and gives how many pieces that was; refused as `orders.too_many_lines`. */
export async function joinInto(
  tx: Tx,
  about: About,
  { from, ownId }: Readonly<{ from: Basket; ownId: bigint }>,
): Promise<Result<number>> {
  const own = await keepBasket(tx, { id: ownId }, about)
  if (!own.ok) return own
  const both = [...from.lines, ...own.value.lines]
  const goods = new Set(both.map(({ productId, printed }) => `${productId} ${printed}`))
  if (goods.size > LINES_MAX) return refuse('orders.too_many_lines', { most: LINES_MAX })
  await showToken(tx, from.tokenHash)
  const most = { pieces: QUANTITY_MAX, coupons: COUPONS_MOST, gifts: GIFTS_MOST }
  return ok(await joinBaskets(tx, { guestId: from.id, ownId, ...most }))
}

/** The name of a basket: its token, or the id of one that is the viewer's own. */
export type BasketName = Readonly<{ token: string }> | Readonly<{ id: bigint }>

/** The basket of a name; refused as `orders.basket.not_found`. */
export async function findBasket(tx: Tx, name: BasketName): Promise<Result<Basket>> {
  const basket = await basketNamed(tx, storedName(name))
  return basket ? ok(basket) : refuse('orders.basket.not_found')
}

/** The same for a change, which holds the basket: whoever changes it on another device waits. */
export async function keepBasket(tx: Tx, name: BasketName, about?: About): Promise<Result<Basket>> {
  const basket = await holdBasket(tx, storedName(name))
  if (!basket) return refuse('orders.basket.not_found')
  about?.('basket', basket.id)
  return ok(basket)
}

function storedName(name: BasketName): BasketNamed {
  return 'token' in name ? { tokenHash: hashToken(name.token) } : name
}
