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

/** Taxes of one market, as of one version of what taxes and shipping say. */
export type TaxTable = Readonly<{
  version: bigint
  rates: readonly TaxRate[]
}>

const narrowed = new WeakMap<TaxTable, Map<string, TaxTable>>()

/** Taxes of what is delivered to a country: its own rates come before those of none, whose place they take while they hold. */
export function taxesIn(table: TaxTable, country: string): TaxTable {
  const isNamed = (row: { country?: string | null | undefined }): boolean => (row.country ?? null) !== null
  if (!table.rates.some(isNamed)) return table
  const known = narrowed.get(table) ?? new Map<string, TaxTable>()
  narrowed.set(table, known)
  const found = known.get(country)
  if (found) return found
  const ofCountry = <T extends { country?: string | null | undefined }>(rows: readonly T[]): readonly T[] => [
    ...rows.filter((row) => row.country === country),
    ...rows.filter((row) => !isNamed(row)),
  ]
  const made = { ...table, rates: ofCountry(table.rates) }
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

function holdsAt(row: { fromMs: number; untilMs: number | null }, atMs: number): boolean {
  return row.fromMs <= atMs && (row.untilMs === null || atMs < row.untilMs)
}
