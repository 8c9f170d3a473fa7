import { allocate } from '#shared/allocate.ts'

export const DOCUMENT_KINDS = ['invoice', 'credit_note'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

type NamedRate = Readonly<{ name: string; ratePpm: bigint }>

type Address = Readonly<{
  recipient: string
  line1: string
  line2?: string | undefined
  postalCode: string
  city: string
  region?: string | undefined
  country: string
}>

/** What was bought or is taken back: a line of the order, delivery, or what is kept of goods that came back (below zero). */
export type DocumentItem = Readonly<{
  what: 'goods' | 'shipping' | 'kept'
  code: string
  name: string
  quantity: number
  unitMinor: bigint
  discountMinor: bigint
  totalMinor: bigint
  taxMinor: bigint
  /** Parts per million, of all rates together; null where no tax was looked up. */
  ratePpm: bigint | null
  /** The rates, where they have names. */
  rates?: readonly NamedRate[] | undefined
  /** The line of the order, where invoices are not issued for the whole of it at once. */
  line?: number | undefined
}>

/** By which rates an item is taxed. */
export type Rated = Pick<DocumentItem, 'ratePpm' | 'rates'>

export const UNRATED: Rated = { ratePpm: null }

export function ratedAs({ ratePpm, rates }: Rated): Rated {
  return rates ? { ratePpm, rates } : { ratePpm }
}

/** What a document says. It is frozen when it is issued: later names, rates and addresses change nothing of it. */
export type DocumentContent = Readonly<{
  kind: DocumentKind
  number: string
  /** The day in the time zone of the market. */
  issuedOn: string
  placedOn: string
  order: string
  corrects: Readonly<{ number: string; issuedOn: string }> | null
  demonstration: boolean
  language: string
  currency: string
  seller: Readonly<{ name: string; address: string; taxNumber: string }>
  buyer: Readonly<{ name: string; code: string | null; address: Address | null }>
  payment: string
  items: readonly DocumentItem[]
  /** The tax came on top of what the items cost; else it is contained in it. */
  taxAdded?: boolean | undefined
  /** What is to pay, or given back. */
  totalMinor: bigint
  taxMinor: bigint
}>

/** A rate with what it was taken of and what it came to; `grossMinor` is undefined where others are taken of the same. */
export type TaxSum = Readonly<{
  name: string
  ratePpm: bigint | null
  netMinor: bigint
  taxMinor: bigint
  grossMinor: bigint | undefined
}>

/** The tax of a document, rate by rate, the highest first. What is kept of a return carries no tax and stands in no rate. */
export function taxesOf(items: readonly DocumentItem[], taxAdded = false): readonly TaxSum[] {
  const taxed = items.filter(({ what }) => what !== 'kept')
  const key = ({ ratePpm, rates = [] }: DocumentItem): string =>
    [ratePpm, ...rates.map((rate) => `${rate.ratePpm} ${rate.name}`)].join('|')
  return [...Map.groupBy(taxed, key).values()]
    .flatMap((of) => sumsOf(of, taxAdded))
    .toSorted((a, b) => Number((b.ratePpm ?? -1n) - (a.ratePpm ?? -1n)))
}

function sumsOf(of: readonly DocumentItem[], taxAdded: boolean): readonly TaxSum[] {
  const [first] = of
  if (!first) return []
  const total = of.reduce((sum, { totalMinor }) => sum + totalMinor, 0n)
  const taxMinor = of.reduce((sum, item) => sum + item.taxMinor, 0n)
  const netMinor = taxAdded ? total : total - taxMinor
  const { ratePpm, rates = [] } = first
  const [only] = rates
  if (rates.length < 2 || !only)
    return [{ name: only?.name ?? '', ratePpm, netMinor, taxMinor, grossMinor: netMinor + taxMinor }]
  const split = allocate(
    taxMinor,
    rates.map((rate) => rate.ratePpm),
  )
  return rates.map((rate, place) => ({
    ...rate,
    netMinor,
    taxMinor: split[place] ?? 0n,
    grossMinor: undefined,
  }))
}

/** What items come to, with the tax where that is not contained in them. */
export function sumOf(
  items: readonly DocumentItem[],
  taxAdded = false,
): Readonly<{ totalMinor: bigint; taxMinor: bigint }> {
  const taxMinor = items.reduce((sum, item) => sum + item.taxMinor, 0n)
  const totalMinor = items.reduce((sum, item) => sum + item.totalMinor, 0n)
  return { totalMinor: totalMinor + (taxAdded ? taxMinor : 0n), taxMinor }
}

/** `2026-000123` after a prefix: the width says how many digits the serial has at least. */
export function documentNumber(
  of: Readonly<{ prefix: string; year: number; serial: number; width: number }>,
): string {
  return `${of.prefix}${of.year}-${of.serial.toString().padStart(of.width, '0')}`
}
