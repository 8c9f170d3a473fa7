import type { MethodCode } from './method.ts'
import { mostBack, type MoneyAbout, type PaidPayment } from './payment.ts'

/** A refund to a card that is asked for; as long as nobody knows how it ended, its money is held back from others. */
type Held = Readonly<{
  paymentId: bigint
  minor: bigint
  state: 'asked' | 'unknown' | 'pending' | 'sent' | 'failed'
}>

/** The payments by card among others, whose refunds may be under way. */
export function cardsIn(payments: readonly Readonly<{ id: bigint; method: MethodCode }>[]): bigint[] {
  return payments.flatMap(({ id, method }) => (method === 'card' ? [id] : []))
}

/** Money with what of it waits less what is under way to cards already. */
export function lessHeld(money: MoneyAbout, held: readonly Held[]): MoneyAbout {
  return { ...money, waitingMinor: money.waitingMinor - sumOf(held) }
}

/** A payment of which what is under way back to its card is counted as gone. */
export function lessHeldOf<T extends Readonly<{ id: bigint; backMinor: bigint }>>(
  payment: T,
  held: readonly Held[],
): T {
  const own = held.filter(({ paymentId }) => paymentId === payment.id)
  return { ...payment, backMinor: payment.backMinor + sumOf(own) }
}

/** How much of what waits can be sent back by a payment, less what is under way to cards already. */
export function mostRefund(money: MoneyAbout, payment: PaidPayment, held: readonly Held[]): bigint {
  return mostBack(lessHeld(money, held), { kind: 'refund', payment: lessHeldOf(payment, held) })
}

function sumOf(held: readonly Held[]): bigint {
  return held.reduce(
    (sum, { state, minor }) => (state === 'sent' || state === 'failed' ? sum : sum + minor),
    0n,
  )
}
