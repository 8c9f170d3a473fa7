import { constantFrom, nat, record, type Arbitrary } from 'fast-check'

/** What somebody may do with the money of an order; amounts and pieces are drawn as parts of a hundred of what there is. */
export const moneyStep = record({
  // Paying is drawn more often, so that there is something to give back.
  act: constantFrom(
    'pay' as const,
    'pay' as const,
    'pay' as const,
    'expect' as const,
    'settle' as const,
    'cancel' as const,
    'send' as const,
    'return' as const,
    'refund' as const,
    'refund' as const,
    'reversal' as const,
    'exchange' as const,
    'exchange' as const,
    'undo' as const,
  ),
  method: constantFrom('cash' as const, 'transfer' as const, 'wallet' as const),
  part: constantFrom(10, 30, 50, 100, 120),
  of: nat(3),
  to: constantFrom('payment' as const, 'wallet' as const),
})
export type MoneyStep = typeof moneyStep extends Arbitrary<infer T> ? T : never

const usual: MoneyStep = { act: 'pay', method: 'wallet', part: 100, of: 0, to: 'payment' }

/** What is rarely drawn and has to be right: sequences that go back by several ways, through and beyond what is owed. */
export const moneyExamples: [more: number, steps: MoneyStep[]][] = [
  // Paid from the wallet, half taken back at once, then paid too much by transfer, which goes back.
  [
    1,
    [
      usual,
      { ...usual, act: 'cancel', part: 50 },
      { ...usual, method: 'transfer' },
      { ...usual, act: 'refund', of: 1 },
      { ...usual, act: 'reversal', of: 1 },
      { ...usual, act: 'cancel' },
    ],
  ],
  // Paid in two ways, sent, and returned: one half to where it came from, the rest to the wallet.
  [
    3,
    [
      { ...usual, method: 'cash', part: 50 },
      usual,
      { ...usual, act: 'send' },
      { ...usual, act: 'return', part: 50 },
      { ...usual, act: 'refund' },
      { ...usual, act: 'refund', part: 10, to: 'wallet' },
      { ...usual, act: 'return', to: 'wallet' },
    ],
  ],
  // Expected, paid in part meanwhile, came in with more, did not hold in part, and all goods taken back.
  [
    2,
    [
      { ...usual, act: 'expect' },
      { ...usual, part: 30 },
      { ...usual, act: 'settle', part: 120 },
      { ...usual, act: 'reversal', part: 50 },
      { ...usual, method: 'cash' },
      { ...usual, act: 'expect' },
      { ...usual, act: 'cancel' },
      { ...usual, act: 'refund', part: 100 },
    ],
  ],
  // Paid by cash and wallet, sent, one half exchanged for more than it was worth, the rest for less; then both are taken back in parts.
  [
    3,
    [
      { ...usual, method: 'cash', part: 30 },
      usual,
      { ...usual, act: 'send' },
      { ...usual, act: 'exchange', part: 50, of: 3 },
      { ...usual, act: 'exchange', of: 0 },
      { ...usual, act: 'undo', part: 50 },
      { ...usual, act: 'undo', of: 1 },
      { ...usual, act: 'undo' },
      { ...usual, act: 'refund', part: 50 },
    ],
  ],
  // Paid too much, replaced before it was sent, what is beyond goes to the wallet; the other order is taken back.
  [
    4,
    [
      { ...usual, method: 'transfer', part: 120 },
      { ...usual, act: 'exchange', part: 50, of: 0, to: 'wallet' },
      { ...usual, act: 'undo' },
      { ...usual, act: 'refund', to: 'wallet' },
    ],
  ],
]

type Method = MoneyStep['method']
type Kept = {
  method: Method
  state: 'pending' | 'succeeded' | 'failed'
  asked: bigint
  paid: bigint
  back: bigint
}

/** What a slow count knows of an order of equal pieces: goods, what is owed, and every payment. */
export type Counted = {
  pieces: number
  sent: number
  cancelled: number
  returned: number
  deliveryStands: boolean
  payments: Kept[]
  /** What came back and is not sent yet. */
  waiting: bigint
  refunded: bigint
  reversed: bigint
  /** Orders that took the place of pieces of it, and what of each it pays. */
  others: { pieces: number; left: number; settled: bigint }[]
  /** Sums over all orders of the test. */
  books: { wallet: bigint; cash: bigint; bank: bigint }
}

export const PIECE = 8_000n
export const DELIVERY = 4_900n

/** What the order is worth by the pieces that are left, which is all that its buyer should have paid in the end. */
export function worth(order: Counted): bigint {
  const left = order.pieces - order.cancelled - order.returned
  return PIECE * BigInt(left) + (order.deliveryStands ? DELIVERY : 0n)
}

/** What came in for it and held. */
export function paidFor(order: Counted): bigint {
  return order.payments.reduce((sum, { paid }) => sum + paid, 0n) - order.reversed
}

/** What is still owed: what the order is worth, less what was paid and neither went back nor waits to. */
export function owedFor(order: Counted): bigint {
  return worth(order) - (paidFor(order) - order.refunded - order.waiting)
}

