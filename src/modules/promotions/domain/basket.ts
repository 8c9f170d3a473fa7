import type { FactName, Selection } from './promotion.ts'

/** By what promotions name a product. Categories are those that it lies in, the outer ones too. */
export type GoodsNames = Readonly<{
  product: string
  /** What it is a variant of: whoever names that names it too. Undefined for what is no variant. */
  family?: string | undefined
  categories: readonly string[]
  tags: readonly string[]
}>

/** A product as promotions see it. */
export type Goods = GoodsNames &
  Readonly<{
    /** The price of one piece in minor units. */
    unitMinor: bigint
  }>

/** One line of a basket: equal pieces of one product at one price. Volumes are of one piece, in millionths. */
export type BasketLine = Goods &
  Readonly<{
    quantity: number
    volumes: Readonly<Record<string, bigint>>
    /** What tells it from other lines of the same product, which may cost something else; else its product does. */
    line?: string | undefined
    /** The catalogue on paper that it was ordered from. */
    campaign?: string | undefined
  }>

/** By what a line is known. */
export function lineKey({ line, product }: Pick<BasketLine, 'line' | 'product'>): string {
  return line ?? product
}

/** What promotions are asked about: goods at their prices before any promotion, and facts that the caller knows. */
export type Basket = Readonly<{
  lines: readonly BasketLine[]
  facts: Readonly<Partial<Record<FactName, readonly string[]>>>
  /** Which order of the buyer this is; 1 is the first. Undefined for a guest. */
  orderNumber: number | undefined
  /** Local to the market: `2026-10-31`, `18:30`, `sat`. */
  day: string
  time: string
  weekday: string
  coupons: readonly string[]
  /** Entitlements that the buyer holds, with how often each can still be used. */
  entitlements: Readonly<Record<string, number>>
  /** What is left of the buyer's credits, in minor units. */
  credits?: Readonly<Record<string, bigint>> | undefined
  /** Answers to the questions of history, by key. */
  history: Readonly<Record<string, bigint>>
  /** What is left of promotions that are limited: how often they may still apply, and how much they may still take off. */
  left: Readonly<Record<string, Readonly<{ times?: number; minor?: bigint }>>>
}>

export function isOf(goods: Goods, selection: Selection): boolean {
  const { products, categories, tags, priceFrom, priceUntil, except } = selection
  return (
    (products === undefined || isNamed(goods, products)) &&
    (categories === undefined || categories.some((one) => goods.categories.includes(one))) &&
    (tags === undefined || tags.some((one) => goods.tags.includes(one))) &&
    (priceFrom === undefined || goods.unitMinor >= priceFrom) &&
    (priceUntil === undefined || goods.unitMinor <= priceUntil) &&
    (except === undefined || !isOf(goods, except))
  )
}

function isNamed({ product, family }: Goods, products: readonly string[]): boolean {
  return products.includes(product) || (family !== undefined && products.includes(family))
}
