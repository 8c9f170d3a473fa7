import { allocate } from '#shared/allocate.ts'
import { divideRounded, PPM, type Rounding } from '#shared/ratio.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'

/** A rate of a class of goods over a stretch of time: 19 % is 190000 parts per million. */
export type TaxRate = Readonly<{
  class: string
  ratePpm: bigint
  rounding: Rounding
  /** What is delivered to this country; null or undefined: to any for which nothing else is said. */
  country?: string | null | undefined
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

/** Taxes and shipping of one market, as of one version of its tables. */
export type TaxTable = Readonly<{
  version: bigint
  rates: readonly TaxRate[]
  shipping: readonly ShippingRate[]
}>

const narrowed = new WeakMap<TaxTable, Map<string, TaxTable>>()

/**
 * Taxes and shipping of what is delivered to a country: rates and rows of that country come before those of none, whose place they
 * take while they hold.
 */
export function taxesIn(table: TaxTable, country: string): TaxTable {
  const isNamed = (row: { country?: string | null | undefined }): boolean => (row.country ?? null) !== null
  if (![...table.rates, ...table.shipping].some(isNamed)) return table
  const known = narrowed.get(table) ?? new Map<string, TaxTable>()
  narrowed.set(table, known)
  const found = known.get(country)
  if (found) return found
  const ofCountry = <T extends { country?: string | null | undefined }>(rows: readonly T[]): readonly T[] => [
    ...rows.filter((row) => row.country === country),
    ...rows.filter((row) => !isNamed(row)),
  ]
  const made = { ...table, rates: ofCountry(table.rates), shipping: ofCountry(table.shipping) }
  known.set(country, made)
  return made
}

/** An amount with the tax in it, in minor units. */
export type TaxedItem = Readonly<{ taxClass: string; minor: bigint }>

/**
 * The tax that is contained in each amount, in the order given. The tax of a class is taken from the sum of its amounts
 * and rounded once, then split over them, so that what the items show always adds up to what is owed:
 * tax = sum · rate / (1 + rate). Refused as `tax.rate_missing` for a class without a rate at that moment.
 */
export function containedTax(
  table: TaxTable,
  input: { atMs: number; items: readonly TaxedItem[] },
): Result<readonly bigint[]> {
  const taxes = input.items.map(() => 0n)
  const classes = Map.groupBy(input.items.keys(), (index) => input.items[index]?.taxClass ?? '')
  for (const [taxClass, indexes] of classes) {
    const rate = table.rates.find((one) => one.class === taxClass && holdsAt(one, input.atMs))
    if (!rate) return refuse('tax.rate_missing', { class: taxClass })
    const amounts = indexes.map((index) => input.items[index]?.minor ?? 0n)
    const sum = amounts.reduce((left, right) => left + right, 0n)
    const tax = divideRounded(sum * rate.ratePpm, PPM + rate.ratePpm, rate.rounding)
    const parts = allocate(tax, amounts)
    for (const [place, index] of indexes.entries()) taxes[index] = parts[place] ?? 0n
  }
  return ok(taxes)
}

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

function holdsAt(row: { fromMs: number; untilMs: number | null }, atMs: number): boolean {
  return row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
