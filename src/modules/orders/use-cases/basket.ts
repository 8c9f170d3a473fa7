import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  countedOn,
  isLimited,
  printedProduct,
  priceBookOf,
  refuseCode,
  type PriceBook,
  type Product,
} from '#modules/catalog/api.ts'
import { marketById } from '#modules/company/api.ts'
import { couponCode, isCouponKnown } from '#modules/promotions/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { COUPONS_MOST, GIFTS_MOST } from '../domain/basket.ts'
import { LINES_MAX } from '../domain/order.ts'
import {
  addBasketCoupon,
  removeBasketCoupon,
  saveBasketParty,
  setBasketGift,
  setBasketLine,
  setBasketSeller,
  type Basket,
} from '../store/baskets.ts'
import { partyByLink } from '../store/parties.ts'
import { keepBasket, sellerByCode, type BasketName } from './own-basket.ts'
import { refuseLimits } from './refuse-limits.ts'
import { refuseStock } from './refuse-stock.ts'

type Deps = Readonly<{ db: Db }>

/** Says whose shop the basket stands in; null is the company itself. It leaves the party of another seller. */
export async function changeSeller(
  tx: Tx,
  about: About,
  input: { basket: BasketName; seller: string | null },
): Promise<Result<undefined>> {
  const basket = await keepBasket(tx, input.basket, about)
  if (!basket.ok) return basket
  const seller = input.seller === null ? ok(null) : await sellerByCode(tx, input.seller)
  if (!seller.ok) return seller
  await setBasketSeller(tx, { basketId: basket.value.id, sellerId: seller.value })
  if (seller.value !== basket.value.sellerId)
    await saveBasketParty(tx, { basketId: basket.value.id, party: null })
  return ok(undefined)
}

/**
 * Puts the basket into the party of a link, or takes it out. Refused as `orders.party_not_found`, or as `orders.party_market` where it
 * stands in another market.
 */
export async function setBasketParty(
  tx: Tx,
  about: About,
  input: { basket: BasketName; link: string | null },
): Promise<Result<undefined>> {
  const party = input.link === null ? null : await partyByLink(tx, hashToken(input.link))
  if (party === undefined) return refuse('orders.party_not_found', {}, 'link')
  const found = await keepBasket(tx, input.basket, about)
  if (!found.ok) return found
  const basket = found.value
  if (party && party.marketId !== basket.marketId) return refuse('orders.party_market', {}, 'link')
  await saveBasketParty(tx, { basketId: basket.id, party })
  return ok(undefined)
}

/**
 * Sets how many pieces of a product lie in the basket, named by its own code or a printed one; 0 takes it out, also when it is no longer
 * sold. Refused as `orders.product_gone`, as `refuseCode`, `orders.too_many_lines`, by a limit of the product (the age is asked when the
 * order is placed), or as `orders.basket.conflict` where somebody changed the basket since the version that was `seen`.
 */
export async function changeLine(
  deps: Deps,
  tx: Tx,
  about: About,
  input: {
    basket: BasketName
    product: string
    quantity: number
    buyerId: bigint | undefined
    seen: number | undefined
  },
): Promise<Result<undefined>> {
  const found = await keepBasket(tx, input.basket, about)
  if (!found.ok) return found
  const basket = found.value
  const book = await priceBookOf(deps, tx, basket.marketId)
  const named = await namedProduct(tx, book, input)
  if (!named.ok) return named
  const { product, printed } = named.value
  const before = basket.lines.find((line) => line.productId === product.id && line.printed === printed)
  // What stands as it is wanted is no loss, whoever wanted it first.
  if ((before?.quantity ?? 0) === input.quantity) return ok(undefined)
  if (input.seen !== undefined && basket.version !== input.seen + 1) return refuse('orders.basket.conflict')
  const isNew = before === undefined
  if (isNew && input.quantity > 0 && basket.lines.length >= LINES_MAX)
    return refuse('orders.too_many_lines', { most: LINES_MAX }, 'product')
  const refused =
    input.quantity > 0 && (await refuseForBasket(tx, basket, { ...input, product, printed, book }))
  if (refused) return refused
  const { quantity } = input
  await setBasketLine(tx, { basketId: basket.id, productId: product.id, printed, quantity })
  return ok(undefined)
}

