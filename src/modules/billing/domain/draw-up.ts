import type { DocumentItem } from './document.ts'

/** Of an order, what its documents tell. */
export type OrderToBill = Readonly<{
  lines: readonly Readonly<{
    line: number
    code: string
    name: string
    quantity: number
    unitMinor: bigint
    discountMinor: bigint
    totalMinor: bigint
    taxMinor: bigint
    ratePpm: bigint | null
  }>[]
  shipping: Readonly<{ minor: bigint; taxMinor: bigint; ratePpm: bigint | null }>
}>

/** A change that takes something back. */
export type ChangeToCredit = Readonly<{
  lines: readonly Readonly<{
    line: number
    quantity: number
    minor: bigint
    taxMinor: bigint
    discountMinor: bigint
  }>[]
  shippingMinor: bigint
  shippingTaxMinor: bigint
  feeMinor: bigint
}>

/** What an invoice lists: everything as it was placed. */
export function invoiceItems(order: OrderToBill): readonly DocumentItem[] {
  const goods = order.lines.map(({ line: _line, ...item }) => ({ ...item, what: 'goods' as const }))
  const { minor, taxMinor, ratePpm } = order.shipping
  return [...goods, ...shippingItem(minor, taxMinor, ratePpm)]
}

/** What a credit note lists: the shares that a change took back, at the rates of the invoice, less what is kept. */
export function creditItems(order: OrderToBill, change: ChangeToCredit): readonly DocumentItem[] {
  const goods = change.lines.map((back) => {
    const of = order.lines.find(({ line }) => line === back.line)
    if (!of) throw new Error(`a change names the line ${back.line}, which its order lacks`)
    const { code, name, unitMinor, ratePpm } = of
    const { quantity, discountMinor, minor: totalMinor, taxMinor } = back
    const shares = { quantity, unitMinor, discountMinor, totalMinor, taxMinor, ratePpm }
    return { what: 'goods' as const, code, name, ...shares }
  })
  const kept = change.feeMinor === 0n ? [] : [extra('kept', -change.feeMinor, 0n, null)]
  return [
    ...goods,
    ...shippingItem(change.shippingMinor, change.shippingTaxMinor, order.shipping.ratePpm),
    ...kept,
  ]
}

function shippingItem(minor: bigint, taxMinor: bigint, ratePpm: bigint | null): readonly DocumentItem[] {
  return minor === 0n ? [] : [extra('shipping', minor, taxMinor, ratePpm)]
}

function extra(
  what: 'shipping' | 'kept',
  totalMinor: bigint,
  taxMinor: bigint,
  ratePpm: bigint | null,
): DocumentItem {
  return {
    what,
    code: '',
    name: '',
    quantity: 1,
    unitMinor: totalMinor,
    discountMinor: 0n,
    totalMinor,
    taxMinor,
    ratePpm,
  }
}
