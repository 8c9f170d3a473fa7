import { ratedAs, UNRATED, type DocumentItem, type DocumentKind, type Rated } from './document.ts'

/** When an invoice is due: for everything when it is placed or wholly paid, or for whatever is sent. */
export const DUES = ['placing', 'shipment', 'payment'] as const
export type Due = (typeof DUES)[number]

type Rates = DocumentItem['rates']
type Amounts = Readonly<{ minor: bigint; taxMinor: bigint; discountMinor: bigint }>
type Line = Readonly<{
  line: number
  code: string
  name: string
  quantity: number
  unitMinor: bigint
  discountMinor: bigint
  totalMinor: bigint
  taxMinor: bigint
  ratePpm: bigint | null
  rates?: Rates | undefined
}>

/** An order with everything that happened to it, in order. */
export type DueOrder = Readonly<{
  lines: readonly Line[]
  shipping: Readonly<{ minor: bigint; taxMinor: bigint; ratePpm: bigint | null; rates?: Rates | undefined }>
  changes: readonly Readonly<{
    number: number
    kind: 'cancel' | 'send' | 'return' | 'edit'
    lines: readonly Readonly<{ line: number; quantity: number }>[]
    shippingMinor: bigint
    shippingTaxMinor: bigint
    feeMinor: bigint
  }>[]
}>

/** What was issued for an order before, the earliest first. */
export type Issued = Readonly<{
  id: bigint
  kind: DocumentKind
  /** The invoice that a credit note corrects. */
  correctsId: bigint | null
  items: readonly DocumentItem[]
}>

/** What is to be issued next: an invoice (`corrects` is undefined) or a credit note of one. */
export type ToIssue = Readonly<{ corrects: bigint | undefined; items: readonly DocumentItem[] }>

/** The share of the pieces of a line from the `before`-th up to the `after`-th, counted as they are taken back. */
export type ShareOf = (line: Line, before: number, after: number) => Amounts

type State = Readonly<{
  /** Pieces that are to be billed, by line. */
  pieces: ReadonlyMap<number, number>
  shippingMinor: bigint
  shippingTaxMinor: bigint
  /** What is kept of goods that came back. */
  keptMinor: bigint
}>

/**
 * What is still to be issued so that invoices less credit notes are what is due after the first so many changes. For so many pieces of
 * a line as much is due as would be left if all others were taken back: that depends on their number alone, so that any sequence of
 * sending, cancelling and returning adds up to what is left of the order, to the unit. What comes back is credited on the invoice
 * that billed it last.
 */
export function toIssue(
  order: DueOrder,
  of: Readonly<{ due: 'shipment' | 'payment'; upTo: number; issued: readonly Issued[]; share: ShareOf }>,
): readonly ToIssue[] {
  const due = dueAfter(order, of.due, of.upTo)
  const billed = billedBy(of.issued)
  const billing: DocumentItem[] = []
  const credits = new Map<bigint, DocumentItem[]>()
  const credit = (invoice: bigint, item: DocumentItem): void => {
    credits.set(invoice, [...(credits.get(invoice) ?? []), item])
  }
  for (const line of order.lines) {
    const parts = billed.parts.get(line.line) ?? []
    let held = parts.reduce((sum, { pieces }) => sum + pieces, 0)
    const wanted = due.pieces.get(line.line) ?? 0
    if (wanted > held)
      billing.push(goods(line, wanted - held, of.share(line, line.quantity - wanted, line.quantity - held)))
    for (const part of parts.toReversed()) {
      const pieces = Math.min(part.pieces, held - wanted)
      if (pieces <= 0) break
      const after = held - pieces
      credit(part.invoice, goods(line, pieces, of.share(line, line.quantity - held, line.quantity - after)))
      held = after
    }
  }
  const delivery = due.shippingMinor - billed.shippingMinor
  const deliveryTax = due.shippingTaxMinor - billed.shippingTaxMinor
  const rated = ratedAs(order.shipping)
  if (delivery > 0n) billing.push(extra('shipping', delivery, deliveryTax, rated))
  if (delivery < 0n && billed.shippingOn !== undefined)
    credit(billed.shippingOn, extra('shipping', -delivery, -deliveryTax, rated))
  keep(due.keptMinor - billed.keptMinor, { billing, credits })
  return [
    ...(billing.length === 0 ? [] : [{ corrects: undefined, items: billing }]),
    ...[...credits].map(([corrects, items]) => ({ corrects, items })),
  ]
}

