import { ok, refuse, type Result } from '#shared/refusal.ts'

export const ORDER_STATES = ['placed', 'cancelled', 'returned'] as const
export const ORDER_TYPES = ['order', 'first', 'autoship', 'upgrade', 'return'] as const
export const ORDER_CHANNELS = ['shop', 'office', 'reported', 'desk', 'import'] as const
export type OrderState = (typeof ORDER_STATES)[number]
export type OrderType = (typeof ORDER_TYPES)[number]
export type OrderChannel = (typeof ORDER_CHANNELS)[number]

export const LINES_MAX = 200
export const QUANTITY_MAX = 9999

/** What somebody wants: a product by its code, so many pieces. */
export type WantedLine = Readonly<{ product: string; quantity: number }>

/**
 * The wanted lines with equal products joined, in order of code, so that the order in which somebody put things
 * together never changes a price. Refused as `orders.empty`, `orders.too_many_lines` or `orders.quantity`.
 */
export function mergeLines(lines: readonly WantedLine[]): Result<readonly WantedLine[]> {
  const quantities = new Map<string, number>()
  for (const line of lines) quantities.set(line.product, (quantities.get(line.product) ?? 0) + line.quantity)
  if (quantities.size === 0) return refuse('orders.empty', {}, 'lines')
  if (quantities.size > LINES_MAX) return refuse('orders.too_many_lines', { most: LINES_MAX }, 'lines')
  for (const [product, quantity] of quantities)
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX)
      return refuse('orders.quantity', { product, most: QUANTITY_MAX }, 'lines')
  return ok(
    [...quantities]
      .map(([product, quantity]) => ({ product, quantity }))
      .sort((a, b) => (a.product < b.product ? -1 : 1)),
  )
}

const DAY_MS = 86_400_000

/** Whether somebody joined so lately that a first order still is one; with no days nobody ever did. */
export function joinedLately(of: { joinedAtMs: number; atMs: number; days: number | null }): boolean {
  return of.days !== null && of.atMs < of.joinedAtMs + of.days * DAY_MS
}

const MINUTE_MS = 60_000

/**
 * Until when what was decided at a moment is decided the same: nothing of the given moments lies between, nor does a clock of a
 * market show another minute.
 */
export function holdsUntil(atMs: number, changesMs: readonly number[]): number {
  const nextMinute = (Math.floor(atMs / MINUTE_MS) + 1) * MINUTE_MS
  return changesMs.reduce((least, one) => (one > atMs && one < least ? one : least), nextMinute)
}

/** Amounts of an order in minor units; the taxes are contained in them, or come on top of them. */
export type OrderAmounts = Readonly<{
  goodsMinor: bigint
  goodsTaxMinor: bigint
  shippingMinor: bigint
  shippingTaxMinor: bigint
  taxAdded: boolean
}>

/** One line of a journal: more than zero credits the account, less than zero debits it. */
export type BookEntry = Readonly<{ account: string; currency: string; minor: bigint }>

/** What an order does to the books: the buyer owes the total, which is sales, shipping and tax. Sums to zero. */
export function orderEntries(amounts: OrderAmounts, currency: string): BookEntry[] {
  const { goodsMinor, goodsTaxMinor, shippingMinor, shippingTaxMinor, taxAdded } = amounts
  const [added, goodsTax, shippingTax] = taxAdded
    ? [goodsTaxMinor + shippingTaxMinor, 0n, 0n]
    : [0n, goodsTaxMinor, shippingTaxMinor]
  return [
    { account: 'receivable', minor: -(goodsMinor + shippingMinor + added) },
    { account: 'sales', minor: goodsMinor - goodsTax },
    { account: 'shipping_income', minor: shippingMinor - shippingTax },
    { account: 'tax_payable', minor: goodsTaxMinor + shippingTaxMinor },
  ]
    .filter((entry) => entry.minor !== 0n)
    .map((entry) => ({ ...entry, currency }))
}

/** Sums of volumes by name, in millionths. */
export function sumVolumes(
  parts: Iterable<Readonly<Record<string, bigint>>>,
): Readonly<Record<string, bigint>> {
  const sums: Record<string, bigint> = {}
  for (const part of parts)
    for (const [name, micro] of Object.entries(part)) sums[name] = (sums[name] ?? 0n) + micro
  return sums
}
