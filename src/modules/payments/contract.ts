import { z } from 'zod'
import { day, endpoint, instant, money, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'

export const paymentId = opaqueId('pay')
const orderCode = z.string().regex(/^\d{2,20}$/)
const personCode = z.string().regex(/^\d{2,20}$/)
const marketCode = z.string().regex(/^[A-Z0-9-]{2,12}$/)

/** How something is paid. `pay_later` moves no money by itself. */
export const paymentMethod = z.enum(['pay_later', 'transfer', 'wallet', 'cash', 'card', 'exchange'])
/** What buyers may choose when they order, where it is offered. */
export const buyerMethod = z.enum(['pay_later', 'transfer', 'wallet', 'card'])
/** How far a payment is. Unknown: whoever carries it out did not answer; it is asked again and never tried anew. */
export const paymentState = z.enum(['created', 'pending', 'succeeded', 'failed', 'unknown'])
/** A payment; a refund of what came back; a reversal of a payment that did not hold. */
export const movementKind = z.enum(['payment', 'refund', 'reversal', 'returned'])

const movement = z.object({
  id: z.union([paymentId, opaqueId('rfd')]),
  kind: movementKind,
  order: orderCode,
  market: marketCode,
  person: z.object({ code: personCode, name: z.string().optional() }).nullable(),
  method: paymentMethod,
  state: paymentState,
  /** What came in, or was asked for as long as it did not; below zero what went back. */
  amount: money,
  reference: z.string().nullable(),
  at: instant,
  settledAt: instant.nullable(),
})

const filters = z.object({
  /** The beginning of an order's code, the code of a person, or part of a reference. */
  search: z.string().max(100).optional(),
  kind: movementKind.optional(),
  method: paymentMethod.optional(),
  state: paymentState.optional(),
  market: marketCode.optional(),
  /** Days of the market's time zone, both included. */
  from: day.optional(),
  until: day.optional(),
  /** `at`, `amount`, each also with `-` in front; `-at` when nothing is said. */
  sort: z.string().max(40).optional(),
})

const row = {
  id: 'pay_01234567890ab',
  kind: 'payment' as const,
  order: '100000015',
  market: 'DE',
  person: { code: '10000013', name: 'Bo Example' },
  method: 'transfer' as const,
  state: 'succeeded' as const,
  amount: { minor: '5290', currency: 'EUR' },
  reference: '100000015',
  at: '2026-10-25T09:30:00.000Z',
  settledAt: '2026-10-27T08:00:00.000Z',
}

/** What came in and went back, newest first. */
export const listPayments = endpoint({
  method: 'GET',
  path: '/payments',
  query: filters.extend(pageQuery.pick({ page: true, rows: true }).shape),
  response: pageOf(movement),
  example: { query: { state: 'succeeded' }, response: { rows: [row], total: 1 } },
})

/** The same list as a file, at most 100,000 rows. */
export const exportPayments = endpoint({
  method: 'GET',
  path: '/payments.csv',
  query: filters,
  produces: 'text/csv',
  example: { query: { method: 'cash' } },
})

/** What is waited for: payments that did not come in yet, and orders of which money has to be sent back, the oldest first. */
export const waitingPayments = endpoint({
  method: 'GET',
  path: '/payments-waiting',
  response: z.object({
    expected: z.array(z.object({ count: z.int(), amount: money })),
    refunds: z.array(z.object({ order: orderCode, amount: money, since: instant })),
    /** Payments by card that their payers dispute, the most urgent first. */
    disputes: z.array(
      z.object({ order: orderCode, dispute: z.string(), amount: money, dueAt: instant.nullable() }),
    ),
    /** What whoever takes cards told about nothing of ours, the newest first; told to viewers of all markets. */
    strange: z.array(z.object({ event: z.string(), kind: z.string(), at: instant })),
  }),
  example: {
    response: {
      expected: [{ count: 3, amount: { minor: '18700', currency: 'EUR' } }],
      refunds: [
        { order: '100000015', amount: { minor: '2400', currency: 'EUR' }, since: '2026-10-25T09:30:00.000Z' },
      ],
      disputes: [],
      strange: [],
    },
  },
})

const offered = z.object({
  /** The usual one first. */
  methods: z.array(
    z.object({
      method: buyerMethod,
      /** What the viewer's wallet holds; only with `wallet`. */
      available: money.nullable(),
    }),
  ),
  /** The account that transfers go to; null where none is offered. */
  transferTo: z.string().nullable(),
})
const offeredExample = {
  methods: [
    { method: 'pay_later' as const, available: null },
    { method: 'wallet' as const, available: { minor: '12050', currency: 'EUR' } },
  ],
  transferTo: null,
}

/** How the viewer may pay own orders. */
export const myPaymentMethods = endpoint({
  method: 'GET',
  path: '/office/payment-methods',
  response: offered,
  example: { response: offeredExample },
})

/** How a shopper may pay in a market: a guest, or the customer who is signed in. */
export const shopPaymentMethods = endpoint({
  method: 'GET',
  path: '/shop/payment-methods',
  query: z.object({ market: marketCode }),
  response: offered,
  example: { query: { market: 'DE' }, response: offeredExample },
})

/** How much one person may owe at once from now on; null: as the market says. */
export const limitCredit = endpoint({
  method: 'PUT',
  path: '/people/:code/credit-limit',
  params: z.object({ code: personCode }),
  body: z.object({ limit: money.nullable(), reason: z.string().trim().min(1).max(200).optional() }),
  example: {
    params: { code: '10000013' },
    body: { limit: { minor: '50000', currency: 'EUR' }, reason: 'Pays on time' },
  },
})