function dueAfter(order: DueOrder, due: 'shipment' | 'payment', upTo: number): State {
  const changes = order.changes.filter(({ number }) => number <= upTo)
  const count = (line: number, ...kinds: readonly string[]): number =>
    changes
      .filter(({ kind }) => kinds.includes(kind))
      .flatMap(({ lines }) => lines)
      .reduce((sum, one) => sum + (one.line === line ? one.quantity : 0), 0)
  const pieces = new Map(
    order.lines.map(({ line, quantity }) => [
      line,
      due === 'payment'
        ? quantity - count(line, 'cancel', 'return')
        : count(line, 'send') - count(line, 'return'),
    ]),
  )
  // Delivery is billed with the first parcel.
  const isBegun = due === 'payment' || changes.some(({ kind }) => kind === 'send')
  const sum = (of: (change: DueOrder['changes'][number]) => bigint) =>
    changes.reduce((all, change) => all + of(change), 0n)
  return {
    pieces,
    shippingMinor: isBegun ? order.shipping.minor - sum(({ shippingMinor }) => shippingMinor) : 0n,
    shippingTaxMinor: isBegun
      ? order.shipping.taxMinor - sum(({ shippingTaxMinor }) => shippingTaxMinor)
      : 0n,
    keptMinor: isBegun ? sum(({ feeMinor }) => feeMinor) : 0n,
  }
}

type Part = Readonly<{ invoice: bigint; pieces: number }>

/** What documents have billed so far: of each line the pieces that stand, by the invoices that billed them. */
function billedBy(issued: readonly Issued[]) {
  const parts = new Map<number, readonly Part[]>()
  let [shippingMinor, shippingTaxMinor, keptMinor] = [0n, 0n, 0n]
  let shippingOn: bigint | undefined
  for (const { id, kind, correctsId, items } of issued) {
    const way = kind === 'invoice' ? 1n : -1n
    for (const { what, line, quantity, totalMinor, taxMinor } of items) {
      if (what === 'goods' && line !== undefined) {
        const before = parts.get(line) ?? []
        const after =
          kind === 'invoice'
            ? [...before, { invoice: id, pieces: quantity }]
            : without(before, correctsId, quantity)
        parts.set(line, after)
      } else if (what === 'shipping') {
        shippingMinor += way * totalMinor
        shippingTaxMinor += way * taxMinor
        if (kind === 'invoice') shippingOn = id
      } else if (what === 'kept') keptMinor += way * totalMinor
    }
  }
  return { parts, shippingMinor, shippingTaxMinor, keptMinor, shippingOn }
}

/** The parts of a line after pieces of one of them were credited. */
function without(parts: readonly Part[], invoice: bigint | null, pieces: number): readonly Part[] {
  return parts
    .map((part) => (part.invoice === invoice ? { ...part, pieces: part.pieces - pieces } : part))
    .filter((part) => part.pieces > 0)
}

/** What is kept of goods that came back makes a credit note smaller, or stands on the invoice where there is none. */
function keep(
  keptMinor: bigint,
  of: Readonly<{ billing: DocumentItem[]; credits: ReadonlyMap<bigint, DocumentItem[]> }>,
): void {
  let left = keptMinor
  for (const items of of.credits.values()) {
    const total = items.reduce((sum, { totalMinor }) => sum + totalMinor, 0n)
    const kept = left < total ? left : total
    if (kept > 0n) items.push(extra('kept', -kept, 0n, UNRATED))
    left -= kept > 0n ? kept : 0n
  }
  if (left > 0n) of.billing.push(extra('kept', left, 0n, UNRATED))
}

function goods(line: Line, quantity: number, share: Amounts): DocumentItem {
  const { code, name, unitMinor } = line
  const { minor: totalMinor, taxMinor, discountMinor } = share
  const money = { unitMinor, discountMinor, totalMinor, taxMinor, ...ratedAs(line) }
  return { what: 'goods', code, name, quantity, ...money, line: line.line }
}

function extra(what: 'shipping' | 'kept', totalMinor: bigint, taxMinor: bigint, of: Rated): DocumentItem {
  const money = { unitMinor: totalMinor, discountMinor: 0n, totalMinor, taxMinor, ...of }
  return { what, code: '', name: '', quantity: 1, ...money }
}
