import { formatDecimal } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { methodOf, type MethodCode } from './method.ts'

export const PAYMENT_STATES = ['created', 'pending', 'succeeded', 'failed', 'unknown'] as const
export type PaymentState = (typeof PAYMENT_STATES)[number]

/** What each state may become; what is settled stays, and what is unknown is asked for until it is known. */
const NEXT: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  created: ['pending', 'succeeded', 'failed', 'unknown'],
  pending: ['succeeded', 'failed', 'unknown'],
  unknown: ['pending', 'succeeded', 'failed'],
  succeeded: [],
  failed: [],
}

export function mayBecome(from: PaymentState, to: PaymentState): boolean {
  return NEXT[from].includes(to)
}

/** What is paid for, and who it is for; nobody for a guest, who has no wallet. */
export type PaidFor = Readonly<{
  kind: 'order'
  id: bigint
  code: string
  legalEntityId: bigint
  marketId: bigint
  currency: string
  personId: bigint | undefined
}>

/** How the money of something stands: still owed, paid less what did not hold, refunded, and what came back and waits to go out. */
export type MoneyAbout = Readonly<{
  owedMinor: bigint
  paidMinor: bigint
  refundedMinor: bigint
  waitingMinor: bigint
}>

/** One line of a journal: more than zero credits the account, less than zero debits it. */
export type BookEntry = Readonly<{
  account: string
  currency: string
  minor: bigint
  person?: bigint | undefined
}>

/** An amount in a sentence: `12.30 EUR`. */
export function amountText(minor: bigint, currency: string): string {
  return `${formatDecimal(minor, currencyDigits(currency))} ${currency}`
}

/**
 * What the coming in of an amount does to the books: the buyer owes less, and what is beyond that waits to go back. Sums to zero. Refused
 * as `payments.more_than_owed` where the method takes no more than is owed, and `payments.no_wallet` for a guest's wallet.
 */
export function decidePayment(
  of: PaidFor,
  money: Pick<MoneyAbout, 'owedMinor'>,
  wanted: Readonly<{ method: MethodCode; minor: bigint }>,
): Result<readonly BookEntry[]> {
  const { account, takesMore } = methodOf(wanted.method)
  const { currency, personId } = of
  const { minor } = wanted
  const owed = money.owedMinor > 0n ? money.owedMinor : 0n
  if (account === undefined) throw new Error(`${wanted.method} brings no money`)
  if (minor > owed && !takesMore)
    return refuse('payments.more_than_owed', { owed: amountText(owed, currency) }, 'amount')
  if (account === 'wallet' && personId === undefined) return refuse('payments.no_wallet', {}, 'method')
  const applied = minor < owed ? minor : owed
  return ok(
    [
      { account, currency, minor: -minor, person: account === 'wallet' ? personId : undefined },
      { account: 'receivable', currency, minor: applied },
      { account: 'refunds', currency, minor: minor - applied },
    ].filter((entry) => entry.minor !== 0n),
  )
}

/** A payment as far as going back is about it. */
export type PaidPayment = Readonly<{
  id: bigint
  method: MethodCode
  state: PaymentState
  paidMinor: bigint
  /** What of it went back already. */
  backMinor: bigint
  personId: bigint | undefined
}>

export type WantedBack = Readonly<{
  /** A refund sends out what came back of goods or was paid too much; a reversal says that the payment did not hold. */
  kind: 'refund' | 'reversal'
  /** By which payment; undefined: to the wallet. */
  payment: PaidPayment | undefined
  /** How, where no payment is named: to the wallet unless something is said; to another order that it pays. */
  method?: 'wallet' | 'transfer' | 'exchange' | undefined
  minor: bigint
}>

/** How much can go back in a way at most. */
export function mostBack(money: MoneyAbout, wanted: Omit<WantedBack, 'minor'>): bigint {
  const { kind, payment } = wanted
  const ofPayment = payment && (payment.state === 'succeeded' ? payment.paidMinor - payment.backMinor : 0n)
  // What was refunded, or waits to be, came out of payments that held.
  const ofAll =
    kind === 'refund' ? money.waitingMinor : money.paidMinor - money.refundedMinor - money.waitingMinor
  return ofPayment !== undefined && ofPayment < ofAll ? ofPayment : ofAll
}

/**
 * What money that goes back does to the books. Sums to zero. Refused as `payments.refund_most` when it is more than waits or than the payment
 * brought, `payments.no_wallet` for a guest, and `payments.reversal_method` where a payment cannot fail to hold: what was taken from a
 * wallet or of another order was there.
 */
export function decideBack(of: PaidFor, money: MoneyAbout, wanted: WantedBack): Result<readonly BookEntry[]> {
  const { kind, payment, minor } = wanted
  const { currency } = of
  const { code, account } = methodOf(payment?.method ?? wanted.method ?? 'wallet')
  const person = account === 'wallet' ? (payment?.personId ?? of.personId) : undefined
  if (account === undefined) throw new Error(`${code} brought no money`)
  if (account === 'wallet' && person === undefined) return refuse('payments.no_wallet', {}, 'to')
  if (kind === 'reversal' && (payment === undefined || account === 'wallet' || account === 'exchange'))
    return refuse('payments.reversal_method', {}, 'payment')
  const most = mostBack(money, wanted)
  if (minor > most) return refuse('payments.refund_most', { most: amountText(most, currency) }, 'amount')
  return ok([
    { account: kind === 'refund' ? 'refunds' : 'receivable', currency, minor: -minor },
    { account, currency, minor, person },
  ])
}

/** What money that went back and came again does to the books. Sums to zero. */
export function decideReturned(
  of: PaidFor,
  money: Pick<MoneyAbout, 'owedMinor'>,
  back: Readonly<{ kind: 'refund' | 'reversal'; method: MethodCode; minor: bigint }>,
): readonly BookEntry[] {
  const { kind, method, minor } = back
  const { currency } = of
  const { account } = methodOf(method)
  if (account === undefined) throw new Error(`${method} brought no money`)
  // Of a payment that holds after all, what somebody paid in its place meanwhile waits to go back.
  const owed = kind === 'reversal' && money.owedMinor > 0n ? money.owedMinor : 0n
  const applied = minor < owed ? minor : owed
  return [
    { account, currency, minor: -minor },
    { account: 'receivable', currency, minor: applied },
    { account: 'refunds', currency, minor: minor - applied },
  ].filter((entry) => entry.minor !== 0n)
}

/** Splits what came back over payments from which it goes back at once, the newest first; the rest waits for somebody. */
export function backAtOnce<T extends PaidPayment>(
  payments: readonly T[],
  minor: bigint,
): readonly Readonly<{ payment: T; minor: bigint }>[] {
  let left = minor
  return payments
    .filter(({ method, state }) => state === 'succeeded' && methodOf(method).goesBack === 'at_once')
    .toReversed()
    .flatMap((payment) => {
      const most = payment.paidMinor - payment.backMinor
      const share = left < most ? left : most
      left -= share
      return share > 0n ? [{ payment, minor: share }] : []
    })
}