function bookOf(method: Method): 'wallet' | 'cash' | 'bank' {
  return method === 'transfer' ? 'bank' : method
}

/** Counts money that came in; false where it may not. A wallet holds what the books say, so that paying from it lowers it. */
export function comesIn(order: Counted, method: Method, minor: bigint): boolean {
  const owed = owedFor(order)
  if (method !== 'transfer' && minor > owed) return false
  if (method === 'wallet' && minor > order.books.wallet) return false
  const applied = minor < owed ? minor : owed
  order.payments.push({ method, state: 'succeeded', asked: minor, paid: minor, back: 0n })
  order.waiting += minor - applied
  move(order, method, minor)
  endWaiting(order)
  return true
}

/** A transfer that is only expected. */
export function isExpected(order: Counted, minor: bigint): void {
  order.payments.push({ method: 'transfer', state: 'pending', asked: minor, paid: 0n, back: 0n })
}

/** An expected transfer came in. */
export function cameIn(order: Counted, payment: Kept, minor: bigint): void {
  const owed = owedFor(order)
  payment.state = 'succeeded'
  payment.paid = minor
  order.waiting += minor - (minor < owed ? minor : owed)
  move(order, 'transfer', minor)
  endWaiting(order)
}

/** Once nothing is owed no transfer is waited for. */
function endWaiting(order: Counted): void {
  if (owedFor(order) > 0n) return
  for (const payment of order.payments) if (payment.state === 'pending') payment.state = 'failed'
}

/** What pieces brought back: it lowers what is owed, and the rest goes to the wallet or back by wallet payments, the newest first. */
export function cameBack(order: Counted, owedBefore: bigint, back: bigint, to: MoneyStep['to']): void {
  goesOn(order, back > owedBefore ? back - owedBefore : 0n, to)
  const isOver = order.pieces === order.cancelled + order.returned
  if (isOver) for (const payment of order.payments) if (payment.state === 'pending') payment.state = 'failed'
}

/** What came back and is owed for nothing goes to the wallet or back by wallet payments; the rest of it waits. */
function goesOn(order: Counted, minor: bigint, to: MoneyStep['to']): void {
  let rest = minor
  order.waiting += rest
  const shares =
    to === 'wallet' ? [undefined] : order.payments.filter(({ method }) => method === 'wallet').toReversed()
  for (const payment of shares) {
    const most = payment ? payment.paid - payment.back : rest
    const share = rest < most ? rest : most
    if (share === 0n) continue
    goesBack(order, payment, share)
    rest -= share
  }
}

/** What an order that took the place of pieces is worth by what is left of it. */
export function worthOther(left: number): bigint {
  return left === 0 ? 0n : PIECE * BigInt(left) + DELIVERY
}

/** Pieces brought money back, of which another order of so many pieces is paid; what is beyond that goes back. */
export function settledBy(
  order: Counted,
  pieces: number,
  came: Readonly<{ owedBefore: bigint; back: bigint; to: MoneyStep['to'] }>,
): void {
  const { owedBefore, back, to } = came
  const rest = back > owedBefore ? back - owedBefore : 0n
  const settled = rest < worthOther(pieces) ? rest : worthOther(pieces)
  order.others.push({ pieces, left: pieces, settled })
  order.refunded += settled
  cameBack(order, owedBefore, back - settled, to)
}

/** Pieces of another order were taken back: what they bring beyond what is owed for it comes back to this one, and goes on from here. */
export function undone(order: Counted, of: Counted['others'][number], pieces: number): void {
  const owed = worthOther(of.left) - of.settled
  const back = worthOther(of.left) - worthOther(of.left - pieces)
  of.left -= pieces
  const comes = back > owed ? back - owed : 0n
  of.settled -= comes
  order.refunded -= comes
  goesOn(order, comes, 'payment')
}

/** Money goes back by a payment or to the wallet. */
export function goesBack(order: Counted, payment: Kept | undefined, minor: bigint): void {
  order.waiting -= minor
  order.refunded += minor
  if (payment) payment.back += minor
  move(order, payment?.method ?? 'wallet', -minor)
}

/** A payment did not hold. */
export function didNotHold(order: Counted, payment: Kept, minor: bigint): void {
  payment.back += minor
  order.reversed += minor
  move(order, payment.method, -minor)
}

/** How much may go back at most. */
export function mostOf(order: Counted, kind: 'refund' | 'reversal', payment: Kept | undefined): bigint {
  const all = kind === 'refund' ? order.waiting : paidFor(order) - order.refunded - order.waiting
  if (!payment) return kind === 'refund' ? all : 0n
  if (payment.state !== 'succeeded' || (kind === 'reversal' && payment.method === 'wallet')) return 0n
  const left = payment.paid - payment.back
  return left < all ? left : all
}

function move(order: Counted, method: Method, minor: bigint): void {
  const book = bookOf(method)
  // The wallet is what the company owes; the till and the bank are what it has.
  order.books[book] += book === 'wallet' ? -minor : minor
}
