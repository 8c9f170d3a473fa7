import { randomBytes } from 'node:crypto'

export type Intent = {
  id: string
  object: 'payment_intent'
  amount: number
  amount_received: number
  currency: string
  status: 'requires_payment_method' | 'requires_action' | 'processing' | 'succeeded' | 'canceled'
  next_action: { type: 'use_stripe_sdk' } | null
  client_secret: string
  metadata: Record<string, string>
  last_payment_error: { message: string } | null
  created: number
}
export type Refund = {
  id: string
  object: 'refund'
  amount: number
  currency: string
  payment_intent: string
  status: 'succeeded' | 'pending' | 'failed'
  failure_reason?: string
  metadata: Record<string, string>
  created: number
}
export type Dispute = {
  id: string
  object: 'dispute'
  amount: number
  currency: string
  payment_intent: string
  reason: string
  status: 'needs_response' | 'won' | 'lost'
  evidence_details: { due_by: number }
  created: number
}

/** What the simulator answers instead of what was asked for, as Stripe words it. */
export class Refused extends Error {
  readonly status: number
  readonly body: Readonly<{ type: string; code?: string; message: string }>

  constructor(status: number, body: Refused['body']) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

export const TEST_CARDS = {
  succeeds: '4242424242424242',
  declined: '4000000000000002',
  disputed: '4000000000000259',
  /** Its bank asks the payer to confirm. */
  asks: '4000002500003155',
  /** What goes back to it is on its way at first, and then sent. */
  refundsLate: '4000000000007726',
  /** What goes back to it is sent, and comes again. */
  refundsFail: '4000000000005126',
} as const

const DUE_S = 7 * 86_400

type Input = Readonly<{
  now: () => number
  tell: (kind: string, object: object) => void
  /** Does what takes a bank its time. */
  later: (work: () => void) => void
}>

const GOOD: readonly string[] = [
  TEST_CARDS.succeeds,
  TEST_CARDS.disputed,
  TEST_CARDS.refundsLate,
  TEST_CARDS.refundsFail,
]

/** The books of the simulator, in memory: what Stripe would keep of payments, refunds and disputes. */
export function openBooks(input: Input) {
  const intents = openIntents(input)
  const back = openMoneyBack(input, intents.intentBy)
  return {
    ...intents,
    ...back,
    /** What the payer's browser does with a card. */
    confirm: (id: string, card: string): Intent => {
      if (card === TEST_CARDS.asks) return intents.askPayer(id)
      const intent = intents.take(id, GOOD.includes(card))
      back.cardOf.set(id, card)
      if (card === TEST_CARDS.disputed) back.dispute(intent)
      return intent
    },
  }
}

export type Books = ReturnType<typeof openBooks>

function newId(kind: string): string {
  return `${kind}_${randomBytes(12).toString('hex')}`
}

function unexpected(intent: Intent): Refused {
  const message = `This PaymentIntent's status is ${intent.status}.`
  return new Refused(400, { type: 'invalid_request_error', code: 'payment_intent_unexpected_state', message })
}

function succeed(intent: Intent, tell: Input['tell']): Intent {
  intent.last_payment_error = null
  intent.status = 'succeeded'
  intent.amount_received = intent.amount
  tell('payment_intent.succeeded', intent)
  return intent
}

function openIntents({ now, tell }: Input) {
  const intents = new Map<string, Intent>()
  const intentBy = (id: string): Intent => {
    const intent = intents.get(id)
    if (intent) return intent
    const message = `No such payment_intent: '${id}'`
    throw new Refused(404, { type: 'invalid_request_error', code: 'resource_missing', message })
  }
  return {
    intentBy,
    intents: (): readonly Intent[] => [...intents.values()],
    create: (of: { amount: number; currency: string; metadata: Record<string, string> }): Intent => {
      const id = newId('pi')
      const intent: Intent = {
        id,
        object: 'payment_intent',
        ...of,
        amount_received: 0,
        status: 'requires_payment_method',
        next_action: null,
        client_secret: `${id}_secret_${randomBytes(8).toString('hex')}`,
        last_payment_error: null,
        created: now(),
      }
      intents.set(id, intent)
      tell('payment_intent.created', intent)
      return intent
    },
    askPayer: (id: string): Intent => {
      const intent = intentBy(id)
      if (intent.status !== 'requires_payment_method') throw unexpected(intent)
      intent.last_payment_error = null
      intent.status = 'requires_action'
      intent.next_action = { type: 'use_stripe_sdk' }
      tell('payment_intent.requires_action', intent)
      return intent
    },
    /** What the payer says at the bank. */
    answerBank: (id: string, isYes: boolean): Intent => {
      const intent = intentBy(id)
      if (intent.status !== 'requires_action') throw unexpected(intent)
      intent.next_action = null
      if (isYes) return succeed(intent, tell)
      intent.status = 'requires_payment_method'
      intent.last_payment_error = { message: 'We are unable to authenticate your payment method.' }
      tell('payment_intent.payment_failed', intent)
      return intent
    },
    take: (id: string, isGood: boolean): Intent => {
      const intent = intentBy(id)
      if (intent.status !== 'requires_payment_method') throw unexpected(intent)
      if (!isGood) {
        intent.last_payment_error = { message: 'Your card was declined.' }
        tell('payment_intent.payment_failed', intent)
        return intent
      }
      return succeed(intent, tell)
    },
    cancel: (id: string): Intent => {
      const intent = intentBy(id)
      if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent)
      intent.status = 'canceled'
      intent.next_action = null
      tell('payment_intent.canceled', intent)
      return intent
    },
  }
}

