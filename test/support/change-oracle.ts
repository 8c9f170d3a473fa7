import { constantFrom, integer, nat, oneof, record, type Arbitrary } from 'fast-check'

/** What somebody may want of an order: pieces of a line, or everything that is left for it. */
export const step = record({
  // What was not sent cannot come back, so that sending is drawn more often, and few pieces at once.
  kind: constantFrom(
    'cancel' as const,
    'send' as const,
    'send' as const,
    'return' as const,
    'return' as const,
  ),
  line: nat(2),
  quantity: constantFrom(1, 1, 2, 3),
  wholly: integer({ min: 0, max: 7 }).map((drawn) => drawn === 0),
  disposition: constantFrom('resaleable' as const, 'damaged' as const, 'lost' as const),
})
export type Step = typeof step extends Arbitrary<infer T> ? T : never

/** The same, or that another order takes the place of sent pieces which come back. */
export const stepOrExchange = oneof(
  { arbitrary: step, weight: 5 },
  { arbitrary: step.map((drawn) => ({ ...drawn, kind: 'exchange' as const })), weight: 1 },
)
export type StepOrExchange = typeof stepOrExchange extends Arbitrary<infer T> ? T : never

/** A line as it was placed; `promoted` is what promotions took off it, null where none did anything. */
export type Placed = Readonly<{
  line: number
  code: string
  quantity: number
  unit: bigint
  off: bigint
  total: bigint
  tax: bigint
  promoted: bigint | null
  volumes: Readonly<Record<string, string>>
}>

/** What a slow count knows of a line: what was placed, and where its pieces are; `good` ones came back and can be sold again. */
export type Known = Placed & { cancelled: number; sent: number; returned: number; good: number }

/** `isAdded`: the tax came on top of goods and shipping, and is not contained in them. */
export type PlacedOrder = Readonly<{ shipping: bigint; tax: bigint; isAdded?: boolean }>

function left(line: Known, kind: StepOrExchange['kind']): number {
  return kind === 'return' || kind === 'exchange'
    ? line.sent - line.returned
    : line.quantity - line.cancelled - line.sent
}

/** Whether a step can be done. */
export function could(lines: readonly Known[], { kind, line, quantity, wholly }: StepOrExchange): boolean {
  if (wholly) return lines.some((one) => left(one, kind) > 0)
  const of = lines[line % lines.length]
  return of !== undefined && quantity <= left(of, kind)
}

/** Counts a step that was done. */
export function follow(
  lines: readonly Known[],
  { kind, line, quantity, wholly, disposition }: StepOrExchange,
): void {
  for (const [place, of] of lines.entries()) {
    const pieces = wholly ? left(of, kind) : place === line % lines.length ? quantity : 0
    if (kind === 'cancel') of.cancelled += pieces
    else if (kind === 'send') of.sent += pieces
    else {
      of.returned += pieces
      if (wholly || disposition === 'resaleable') of.good += pieces
    }
  }
}

/** The whole that is nearest to a share; halves go up. */
function nearest(whole: bigint, some: bigint, of: bigint): bigint {
  return of === 0n ? 0n : (2n * whole * some + of) / (2n * of)
}

/** What should have come back of a line by the pieces that did, however they did. */
export function cameBack(line: Known) {
  const [back, pieces] = [BigInt(line.cancelled + line.returned), BigInt(line.quantity)]
  const off = nearest(line.off, back, pieces)
  const minor = line.unit * back - off
  const micros = Object.entries(line.volumes).map(
    ([name, micro]) => [name, nearest(BigInt(micro), back, pieces)] as const,
  )
  return {
    minor,
    tax: nearest(line.tax, minor, line.total),
    off,
    shared: line.promoted === null ? 0n : off,
    volumes: Object.fromEntries(micros.filter(([, micro]) => micro !== 0n)),
  }
}

/** An order is over once no piece of it is left. */
export function stateOf(lines: readonly Known[]): 'placed' | 'cancelled' | 'returned' {
  if (lines.some((line) => line.quantity > line.cancelled + line.returned)) return 'placed'
  return lines.some(({ returned }) => returned > 0) ? 'returned' : 'cancelled'
}

/** What accounts should hold of an order by the pieces that are left, in order of their names. */
export function booksOf(
  lines: readonly Known[],
  order: PlacedOrder,
): readonly Readonly<{ kind: string; minor: bigint }>[] {
  const sum = (of: (line: Known) => bigint) => lines.reduce((all, line) => all + of(line), 0n)
  const isOver = stateOf(lines) !== 'placed'
  const goods = sum((line) => line.total - cameBack(line).minor)
  const goodsTax = sum((line) => line.tax - cameBack(line).tax)
  const shipping = isOver ? 0n : order.shipping
  const shippingTax = isOver ? 0n : order.tax - sum(({ tax }) => tax)
  const tax = goodsTax + shippingTax
  const [onTop, inGoods, inShipping] = order.isAdded ? [tax, 0n, 0n] : [0n, goodsTax, shippingTax]
  return [
    { kind: 'receivable', minor: -goods - shipping - onTop },
    { kind: 'sales', minor: goods - inGoods },
    { kind: 'shipping_income', minor: shipping - inShipping },
    { kind: 'tax_payable', minor: tax },
  ].filter(({ minor }) => minor !== 0n)
}
