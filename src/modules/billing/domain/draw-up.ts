import { ratedAs, UNRATED, type DocumentItem, type Rated } from './document.ts'

type Rates = DocumentItem['rates']

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
    rates?: Rates | undefined
  }>[]
  shipping: Readonly<{ minor: bigint; taxMinor: bigint; ratePpm: bigint | null; rates?: Rates | undefined }>
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
  const { minor, taxMinor } = order.shipping
  return [...goods, ...shippingItem(minor, taxMinor, ratedAs(order.shipping))]
}

/** What a credit note lists: the shares that a change took back, at the rates of the invoice, less what is kept. */
export function creditItems(order: OrderToBill, change: ChangeToCredit): readonly DocumentItem[] {
  const goods = change.lines.map((back) => {
    const of = order.lines.find(({ line }) => line === back.line)
    if (!of) throw new Error(`a change names the line ${back.line}, which its order lacks`)
    const { code, name, unitMinor } = of
    const { quantity, discountMinor, minor: totalMinor, taxMinor } = back
    const shares = { quantity, unitMinor, discountMinor, totalMinor, taxMinor, ...ratedAs(of) }
    return { what: 'goods' as const, code, name, ...shares }
  })
  const kept = change.feeMinor === 0n ? [] : [extra('kept', -change.feeMinor, 0n, UNRATED)]
  return [
    ...goods,
    ...shippingItem(change.shippingMinor, change.shippingTaxMinor, ratedAs(order.shipping)),
    ...kept,
  ]
}

function shippingItem(minor: bigint, taxMinor: bigint, of: Rated): readonly DocumentItem[] {
  return minor === 0n ? [] : [extra('shipping', minor, taxMinor, of)]
}

function extra(what: 'shipping' | 'kept', totalMinor: bigint, taxMinor: bigint, of: Rated): DocumentItem {
  return {
    what,
    code: '',
    name: '',
    quantity: 1,
    unitMinor: totalMinor,
    discountMinor: 0n,
    totalMinor,
    taxMinor,
    ...of,
  }
}
