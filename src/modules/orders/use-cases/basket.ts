import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  askedAge,
  countedOn,
  isLimited,
  priceKindOf,
  printedProduct,
  priceBookOf,
  productsByIds,
  refuseCode,
  type PriceBook,
  type Product,
} from '#modules/catalog/api.ts'
import { marketByCode, marketById } from '#modules/company/api.ts'
import { mayServe, personByCode, personById } from '#modules/field/api.ts'
import { couponCode, isCouponKnown, type ChosenGift } from '#modules/promotions/api.ts'
import { asksRegion, taxesIn, taxTableOf } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { hashToken, newToken } from '#platform/sessions/token.ts'
import {
  addBasket,
  addBasketCoupon,
  basketByToken,
  removeBasketCoupon,
  saveBasketParty,
  setBasketGift,
  setBasketLine,
  setBasketSeller,
  type Basket,
} from '../store/baskets.ts'
import { placeOfBasket } from '../store/basket-places.ts'
import { partyById, partyByLink, type Party } from '../store/parties.ts'
import { partyFacts } from '../domain/party.ts'
import { goesWithOthers } from './party-delivery.ts'
import { partySecret } from './party-link.ts'
import { takesOrders } from './party-of-order.ts'
import { goneProducts } from './price-order.ts'
import { priceTaxed } from './price-taxed.ts'
import { promotingFor } from './promoting.ts'
import { refuseLimits } from './refuse-limits.ts'
import { refuseStock } from './refuse-stock.ts'
import { shownPricing, shownSums } from './show-order.ts'
import { shownPromoted } from './show-promoted.ts'

type Deps = Readonly<{ db: Db }>
/** Who shops: somebody signed in has the prices of their kind. */
type Shopper = Readonly<{
  personId: bigint | undefined
  language: string | undefined
  /** A service may be asked for the tax first. */
  asksTax?: boolean
}>

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

/** Says whose shop the basket stands in; null is the company itself. It leaves the party of another seller. */
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
  if (seller.value !== basket.value.sellerId)
    await saveBasketParty(tx, { basketId: basket.value.id, party: null })
  about('basket', basket.value.id)
  return ok(undefined)
}

/**
 * Puts the basket into the party of a link, or takes it out. Refused as `orders.party_not_found`, or as `orders.party_market` where it
 * stands in another market.
 */
export async function setBasketParty(
  tx: Tx,
  about: About,
  input: { token: string; link: string | null },
): Promise<Result<undefined>> {
  const party = input.link === null ? null : await partyByLink(tx, hashToken(input.link))
  if (party === undefined) return refuse('orders.party_not_found', {}, 'link')
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  const basket = found.value
  if (party && party.marketId !== basket.marketId) return refuse('orders.party_market', {}, 'link')
  await saveBasketParty(tx, { basketId: basket.id, party })
  about('basket', basket.id)
  return ok(undefined)
}

/**
 * Sets how many pieces of a product lie in the basket, named by its own code or a printed one; 0 takes it out, also when it is no longer
 * sold. Refused as `orders.product_gone`, as `refuseCode`, `orders.too_many_lines`, or by a limit of the product; the age is asked
 * when the order is placed.
 */
export async function changeLine(
  deps: Deps,
  tx: Tx,
  about: About,
  input: { token: string; product: string; quantity: number; buyerId: bigint | undefined },
): Promise<Result<undefined>> {
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  const basket = found.value
  const book = await priceBookOf(deps, tx, basket.marketId)
  const named = await namedProduct(tx, book, input)
  if (!named.ok) return named
  const { product, printed } = named.value
  const isNew = basket.lines.every((line) => line.productId !== product.id || line.printed !== printed)
  if (isNew && input.quantity > 0 && basket.lines.length >= BASKET_LINES_MAX)
    return refuse('orders.too_many_lines', { most: BASKET_LINES_MAX }, 'product')
  const refused =
    input.quantity > 0 && (await refuseForBasket(tx, basket, { ...input, product, printed, book }))
  if (refused) return refused
  const { quantity } = input
  await setBasketLine(tx, { basketId: basket.id, productId: product.id, printed, quantity })
  about('basket', basket.id)
  return ok(undefined)
}

