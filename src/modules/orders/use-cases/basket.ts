import { ok, refuse, type Result } from '#shared/refusal.ts'
import { priceBookOf, productsByIds } from '#modules/catalog/api.ts'
import { marketByCode } from '#modules/company/api.ts'
import { mayServe, personByCode, personById } from '#modules/field/api.ts'
import { taxTableOf } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { hashToken, newToken } from '#platform/sessions/token.ts'
import { addBasket, basketByToken, setBasketLine, setBasketSeller, type Basket } from '../store/baskets.ts'
import { priceKindOf } from './place-order.ts'
import { goneProducts, priceOrder } from './price-order.ts'
import { shownMarket, shownPricing, shownSums } from './show-order.ts'

type Deps = Readonly<{ db: Db }>
/** Who shops: somebody signed in has the prices of their kind. */
type Shopper = Readonly<{ personId: bigint | undefined; language: string | undefined }>

const BASKET_LINES_MAX = 200

/** The id of somebody who sells under this code; refused as `orders.seller_unknown`. */
async function sellerByCode(tx: Tx, code: string): Promise<Result<bigint>> {
  const person = await personByCode(tx, code)
  return person && mayServe(person) ? ok(person.id) : refuse('orders.seller_unknown', { code }, 'seller')
}

/** Makes an empty basket and gives its token, which only the caller has: the database keeps a hash. */
export async function createBasket(
  tx: Tx,
  input: { market: string; seller: string | undefined; language: string | undefined },
): Promise<Result<string>> {
  const market = await marketByCode(tx, input.market)
  if (!market) return refuse('orders.market_unknown', { market: input.market }, 'market')
  const seller = input.seller === undefined ? ok(null) : await sellerByCode(tx, input.seller)
  if (!seller.ok) return seller
  const { token, hash } = newToken()
  await addBasket(tx, {
    tokenHash: hash,
    marketId: market.id,
    sellerId: seller.value,
    language: input.language ?? null,
  })
  return ok(token)
}

/** The basket of a token; refused as `orders.basket.not_found`. */
export async function findBasket(tx: Tx, token: string): Promise<Result<Basket>> {
  const basket = await basketByToken(tx, hashToken(token))
  return basket ? ok(basket) : refuse('orders.basket.not_found')
}

/** Says whose shop the basket stands in; null is the company itself. */
export async function changeSeller(
  tx: Tx,
  about: About,
  input: { token: string; seller: string | null },
): Promise<Result<undefined>> {
  const basket = await findBasket(tx, input.token)
  if (!basket.ok) return basket
  const seller = input.seller === null ? ok(null) : await sellerByCode(tx, input.seller)
  if (!seller.ok) return seller
  await setBasketSeller(tx, { basketId: basket.value.id, sellerId: seller.value })
  about('basket', basket.value.id)
  return ok(undefined)
}

/** Sets how many pieces of a product lie in the basket; 0 takes it out, also when it is no longer sold. */
export async function changeLine(
  deps: Deps,
  tx: Tx,
  about: About,
  input: { token: string; product: string; quantity: number },
): Promise<Result<undefined>> {
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  const basket = found.value
  const book = await priceBookOf(deps, tx, basket.marketId)
  const product = book.byCode.get(input.product)
  if (!product || (product.withdrawn && input.quantity > 0))
    return refuse('orders.product_gone', { product: input.product }, 'product')
  const isNew = basket.lines.every((line) => line.productId !== product.id)
  if (isNew && input.quantity > 0 && basket.lines.length >= BASKET_LINES_MAX)
    return refuse('orders.too_many_lines', { most: BASKET_LINES_MAX }, 'product')
  await setBasketLine(tx, { basketId: basket.id, productId: product.id, quantity: input.quantity })
  about('basket', basket.id)
  return ok(undefined)
}

/** The basket with prices of this moment; what cannot be bought any more is named and left out of the sums. */
export async function showBasket(deps: Deps, tx: Tx, token: string, shopper: Shopper) {
  const found = await findBasket(tx, token)
  if (!found.ok) return found
  const basket = found.value
  const market = await shownMarket(tx, basket.marketId)
  const seller = basket.sellerId === null ? undefined : await personById(tx, basket.sellerId)
  const buyer = shopper.personId === undefined ? undefined : await personById(tx, shopper.personId)
  const book = await priceBookOf(deps, tx, market.id)
  const tax = await taxTableOf(deps, tx, market.id)
  const lines = await linesByCode(tx, basket)
  const input = { book, tax, kind: priceKindOf(buyer), atMs: await companyNow(tx), lines }
  const gone = goneProducts(input)
  const left = lines.filter((line) => !gone.includes(line.product))
  const head = { token, market: market.code, seller: seller?.code ?? null, gone }
  const nothing = { subtotalMinor: 0n, shippingMinor: 0n, taxMinor: 0n, totalMinor: 0n }
  if (left.length === 0)
    return ok({ ...head, lines: [], pieces: 0, ...shownSums(market.currency, nothing), shippingHint: null })
  const priced = priceOrder({ ...input, lines: left })
  if (!priced.ok) return priced
  const languages = [shopper.language, basket.language ?? undefined, market.language]
  const shown = shownPricing({ currency: market.currency, languages }, priced.value)
  // Shown as they were put in, priced in an order of their own.
  const place = new Map(left.map((line, index) => [line.product, index]))
  const inOrder = shown.lines.toSorted(
    (a, b) => (place.get(a.product.code) ?? 0) - (place.get(b.product.code) ?? 0),
  )
  return ok({ ...head, ...shown, lines: inOrder, pieces: priced.value.pieces })
}

/** What lies in a basket, by the codes of products. */
export async function linesByCode(tx: Tx, basket: Basket) {
  const products = await productsByIds(
    tx,
    basket.lines.map((line) => line.productId),
  )
  return basket.lines.flatMap((line) => {
    const product = products.get(line.productId)
    return product ? [{ product: product.code, quantity: line.quantity }] : []
  })
}
