export const DOCUMENT_KINDS = ['invoice', 'credit_note'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

type Address = Readonly<{
  recipient: string
  line1: string
  line2?: string | undefined
  postalCode: string
  city: string
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
  /** Parts per million; null where no tax was looked up. */
  ratePpm: bigint | null
  /** The line of the order, where invoices are not issued for the whole of it at once. */
  line?: number | undefined
}>

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
  totalMinor: bigint
  taxMinor: bigint
}>

export type TaxSum = Readonly<{ ratePpm: bigint | null; grossMinor: bigint; taxMinor: bigint }>

/** The tax of a document, rate by rate, the highest first. What is kept of a return carries no tax and stands in no rate. */
export function taxesOf(items: readonly DocumentItem[]): readonly TaxSum[] {
  const taxed = items.filter(({ what }) => what !== 'kept')
  return [...Map.groupBy(taxed, ({ ratePpm }) => ratePpm)]
    .map(([ratePpm, of]) => ({
      ratePpm,
      grossMinor: of.reduce((sum, { totalMinor }) => sum + totalMinor, 0n),
      taxMinor: of.reduce((sum, { taxMinor }) => sum + taxMinor, 0n),
    }))
    .toSorted((a, b) => Number((b.ratePpm ?? -1n) - (a.ratePpm ?? -1n)))
}

export function sumOf(items: readonly DocumentItem[]): Readonly<{ totalMinor: bigint; taxMinor: bigint }> {
  return {
    totalMinor: items.reduce((sum, { totalMinor }) => sum + totalMinor, 0n),
    taxMinor: items.reduce((sum, { taxMinor }) => sum + taxMinor, 0n),
  }
}

/** `2026-000123` after a prefix: the width says how many digits the serial has at least. */
export function documentNumber(
  of: Readonly<{ prefix: string; year: number; serial: number; width: number }>,
): string {
  return `${of.prefix}${of.year}-${of.serial.toString().padStart(of.width, '0')}`
}