/** The product that a code names, and the code where it is a printed one; what is taken out may be printed no longer. */
async function namedProduct(
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

/** How many coupons, and how many different gifts, lie in one basket at most. */
const COUPONS_MOST = 10
const GIFTS_MOST = 50

/**
 * Puts a coupon into the basket; whether it is of use is told with the basket. Refused as `promotions.coupon_unknown`, so that
 * a mistyped one is seen at once, or `orders.too_many_coupons`.
 */
export async function addCoupon(
  tx: Tx,
  about: About,
  input: { token: string; code: string },
): Promise<Result<undefined>> {
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  const basket = found.value
  const code = couponCode(input.code)
  if (!basket.coupons.includes(code) && basket.coupons.length >= COUPONS_MOST)
    return refuse('orders.too_many_coupons', { most: COUPONS_MOST }, 'code')
  if (!(await isCouponKnown(tx, { marketId: basket.marketId, code })))
    return refuse('promotions.coupon_unknown', { code }, 'code')
  await addBasketCoupon(tx, { basketId: basket.id, code })
  about('basket', basket.id)
  return ok(undefined)
}

/** Takes a coupon out of the basket; nothing happens when it is not there. */
export async function removeCoupon(
  tx: Tx,
  about: About,
  input: { token: string; code: string },
): Promise<Result<undefined>> {
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  await removeBasketCoupon(tx, { basketId: found.value.id, code: couponCode(input.code) })
  about('basket', found.value.id)
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
  input: { token: string; promotion: string; product: string; quantity: number },
): Promise<Result<undefined>> {
  const found = await findBasket(tx, input.token)
  if (!found.ok) return found
  const basket = found.value
  const product = (await priceBookOf(deps, tx, basket.marketId)).byCode.get(input.product)
  if (!product) return refuse('orders.product_gone', { product: input.product }, 'product')
  const { promotion, quantity } = input
  const isNew = basket.gifts.every((gift) => gift.promotion !== promotion || gift.productId !== product.id)
  if (isNew && quantity > 0 && basket.gifts.length >= GIFTS_MOST)
    return refuse('orders.too_many_gifts', { most: GIFTS_MOST }, 'product')
  await setBasketGift(tx, { basketId: basket.id, promotion, productId: product.id, quantity })
  about('basket', basket.id)
  return ok(undefined)
}

/** The basket with prices of this moment; what cannot be bought any more is named and left out of the sums. */
export async function showBasket(deps: Deps, tx: Tx, token: string, shopper: Shopper) {
  const found = await findBasket(tx, token)
  if (!found.ok) return found
  const basket = found.value
  const market = await marketById(tx, basket.marketId)
  if (!market) throw new Error('a basket has no market')
  const seller = basket.sellerId === null ? undefined : await personById(tx, basket.sellerId)
  const buyer = shopper.personId === undefined ? undefined : await personById(tx, shopper.personId)
  const book = await priceBookOf(deps, tx, market.id)
  const said = await placeOfBasket(tx, basket.id)
  const to = said ?? { country: market.country }
  const table = await taxTableOf(deps, tx, market.id)
  const tax = taxesIn(table, to)
  const lines = await linesByCode(tx, basket)
  const input = { book, tax, kind: priceKindOf(buyer?.kind), atMs: await companyNow(tx), lines }
  const gone = goneProducts(input)
  const left = lines.filter((line) => !gone.includes(line.product))
  const party = basket.partyId === null ? undefined : await partyById(tx, basket.partyId)
  const head = {
    token,
    market: market.code,
    seller: seller?.code ?? null,
    gone,
    place: said ?? null,
    party: party ? await shownParty(tx, party, input.atMs) : null,
  }
  if (left.length === 0) return ok({ ...head, ...emptyBasket(market.currency, basket.coupons) })
  const asked = {
    market,
    buyerId: shopper.personId,
    channel: 'shop',
    party: party ? partyFacts(party, shopper.personId) : [],
    codes: basket.coupons,
    chosen: await chosenGifts(tx, basket),
    isPlacing: false,
  } as const
  const promoting = await promotingFor(deps, tx, asked, { ...input, lines: left })
  if (!promoting.ok) return promoting
  const inParty = { market, atMs: input.atMs, waits: false }
  const pricedFrom = {
    ...input,
    lines: left,
    promoting: promoting.value,
    goesWithOthers: await goesWithOthers(tx, party, inParty),
    // A place that is known by half is enough to look at a basket.
    estimates: said === undefined || asksRegion(table, to),
  }
  const taxed = await priceTaxed(tx, pricedFrom, { market, place: to, mayAsk: shopper.asksTax === true })
  if (!taxed.ok) return taxed
  const { priced } = taxed.value
  const languages = [shopper.language, basket.language ?? undefined, market.language]
  const as = { currency: market.currency, languages }
  const shown = shownPricing(as, priced)
  const { coupons } = promoting.value.ground
  const promotions = shownPromoted(as, { priced, coupons, book })
  // Shown as they were put in, priced in an order of their own; gifts come last.
  const place = new Map(left.map((line, index) => [line.product, index]))
  const placeOf = (line: (typeof shown.lines)[number]): number =>
    line.gift ? left.length : (place.get(line.campaign?.printed ?? line.product.code) ?? 0)
  const inOrder = shown.lines.toSorted((a, b) => placeOf(a) - placeOf(b))
  const minAge = askedAge(priced.lines.map(({ product }) => product.limits)) ?? null
  return ok({ ...head, ...shown, promotions, lines: inOrder, pieces: priced.pieces, minAge })
}

async function shownParty(tx: Tx, party: Party, nowMs: number) {
  const { hostName: host, endsOn, shipsTo } = party
  const { secret: link } = await partySecret(tx, party)
  return { host, endsOn, shipsTo, isOpen: takesOrders(party, nowMs), link }
}

function emptyBasket(currency: string, codes: readonly string[]) {
  const none = { subtotalMinor: 0n, discountMinor: 0n, shippingMinor: 0n, taxMinor: 0n, totalMinor: 0n }
  const coupons = codes.map((code) => ({ code, state: 'waiting' as const }))
  const promotions = { applied: [], hints: [], choices: [], coupons }
  return {
    lines: [],
    pieces: 0,
    minAge: null,
    ...shownSums(currency, { ...none, taxAdded: false }),
    taxes: [],
    taxOpen: false,
    shippingHint: null,
    promotions,
  }
}

/** The gifts that lie in a basket, by the codes of products. */
export async function chosenGifts(tx: Tx, basket: Basket): Promise<readonly ChosenGift[]> {
  const products = await productsByIds(
    tx,
    basket.gifts.map(({ productId }) => productId),
  )
  return basket.gifts.flatMap(({ promotion, productId, quantity }) => {
    const product = products.get(productId)
    return product ? [{ promotion, product: product.code, quantity }] : []
  })
}

/** What lies in a basket, by the codes that it was named by. */
export async function linesByCode(tx: Tx, basket: Basket) {
  const products = await productsByIds(
    tx,
    basket.lines.map((line) => line.productId),
  )
  return basket.lines.flatMap((line) => {
    const product = products.get(line.productId)
    return product ? [{ product: line.printed || product.code, quantity: line.quantity }] : []
  })
}
