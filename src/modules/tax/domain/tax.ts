import type { Rounding } from '#shared/ratio.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'

/** A rate of a class of goods over a stretch of time: 19 % is 190000 parts per million. */
export type TaxRate = Readonly<{
  class: string
  /** What it is called on a bill. Rates of different names add up: that of a state and that of a county. */
  name?: string | undefined
  ratePpm: bigint
  rounding: Rounding
  /** What is delivered to this country; null or undefined: to any for which nothing else is said. */
  country?: string | null | undefined
  /** A state or province of the country, by its code. */
  region?: string | null | undefined
  /** Postal codes of the country that begin with these or lie between them. */
  postal?: Readonly<{ from: string; until: string }> | null | undefined
  fromMs: number
  untilMs: number | null
}>

/** What shipping costs from a sum of goods on and up to a weight (null: any weight). */
export type ShippingRate = Readonly<{
  fromMinor: bigint
  upToGrams: number | null
  minor: bigint
  taxClass: string
  country?: string | null | undefined
  fromMs: number
  untilMs: number | null
}>

/** How the tax of a market is rounded: also always up. */
export type TaxRounding = Rounding | 'up'

export const TAX_SOURCES = ['tables', 'stripe'] as const
export type TaxSource = (typeof TAX_SOURCES)[number]
/** A service outside the company that reckons taxes. */
export type TaxServiceName = Exclude<TaxSource, 'tables'>

/** How a market taxes over a stretch of time. */
export type TaxRule = Readonly<{
  /** Whether prices contain their tax, or it comes on top of them. */
  prices: 'inclusive' | 'exclusive'
  rounding: TaxRounding
  /** What is rounded: the tax of all goods of a class together, or that of each line. */
  level: 'order' | 'line'
  /** Who reckons the tax: the tables of the market, or a service. */
  source: TaxSource
  /** Where the service does not answer, the tables reckon. */
  elseTables: boolean
  /** What the service calls the market's classes. */
  codes: Readonly<Record<string, string>>
  fromMs: number
  untilMs: number | null
}>

/** Taxes and shipping of one market, as of one version of its tables. */
export type TaxTable = Readonly<{
  version: bigint
  rates: readonly TaxRate[]
  /** Without one, prices contain their tax, and each rate says how its class is rounded. */
  rules?: readonly TaxRule[] | undefined
  shipping: readonly ShippingRate[]
}>

export type Shipping = Readonly<{ minor: bigint; taxClass: string }>
/** Goods for `missingMinor` more, and shipping costs `minor`. */
export type CheaperShipping = Readonly<{ missingMinor: bigint; minor: bigint }>

/**
 * What shipping costs: of the rows that fit sum and weight, the cheapest; of the country's own where there are some. Refused as `tax.shipping_missing` when none
 * fits. `cheaper` is the nearest sum from which it costs less.
 */
export function shippingOf(
  table: TaxTable,
  goods: { subtotalMinor: bigint; grams: number; atMs: number },
): Result<Readonly<{ shipping: Shipping; cheaper: CheaperShipping | undefined }>> {
  const held = table.shipping.filter((row) => holdsAt(row, goods.atMs))
  const ofCountry = held.filter((row) => (row.country ?? null) !== null)
  const fitting = (ofCountry.length > 0 ? ofCountry : held)
    .filter((row) => row.upToGrams === null || goods.grams <= row.upToGrams)
    .toSorted((a, b) => compare(a.minor, b.minor) || compare(a.fromMinor, b.fromMinor))
  const row = fitting.find((one) => one.fromMinor <= goods.subtotalMinor)
  if (!row) return refuse('tax.shipping_missing', { grams: goods.grams })
  const [next] = fitting
    .filter((one) => one.fromMinor > goods.subtotalMinor && one.minor < row.minor)
    .toSorted((a, b) => compare(a.fromMinor, b.fromMinor) || compare(a.minor, b.minor))
  return ok({
    shipping: { minor: row.minor, taxClass: row.taxClass },
    cheaper: next && { missingMinor: next.fromMinor - goods.subtotalMinor, minor: next.minor },
  })
}

export function holdsAt(row: { fromMs: number; untilMs: number | null }, atMs: number): boolean {
  return row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
