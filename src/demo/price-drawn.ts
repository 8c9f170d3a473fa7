import { priceAt, type PriceBook, type PriceKind } from '#modules/catalog/api.ts'
import { waysAt, type ShippingTable } from '#modules/shipping/api.ts'
import type { TaxTable } from '#modules/tax/api.ts'
import { at } from './chance.ts'
import type { DrawnOrder } from './draw-orders.ts'

/** An order as priced, in whole numbers; the same object is filled again for each order. */
export type PricedDrawn = {
  lines: number
  /** Of each line: the place of its good, pieces, and minor units; the tax is contained in the total. */
  readonly good: number[]
  readonly quantity: number[]
  readonly unit: number[]
  readonly total: number[]
  readonly tax: number[]
  pieces: number
  goods: number
  goodsTax: number
  shipping: number
  shippingTax: number
}

export type DrawnPricer = Readonly<{
  /** The names of the volumes that each good has, in their order. */
  volumeNames: readonly string[]
  /** The product of a good, by id. */
  productId: (good: number) => number
  /** Millionths of one piece, by the place of its name. */
  volume: (kind: PriceKind, good: number, name: number) => number
  price: (kind: PriceKind, lines: DrawnOrder['lines']) => PricedDrawn
}>

type Market = Readonly<{
  book: PriceBook
  tax: TaxTable
  shipping: ShippingTable
  /** Codes of the goods in the order of the list that orders were drawn from. */
  codes: readonly string[]
}>

const KINDS = ['retail', 'preferred', 'distributor'] as const
const PPM = 1_000_000

/**
 * Prices drawn orders as `priceOrder` does, to the cent, from columns of numbers: a large company has millions of lines. It can do
 * so because the demonstration's prices and taxes never change from its founding on, which is looked at here.
 */
export function drawnPricer(market: Market, fromMs: number): DrawnPricer {
  const goods = goodColumns(market, fromMs)
  const tax = taxColumns(market, fromMs)
  const priced: PricedDrawn = {
    lines: 0,
    good: [],
    quantity: [],
    unit: [],
    total: [],
    tax: [],
    pieces: 0,
    goods: 0,
    goodsTax: 0,
    shipping: 0,
    shippingTax: 0,
  }
  const price = (kind: PriceKind, lines: DrawnOrder['lines']): PricedDrawn => {
    const units = at(goods.units, KINDS.indexOf(kind))
    let [pieces, sum, grams] = [0, 0, 0]
    for (let line = 0; line < lines.length; line++) {
      const { good, quantity } = at(lines, line)
      const total = at(units, good) * quantity
      priced.good[line] = good
      priced.quantity[line] = quantity
      priced.unit[line] = at(units, good)
      priced.total[line] = total
      pieces += quantity
      sum += total
      grams += at(goods.grams, good) * quantity
    }
    priced.lines = lines.length
    priced.pieces = pieces
    priced.goods = sum
    const row = tax.shipping.find(
      (one) => one.fromMinor <= sum && (one.upToGrams === null || grams <= one.upToGrams),
    )
    if (!row) throw new Error('a drawn order has no shipping')
    priced.shipping = row.minor
    putTaxes(priced, goods.taxClass, tax.rates, row.taxClass)
    return priced
  }
  return {
    volumeNames: goods.volumeNames,
    productId: (good) => at(goods.ids, good),
    volume: (kind, good, name) => at(at(at(goods.volumes, KINDS.indexOf(kind)), good), name),
    price,
  }
}

function goodColumns({ book, tax, codes }: Market, fromMs: number) {
  const classes = tax.rates.map((rate) => rate.class)
  const products = codes.map((code, place) => {
    const product = book.byCode.get(code)
    if (product?.state !== 'active') throw new Error(`the demonstration does not sell ${code}`)
    // Lines of an order come in the order of their codes, and drawn ones in that of the goods.
    if (place > 0 && code < at(codes, place - 1)) throw new Error('goods are not in the order of their codes')
    return product
  })
  const prices = KINDS.map((kind) =>
    products.map((product) => {
      const price = priceAt(product, kind, fromMs)
      if (!price || product.prices.some((one) => one.fromMs > fromMs || one.untilMs !== null))
        throw new Error('a price of the demonstration changes')
      return price
    }),
  )
  const volumeNames = Object.keys(prices[0]?.[0]?.volumes ?? {}).toSorted()
  return {
    ids: products.map(({ id }) => Number(id)),
    grams: products.map(({ weightGrams }) => weightGrams),
    taxClass: products.map(({ taxClass }) => classes.indexOf(taxClass)),
    units: prices.map((ofKind) => ofKind.map(({ minor }) => Number(minor))),
    volumeNames,
    volumes: prices.map((ofKind) => ofKind.map(({ volumes }) => volumeList(volumes, volumeNames))),
  }
}

