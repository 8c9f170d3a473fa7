import { Stripe } from 'stripe'
import { fromStripe } from '#shared/stripe-amount.ts'
import { stripeClient } from '#platform/stripe/stripe-client.ts'
import { toProvider } from '../domain/card.ts'
import type { CardEvent, CardProvider, CardSeen, DisputeSeen, RefundSeen, Told } from '../domain/card.ts'

export type StripeSettings = Readonly<{
  secretKey: string
  publishableKey: string
  webhookSecret: string
  /** Another place than Stripe itself: a simulator. */
  apiBase: string | undefined
  timeoutMs?: number | undefined
}>

/** Older messages are not believed, so that nobody sends a caught one again much later. */
const TOLERANCE_S = 300
const LIST_MOST = 100

/** Stripe as the provider of cards, through its official library. */
export function openStripe(settings: StripeSettings): CardProvider {
  const { apiBase, webhookSecret, publishableKey } = settings
  const stripe = stripeClient(settings)
  return {
    publishableKey,
    simulator: apiBase,
    begin: async ({ key, order, minor, currency }) => {
      const amount = toProvider(minor, currency)
      if (!amount.ok) return { kind: 'refused', why: amount.refusal.code }
      return asked(async () =>
        seenOf(
          await stripe.paymentIntents.create(
            {
              amount: Number(amount.value),
              currency: currency.toLowerCase(),
              allowed_payment_method_types: ['card'],
              metadata: { payment: key, order },
            },
            { idempotencyKey: `payment ${key}` },
          ),
        ),
      )
    },
    look: (intent) =>
      asked(async () => {
        const found = await stripe.paymentIntents.retrieve(intent)
        if (found.amount_received === 0) return seenOf(found)
        const about = { payment_intent: intent, limit: LIST_MOST }
        const refunds = await stripe.refunds.list(about)
        const disputes = await stripe.disputes.list(about)
        return {
          ...seenOf(found),
          refunds: refunds.data.map(refundOf),
          disputes: disputes.data.map(disputeOf),
        }
      }),
    cancel: (intent) =>
      asked(async () => {
        await stripe.paymentIntents.cancel(intent)
        return undefined
      }),
    refund: async ({ key, intent, minor, currency }) => {
      const amount = toProvider(minor, currency)
      if (!amount.ok) return { kind: 'refused', why: amount.refusal.code }
      return asked(async () =>
        refundOf(
          await stripe.refunds.create(
            { payment_intent: intent, amount: Number(amount.value), metadata: { refund: key } },
            { idempotencyKey: `refund ${key}` },
          ),
        ),
      )
    },
    openEvent: (bytes, signature) => {
      try {
        return eventOf(
          stripe.webhooks.constructEvent(Buffer.from(bytes), signature, webhookSecret, TOLERANCE_S),
        )
      } catch (error) {
        if (error instanceof Stripe.errors.StripeSignatureVerificationError) return undefined
        throw error
      }
    },
  }
}

const HTTP_CONFLICT = 409
const HTTP_SERVER = 500

/** A no is a no; without an answer, with a broken one, or while the first is still at work, nobody knows. */
async function asked<T>(question: () => Promise<T>): Promise<Told<T>> {
  try {
    return { kind: 'answer', value: await question() }
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const { statusCode, message } = error
    const isOpen =
      error instanceof Stripe.errors.StripeConnectionError ||
      error instanceof Stripe.errors.StripeRateLimitError ||
      statusCode === undefined ||
      statusCode === HTTP_CONFLICT ||
      statusCode >= HTTP_SERVER
    return { kind: isOpen ? 'unknown' : 'refused', why: message }
  }
}

function seenOf(intent: Stripe.PaymentIntent): CardSeen {
  const currency = intent.currency.toUpperCase()
  return {
    intent: intent.id,
    key: intent.metadata['payment'],
    state: stateOf(intent.status),
    currency,
    minor: fromStripe(BigInt(intent.amount), currency),
    receivedMinor: fromStripe(BigInt(intent.amount_received), currency),
    clientSecret: intent.client_secret ?? undefined,
    problem: intent.last_payment_error?.message ?? undefined,
    refunds: [],
    disputes: [],
  }
}

function stateOf(status: Stripe.PaymentIntent.Status): CardSeen['state'] {
  if (status === 'succeeded') return 'succeeded'
  if (status === 'canceled') return 'canceled'
  if (status === 'requires_action') return 'action'
  return status === 'processing' ? 'processing' : 'open'
}

function refundOf(refund: Stripe.Refund): RefundSeen {
  const { status } = refund
  return {
    id: refund.id,
    key: refund.metadata?.['refund'],
    minor: fromStripe(BigInt(refund.amount), refund.currency.toUpperCase()),
    state:
      status === 'succeeded' ? 'sent' : status === 'failed' || status === 'canceled' ? 'failed' : 'pending',
    problem: refund.failure_reason,
  }
}

const MS = 1000

function disputeOf(dispute: Stripe.Dispute): DisputeSeen {
  const { status } = dispute
  const due = dispute.evidence_details.due_by
  // An enquiry that was closed, or one that was kept from becoming a dispute, took nothing away.
  const isWon = status === 'won' || status === 'warning_closed' || status === 'prevented'
  return {
    id: dispute.id,
    minor: fromStripe(BigInt(dispute.amount), dispute.currency.toUpperCase()),
    reason: dispute.reason,
    state: status === 'lost' ? 'lost' : isWon ? 'won' : 'open',
    dueAt: due === null ? undefined : due * MS,
    madeAt: dispute.created * MS,
  }
}

function eventOf(event: Stripe.Event): CardEvent {
  const { object } = event.data
  const told = { id: event.id, kind: event.type, madeAt: event.created * MS }
  if (object.object === 'payment_intent')
    return { ...told, intent: object.id, key: object.metadata['payment'] }
  if (object.object !== 'charge' && object.object !== 'dispute' && object.object !== 'refund')
    return { ...told, intent: undefined, key: undefined }
  const { payment_intent: of } = object
  return { ...told, intent: (typeof of === 'string' ? of : of?.id) ?? undefined, key: undefined }
}
