import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  type Arbitrary,
} from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { inventoryModule } from '#modules/inventory/module.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { shippingModule } from '#modules/shipping/module.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'

type Cookies = Record<string, string>

const delivery = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const BUYERS = 4
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
let database: TestDatabase
let server: TestApp
let shop: TestShop
let staff: Cookies
const buyers: Cookies[] = []
let kit: string
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  server = await testApp(database, [
    catalogModule,
    inventoryModule,
    ledgerModule,
    promotionsModule,
    shippingModule,
    ordersModule,
  ])
  const rights = [
    'catalog.read',
    'catalog.write',
    'inventory.read',
    'inventory.write',
    'orders.cancel',
    'shipping.write',
  ]
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights })
  for (let n = 0; n < BUYERS; n++) {
    const login = `buyer${n}@example.org`
    await join(database, { sponsorId, marketId, name: `Buyer ${n}`, login })
    buyers.push(await signIn(server, { realm: 'distributor', login }))
  }
  const texts = { en: { name: 'Care set', summary: 'Soap and towel.', description: '' } }
  const body = { category: 'home', art: 'tin', taxClass: 'standard', weightGrams: 900, texts }
  kit = (await ask('POST', '/products', body)).json<{ code: string }>().code
  await ask('POST', `/products/${kit}/prices`, { market: 'NO', kind: 'retail', minor: '30000', volumes: {} })
  await ask('POST', '/product-changes', { codes: [kit], change: { set: 'state', to: 'active' } })
  const parts = [
    { product: shop.soap, quantity: 2 },
    { product: shop.towel, quantity: 1 },
  ]
  await ask('PUT', `/products/${kit}/parts`, { parts })
  await ask('PUT', '/stock-pools/main', { name: 'Main warehouse' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('of twelve orders at once for five pieces, five are placed and seven are told what is left', async () => {
  await count(shop.book, 5)
  const replies = await Promise.all(Array.from({ length: 12 }, (_, n) => order([[shop.book, 1]], n)))
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(5)
  const refused = replies.filter(({ statusCode }) => statusCode !== 201)
  expect(refused).toHaveLength(7)
  for (const reply of refused)
    expect(reply.json()).toMatchObject({
      code: 'inventory.short',
      params: { product: shop.book, name: 'Book', left: 0 },
    })
  expect(await counters(shop.book)).toEqual({ onHand: 5, promised: 5, left: 0 })
  expect((await order([[shop.book, 1]], 0)).json()).toMatchObject({ code: 'inventory.short' })
  expect(await wrong()).toEqual([])
})

test('kits take their parts: what several lines share is counted on its sum, and a refused order keeps nothing', async () => {
  await count(shop.soap, 9)
  await count(shop.towel, 3)
  const replies = await Promise.all([
    ...Array.from({ length: 6 }, (_, n) => order([[kit, 1]], n)),
    ...Array.from({ length: 6 }, (_, n) => order([[shop.soap, 1]], n)),
  ])
  const placed = (from: number) =>
    replies.slice(from, from + 6).filter(({ statusCode }) => statusCode === 201).length
  const [kits, soaps] = [placed(0), placed(6)]
  expect(kits).toBeLessThanOrEqual(3)
  expect(await counters(shop.soap)).toMatchObject({ promised: 2 * kits + soaps })
  expect(await counters(shop.towel)).toMatchObject({ promised: kits })
  await count(shop.soap, 2 * kits + soaps + 5)
  await count(shop.towel, kits + 9)
  const both = await order(
    [
      [kit, 2],
      [shop.soap, 2],
    ],
    1,
  )
  expect(both.json()).toMatchObject({ code: 'inventory.short', params: { name: 'Soap', left: 5 } })
  expect(await counters(shop.soap)).toMatchObject({ promised: 2 * kits + soaps, left: 5 })
  expect(await wrong()).toEqual([])
})

test('an order that is taken back gives its pieces to the next one', async () => {
  await count(shop.book, 6)
  const placed = (await order([[shop.book, 1]], 2)).json<{ order: string }>().order
  expect((await order([[shop.book, 1]], 3)).statusCode).not.toBe(201)
  const cancelled = await ask('POST', `/orders/${placed}/cancel`, { reason: 'Changed their mind.' })
  expect(cancelled.statusCode).toBeLessThan(300)
  expect((await order([[shop.book, 1]], 3)).statusCode).toBe(201)
  expect(await wrong()).toEqual([])
})

test('a quote and a basket say what is left before anybody tries to order it', async () => {
  const { left } = await counters(shop.book)
  expect(left).toBe(0)
  const lines = [{ product: shop.book, quantity: 1 }]
  const quoted = await ask('POST', '/office/quotes', { buyer: { kind: 'self' }, lines }, buyers[0])
  expect(quoted.json()).toMatchObject({ code: 'inventory.short', params: { name: 'Book', left: 0 } })
  const basket = (await ask('POST', '/shop/baskets', { market: 'NO' }, {})).json<{ token: string }>().token
  const put = await ask('PUT', `/shop/baskets/${basket}/lines/${shop.book}`, { quantity: 1 }, {})
  expect(put.json()).toMatchObject({ code: 'inventory.short' })
  const shown = await ask('GET', `/shop/stock?market=NO&products=${shop.book},${kit}`, undefined, {})
  expect(shown.json()).toEqual({
    stocks: expect.arrayContaining([
      { product: shop.book, left: 0 },
      expect.objectContaining({ product: kit }),
    ]),
  })
})

test('what is expected is promised where that is allowed, with the day on which it is covered', async () => {
  const before = await counters(shop.book)
  const expectPieces = (pieces: number, expectedOn: string) =>
    ask('POST', `/stock/${shop.book}/receipts`, { pool: 'main', pieces, expectedOn })
  await expectPieces(2, '2026-12-01')
  const second = (await expectPieces(3, '2026-12-08')).json<{ receipt: string }>().receipt
  expect((await order([[shop.book, 1]], 0)).statusCode).not.toBe(201)
  await ask('PUT', `/stock/${shop.book}/backorders`, { pool: 'main', allowed: true })
  const codes = []
  for (let n = 0; n < 3; n++) codes.push((await order([[shop.book, 1]], n)).json<{ order: string }>().order)
  const { rows } = await sql<{ waits: string | null }>`
    SELECT p.waits_until::text AS waits FROM inventory.promise p JOIN orders."order" o ON o.id = p.order_id
    WHERE o.code = ANY (${codes}) ORDER BY o.id`.execute(database.owner)
  expect(rows.map(({ waits }) => waits)).toEqual(['2026-12-01', '2026-12-01', '2026-12-08'])
  expect((await order([[shop.book, 3]], 1)).json()).toMatchObject({ params: { left: 2 } })
  const ended = await ask('POST', `/stock-receipts/${second}/end`, { arrived: 1 })
  expect(ended.json()).toMatchObject({ onHand: before.onHand + 1 })
  expect((await ask('POST', `/stock-receipts/${second}/end`, { arrived: 1 })).statusCode).toBe(409)
  expect(await counters(shop.book)).toMatchObject({ left: 0 })
  expect(await wrong()).toEqual([])
})

/** What may happen to soap, towels and the kit of both, in the main pool and in that of a showroom. */
const POOLS = ['main', 'counter'] as const
const pool = constantFrom(...POOLS)
const step = oneof(
  record({ is: constant('order' as const), pool, buyer: nat(BUYERS - 1), soap: nat(4), kits: nat(2) }),
  record({ is: constant('cancel' as const), which: nat(20) }),
  record({
    is: constant('count' as const),
    pool,
    of: constantFrom('soap' as const, 'towel' as const),
    pieces: nat(12),
  }),
  record({ is: constant('lose' as const), pool, pieces: integer({ min: 1, max: 3 }) }),
)
type Step = typeof step extends Arbitrary<infer T> ? T : never

/** What a slow count knows of each pool: pieces there, and what each standing order took. */
type Pieces = { soap: number; towel: number }
type Known = {
  there: Record<(typeof POOLS)[number], Pieces>
  held: Record<(typeof POOLS)[number], Pieces>
  standing: Map<string, Readonly<{ pool: (typeof POOLS)[number]; took: Readonly<Pieces> }>>
}

test('whatever is ordered, taken back, counted and moved in whatever order, the counters are those of a slow count', async () => {
  await showroomOfItsOwn()
  const [soap, towel] = [await counters(shop.soap), await counters(shop.towel)]
  const known: Known = {
    there: { main: { soap: soap.onHand, towel: towel.onHand }, counter: { soap: 6, towel: 3 } },
    held: { main: { soap: soap.promised, towel: towel.promised }, counter: { soap: 0, towel: 0 } },
    standing: new Map(),
  }
  await assert(
    asyncProperty(array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      for (const one of steps) {
        const { did, should } = await play(one, known)
        expect({ ...one, did }).toEqual({ ...one, did: should })
      }
      for (const of of ['soap', 'towel'] as const)
        for (const at of POOLS)
          expect(await counters(shop[of], at)).toMatchObject({
            onHand: known.there[at][of],
            promised: promised(known, at, of),
          })
      expect(await wrong()).toEqual([])
    }),
    { numRuns: isLong ? 60 : 6 },
  )
}, 120_000)

/** A showroom whose orders are served from a pool of its own, with some goods in it. */
async function showroomOfItsOwn(): Promise<void> {
  await ask('POST', '/markets/NO/ways', { way: 'counter', name: 'Counter', kind: 'showroom' })
  const place = { line1: 'Torget 2', postalCode: '5014', city: 'Bergen', country: 'NO' }
  await ask('POST', '/markets/NO/showrooms', { showroom: 'counter', name: 'Counter', ...place })
  await ask('PUT', '/stock-pools/counter', { name: 'Counter' })
  const any = { market: null, channel: null }
  const rules = [
    { ...any, pickup: 'showroom', showroom: 'counter', pool: 'counter' },
    { ...any, pool: 'main' },
  ]
  expect((await ask('PUT', '/stock-pool-rules', { rules })).statusCode).toBeLessThan(300)
  await count(shop.soap, 6, 'counter')
  await count(shop.towel, 3, 'counter')
}

function promised({ held, standing }: Known, at: (typeof POOLS)[number], of: 'soap' | 'towel'): number {
  const taken = [...standing.values()].filter(({ pool: from }) => from === at)
  return taken.reduce((sum, { took }) => sum + took[of], held[at][of])
}

/** Does a step, and says whether it was done and whether it should have been. */
async function play(one: Step, known: Known): Promise<Readonly<{ did: boolean; should: boolean }>> {
  if (one.is === 'order') return playOrder(one, known)
  if (one.is === 'cancel') {
    const code = [...known.standing.keys()][one.which % Math.max(1, known.standing.size)]
    if (code === undefined) return { did: false, should: false }
    const reply = await ask('POST', `/orders/${code}/cancel`, { reason: 'A test.' })
    known.standing.delete(code)
    return { did: reply.statusCode < 300, should: true }
  }
  if (one.is === 'count') {
    await count(shop[one.of], one.pieces, one.pool)
    known.there[one.pool][one.of] = one.pieces
    return { did: true, should: true }
  }
  const body = { pool: one.pool, pieces: one.pieces, reason: 'lost' }
  const reply = await ask('POST', `/stock/${shop.soap}/movements`, body)
  const should = one.pieces <= known.there[one.pool].soap
  if (should) known.there[one.pool].soap -= one.pieces
  return { did: reply.statusCode < 300, should }
}

async function playOrder(one: Extract<Step, { is: 'order' }>, known: Known) {
  if (one.soap + one.kits === 0) return { did: false, should: false }
  const lines = [
    [shop.soap, one.soap],
    [kit, one.kits],
  ] as const
  const takes = { soap: one.soap + 2 * one.kits, towel: one.kits }
  const should = (['soap', 'towel'] as const).every(
    (of) => takes[of] === 0 || promised(known, one.pool, of) + takes[of] <= known.there[one.pool][of],
  )
  const reply = await order(
    lines.filter(([, quantity]) => quantity > 0),
    one.buyer,
    one.pool === 'main' ? {} : { way: 'counter', place: 'counter' },
  )
  if (reply.statusCode === 201)
    known.standing.set(reply.json<{ order: string }>().order, { pool: one.pool, took: takes })
  return { did: reply.statusCode === 201, should }
}

async function count(product: string, counted: number, of = 'main'): Promise<void> {
  const reply = await ask('POST', `/stock/${product}/counts`, { pool: of, counted })
  expect(reply.statusCode).toBeLessThan(300)
}

async function counters(product: string, of = 'main') {
  const reply = await ask('GET', `/stock/${product}`)
  const { stocks } = reply.json<{
    stocks: { pool: string; onHand: number; promised: number; left: number }[]
  }>()
  const stock = stocks.find((one) => one.pool === of)
  if (!stock) throw new Error(`${product} is not counted`)
  return { onHand: stock.onHand, promised: stock.promised, left: stock.left }
}

/** What both auditors find. */
async function wrong(): Promise<unknown[]> {
  const counted = await sql`SELECT * FROM inventory.audit()`.execute(database.owner)
  const promises = await sql`SELECT * FROM orders.audit_promises()`.execute(database.owner)
  return [...counted.rows, ...promises.rows]
}

function order(lines: readonly (readonly [string, number])[], buyer: number, way: object = {}) {
  const body = {
    lines: lines.map(([product, quantity]) => ({ product, quantity })),
    payment: 'pay_later',
    delivery,
    ...way,
  }
  return ask('POST', '/office/orders', body, buyers[buyer % BUYERS])
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `stock-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
