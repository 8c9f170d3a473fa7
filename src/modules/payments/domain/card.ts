import { ok, refuse, type Result } from '#shared/refusal.ts'
import { toStripe } from '#shared/stripe-amount.ts'
import type { PaymentState } from './payment.ts'

/** A refund as the provider of cards has it; `key` is ours, and undefined where somebody made it at the provider. */
export type RefundSeen = Readonly<{
  id: string
  key: string | undefined
  minor: bigint
  state: 'pending' | 'sent' | 'failed'
  problem: string | undefined
}>

export type DisputeSeen = Readonly<{
  id: string
  minor: bigint
  reason: string
  state: 'open' | 'won' | 'lost'
  /** Until when the company may answer, epoch milliseconds. */
  dueAt: number | undefined
  madeAt: number
}>

/** All that the provider says of one payment at one moment. */
export type CardSeen = Readonly<{
  /** What the provider calls it. */
  intent: string
  /** Our own key, as it was told to the provider. */
  key: string | undefined
  /** Action: the payer's bank asks for something, such as a code. */
  state: 'open' | 'action' | 'processing' | 'succeeded' | 'canceled'
  currency: string
  minor: bigint
  receivedMinor: bigint
  /** With it the payer's browser, and nobody else, confirms the payment. */
  clientSecret: string | undefined
  /** Why the last try did not go through, in the provider's words for the payer. */
  problem: string | undefined
  refunds: readonly RefundSeen[]
  disputes: readonly DisputeSeen[]
}>

/** Something that the provider tells by itself: that a payment is to be looked at. */
export type CardEvent = Readonly<{
  id: string
  kind: string
  intent: string | undefined
  key: string | undefined
  madeAt: number
}>

/** What came of a question: an answer, a no that stays one, or nothing, so that nobody knows what was done. */
export type Told<T> =
  | Readonly<{ kind: 'answer'; value: T }>
  | Readonly<{ kind: 'refused'; why: string }>
  | Readonly<{ kind: 'unknown'; why: string }>

/** Whoever takes cards for the company. Asked twice under one key it does it once. */
export type CardProvider = Readonly<{
  /** What the payer's browser needs to know; it is no secret. */
  publishableKey: string
  /** Where the page of a simulator is that stands in for the provider's own script; undefined for the real one. */
  simulator: string | undefined
  begin: (
    payment: Readonly<{ key: string; order: string; minor: bigint; currency: string }>,
  ) => Promise<Told<CardSeen>>
  look: (intent: string) => Promise<Told<CardSeen>>
  cancel: (intent: string) => Promise<Told<undefined>>
  refund: (
    refund: Readonly<{ key: string; intent: string; minor: bigint; currency: string }>,
  ) => Promise<Told<RefundSeen>>
  /** What lies in a message, once its signature over the very bytes holds; undefined where it does not. */
  openEvent: (bytes: Uint8Array, signature: string) => CardEvent | undefined
}>

/** An amount as the provider counts it. Refused as `payments.card_amount` where it cannot be said to the provider exactly. */
export function toProvider(minor: bigint, currency: string): Result<bigint> {
  const amount = toStripe(minor, currency)
  return amount === undefined ? refuse('payments.card_amount', { currency }) : ok(amount)
}

/** What a payment becomes by what the provider says of it; undefined where it stays as it is. */
export function stateSeen(
  state: PaymentState,
  seen: Pick<CardSeen, 'state'>,
): 'pending' | 'succeeded' | 'failed' | undefined {
  if (state === 'succeeded' || state === 'failed') return undefined
  if (seen.state === 'succeeded') return 'succeeded'
  if (seen.state === 'canceled') return 'failed'
  return state === 'pending' ? undefined : 'pending'
}

/** Whether what the provider shows is the payment that was asked for, and no other one. */
export function isSame(
  payment: Readonly<{ key: string; currency: string; minor: bigint }>,
  seen: Pick<CardSeen, 'key' | 'currency' | 'minor'>,
): boolean {
  return seen.key === payment.key && seen.currency === payment.currency && seen.minor === payment.minor
}
