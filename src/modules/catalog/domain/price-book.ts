import { printedAt, printedPriceAt, type Printed, type PrintedCodes } from './campaigns/campaign.ts'
import type { ProductImage } from './images.ts'
import type { ProductLimits } from './limits.ts'
import type { Family, ProductOption } from './variants.ts'

export const PRICE_KINDS = ['retail', 'preferred', 'distributor'] as const
export type PriceKind = (typeof PRICE_KINDS)[number]

/** The prices that somebody of a kind pays; whoever is unknown buys as a retail customer. */
export function priceKindOf(kind: 'distributor' | 'preferred' | 'retail' | 'company' | undefined): PriceKind {
  if (kind === undefined || kind === 'retail') return 'retail'
  return kind === 'preferred' ? 'preferred' : 'distributor'
}

export const PRODUCT_STATES = ['draft', 'active', 'withdrawn'] as const
/** A draft is prepared and seen by nobody; what is withdrawn is sold no more. */
export type ProductState = (typeof PRODUCT_STATES)[number]

export type ProductText = Readonly<{ name: string; summary: string; description: string }>
/** Texts by language: `en`, `pt-BR`. */
export type Texts<T> = Readonly<Record<string, T>>

/** What a kind of buyer pays over a stretch of time (epoch milliseconds), and the volumes by name in millionths. */
export type Price = Readonly<{
  kind: PriceKind
  minor: bigint
  volumes: Readonly<Record<string, bigint>>
  fromMs: number
  untilMs: number | null
}>

export type Category = Readonly<{
  code: string
  art: string
  texts: Texts<Readonly<{ name: string }>>
  /** The category that it lies in; null for one that lies in none. */
  parent: string | null
}>

/** A category and those that lie in it, however deep. */
export function categoriesWithin(categories: readonly Category[], code: string): ReadonlySet<string> {
  const within = new Set([code])
  for (let size = 0; size < within.size;) {
    size = within.size
    for (const category of categories)
      if (category.parent !== null && within.has(category.parent)) within.add(category.code)
  }
  return within
}

export type Product = Readonly<{
  id: bigint
  code: string
  category: string
  /** The categories in which that one lies, and of a variant those of its family; undefined where there are none. */
  outer?: readonly string[] | undefined
  art: string
  state: ProductState
  taxClass: string
  weightGrams: number
  /** What promotions may choose it by. */
  tags: readonly string[]
  texts: Texts<ProductText>
  /** Of a variant without any those of its family. */
  images?: readonly ProductImage[] | undefined
  /** Undefined where anybody may buy as much as they like. */
  limits?: ProductLimits | undefined
  /** What a kit is made of; undefined for what is no kit. */
  parts?: readonly KitContent[] | undefined
  prices: readonly Price[]
  /** What can be chosen of a family, which is not ordered itself; undefined for everything else. */
  options?: readonly ProductOption[] | undefined
  /** What a variant belongs to; undefined for everything else. */
  family?: Family | undefined
}>

/** A part of a kit with its pieces; `counted` where so many of it may be had in one order or by one buyer. */
export type KitContent = Readonly<{ code: string; quantity: number; counted?: CountedProduct | undefined }>

/** Of a product, what its limits are counted by. */
export type CountedProduct = Pick<Product, 'id' | 'code' | 'texts' | 'limits' | 'family'>

/** Of a market, what goods need to know. */
export type GoodsMarket = Readonly<{ id: bigint; code: string; currency: string; language: string }>

/** Everything that a market sells, with all its prices, as of one version of the catalogue. */
export type PriceBook = Readonly<{
  version: bigint
  marketId: bigint
  categories: readonly Category[]
  /** In order of code. */
  products: readonly Product[]
  byCode: ReadonlyMap<string, Product>
  /** What catalogues on paper print; undefined where there are none. */
  printed?: PrintedCodes | undefined
}>

/**
 * The price of a kind at a moment; the retail price stands in where the kind has none of its own. Of each kind a variant has the price
 * of its family while it has none itself.
 */
export function priceAt(product: Product, kind: PriceKind, atMs: number): Price | undefined {
  return kindPriceAt(product, kind, atMs) ?? kindPriceAt(product, 'retail', atMs)
}

function kindPriceAt({ prices, family }: Product, kind: PriceKind, atMs: number): Price | undefined {
  const holds = (price: Price): boolean =>
    price.kind === kind && price.fromMs <= atMs && (price.untilMs === null || atMs < price.untilMs)
  return prices.find(holds) ?? family?.prices.find(holds)
}

/** A product with what a kind of buyer pays; what a catalogue on paper prints for it where it was named by a printed code. */
export type Offer = Readonly<{ product: Product; price: Price; printed: Printed | undefined }>

/**
 * The product of a code, its own or a printed one, and its price for a kind of buyer; undefined when it cannot be bought at that
 * moment, as no family can.
 */
export function offerAt(
  book: PriceBook,
  input: { code: string; kind: PriceKind; atMs: number },
): Offer | undefined {
  const { code, kind, atMs } = input
  const own = book.byCode.get(code)
  const printed = own ? undefined : printedAt(book.printed, code, atMs)
  const product = printed ? book.byCode.get(printed.product) : own
  if (product?.state !== 'active' || product.options) return undefined
  const price = printed
    ? printedPriceAt(printed, kind, (one) => kindPriceAt(product, one, atMs))
    : priceAt(product, kind, atMs)
  return price && { product, price, printed }
}

/** The text in the first language that there is, from the wished ones; then English, then whichever there is. */
export function textIn<T>(texts: Texts<T>, ...languages: readonly (string | undefined)[]): T {
  const text = texts[languageIn(texts, ...languages) ?? '']
  if (text === undefined) throw new Error('something in the catalogue has no text at all')
  return text
}

/** The language in which something is shown where these are wished; undefined for what has no text at all. */
export function languageIn(
  texts: Texts<unknown>,
  ...languages: readonly (string | undefined)[]
): string | undefined {
  for (const language of [...languages, 'en']) {
    if (language === undefined) continue
    if (texts[language] !== undefined) return language
    const [plain = ''] = language.split('-')
    if (texts[plain] !== undefined) return plain
  }
  return Object.keys(texts)[0]
}
