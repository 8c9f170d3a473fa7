import { ok, refuse, type Result } from '#shared/refusal.ts'
import { currencyDigits } from '#shared/money.ts'
import {
  offerAt,
  refuseCode,
  type Offer as CatalogOffer,
  type Price,
  type PriceBook,
  type PriceKind,
  type Product,
} from '#modules/catalog/api.ts'
import {
  promoteOrder,
  type BasketLine,
  type ChosenGift,
  type Goods,
  type HeldPromotion,
  type PromotedOrder,
  type PromotionGround,
} from '#modules/promotions/api.ts'
import {
  deliver,
  type CheaperShipping,
  type DeliveryGround,
  type RatesAsked,
  type ShippableGoods,
  type Way,
} from '#modules/shipping/api.ts'
import {
  taxOf,
  type TaxAmount,
  type TaxAnswer,
  type TaxPart,
  type TaxServiceName,
  type TaxTable,
} from '#modules/tax/api.ts'
import { mergeLines, sumVolumes, type OrderAmounts, type WantedLine } from '../domain/order.ts'

/** What a promotion takes off a line, or that it gives the line as a gift (then nothing). */
type LineShare = Readonly<{ held: HeldPromotion; minor: bigint }>

export type PricedLine = Readonly<{
  product: Product
  /** The printed code that it was ordered by, with its catalogue. */
  printed: CatalogOffer['printed']
  quantity: number
  unitMinor: bigint
  /** What promotions take off all pieces together. */
  discountMinor: bigint
  shares: readonly LineShare[]
  /** Given by a promotion; costs nothing and brings no volume. */
  isGift: boolean
  /** After promotions. */
  totalMinor: bigint
  /** Contained in the total, or on top of it, as the order says. */
  taxMinor: bigint
  /** Of all pieces of the line, in millionths. */
  volumes: Readonly<Record<string, bigint>>
}>

/** What an order costs and carries, in minor units of the market's currency. */
export type PricedOrder = Readonly<{
  /** Those that were wanted, then the gifts. */
  lines: readonly PricedLine[]
  pieces: number
  /** Of all lines, after promotions. */
  subtotalMinor: bigint
  discountMinor: bigint
  shippingMinor: bigint
  taxMinor: bigint
  /** The tax comes on top of goods and shipping; else it is contained in them. */
  taxAdded: boolean
  /** The tax by its rates. */
  taxes: readonly TaxPart[]
  /** The tax is only estimated, and of some goods not known at all. */
  taxOpen: boolean
  /** What a service is to be asked for before the tax is known; no tax is told until then. */
  asksTax: readonly TaxAmount[] | undefined
  taxService: TaxServiceName | undefined
  /** What a carrier is to be asked for before it is known what delivery costs; until then that is an estimate. */
  asksRates: RatesAsked | undefined
  /** What is to pay. */
  totalMinor: bigint
  amounts: OrderAmounts
  volumes: Readonly<Record<string, bigint>>
  /** By which it goes to its buyer. */
  way: Way
  grams: number
  /** When shipping costs less with more goods. */
  cheaper: CheaperShipping | undefined
  /** What promotions made of it; undefined where none were asked. */
  promoted: PromotedOrder | undefined
}>

/** Promotions as they stand for an order, and the gifts that were chosen. */
export type Promoting = Readonly<{
  ground: PromotionGround
  chosen: readonly ChosenGift[]
  currency: string
}>

export type PricingInput = Readonly<{
  book: PriceBook
  tax: TaxTable
  delivery: DeliveryGround
  kind: PriceKind
  atMs: number
  lines: readonly WantedLine[]
  promoting?: Promoting | undefined
  /** It goes in a parcel that another order of its party pays for. */
  goesWithOthers?: boolean | undefined
  parcel?: Parcel | undefined
  /** What a service said of its tax. */
  taxAnswer?: TaxAnswer | undefined
  /** Nobody asks a service: the tax is estimated by the tables. */
  estimates?: boolean | undefined
}>

