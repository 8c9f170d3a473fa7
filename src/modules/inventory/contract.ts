import { z } from 'zod'
import { day, endpoint, instant, integer, pageOf, pageQuery } from '#shared/contract.ts'

const product = z.string().regex(/^\d{2,12}$/)
const pool = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/)
const market = z.string().regex(/^[A-Z0-9-]{2,12}$/)
const channel = z.enum(['office', 'shop', 'reported', 'desk'])
const pieces = z.int().min(1).max(10_000_000)
const note = z.string().max(300).optional()

/** Counters of a product in a pool; `left` can still be promised, `missing` was promised and is not there. */
export const stock = z.object({
  pool,
  onHand: z.int(),
  promised: z.int(),
  expected: z.int(),
  left: z.int(),
  missing: z.int(),
  /** Whether what is expected is promised before it is there. */
  backorders: z.boolean(),
})

const stockExample = {
  pool: 'main',
  onHand: 120,
  promised: 14,
  expected: 200,
  left: 106,
  missing: 0,
  backorders: false,
}

/** Sorts: `product` (when nothing is said), `name`, `onHand`, `promised`, `left`, `expected`; with `-` downwards. */
export const listStock = endpoint({
  method: 'GET',
  path: '/stock',
  query: pageQuery.extend({
    pool: pool.optional(),
    state: z.enum(['short', 'sold_out', 'left', 'expected']).optional(),
  }),
  response: pageOf(stock.extend({ product, name: z.string() })),
  example: {
    query: { state: 'left' },
    response: { rows: [{ product: '100018', name: 'Cedar candle', ...stockExample }], total: 1 },
  },
})

export const showStock = endpoint({
  method: 'GET',
  path: '/stock/:product',
  params: z.object({ product }),
  response: z.object({
    stocks: z.array(stock),
    receipts: z.array(
      z.object({
        receipt: integer,
        pool,
        pieces: z.int(),
        expectedOn: day,
        state: z.enum(['expected', 'arrived', 'called_off']),
        arrived: z.int().nullable(),
      }),
    ),
    movements: z.array(
      z.object({
        at: instant,
        pool,
        pieces: z.int(),
        reason: z.enum(['begun', 'received', 'counted', 'lost', 'found', 'sent', 'returned']),
        note: z.string().nullable(),
        by: z.string().nullable(),
      }),
    ),
  }),
  example: {
    params: { product: '100018' },
    response: {
      stocks: [stockExample],
      receipts: [
        {
          receipt: '7',
          pool: 'main',
          pieces: 200,
          expectedOn: '2026-11-30',
          state: 'expected',
          arrived: null,
        },
      ],
      movements: [
        {
          at: '2026-11-02T08:00:00.000Z',
          pool: 'main',
          pieces: 120,
          reason: 'begun',
          note: null,
          by: 'Sample Clerk',
        },
      ],
    },
  },
})

const after = z.object({ onHand: z.int(), promised: z.int() })

/** Says how many pieces were counted; the first count of a product in a pool begins to count it there. */
export const countStock = endpoint({
  method: 'POST',
  path: '/stock/:product/counts',
  params: z.object({ product }),
  body: z.object({ pool, counted: z.int().min(0).max(10_000_000), note }),
  response: after,
  example: {
    params: { product: '100018' },
    body: { pool: 'main', counted: 118, note: 'Two were broken.' },
    response: { onHand: 118, promised: 14 },
  },
})

/** Pieces that came (`received`, `found`) or went (`lost`). */
export const moveStock = endpoint({
  method: 'POST',
  path: '/stock/:product/movements',
  params: z.object({ product }),
  body: z.object({ pool, pieces, reason: z.enum(['received', 'found', 'lost']), note }),
  response: after,
  example: {
    params: { product: '100018' },
    body: { pool: 'main', pieces: 50, reason: 'received' },
    response: { onHand: 170, promised: 14 },
  },
})

export const expectStock = endpoint({
  method: 'POST',
  path: '/stock/:product/receipts',
  params: z.object({ product }),
  body: z.object({ pool, pieces, expectedOn: day }),
  response: z.object({ receipt: integer }),
  example: {
    params: { product: '100018' },
    body: { pool: 'main', pieces: 200, expectedOn: '2026-11-30' },
    response: { receipt: '7' },
  },
})

/** With `arrived` that many pieces came; without, the delivery is called off. */
export const endReceipt = endpoint({
  method: 'POST',
  path: '/stock-receipts/:receipt/end',
  params: z.object({ receipt: integer }),
  body: z.object({ arrived: z.int().min(0).max(10_000_000).nullable() }),
  response: after,
  example: { params: { receipt: '7' }, body: { arrived: 198 }, response: { onHand: 368, promised: 14 } },
})

export const allowBackorders = endpoint({
  method: 'PUT',
  path: '/stock/:product/backorders',
  params: z.object({ product }),
  body: z.object({ pool, allowed: z.boolean() }),
  example: { params: { product: '100018' }, body: { pool: 'main', allowed: true } },
})

/** How orders come to their buyers: to an address, to the host of a party, or picked up at whoever sells or a showroom. */
const pickup = z.enum(['address', 'host', 'seller', 'showroom'])
const rule = z.object({
  market: market.nullable(),
  channel: channel.nullable(),
  pickup: pickup.nullable().default(null),
  /** The code of the only showroom that it is about. */
  showroom: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/)
    .nullable()
    .default(null),
  pool,
})

/** The pools, and the rules by which orders are served: of those that fit, the first. Null is any. */
export const listPools = endpoint({
  method: 'GET',
  path: '/stock-pools',
  response: z.object({
    pools: z.array(z.object({ pool, name: z.string() })),
    rules: z.array(rule),
    /** The showrooms that rules can name. */
    showrooms: z.array(z.object({ showroom: z.string(), name: z.string(), market })),
  }),
  example: {
    response: {
      pools: [{ pool: 'main', name: 'Main warehouse' }],
      rules: [{ market: null, channel: null, pickup: null, showroom: null, pool: 'main' }],
      showrooms: [{ showroom: 'berlin', name: 'Showroom Berlin', market: 'DE' }],
    },
  },
})

export const putPool = endpoint({
  method: 'PUT',
  path: '/stock-pools/:pool',
  params: z.object({ pool }),
  body: z.object({ name: z.string().min(1).max(100) }),
  example: { params: { pool: 'main' }, body: { name: 'Main warehouse' } },
})

export const putPoolRules = endpoint({
  method: 'PUT',
  path: '/stock-pool-rules',
  body: z.object({ rules: z.array(rule).max(200) }),
  example: {
    body: {
      rules: [{ market: 'DE', channel: null, pickup: 'showroom', showroom: 'berlin', pool: 'main' }],
    },
  },
})

/** How much of goods a shop can promise; goods that are not counted are left out. `left` above ten is told as ten. */
export const shopStock = endpoint({
  method: 'GET',
  path: '/shop/stock',
  query: z.object({ market, products: z.string().regex(/^\d{2,12}(,\d{2,12}){0,99}$/) }),
  response: z.object({ stocks: z.array(z.object({ product, left: z.int() })) }),
  example: {
    query: { market: 'DE', products: '100018,100026' },
    response: { stocks: [{ product: '100018', left: 3 }] },
  },
})
