import { array, constantFrom, nat, record, type Arbitrary } from 'fast-check'

/** Pieces of soap, towel and book. */
export type Pieces = readonly [number, number, number]

const PRICES = [8000n, 24_950n, 6000n] as const
export const PV = [8_000_000n, 20_500_000n, 0n] as const

/** How a buyer may want an order to be, and what comes with it. */
export const edit = record({
  /** Which of the orders that stand. */
  of: nat(3),
  wanted: array(nat(4), { minLength: 3, maxLength: 3 }),
  added: array(constantFrom(0, 0, 1, 2), { minLength: 3, maxLength: 3 }),
})
export type Edit = typeof edit extends Arbitrary<infer T> ? T : never

/** What a slow count knows of an order: what stands of it, what it pays for delivery, and which orders go along. */
export type Counted = { pieces: Pieces; delivery: bigint; along: Counted[] }

const sum = (of: readonly bigint[]) => of.reduce((all, one) => all + one, 0n)
const none = (of: Pieces) => of.every((one) => one === 0)
const isPromoted = ([soap, , book]: Pieces) => soap >= 3 && book > 0
const gross = (of: Pieces) => sum(of.map((one, at) => BigInt(one) * (PRICES[at] ?? 0n)))
/** With three soaps a quarter is taken off each book. */
const goods = (of: Pieces) => gross(of) - (isPromoted(of) ? BigInt(of[2]) * 1500n : 0n)
export const deliveryOf = (of: Pieces) => deliveryFor(goods(of))
const deliveryFor = (minor: bigint) => (minor >= 50_000n ? 0n : 4900n)
export const totalOf = (order: Counted) => (none(order.pieces) ? 0n : goods(order.pieces) + order.delivery)
export const byPiece = (of: (at: 0 | 1 | 2) => number): Pieces => [of(0), of(1), of(2)]

/** Does an edit in the slow count; false when it cannot be made. */
export function editedBy(orders: Counted[], order: Counted, next: Edit): boolean {
  const [wanted, added] = [next.wanted, next.added].map(piecesOf)
  if (!wanted || !added) return false
  const { pieces } = order
  const stay = byPiece((at) => Math.min(pieces[at], wanted[at]))
  const more = byPiece((at) => wanted[at] - stay[at] + added[at])
  const isBack = stay.some((one, at) => one < (pieces[at] ?? 0))
  if (none(pieces) || (!isBack && none(more))) return false
  const isAnew = isBack && (none(stay) || isPromoted(pieces) || deliveryFor(goods(stay)) > order.delivery)
  const made = isAnew ? byPiece((at) => stay[at] + more[at]) : more
  if (isAnew && none(made) && order.along.some((one) => !none(one.pieces))) return false
  if (!none(made)) {
    const [alone, both] = [deliveryFor(goods(stay)), deliveryFor(goods(stay) + goods(made))]
    const further = { pieces: made, delivery: isAnew ? deliveryFor(goods(made)) : both - alone, along: [] }
    if (further.delivery < 0n) further.delivery = 0n
    order.along.push(further)
    orders.push(further)
  }
  order.pieces = isAnew ? [0, 0, 0] : stay
  return true
}

function piecesOf([soap = 0, towel = 0, book = 0]: readonly number[]): Pieces {
  return [soap, towel, book]
}