/** The product that a code names, and the code where it is a printed one; what is taken out may be printed no longer. */
export async function namedProduct(
  tx: Tx,
  book: PriceBook,
  input: Readonly<{ product: string; quantity: number }>,
): Promise<Result<Readonly<{ product: Product; printed: string }>>> {
  const { product: code, quantity } = input
  const atMs = await companyNow(tx)
  const own = book.byCode.get(code)
  const product = own ?? printedProduct(book, { code, atMs: quantity > 0 ? atMs : undefined })
  if (product && !product.options && (product.state === 'active' || quantity === 0))
    return ok({ product, printed: own ? '' : code })
  return (
    refuseCode(book, { code, atMs, field: 'product' }) ??
    refuse('orders.product_gone', { product: code }, 'product')
  )
}

/**
 * Which limit of a product, or that too few are left, stands in the way of so many pieces in a basket, which is delivered where its
 * market is; what lies there already counts where it is counted together.
 */
async function refuseForBasket(
  tx: Tx,
  basket: Basket,
  wanted: Readonly<{
    product: Product
    printed: string
    quantity: number
    buyerId: bigint | undefined
    book: PriceBook
  }>,
): Promise<Result<never> | undefined> {
  const { product, printed, quantity, buyerId, book } = wanted
  const market = await marketById(tx, basket.marketId)
  if (!market) throw new Error('a basket has no market')
  const language = basket.language ?? market.language
  const short = await refuseStock(tx, [{ product, quantity }], {
    marketId: market.id,
    channel: 'shop',
    language,
  })
  if (short || !isLimited(product)) return short
  const look = { buyerId, country: market.country, ofAge: undefined, isPlacing: false, language }
  const together = countedOn(product)
  const others = basket.lines.filter((line) => line.productId !== product.id || line.printed !== printed)
  const byId = new Map(book.products.map((one) => [one.id, one]))
  const beside = others.flatMap((line) => {
    const one = byId.get(line.productId)
    const isTogether = one !== undefined && [...countedOn(one)].some((id) => together.has(id))
    return isTogether ? [{ product: one, quantity: line.quantity, isGift: false }] : []
  })
  const all = [{ product, quantity, isGift: false }, ...beside]
  return refuseLimits(tx, all, { ...look, atMs: await companyNow(tx) })
}

/**
 * Puts a coupon into the basket; whether it is of use is told with the basket. Refused as `promotions.coupon_unknown`, so that
 * a mistyped one is seen at once, or `orders.too_many_coupons`.
 */
export async function addCoupon(
  tx: Tx,
  about: About,
  input: { basket: BasketName; code: string },
): Promise<Result<undefined>> {
  const found = await keepBasket(tx, input.basket, about)
  if (!found.ok) return found
  const basket = found.value
  const code = couponCode(input.code)
  if (!basket.coupons.includes(code) && basket.coupons.length >= COUPONS_MOST)
    return refuse('orders.too_many_coupons', { most: COUPONS_MOST }, 'code')
  if (!(await isCouponKnown(tx, { marketId: basket.marketId, code })))
    return refuse('promotions.coupon_unknown', { code }, 'code')
  await addBasketCoupon(tx, { basketId: basket.id, code })
  return ok(undefined)
}

/** Takes a coupon out of the basket; nothing happens when it is not there. */
export async function removeCoupon(
  tx: Tx,
  about: About,
  input: { basket: BasketName; code: string },
): Promise<Result<undefined>> {
  const found = await keepBasket(tx, input.basket, about)
  if (!found.ok) return found
  await removeBasketCoupon(tx, { basketId: found.value.id, code: couponCode(input.code) })
  return ok(undefined)
}

/**
 * Chooses a product as a gift of a promotion, or takes the choice back; how many of them count is told with the basket. Refused
 * as `orders.product_gone` or `orders.too_many_gifts`.
 */
export async function chooseGift(
  deps: Deps,
  tx: Tx,
  about: About,
  input: { basket: BasketName; promotion: string; product: string; quantity: number },
): Promise<Result<undefined>> {
  const found = await keepBasket(tx, input.basket, about)
  if (!found.ok) return found
  const basket = found.value
  const product = (await priceBookOf(deps, tx, basket.marketId)).byCode.get(input.product)
  if (!product) return refuse('orders.product_gone', { product: input.product }, 'product')
  const { promotion, quantity } = input
  const isNew = basket.gifts.every((gift) => gift.promotion !== promotion || gift.productId !== product.id)
  if (isNew && quantity > 0 && basket.gifts.length >= GIFTS_MOST)
    return refuse('orders.too_many_gifts', { most: GIFTS_MOST }, 'product')
  await setBasketGift(tx, { basketId: basket.id, promotion, productId: product.id, quantity })
  return ok(undefined)
}
