import { z } from 'zod'
import { endpoint, instant, money, volume } from '#shared/contract.ts'
import { address, orderCode, orderPlaced, orderState } from '../contract.ts'
import { changeKind, disposition } from './standing.ts'

const ofOrder = z.object({ code: orderCode })
const reason = z.string().trim().min(1).max(200)
const quantity = z.int().min(1).max(9999)
const piece = z.object({ line: z.int().min(1), quantity })
/** Pieces of lines; without any it is about everything that is left. */
const pieces = z.array(piece).min(1).max(400).optional()
const backPieces = z
  .array(piece.extend({ disposition: disposition.optional() }))
  .min(1)
  .max(400)
  .optional()
/** Whether delivery is given back; by itself it is when nothing is left of the order. */
const shipping = z.boolean().optional()
/** Where what was paid already goes: back to where it came from, or to the wallet. */
const refundTo = z.enum(['payment', 'wallet']).optional()
/** Goods of another order that takes the place of pieces. */
const goods = z
  .array(z.object({ product: z.string().regex(/^\d{2,12}$/), quantity }))
  .min(1)
  .max(200)
/** How a return is settled: in full less a part that is kept, or by the company's terms for people who leave. */
const terms = {
  terms: z.enum(['return', 'buy_back']).optional(),
  /** Parts per million of the goods that are kept. */
  feePpm: z.int().min(0).max(1_000_000).optional(),
  refundTo,
}
const example = { params: { code: '100000015' } }
const eur = (minor: string) => ({ minor, currency: 'EUR' })

/** A change that was made: its number among the changes of the order, and how the order is afterwards. */
const changed = z.object({
  order: orderCode,
  number: z.int(),
  kind: changeKind,
  changedAt: instant,
  state: orderState,
})
const changedExample = {
  order: '100000015',
  number: 1,
  changedAt: '2026-10-26T09:30:00.000Z',
  state: 'placed' as const,
}

/** Takes pieces back that were not sent, or everything that is left: opposite volumes at this moment, and a journal that takes them back. */
export const cancelOrder = endpoint({
  method: 'POST',
  path: '/orders/:code/cancel',
  params: ofOrder,
  body: z.object({ reason, lines: pieces, shipping, refundTo }),
  response: changed.extend({ cancelledAt: instant }),
  example: {
    ...example,
    body: { reason: 'The customer changed their mind' },
    response: {
      ...changedExample,
      kind: 'cancel',
      state: 'cancelled',
      cancelledAt: changedExample.changedAt,
    },
  },
})

/** Says that pieces were sent, or everything that waits. */
export const sendOrder = endpoint({
  method: 'POST',
  path: '/orders/:code/send',
  params: ofOrder,
  body: z.object({ lines: pieces, tracking: z.string().trim().min(1).max(200).optional() }),
  response: changed,
  example: {
    ...example,
    body: { tracking: 'DHL 00340434161094015902' },
    response: { ...changedExample, kind: 'send' },
  },
})

/** Takes pieces back that were sent, or all of them. */
export const returnOrder = endpoint({
  method: 'POST',
  path: '/orders/:code/return',
  params: ofOrder,
  body: z.object({ reason, lines: backPieces, shipping, ...terms }),
  response: changed,
  example: {
    ...example,
    body: { reason: 'It leaked', lines: [{ line: 1, quantity: 1, disposition: 'damaged' }] },
    response: { ...changedExample, kind: 'return' },
  },
})

/** What a change would bring back, by what stands now; nothing is written. */
export const previewOrderChange = endpoint({
  method: 'POST',
  path: '/orders/:code/change-previews',
  params: ofOrder,
  body: z.object({ kind: changeKind, lines: backPieces, shipping, goods: goods.optional(), ...terms }),
  response: z.object({
    lines: z.array(z.object({ line: z.int(), quantity: z.int(), total: money, tax: money, discount: money })),
    goods: money,
    shipping: money,
    tax: money,
    /** The tax came on top, so that it goes back beside goods and shipping. */
    taxAdded: z.boolean(),
    fee: money,
    back: money,
    refunded: money,
    volumes: z.record(z.string(), volume),
    /** Nothing is left of the order afterwards. */
    isLast: z.boolean(),
    /** Uses of entitlements that the order earned and that would be taken back. */
    lost: z.array(z.object({ name: z.string(), uses: z.int() })),
    /** What goes back to credits that paid the pieces. */
    credits: z.array(z.object({ name: z.string(), amount: money })),
    /** What the goods cost that replace the pieces, where some were asked for. */
    instead: money.nullable(),
    /** What of `refunded` pays them, so that the rest of both is what is still owed or goes out. */
    settled: money,
  }),
  example: {
    ...example,
    body: { kind: 'return', lines: [{ line: 1, quantity: 1 }] },
    response: {
      lines: [{ line: 1, quantity: 1, total: eur('2400'), tax: eur('383'), discount: eur('0') }],
      goods: eur('2400'),
      shipping: eur('0'),
      tax: eur('383'),
      taxAdded: false,
      fee: eur('0'),
      back: eur('2400'),
      refunded: eur('0'),
      volumes: { PV: '12000000' },
      isLast: false,
      lost: [],
      credits: [],
      instead: null,
      settled: eur('0'),
    },
  },
})

/**
 * Takes pieces back and places another order of the same buyer for other goods, linked to this one: in exchange for sent pieces that
 * come back, or as a substitute for pieces that wait. What was paid of the pieces pays the other order.
 */
export const replaceOrderGoods = endpoint({
  method: 'POST',
  path: '/orders/:code/replace',
  params: ofOrder,
  body: z.object({
    as: z.enum(['exchange', 'substitute']),
    reason,
    lines: backPieces,
    goods,
    shipping,
    /** Where what is beyond the other order's total goes of what was paid. */
    refundTo,
    expectedTotal: money.optional(),
  }),
  response: z.object({ order: orderCode, number: z.int(), placed: orderCode, total: money }),
  example: {
    ...example,
    body: {
      as: 'exchange',
      reason: 'The wrong size',
      lines: [{ line: 1, quantity: 1 }],
      goods: [{ product: '100026', quantity: 1 }],
    },
    response: { order: '100000015', number: 2, placed: '100000023', total: eur('2400') },
  },
})

/** Changes where an order is delivered of which something waits to be sent, within its country. */
export const editDelivery = endpoint({
  method: 'PUT',
  path: '/orders/:code/delivery',
  params: ofOrder,
  body: address.extend({ reason: reason.optional() }),
  response: z.object({ order: orderCode, number: z.int(), changedAt: instant }),
  example: {
    ...example,
    body: {
      recipient: 'Ada Example',
      line1: 'Musterweg 2',
      postalCode: '10115',
      city: 'Berlin',
      country: 'DE',
    },
    response: { order: '100000015', number: 1, changedAt: changedExample.changedAt },
  },
})

/** `orders.order_changed`: what a change takes back, as opposite numbers at its own moment. */
export const orderChanged = orderPlaced.extend({
  number: z.int(),
  change: changeKind,
  state: orderState,
})
