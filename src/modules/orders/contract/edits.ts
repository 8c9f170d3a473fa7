import { z } from 'zod'
import { endpoint, money, volume } from '#shared/contract.ts'
import { orderCode } from '../contract.ts'
import { pricedLine } from './priced.ts'

const quantity = z.int().min(1).max(9999)
/** How many pieces of lines there should be, and goods that come with them; what is not named stays. */
const edit = z.object({
  lines: z.array(z.object({ line: z.int().min(1), quantity: z.int().min(0).max(9999) })).max(400),
  goods: z.array(z.object({ product: z.string().regex(/^\d{2,12}$/), quantity })).max(200),
  /** The age in years that the buyer has confirmed to have reached. */
  ofAge: z.int().min(1).max(150).optional(),
})
const tried = edit.extend({
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .optional(),
})
const edited = edit.extend({
  /** What everything may cost afterwards; another total is refused. */
  expectedTotal: money.optional(),
})
/** What was taken back and ordered: the number of the order that was placed, if any, and what everything costs. */
const done = z.object({ order: orderCode, placed: orderCode.nullable(), total: money })
/** What the order costs as it stands and would cost afterwards, with the order that would be placed for goods. */
const preview = z.object({
  /** Pieces come and go by themselves, or everything is ordered anew since something hangs on them. */
  way: z.enum(['pieces', 'anew']),
  before: money,
  after: money,
  /** What would have to be paid, and what would go back of what was paid. */
  toPay: money,
  /** Paid at once, from the wallet that paid before. */
  paidNow: money,
  goesBack: money,
  /** What volumes change by. */
  volumes: z.record(z.string(), volume),
  placed: z
    .object({ lines: z.array(pricedLine), discount: money, shipping: money, tax: money, total: money })
    .nullable(),
})

const params = z.object({ code: orderCode })
const eur = (minor: string) => ({ minor, currency: 'EUR' })
const example = { params: { code: '100000015' } }
const body = { lines: [{ line: 1, quantity: 3 }], goods: [] }
const doneExample = {
  ...example,
  body: { ...body, expectedTotal: eur('7690') },
  response: { order: '100000015', placed: '100000023', total: eur('7690') },
}
const previewExample = {
  ...example,
  body,
  response: {
    way: 'pieces' as const,
    before: eur('5290'),
    after: eur('7690'),
    toPay: eur('7690'),
    paidNow: eur('0'),
    goesBack: eur('0'),
    volumes: { PV: '12000000' },
    placed: {
      lines: [
        {
          product: { code: '100018', name: 'Cedar candle', category: 'home', art: 'candle-1', image: null },
          quantity: 1,
          unitPrice: eur('2400'),
          total: eur('2400'),
          tax: eur('383'),
          discount: eur('0'),
          gift: false,
          campaign: null,
          promotions: [],
        },
      ],
      discount: eur('0'),
      shipping: eur('0'),
      tax: eur('383'),
      total: eur('2400'),
    },
  },
}

/** Changes what is in an order of which nothing was sent. */
export const editOrder = endpoint({
  method: 'POST',
  path: '/orders/:code/edit',
  params,
  body: edited.extend({ reason: z.string().trim().min(1).max(200) }),
  response: done,
  example: { ...doneExample, body: { ...doneExample.body, reason: 'The customer called' } },
})

/** What editing an order would do; nothing of it is kept. */
export const previewOrderEdit = endpoint({
  method: 'POST',
  path: '/orders/:code/edit-previews',
  params,
  body: tried,
  response: preview,
  example: previewExample,
})

/** Changes what is in an own order of which nothing was sent. */
export const editMyOrder = endpoint({
  method: 'POST',
  path: '/office/orders/:code/edit',
  params,
  body: edited,
  response: done,
  example: doneExample,
})

/** What editing an own order would do; nothing of it is kept. */
export const previewMyOrderEdit = endpoint({
  method: 'POST',
  path: '/office/orders/:code/edit-previews',
  params,
  body: tried,
  response: preview,
  example: previewExample,
})