function openMoneyBack({ now, tell, later }: Input, intentBy: (id: string) => Intent) {
  const refunds: Refund[] = []
  const disputes: Dispute[] = []
  const refundsOf = (id: string) => refunds.filter((one) => one.payment_intent === id)
  const cardOf = new Map<string, string>()
  const endRefund = (id: string, status: 'succeeded' | 'failed'): void => {
    const found = refunds.find((one) => one.id === id)
    if (!found) throw new Error(`there is no refund ${id}`)
    found.status = status
    if (status === 'failed') found.failure_reason = 'lost_or_stolen_card'
    tell(status === 'failed' ? 'refund.failed' : 'refund.updated', found)
  }
  return {
    cardOf,
    endRefund,
    refundsOf,
    disputesOf: (id: string) => disputes.filter((one) => one.payment_intent === id),
    refund: (of: { payment_intent: string; amount: number; metadata: Record<string, string> }): Refund => {
      const { id, currency, amount_received: received } = intentBy(of.payment_intent)
      const back = refundsOf(id).reduce(
        (sum, { amount, status }) => (status === 'failed' ? sum : sum + amount),
        0,
      )
      if (of.amount > received - back) {
        const message = 'Refund amount is greater than unrefunded amount on charge.'
        throw new Refused(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message })
      }
      const made: Refund = {
        id: newId('re'),
        object: 'refund',
        currency,
        ...of,
        status: cardOf.get(id) === TEST_CARDS.refundsLate ? 'pending' : 'succeeded',
        created: now(),
      }
      refunds.push(made)
      tell('charge.refunded', { id: newId('ch'), object: 'charge', payment_intent: id })
      if (cardOf.get(id) === TEST_CARDS.refundsLate) later(() => endRefund(made.id, 'succeeded'))
      if (cardOf.get(id) === TEST_CARDS.refundsFail) later(() => endRefund(made.id, 'failed'))
      return made
    },
    dispute: ({ id, amount, currency }: Intent): void => {
      const made: Dispute = {
        id: newId('dp'),
        object: 'dispute',
        amount,
        currency,
        payment_intent: id,
        reason: 'fraudulent',
        status: 'needs_response',
        evidence_details: { due_by: now() + DUE_S },
        created: now(),
      }
      disputes.push(made)
      tell('charge.dispute.created', made)
    },
    closeDispute: (id: string, status: 'won' | 'lost'): void => {
      const found = disputes.find((one) => one.id === id)
      if (!found) throw new Error(`there is no dispute ${id}`)
      found.status = status
      tell('charge.dispute.closed', found)
    },
  }
}