/** Goods of an order in whose parcel this one goes: it pays what both cost more to deliver than those alone. */
export type Parcel = Readonly<{ subtotalMinor: bigint; grams: number }>
/** What goods are offered by. */
type OffersInput = Pick<PricingInput, 'book' | 'kind' | 'atMs' | 'lines'>

type Offer = CatalogOffer & Readonly<{ quantity: number }>

/**
 * Prices an order from the market's tables, without any further question: the same input gives the same order,
 * whatever the order of its lines. Refused as `orders.product_gone` with the product, as `refuseCode` where a code was typed that
 * names none, or by lines, tax and shipping.
 */
export function priceOrder(input: PricingInput): Result<PricedOrder> {
  const offers = offersOf(input)
  if (!offers.ok) return offers
  const { promoting } = input
  const promoted =
    promoting &&
    promoteOrder(promoting.ground, {
      lines: offers.value.map(basketLine),
      gifts: promoting.ground.set.givesGifts ? giftGoods(input) : [],
      chosen: promoting.chosen,
      currencyDigits: currencyDigits(promoting.currency),
    })
  const lines = [
    ...offers.value.map((offer) => boughtLine(offer, promoted)),
    ...(promoted?.gifts ?? []).flatMap(({ held, goods, quantity }) => {
      const product = input.book.byCode.get(goods.product)
      return product ? [giftLine(product, quantity, held)] : []
    }),
  ]
  return withTaxAndShipping(input, lines, promoted)
}

/** The wanted lines as promotions see them; refused as `priceOrder` does. */
export function promotedLines(input: OffersInput): Result<readonly BasketLine[]> {
  const offers = offersOf(input)
  return offers.ok ? ok(offers.value.map(basketLine)) : offers
}

/** The codes among the lines that cannot be bought at that moment. */
export function goneProducts(input: OffersInput): string[] {
  return input.lines
    .filter((line) => !offerAt(input.book, { code: line.product, kind: input.kind, atMs: input.atMs }))
    .map((line) => line.product)
}

function offersOf(input: OffersInput): Result<readonly Offer[]> {
  const merged = mergeLines(input.lines)
  if (!merged.ok) return merged
  const offers: Offer[] = []
  for (const line of merged.value) {
    const offer = offerAt(input.book, { code: line.product, kind: input.kind, atMs: input.atMs })
    if (!offer)
      return (
        refuseCode(input.book, { code: line.product, atMs: input.atMs, field: 'lines' }) ??
        refuse('orders.product_gone', { product: line.product }, 'lines')
      )
    offers.push({ ...offer, quantity: line.quantity })
  }
  return ok(offers)
}

function basketLine({ product, price, quantity, printed }: Offer): BasketLine {
  const line = { ...goodsOf(product, price), quantity, volumes: price.volumes }
  return printed ? { ...line, line: printed.code, campaign: printed.campaign.code } : line
}

function goodsOf(product: Product, price: Price): Goods {
  return { ...namesOf(product), unitMinor: price.minor }
}

/** By what promotions name a product. */
export function namesOf({ code, category, outer, family, tags }: Product): Omit<Goods, 'unitMinor'> {
  // A variant is reached by its family as well, and by the category of that; goods by all that their category lies in.
  const categories = [...new Set([category, family?.category ?? category, ...(outer ?? [])])]
  const names = { product: code, categories, tags }
  return family ? { ...names, family: family.code } : names
}

/** Everything that the market sells at that moment, for gifts to be taken from. */
function giftGoods({ book, kind, atMs }: PricingInput): readonly Goods[] {
  return book.products.flatMap(({ code }) => {
    const offer = offerAt(book, { code, kind, atMs })
    return offer ? [goodsOf(offer.product, offer.price)] : []
  })
}

type UntaxedLine = Omit<PricedLine, 'taxMinor'>

function boughtLine(offer: Offer, promoted: PromotedOrder | undefined): UntaxedLine {
  const { product, price, quantity, printed } = offer
  const shares = promoted?.shares.get(printed?.code ?? product.code) ?? []
  const discountMinor = sum(shares.map(({ minor }) => minor))
  const volumes = promoted?.volumesOf(basketLine(offer)) ?? price.volumes
  return {
    product,
    printed,
    quantity,
    unitMinor: price.minor,
    discountMinor,
    shares,
    isGift: false,
    totalMinor: price.minor * BigInt(quantity) - discountMinor,
    volumes: Object.fromEntries(
      Object.entries(volumes).map(([name, micro]) => [name, micro * BigInt(quantity)]),
    ),
  }
}

