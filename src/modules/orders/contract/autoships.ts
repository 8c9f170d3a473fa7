import { z } from 'zod'
import { day, endpoint, instant, money, opaqueId, pageOf, pageQuery } from '#shared/contract.ts'
import { address, orderCode, QUANTITY_MAX } from '../contract.ts'
import { payment as anyPayment } from './money.ts'
import { wayCode } from './ways.ts'

/** How orders that come by themselves are paid: not by card, which somebody has to hold. */
const payment = anyPayment.exclude(['card'])

const autoshipId = opaqueId('aut')
const productCode = z.string().regex(/^\d{2,12}$/)
export const autoshipState = z.enum(['active', 'paused', 'ended'])
export const WEEKS_MAX = 26

/** Every so many weeks, or on a day of each month (the last one of a shorter month): exactly one of both. */
const rhythm = {
  everyWeeks: z.int().min(1).max(WEEKS_MAX).nullable(),
  monthDay: z.int().min(1).max(31).nullable(),
}

const row = z.object({
  autoship: autoshipId,
  /** Left out where the viewer may not see the name. */
  person: z.object({ code: z.string(), name: z.string().optional() }),
  market: z.string(),
  state: autoshipState,
  ...rhythm,
  /** The date of the next order. */
  next: day,
  /** When it is tried; a later day than its date once it could not be placed. */
  tryOn: day,
  /** How often it could not be placed, and what kind of reason stood in the way. */
  tries: z.int(),
  problem: z.enum(['payment', 'goods', 'person', 'other']).nullable(),
  begunAt: instant,
  lines: z.array(z.object({ product: productCode, name: z.string(), quantity: z.int() })),
})

const autoship = row.extend({
  payment,
  delivery: address.nullable(),
  /** Codes of the way in which each order comes, and of the showroom where it is picked up; null is the usual way. */
  way: wayCode.nullable(),
  place: wayCode.nullable(),
  /** What the order would cost today; null where it could not be placed today. */
  total: money.nullable(),
  /** The latest orders that came of it, newest first. */
  orders: z.array(z.object({ order: orderCode, date: day })),
})

const rowExample = {
  autoship: 'aut_0123456789abc',
  person: { code: '10000025', name: 'Sample Customer' },
  market: 'NO',
  state: 'active' as const,
  everyWeeks: 4,
  monthDay: null,
  next: '2026-12-01',
  tryOn: '2026-12-01',
  tries: 0,
  problem: null,
  begunAt: '2026-11-03T10:00:00.000Z',
  lines: [{ product: '100018', name: 'Cedar candle', quantity: 2 }],
}
const example = {
  ...rowExample,
  payment: 'pay_later' as const,
  delivery: {
    recipient: 'Sample Customer',
    line1: 'Storgata 1',
    postalCode: '0155',
    city: 'Oslo',
    country: 'NO',
  },
  way: null,
  place: null,
  total: { minor: '5290', currency: 'EUR' },
  orders: [{ order: '100000015', date: '2026-11-03' }],
}
const one = z.object({ autoship: autoshipId })
const params = { autoship: 'aut_0123456789abc' }

export const listMyAutoships = endpoint({
  method: 'GET',
  path: '/me/autoships',
  response: z.object({ autoships: z.array(autoship) }),
  example: { response: { autoships: [example] } },
})

/** Orders the goods of an own order again and again: to the same place, paid in the same way, gifts left out. */
export const beginMyAutoship = endpoint({
  method: 'POST',
  path: '/me/autoships',
  status: 201,
  body: z.object({ order: orderCode, ...rhythm, next: day }),
  response: autoship,
  example: {
    body: { order: '100000015', everyWeeks: 4, monthDay: null, next: '2026-12-01' },
    response: example,
  },
})

const lines = z
  .array(z.object({ product: productCode, quantity: z.int().min(0).max(QUANTITY_MAX) }))
  .min(1)
  .max(200)
const change = z.object({
  lines,
  ...rhythm,
  next: day,
  payment: payment.optional(),
  delivery: address.optional(),
})
const changeExample = {
  lines: [{ product: '100018', quantity: 3 }],
  everyWeeks: 4,
  monthDay: null,
  next: '2026-12-08',
}

/** Changes what comes, when, to where and how it is paid; what is left out stays. */
export const changeMyAutoship = endpoint({
  method: 'PUT',
  path: '/me/autoships/:autoship',
  params: one,
  body: change,
  response: autoship,
  example: { params, body: changeExample, response: example },
})

/** Skips the next order, pauses, goes on, or ends. `next` is the date that was looked at, so that one act is done once. */
const acting = z.object({ act: z.enum(['skip', 'pause', 'resume', 'end']), next: day })

export const actOnMyAutoship = endpoint({
  method: 'POST',
  path: '/me/autoships/:autoship/acts',
  params: one,
  body: acting,
  response: autoship,
  example: { params, body: { act: 'skip', next: '2026-12-01' }, response: example },
})

export const actOnAutoship = endpoint({
  method: 'POST',
  path: '/autoships/:autoship/acts',
  params: one,
  body: acting,
  response: row,
  example: { params, body: { act: 'pause', next: '2026-12-01' }, response: rowExample },
})

export const showAutoship = endpoint({
  method: 'GET',
  path: '/autoships/:autoship',
  params: one,
  response: autoship,
  example: { params, response: example },
})

/** Staff let goods come to somebody who asked them to, such as by telephone. */
export const beginAutoship = endpoint({
  method: 'POST',
  path: '/autoships',
  status: 201,
  body: z.object({
    /** The number of whom the goods come to. */
    person: z.string().regex(/^\d{2,20}$/),
    lines,
    ...rhythm,
    next: day,
    payment,
    delivery: address,
  }),
  response: autoship,
  example: {
    body: {
      person: '10000025',
      lines: [{ product: '100018', quantity: 2 }],
      everyWeeks: 4,
      monthDay: null,
      next: '2026-12-01',
      payment: 'pay_later',
      delivery: example.delivery,
    },
    response: example,
  },
})

/** What their buyer could change as well; what is left out stays. */
export const changeAutoship = endpoint({
  method: 'PUT',
  path: '/autoships/:autoship',
  params: one,
  body: change,
  response: autoship,
  example: { params, body: changeExample, response: example },
})

export const listAutoships = endpoint({
  method: 'GET',
  path: '/autoships',
  query: pageQuery.extend({
    state: autoshipState.optional(),
    /** Only those whose next order could not be placed. */
    failing: z.enum(['yes']).optional(),
    /** The number of a person. */
    person: z.string().max(20).optional(),
  }),
  response: pageOf(row),
  example: { query: { state: 'active' }, response: { rows: [rowExample], total: 1 } },
})

/** What the topics `orders.autoship_*` tell: reminded of an order that comes, placed, failed, or paused after the last try. */
export const autoshipTold = z.object({
  autoshipId: z.string(),
  personId: z.string(),
  marketId: z.string(),
  dueOn: day,
  problem: z.string().nullable(),
})
