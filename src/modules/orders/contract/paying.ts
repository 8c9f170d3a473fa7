import { z } from 'zod'
import { endpoint, instant, money, opaqueId } from '#shared/contract.ts'
import { orderCode } from '../contract.ts'
import { moneyExample, orderMoney } from './money.ts'

const paymentId = opaqueId('pay')
const ofOrder = z.object({ code: orderCode })
const reference = z.string().trim().min(1).max(100)
const reason = z.string().trim().min(1).max(200)
const method = z.enum(['pay_later', 'transfer', 'wallet', 'cash', 'card', 'exchange'])
const text = z.string().trim().min(1).max(1000)
const example = { params: { code: '100000015' } }
const eur = (minor: string) => ({ minor, currency: 'EUR' })
const at = '2026-10-26T09:30:00.000Z'
const PAYMENT = 'pay_01234567890ab'

/** The payments of an order, and what went back, the oldest first. */
export const showOrderPayments = endpoint({
  method: 'GET',
  path: '/orders/:code/payments',
  params: ofOrder,
  response: z.object({
    money: orderMoney,
    payments: z.array(
      z.object({
        id: paymentId,
        method,
        state: z.enum(['created', 'pending', 'succeeded', 'failed', 'unknown']),
        /** What was asked for, what came in, and what of that went back. */
        asked: money,
        paid: money,
        back: money,
        /** How much of what waits can go back by it, and how much of it can be said not to have held. */
        mostRefund: money,
        mostReversal: money,
        reference: z.string().nullable(),
        at: instant,
        settledAt: instant.nullable(),
        by: z.string().nullable(),
        /** What goes on at whoever takes cards; null for other methods. */
        card: z
          .object({
            refunds: z.array(
              z.object({
                amount: money,
                /** Until it is sent or failed, its money is held back from other refunds. */
                state: z.enum(['asked', 'unknown', 'pending', 'sent', 'failed']),
                problem: z.string().nullable(),
                at: instant,
              }),
            ),
            disputes: z.array(
              z.object({
                dispute: z.string(),
                amount: money,
                reason: z.string(),
                state: z.enum(['open', 'won', 'lost']),
                /** Until when the company may answer. */
                dueAt: instant.nullable(),
                at: instant,
              }),
            ),
            events: z.array(z.object({ event: z.string(), kind: z.string(), at: instant })),
          })
          .nullable(),
      }),
    ),
    back: z.array(
      z.object({
        /** Returned: it went back and came again. */
        kind: z.enum(['refund', 'reversal', 'returned']),
        method,
        amount: money,
        reference: z.string().nullable(),
        reason: z.string().nullable(),
        at: instant,
        by: z.string().nullable(),
      }),
    ),
  }),
  example: {
    ...example,
    response: {
      money: { ...moneyExample, state: 'partly_paid', owed: eur('290'), paid: eur('5000') },
      payments: [
        {
          id: PAYMENT,
          method: 'cash',
          state: 'succeeded',
          asked: eur('5000'),
          paid: eur('5000'),
          back: eur('0'),
          mostRefund: eur('0'),
          mostReversal: eur('5000'),
          reference: 'Till 4',
          at,
          settledAt: at,
          by: 'Sample Clerk',
          card: null,
        },
      ],
      back: [],
    },
  },
})

const paid = z.object({ order: orderCode, payment: paymentId, money: orderMoney })
const paidExample = {
  order: '100000015',
  payment: PAYMENT,
  money: { ...moneyExample, state: 'paid' as const },
}

/** Writes down money that came in for an order: cash that was taken, or a transfer that lies on the account. */
export const payOrder = endpoint({
  method: 'POST',
  path: '/orders/:code/payments',
  params: ofOrder,
  body: z.object({ method: z.enum(['cash', 'transfer']), amount: money, reference: reference.optional() }),
  response: paid,
  example: {
    ...example,
    body: { method: 'cash', amount: eur('5290'), reference: 'Till 4' },
    response: paidExample,
  },
})

/** Says that a payment that was waited for came in, perhaps with another amount, or that it will not. */
export const settleOrderPayment = endpoint({
  method: 'POST',
  path: '/orders/:code/payments/:payment/outcome',
  params: ofOrder.extend({ payment: paymentId }),
  body: z.object({
    outcome: z.enum(['succeeded', 'failed']),
    amount: money.optional(),
    reference: reference.optional(),
  }),
  response: paid,
  example: {
    params: { code: '100000015', payment: PAYMENT },
    body: { outcome: 'succeeded' },
    response: paidExample,
  },
})

/** Money of an order that goes back: by a payment, or to the wallet where none is named. */
const toGiveBack = z.object({
  /** A refund of what waits; a reversal of a payment that did not hold, whose money is owed again. */
  kind: z.enum(['refund', 'reversal']),
  payment: paymentId.nullable(),
  /** Where no payment is named, and a refund to a card failed: by transfer, and not to the wallet. */
  by: z.enum(['transfer']).optional(),
  amount: money,
})
const backExample = { kind: 'refund' as const, payment: PAYMENT, amount: eur('2400') }

/** How the money of an order would stand afterwards; nothing is written. */
export const previewMoneyBack = endpoint({
  method: 'POST',
  path: '/orders/:code/refund-previews',
  params: ofOrder,
  body: toGiveBack,
  response: z.object({ method, most: money, after: orderMoney }),
  example: {
    ...example,
    body: backExample,
    response: { method: 'cash', most: eur('2400'), after: moneyExample },
  },
})

export const giveMoneyBack = endpoint({
  method: 'POST',
  path: '/orders/:code/refunds',
  params: ofOrder,
  body: toGiveBack.extend({ reference: reference.optional(), reason: reason.optional() }),
  response: z.object({ order: orderCode, money: orderMoney }),
  example: { ...example, body: backExample, response: { order: '100000015', money: moneyExample } },
})

/** Pays an own order from the own wallet, all of what is owed or a part. */
export const payMyOrder = endpoint({
  method: 'POST',
  path: '/office/orders/:code/payments',
  params: ofOrder,
  body: z.object({ amount: money }),
  response: paid,
  example: { ...example, body: { amount: eur('5290') }, response: paidExample },
})

const noted = z.object({ order: orderCode, at: instant })
const notedExample = { order: '100000015', at }

/** Says something about an order, among staff or to its buyer. */
export const noteOrder = endpoint({
  method: 'POST',
  path: '/orders/:code/notes',
  params: ofOrder,
  body: z.object({ text, forBuyer: z.boolean() }),
  response: noted,
  example: {
    ...example,
    body: { text: 'The parcel waits at the post office.', forBuyer: true },
    response: notedExample,
  },
})

/** Says something to the company about an own order. */
export const noteMyOrder = endpoint({
  method: 'POST',
  path: '/office/orders/:code/notes',
  params: ofOrder,
  body: z.object({ text }),
  response: noted,
  example: { ...example, body: { text: 'Please leave it with the neighbour.' }, response: notedExample },
})

/** What a person owes for all orders, and how much that may be at once; `limit` is null where nothing limits it. */
export const showCredit = endpoint({
  method: 'GET',
  path: '/people/:code/credit',
  params: z.object({ code: z.string().regex(/^\d{2,20}$/) }),
  response: z.object({
    owed: money,
    limit: money.nullable(),
    /** It was set for this person, and is not what the market says. */
    isOwn: z.boolean(),
  }),
  example: {
    params: { code: '10000013' },
    response: { owed: eur('5290'), limit: eur('50000'), isOwn: false },
  },
})