function volumeList(volumes: Readonly<Record<string, bigint>>, names: readonly string[]): number[] {
  if (Object.keys(volumes).length !== names.length) throw new Error('goods have different volumes')
  return names.map((name) => {
    const micro = volumes[name]
    if (micro === undefined) throw new Error('goods have different volumes')
    return Number(micro)
  })
}

function taxColumns({ tax: { rates }, shipping }: Pick<Market, 'tax' | 'shipping'>, fromMs: number) {
  const classes = rates.map((rate) => rate.class)
  if (new Set(classes).size < classes.length) throw new Error('a tax of the demonstration changes')
  const holds = (one: { fromMs: number; untilMs: number | null }): boolean =>
    one.fromMs <= fromMs && one.untilMs === null
  // What was drawn goes by the usual way, to where the market is.
  const usual = waysAt(shipping, fromMs).find(({ kind }) => kind === 'parcel')
  const prices = shipping.prices.filter(({ wayId, zoneId }) => wayId === usual?.id && zoneId === null)
  if (![...rates, ...prices].every(holds) || rates.some((rate) => rate.rounding !== 'half_up'))
    throw new Error('a tax of the demonstration changes or is rounded otherwise')
  const rows = prices.map((row) => ({
    fromMinor: Number(row.fromMinor),
    upToGrams: row.upToGrams,
    minor: Number(row.minor),
    taxClass: classes.indexOf(row.taxClass),
  }))
  return {
    rates: rates.map(({ ratePpm }) => Number(ratePpm)),
    /** The cheapest that fits is the first. */
    shipping: rows.toSorted((a, b) => a.minor - b.minor || a.fromMinor - b.fromMinor),
  }
}

/** The tax of each class is taken from the sum of its amounts, rounded once, and split over them. */
function putTaxes(
  priced: PricedDrawn,
  classOf: readonly number[],
  rates: readonly number[],
  shippingClass: number,
): void {
  priced.goodsTax = 0
  priced.shippingTax = 0
  for (let taxClass = 0; taxClass < rates.length; taxClass++) {
    let [count, sum] = [0, 0]
    for (let line = 0; line < priced.lines; line++) {
      if (classOf[at(priced.good, line)] !== taxClass) continue
      weights[count++] = at(priced.total, line)
      sum += at(priced.total, line)
    }
    const ships = priced.shipping > 0 && shippingClass === taxClass
    if (ships) weights[count++] = priced.shipping
    sum += ships ? priced.shipping : 0
    const rate = at(rates, taxClass)
    split(roundedHalfUp(sum * rate, PPM + rate), count, sum)
    let part = 0
    for (let line = 0; line < priced.lines; line++) {
      if (classOf[at(priced.good, line)] !== taxClass) continue
      priced.tax[line] = at(parts, part)
      priced.goodsTax += at(parts, part)
      part += 1
    }
    if (ships) priced.shippingTax = at(parts, part)
  }
}

const [weights, parts, remainders]: [number[], number[], number[]] = [[], [], []]

/** As `allocate` splits: the floor of each share, and what is left to the largest remainders, the earlier first. */
function split(total: number, count: number, sum: number): void {
  let left = total
  for (let part = 0; part < count; part++) {
    const share = total * at(weights, part)
    // Nothing of nothing: goods that cost nothing have no tax.
    parts[part] = sum === 0 ? 0 : Math.floor(share / sum)
    remainders[part] = share - at(parts, part) * sum
    left -= at(parts, part)
  }
  for (; left > 0; left--) {
    let best = 0
    for (let part = 1; part < count; part++) if (at(remainders, part) > at(remainders, best)) best = part
    parts[best] = at(parts, best) + 1
    remainders[best] = -1
  }
}

/** Of whole numbers far below 2^53. */
function roundedHalfUp(value: number, divisor: number): number {
  const whole = Math.floor(value / divisor)
  return (value - whole * divisor) * 2 >= divisor ? whole + 1 : whole
}
