import type { Rounding } from '#shared/ratio.ts'

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

/** Taxes of one market, as of one version of what taxes and shipping say. */
export type TaxTable = Readonly<{
  version: bigint
  rates: readonly TaxRate[]
  /** Without one, prices contain their tax, and each rate says how its class is rounded. */
  rules?: readonly TaxRule[] | undefined
}>

export function holdsAt(row: { fromMs: number; untilMs: number | null }, atMs: number): boolean {
  return row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
}
