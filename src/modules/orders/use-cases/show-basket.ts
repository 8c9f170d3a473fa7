import { ok } from '#shared/refusal.ts'
import { askedAge, priceBookOf, priceKindOf, productsByIds } from '#modules/catalog/api.ts'
import { marketById } from '#modules/company/api.ts'
import { personById } from '#modules/field/api.ts'
import type { ChosenGift } from '#modules/promotions/api.ts'
import { shippingTableOf } from '#modules/shipping/api.ts'
import { asksRegion, taxesIn, taxTableOf } from '#modules/tax/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { OpaqueIds } from '#shared/opaque-id.ts'
import { partyFacts } from '../domain/party.ts'
import type { Basket } from '../store/baskets.ts'
import { destinationOf } from '../store/basket-destinations.ts'
import { partyById, type Party } from '../store/parties.ts'
import { basketWay, basketWays, sellerOfBasket } from './basket-way.ts'
import { findBasket, type BasketName } from './own-basket.ts'
import { goesWithOthers } from './party-delivery.ts'
import { partySecret } from './party-link.ts'
import { takesOrders } from './party-of-order.ts'
import { goneProducts } from './price-order.ts'
import { priceTaxed } from './price-taxed.ts'
import { promotingFor } from './promoting.ts'
import { shownPricing, shownSums } from './show-order.ts'
import { shownPromoted } from './show-promoted.ts'

type Deps = Readonly<{ db: Db; ids: OpaqueIds }>
/** Who shops: somebody signed in has the prices of their kind. */
type Shopper = Readonly<{
  personId: bigint | undefined
  language: string | undefined
  /** Services may be asked for the tax and for what delivery costs first. */
  asksOutside?: boolean
}>

/** The basket with prices of this moment; what cannot be bought any more is named and left out of the sums. */
export async function showBasket(deps: Deps, tx: Tx, name: BasketName, shopper: Shopper) {
  const found = await findBasket(tx, name)
  if (!found.ok) return found
  const basket = found.value
  const market = await marketById(tx, basket.marketId)
  if (!market) throw new Error('a basket has no market')
  const seller = basket.sellerId === null ? undefined : await personById(tx, basket.sellerId)
  const buyer = shopper.personId === undefined ? undefined : await personById(tx, shopper.personId)
  const book = await priceBookOf(deps, tx, market.id)
  const destination = destinationOf(basket)
  const taxes = await taxTableOf(deps, tx, market.id)
  const table = await shippingTableOf(deps, tx, { marketId: market.id, version: taxes.version })
  const lines = await linesByCode(tx, basket)
  const atMs = await companyNow(tx)
  const offer = { book, kind: priceKindOf(buyer?.kind), atMs, lines }
  const gone = goneProducts(offer)
  const left = lines.filter((line) => !gone.includes(line.product))
  const party = basket.partyId === null ? undefined : await partyById(tx, basket.partyId)
  const head = {
    token: 'token' in name ? name.token : deps.ids.close('bas', basket.id),
    version: basket.version,
    market: market.code,
    seller: seller?.code ?? null,
    gone,
    destination: destination ?? null,
    party: party ? await shownParty(tx, party, atMs) : null,
  }
  if (left.length === 0) return ok({ ...head, ...emptyBasket(market.currency, basket.coupons) })
  const sellerId = await sellerOfBasket(tx, { basket, party, table, atMs, buyerId: shopper.personId })
  const looked = { basket, destination, party, market, sellerId, atMs }
  const how = await basketWay(tx, table, looked)
  const input = { ...offer, tax: taxesIn(taxes, how.ground.to), delivery: how.ground }
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
  const inParty = { market, atMs, waits: false }
  const { to } = how.ground
  const isSaid = destination !== undefined || how.place !== undefined
  const pricedFrom = {
    ...input,
    lines: left,
    promoting: promoting.value,
    goesWithOthers: await goesWithOthers(tx, party, inParty),
    // A place that is known by half is enough to look at a basket.
    estimates: !isSaid || asksRegion(taxes, to),
  }
  const asks = shopper.asksOutside === true
  const of = { market, place: to, isKnown: !pricedFrom.estimates, asks: { tax: asks, rates: asks } }
  const taxed = await priceTaxed(tx, pricedFrom, of)
  if (!taxed.ok) return taxed
  const { priced } = taxed.value
  const languages = [shopper.language, basket.language ?? undefined, market.language]
  const as = { currency: market.currency, languages }
  const shown = shownPricing(as, priced)
  const { coupons } = promoting.value.ground
  const promotions = shownPromoted(as, { priced, coupons, book })
  const inOrder = asPutIn(shown.lines, left)
  const minAge = askedAge(priced.lines.map(({ product }) => product.limits)) ?? null
  const ways = await basketWays(tx, { ...looked, priced, ground: taxed.value.input.delivery })
  return ok({ ...head, ...shown, ways, promotions, lines: inOrder, pieces: priced.pieces, minAge })
}

/** Lines as they were put in, where they are priced in an order of their own; gifts come last. */
function asPutIn(
  shown: ReturnType<typeof shownPricing>['lines'],
  wanted: readonly Readonly<{ product: string }>[],
) {
  const place = new Map(wanted.map((line, index) => [line.product, index]))
  const placeOf = (line: (typeof shown)[number]): number =>
    line.gift ? wanted.length : (place.get(line.campaign?.printed ?? line.product.code) ?? 0)
  return shown.toSorted((a, b) => placeOf(a) - placeOf(b))
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
    ways: [],
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
