import type { TaxRate, TaxTable } from './tax.ts'

/** Where something is delivered, as far as it is known. */
export type TaxPlace = Readonly<{
  country: string
  region?: string | undefined
  postalCode?: string | undefined
}>

type Placed = Readonly<{ country?: string | null | undefined }>
const isNamed = (row: Placed): boolean => (row.country ?? null) !== null

const narrowed = new WeakMap<TaxTable, Map<string, TaxTable>>()

/**
 * Taxes of what is delivered to a place. Rates of a country, a region and of postal codes count there only; those of one name come the
 * narrowest first. Rates of the country come before those of none, whose place they take while they hold.
 */
export function taxesIn(table: TaxTable, place: TaxPlace): TaxTable {
  if (!table.rates.some(isNamed)) return table
  const inRegion = ofRegion(table, place)
  if (!inRegion.rates.some(hasPostal)) return inRegion
  const code = postalCode(place.postalCode ?? '')
  return {
    ...inRegion,
    rates: inRegion.rates.filter(({ postal }) => !postal || liesBetween(code, postal)),
  }
}

/** Whether the table says more of a country than its region is known for. */
export function asksRegion(table: TaxTable, place: TaxPlace): boolean {
  if (place.region !== undefined) return false
  return table.rates.some(({ country, region }) => country === place.country && (region ?? null) !== null)
}

/** The table as if no service was asked. */
export function byTables(table: TaxTable): TaxTable {
  return { ...table, rules: table.rules?.map((rule) => ({ ...rule, source: 'tables' as const })) }
}

/** Whether the same rates count at both places. */
export function sameTaxes(table: TaxTable, one: TaxPlace, other: TaxPlace): boolean {
  const [left, right] = [taxesIn(table, one).rates, taxesIn(table, other).rates]
  return left.length === right.length && left.every((rate, at) => rate === right[at])
}

/** A postal code as it is compared: without spaces and signs, in capitals. */
export function postalCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}

/** The part of the table for a country and a region, made once: there are not many of them. */
function ofRegion(table: TaxTable, { country, region }: TaxPlace): TaxTable {
  const known = narrowed.get(table) ?? new Map<string, TaxTable>()
  narrowed.set(table, known)
  const key = `${country} ${region ?? ''}`
  const found = known.get(key)
  if (found) return found
  const ofCountry = <T extends Placed>(rows: readonly T[]): readonly T[] => [
    ...rows.filter((row) => row.country === country),
    ...rows.filter((row) => !isNamed(row)),
  ]
  const rates = ofCountry(table.rates).filter((rate) => (rate.region ?? region) === region)
  const made = {
    ...table,
    // The narrowest first; the sort leaves equals as they are.
    rates: rates.toSorted((a, b) => narrowness(b) - narrowness(a)),
  }
  known.set(key, made)
  return made
}

function narrowness(rate: TaxRate): number {
  return (isNamed(rate) ? 1 : 0) + ((rate.region ?? null) === null ? 0 : 2) + (hasPostal(rate) ? 4 : 0)
}

function hasPostal({ postal }: TaxRate): boolean {
  return (postal ?? null) !== null
}

function liesBetween(code: string, { from, until }: Readonly<{ from: string; until: string }>): boolean {
  return code !== '' && code.slice(0, from.length) >= from && code.slice(0, until.length) <= until
}