function giftLine(product: Product, quantity: number, held: HeldPromotion): UntaxedLine {
  const nothing = { unitMinor: 0n, discountMinor: 0n, totalMinor: 0n, volumes: {} }
  return { ...nothing, product, printed: undefined, quantity, isGift: true, shares: [{ held, minor: 0n }] }
}

function withTaxAndShipping(
  input: PricingInput,
  untaxed: readonly UntaxedLine[],
  promoted: PromotedOrder | undefined,
): Result<PricedOrder> {
  const { atMs } = input
  const subtotalMinor = sum(untaxed.map(({ totalMinor }) => totalMinor))
  const grams = untaxed.reduce((total, line) => total + line.product.weightGrams * line.quantity, 0)
  const isReward = promoted?.freeShipping === true
  const shipped = shippedWith(input, { subtotalMinor, grams, atMs }, isReward)
  if (!shipped.ok) return shipped
  const { way, cheaper } = shipped.value
  const isPaid = input.goesWithOthers === true
  const shipping = isPaid ? { ...shipped.value.shipping, minor: 0n } : shipped.value.shipping
  const items = untaxed.map(({ product, totalMinor }) => ({ taxClass: product.taxClass, minor: totalMinor }))
  const taxed = taxOf(input.tax, {
    atMs,
    items: shipping.minor === 0n ? items : [...items, { ...shipping, isShipping: true }],
    answer: input.taxAnswer,
    estimates: input.estimates,
  })
  if (!taxed.ok) return taxed
  const lines = untaxed.map((line, place) => ({ ...line, taxMinor: taxed.value.taxes[place] ?? 0n }))
  const amounts = {
    goodsMinor: subtotalMinor,
    goodsTaxMinor: sum(lines.map((line) => line.taxMinor)),
    shippingMinor: shipping.minor,
    shippingTaxMinor: taxed.value.taxes[lines.length] ?? 0n,
    taxAdded: taxed.value.isAdded,
  }
  const taxMinor = amounts.goodsTaxMinor + amounts.shippingTaxMinor
  return ok({
    lines,
    pieces: lines.reduce((pieces, line) => pieces + line.quantity, 0),
    subtotalMinor,
    discountMinor: sum(lines.map((line) => line.discountMinor)),
    shippingMinor: shipping.minor,
    taxMinor,
    taxAdded: amounts.taxAdded,
    taxes: taxed.value.parts,
    taxOpen: taxed.value.isOpen ?? false,
    asksTax: taxed.value.asks?.amounts,
    taxService: taxed.value.asks?.source,
    asksRates: isPaid ? undefined : shipped.value.asks,
    totalMinor: subtotalMinor + shipping.minor + (amounts.taxAdded ? taxMinor : 0n),
    amounts,
    volumes: sumVolumes(lines.map((line) => line.volumes)),
    way,
    grams,
    cheaper: isPaid ? undefined : cheaper,
    promoted,
  })
}

/** What delivery costs, beyond that of the parcel in which it goes. */
function shippedWith({ delivery, parcel }: PricingInput, goods: ShippableGoods, isReward: boolean) {
  if (!parcel) return deliver(delivery, goods, isReward)
  const { atMs } = goods
  const alone = deliver(delivery, { ...parcel, atMs }, false)
  if (!alone.ok) return alone
  const subtotalMinor = parcel.subtotalMinor + goods.subtotalMinor
  const both = deliver(delivery, { subtotalMinor, grams: parcel.grams + goods.grams, atMs }, false)
  if (!both.ok) return both
  const { shipping, way } = both.value
  const more = shipping.minor - alone.value.shipping.minor
  const minor = more > 0n && !isReward ? more : 0n
  const asks = both.value.asks ?? alone.value.asks
  return ok({ way, shipping: { ...shipping, minor }, cheaper: undefined, asks })
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((left, right) => left + right, 0n)
}
