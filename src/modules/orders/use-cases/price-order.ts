import { ok, refuse, type Result } from '#shared/refusal.ts'
import { offerAt, type Price, type PriceBook, type PriceKind, type Product } from '#modules/catalog/api.ts'
import { containedTax, shippingOf, type CheaperShipping, type TaxTable } from '#modules/tax/api.ts'
import { mergeLines, sumVolumes, type OrderAmounts, type WantedLine } from '../domain/order.ts'

export type PricedLine = Readonly<{
  product: Product
  quantity: number
  unitMinor: bigint
  totalMinor: bigint
  /** Contained in the total. */
  taxMinor: bigint
  /** Of all pieces of the line, in millionths. */
  volumes: Readonly<Record<string, bigint>>
}>

/** What an order costs and carries, in minor units of the market's currency. */
export type PricedOrder = Readonly<{
  lines: readonly PricedLine[]
  pieces: number
  subtotalMinor: bigint
  shippingMinor: bigint
  taxMinor: bigint
  totalMinor: bigint
  amounts: OrderAmounts
  volumes: Readonly<Record<string, bigint>>
  /** When shipping costs less with more goods. */
  cheaper: CheaperShipping | undefined
}>

export type PricingInput = Readonly<{
  book: PriceBook
  tax: TaxTable
  kind: PriceKind
  atMs: number
  lines: readonly WantedLine[]
}>

/**
 * Prices an order from the market's tables, without any further question: the same input gives the same order,
 * whatever the order of its lines. Refused as `orders.product_gone` with the product, or by lines, tax and shipping.
 */
export function priceOrder(input: PricingInput): Result<PricedOrder> {
  const merged = mergeLines(input.lines)
  if (!merged.ok) return merged
  const offers: (Readonly<{ product: Product; price: Price }> & { quantity: number })[] = []
  for (const line of merged.value) {
    const offer = offerAt(input.book, { code: line.product, kind: input.kind, atMs: input.atMs })
    if (!offer) return refuse('orders.product_gone', { product: line.product }, 'lines')
    offers.push({ ...offer, quantity: line.quantity })
  }
  return withTaxAndShipping(input, offers)
}

/** The codes among the lines that cannot be bought at that moment. */
export function goneProducts(input: PricingInput): string[] {
  return input.lines
    .filter((line) => !offerAt(input.book, { code: line.product, kind: input.kind, atMs: input.atMs }))
    .map((line) => line.product)
}

function withTaxAndShipping(
  input: PricingInput,
  offers: readonly (Readonly<{ product: Product; price: Price }> & { quantity: number })[],
): Result<PricedOrder> {
  const { atMs } = input
  const goods = offers.map((offer) => offer.price.minor * BigInt(offer.quantity))
  const subtotalMinor = sum(goods)
  const grams = offers.reduce((total, offer) => total + offer.product.weightGrams * offer.quantity, 0)
  const shipped = shippingOf(input.tax, { subtotalMinor, grams, atMs })
  if (!shipped.ok) return shipped
  const { shipping, cheaper } = shipped.value
  const items = offers.map((offer, place) => ({
    taxClass: offer.product.taxClass,
    minor: goods[place] ?? 0n,
  }))
  const taxed = containedTax(input.tax, {
    atMs,
    items: shipping.minor === 0n ? items : [...items, shipping],
  })
  if (!taxed.ok) return taxed
  const lines = offers.map(({ product, price, quantity }, place) => ({
    product,
    quantity,
    unitMinor: price.minor,
    totalMinor: goods[place] ?? 0n,
    taxMinor: taxed.value[place] ?? 0n,
    volumes: Object.fromEntries(
      Object.entries(price.volumes).map(([name, micro]) => [name, micro * BigInt(quantity)]),
    ),
  }))
  const amounts = {
    goodsMinor: subtotalMinor,
    goodsTaxMinor: sum(lines.map((line) => line.taxMinor)),
    shippingMinor: shipping.minor,
    shippingTaxMinor: taxed.value[offers.length] ?? 0n,
  }
  return ok({
    lines,
    pieces: offers.reduce((pieces, offer) => pieces + offer.quantity, 0),
    subtotalMinor,
    shippingMinor: shipping.minor,
    taxMinor: amounts.goodsTaxMinor + amounts.shippingTaxMinor,
    totalMinor: subtotalMinor + shipping.minor,
    amounts,
    volumes: sumVolumes(lines.map((line) => line.volumes)),
    cheaper,
  })
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((left, right) => left + right, 0n)
}
