import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventoryModule } from '#modules/inventory/module.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { shippingModule } from '#modules/shipping/module.ts'
import { addTaxRate } from '#modules/tax/api.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { orderReady } from './contract/pick-up.ts'
import { ordersModule } from './module.ts'
import type { Basket, Order } from '#test/support/ways.ts'
import { dayText } from '#shared/time.ts'

type Cookies = Record<string, string>
const inOslo = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const contact = { name: 'Gro Hay', email: 'gro@example.org' }
const place = { line1: 'Torget 2', line2: '', postalCode: '5014', city: 'Bergen', country: 'NO' }
const arranging = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
let database: TestDatabase
let server: TestApp
let shop: TestShop
let seller: TestPerson
let staff: Cookies
let selling: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, arranging, (tx) => beginInstallation(tx, { demonstration: true }))
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  await transact(database, arranging, (tx) =>
    addTaxRate(tx, marketId, {
      class: 'standard',
      ratePpm: 0n,
      rounding: 'half_up',
      country: 'SE',
      region: 'O',
      fromMs: 0,
    }),
  )
  server = await testApp(database, [
    shippingModule,
    inventoryModule,
    ledgerModule,
    promotionsModule,
    ordersModule,
  ])
  const rights =
    'shipping.read shipping.write inventory.read inventory.write orders.read orders.send orders.cancel'
  const more = 'orders.return orders.edit orders.place'
  staff = await signInStaff(server, database, {
    login: 'clerk@example.org',
    rights: `${rights} ${more}`.split(' '),
  })
  const login = 'bo@example.org'
  seller = await join(database, { sponsorId, marketId, name: 'Bo Hill', login })
  selling = await signIn(server, { realm: 'distributor', login })
  await done('POST', '/markets/NO/ways', {
    way: 'express',
    name: 'Express',
    note: 'Next day',
    kind: 'parcel',
  })
  await done('POST', '/markets/NO/ways', { way: 'showroom', name: 'Pick up', kind: 'showroom' })
  await done('POST', '/markets/NO/ways', { way: 'seller', name: 'Pick up at the seller', kind: 'seller' })
  await done('POST', '/markets/NO/shipping-prices', priceOf('express', null, '9900'))
  const north = { country: 'NO', region: null, postalFrom: '9', postalUntil: '9' }
  await done('PUT', '/markets/NO/zones/north', { name: 'North', areas: [north] })
  await done('POST', '/markets/NO/shipping-prices', priceOf('express', 'north', '14900'))
  await done('POST', '/markets/NO/showrooms', {
    showroom: 'bergen',
    name: 'Bergen',
    ...place,
    opening: '10-16',
  })
  const across = { ...place, city: 'Gothenburg', postalCode: '41103', region: 'O', country: 'SE' }
  await done('POST', '/markets/NO/showrooms', { showroom: 'gothenburg', name: 'Gothenburg', ...across })
  await done('PUT', '/stock-pools/main', { name: 'Main warehouse' })
  await done('PUT', '/stock-pools/bergen', { name: 'Bergen' })
  await done('PUT', '/stock-pool-rules', {
    rules: [
      { market: null, channel: null, pickup: 'showroom', showroom: 'bergen', pool: 'bergen' },
      { market: null, channel: null, pool: 'main' },
    ],
  })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a shopper sees each way with its price, chooses one, and pays what was shown', async () => {
  const basket = await filled(shop.soap)
  expect(basket.ways.map(({ way, place: at, price, isChosen }) => [way, at, price.minor, isChosen])).toEqual([
    ['standard', null, '4900', true],
    ['express', null, '9900', false],
    ['showroom', 'bergen', '0', false],
    ['showroom', 'gothenburg', '0', false],
  ])
  const express = await choose(basket.token, { way: 'express' })
  expect(express).toMatchObject({ shipping: { minor: '9900' }, total: { minor: '19900' } })
  const placed = await buy(express, { delivery: inOslo })
  expect(placed).toMatchObject({
    total: { minor: '19900' },
    way: { way: 'express', kind: 'parcel', at: null },
    delivery: inOslo,
  })
  // Who lives elsewhere than was reckoned with is told the new price before anything is ordered.
  const again = await choose((await filled(shop.soap)).token, { way: 'express' })
  const reply = await order(again, { delivery: { ...inOslo, postalCode: '9008', city: 'Tromso' } })
  expect(reply.json()).toMatchObject({ code: 'orders.total_changed', params: { minor: '24900' } })
})

test('what is picked up at a showroom costs no delivery, asks for no address, and is taxed where it is handed over', async () => {
  const basket = await choose((await filled(shop.soap)).token, { way: 'showroom', place: 'gothenburg' })
  const placed = await buy(basket, { delivery: inOslo })
  expect(placed).toMatchObject({
    shipping: { minor: '0' },
    tax: { minor: '0' },
    way: { way: 'showroom', at: { name: 'Gothenburg', city: 'Gothenburg' }, readyAt: null },
    delivery: null,
  })
  const sent = await order(await filled(shop.soap), {})
  expect(sent.json()).toMatchObject({ code: 'orders.no_delivery' })
})

test('a showroom that closed, or a way that ended, is offered no more, and what was chosen goes the usual way', async () => {
  await done('POST', '/markets/NO/showrooms', { showroom: 'voss', name: 'Voss', ...place })
  const basket = await choose((await filled(shop.soap)).token, { way: 'showroom', place: 'voss' })
  const today = dayText(Date.now(), 'Europe/Oslo')
  await done('PUT', '/markets/NO/showrooms/voss', { name: 'Voss', ...place, until: today })
  expect((await order(basket, {})).json()).toMatchObject({ code: 'shipping.place_unknown' })
  const now = (await ask('GET', `/shop/baskets/${basket.token}`, undefined, {})).json<Basket>()
  expect(now.ways.find(({ isChosen }) => isChosen)).toMatchObject({ way: 'standard' })
  expect(now.ways.map(({ place: at }) => at)).not.toContain('voss')
  const own = { lines: [{ product: shop.soap, quantity: 1 }], payment: 'pay_later' }
  expect((await ask('POST', '/office/orders', { ...own, way: 'none' }, selling)).json()).toMatchObject({
    code: 'shipping.way_unknown',
  })
})

test('orders of a showroom take its own pool: promised, sent and given back there', async () => {
  await count('bergen', 2)
  await count('main', 1)
  const at = { way: 'showroom', place: 'bergen' }
  const replies = await Promise.all(Array.from({ length: 6 }, () => ownOrder(at)))
  const placed = replies.flatMap((reply) => (reply.statusCode === 201 ? [codeOf(reply)] : []))
  expect(placed).toHaveLength(2)
  expect(replies.find(({ statusCode }) => statusCode !== 201)?.json()).toMatchObject({
    code: 'inventory.short',
  })
  // A parcel, and what is picked up elsewhere, come from the main pool.
  const quoted = { buyer: { kind: 'self' }, lines: [{ product: shop.book, quantity: 1 }] }
  expect((await ask('POST', '/office/quotes', { ...quoted, ...at }, selling)).json()).toMatchObject({
    code: 'inventory.short',
  })
  expect((await ask('POST', '/office/quotes', quoted, selling)).statusCode).toBe(200)
  expect((await ownOrder({ way: 'showroom', place: 'gothenburg' })).statusCode).toBe(201)
  expect((await ownOrder({})).json()).toMatchObject({ code: 'inventory.short' })
  expect(await pools()).toEqual({ bergen: [2, 2], main: [1, 1] })
  const [first = '', second = ''] = placed
  await done('POST', `/orders/${first}/cancel`, { reason: 'A test.' })
  await done('POST', `/orders/${second}/send`, {})
  expect(await pools()).toEqual({ bergen: [1, 0], main: [1, 1] })
  await done('POST', `/orders/${second}/return`, { reason: 'A test.' })
  expect(await pools()).toEqual({ bergen: [2, 0], main: [1, 1] })
  expect(await wrong()).toEqual([])
})

test('whoever sells hands over what is picked up there, and learns nothing of where the buyer lives', async () => {
  const own = { isOpen: true, name: 'At Bo’s', ...place, times: 'Tuesdays' }
  expect((await ask('PUT', '/office/pick-up', { ...own, country: 'SE' }, selling)).json()).toMatchObject({
    code: 'shipping.seller_country',
  })
  await done('PUT', '/office/pick-up', own, selling)
  const basket = await filled(shop.soap, seller.code)
  expect(basket.ways.at(-1)).toMatchObject({ way: 'seller', at: { name: 'At Bo’s', opening: 'Tuesdays' } })
  const chosen = await choose(basket.token, { way: 'seller' })
  const reply = await order(chosen, {})
  const { order: code, status } = reply.json<{ order: string; status: string }>()
  const seen = (await ask('GET', `/office/orders/${code}`, undefined, selling)).json<object>()
  expect(seen).toMatchObject({ guestName: 'Gro Hay', delivery: null, way: { kind: 'seller' } })
  expect(JSON.stringify(seen)).not.toContain('gro@example.org')
  const ready = await ask('POST', `/office/orders/${code}/ready`, undefined, selling)
  expect(ready.statusCode).toBe(200)
  // Saying it again tells nobody again.
  const again = await ask('POST', `/office/orders/${code}/ready`, undefined, selling)
  expect(again.json()).toEqual(ready.json())
  const { rows } = await sql<{ payload: unknown }>`
    SELECT payload FROM platform.outbox WHERE topic = 'orders.order_ready'`.execute(database.owner)
  expect(rows.map(({ payload }) => orderReady.parse(payload))).toMatchObject([{ code }])
  expect((await ask('POST', `/office/orders/${code}/hand-over`, undefined, selling)).statusCode).toBe(200)
  const followed = (await ask('GET', `/shop/orders/${status}`, undefined, {})).json<Order>()
  expect(followed).toMatchObject({ progress: 'sent', way: { kind: 'seller', at: { name: 'At Bo’s' } } })
  expect((await ask('POST', `/office/orders/${code}/hand-over`, undefined, selling)).json()).toMatchObject({
    code: 'orders.send_conflict',
  })
  await done('PUT', '/office/pick-up', { ...own, isOpen: false }, selling)
  const later = await filled(shop.soap, seller.code)
  expect(later.ways.map(({ way }) => way)).not.toContain('seller')
})

test('a seller hands over only what is picked up from them; staff say that a showroom’s order is ready, and send it to no address', async () => {
  const parcel = codeOf(await ownOrder({}, shop.soap))
  expect((await ask('POST', `/office/orders/${parcel}/ready`, undefined, selling)).json()).toMatchObject({
    code: 'orders.not_picked_up',
  })
  expect((await ask('POST', `/orders/${parcel}/ready`)).json()).toMatchObject({
    code: 'orders.not_picked_up',
  })
  const picked = codeOf(await ownOrder({ way: 'showroom', place: 'gothenburg' }, shop.soap))
  expect((await ask('POST', `/office/orders/${picked}/hand-over`, undefined, selling)).json()).toMatchObject({
    code: 'orders.not_picked_up',
  })
  await done('POST', `/orders/${picked}/ready`)
  expect((await ask('PUT', `/orders/${picked}/delivery`, inOslo)).json()).toMatchObject({
    code: 'orders.picked_up',
  })
  // Other goods come in the way of those whose place they take.
  const replaced = await ask('POST', `/orders/${picked}/replace`, {
    as: 'substitute',
    reason: 'A test.',
    goods: [{ product: shop.towel, quantity: 1 }],
  })
  const { placed } = replaced.json<{ placed: string }>()
  const shown = (await ask('GET', `/orders/${placed}`)).json<Order>()
  expect(shown.way).toMatchObject({ way: 'showroom', at: { name: 'Gothenburg' } })
})

test('staff say what delivery costs from a day on; nothing that was is changed, and nothing wrong is written', async () => {
  const before = (await ask('GET', '/markets/NO/shipping')).json<{ prices: { price: string }[] }>()
  const [first] = before.prices
  const tries: [string, 'POST' | 'PUT', object, string][] = [
    ['/markets/NO/ways', 'POST', { way: 'express', name: 'Again', kind: 'parcel' }, 'shipping.code_conflict'],
    [
      '/markets/NO/shipping-prices',
      'POST',
      { ...priceOf('express', null, '1'), from: '2020-01-01' },
      'shipping.past_day',
    ],
    ['/markets/NO/shipping-prices', 'POST', priceOf('none', null, '1'), 'shipping.way_missing'],
    ['/markets/NO/shipping-prices', 'POST', priceOf('express', 'none', '1'), 'shipping.zone_missing'],
    ['/markets/NO/shipping-prices', 'POST', priceOf('express', null, '-1'), 'shipping.amount'],
    [
      '/markets/NO/zones/other',
      'PUT',
      { name: 'Other', areas: [{ country: 'NO', region: null, postalFrom: '9', postalUntil: null }] },
      'shipping.area_conflict',
    ],
    [
      '/markets/NO/zones/other',
      'PUT',
      { name: 'Other', areas: [{ country: 'NO', region: null, postalFrom: '9', postalUntil: '1' }] },
      'shipping.postal_range',
    ],
    ['/markets/XX/ways', 'POST', { way: 'x', name: 'X', kind: 'parcel' }, 'shipping.market_unknown'],
  ]
  for (const [url, method, body, code] of tries)
    expect({ url, ...(await ask(method, url, body)).json<object>() }).toMatchObject({ url, code })
  expect(await ask('GET', '/markets/NO/shipping').then((reply) => reply.json<object>())).toMatchObject({
    prices: before.prices,
    zones: [{ zone: 'north' }],
  })
  const next = { ...priceOf('standard', null, '5900'), from: '2999-01-01' }
  await done('POST', '/markets/NO/shipping-prices', next)
  expect(
    (await ask('POST', '/markets/NO/shipping-prices', priceOf('standard', null, '1'))).json(),
  ).toMatchObject({
    code: 'shipping.price_conflict',
  })
  const after = (await ask('GET', '/markets/NO/shipping')).json<{
    prices: { price: string; minor: string; until: string | null }[]
  }>()
  expect(after.prices.find(({ price }) => price === first?.price)).toMatchObject({
    minor: '4900',
    until: '2998-12-31T23:00:00.000Z',
  })
  expect((await filled(shop.soap)).shipping.minor).toBe('4900')
})

test('a draft keeps the way that was chosen, and its order is picked up there', async () => {
  const lines = [{ product: shop.soap, quantity: 1 }]
  const wanted = { buyer: { kind: 'self' }, lines, way: 'showroom', place: 'bergen' }
  const draft = (await ask('POST', '/office/drafts', wanted, selling)).json<{
    draft: string
    version: number
  }>()
  expect(draft).toMatchObject({ way: 'showroom', place: 'bergen' })
  const body = { seen: draft.version, payment: 'pay_later' }
  const placed = await ask('POST', `/office/drafts/${draft.draft}/order`, body, selling)
  const seen = await ask('GET', `/office/orders/${codeOf(placed)}`, undefined, selling)
  expect(seen.json()).toMatchObject({
    way: { at: { name: 'Bergen' } },
    delivery: null,
    shipping: { minor: '0' },
  })
})

test('an autoship keeps the way of the order that it was begun from', async () => {
  const begun = codeOf(await ownOrder({ way: 'showroom', place: 'gothenburg' }, shop.soap))
  const next = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
  const reply = await ask(
    'POST',
    '/me/autoships',
    { order: begun, everyWeeks: 4, monthDay: null, next },
    selling,
  )
  expect(reply.json()).toMatchObject({ way: 'showroom', place: 'gothenburg', total: { minor: '8000' } })
})

function priceOf(way: string, zone: string | null, minor: string) {
  return { way, zone, fromMinor: '0', upToGrams: null, minor, taxClass: 'standard' }
}

async function filled(product: string, by?: string): Promise<Basket> {
  const body = by === undefined ? { market: 'NO' } : { market: 'NO', seller: by }
  const { token } = (await ask('POST', '/shop/baskets', body, {})).json<Basket>()
  return (await ask('PUT', `/shop/baskets/${token}/lines/${product}`, { quantity: 1 }, {})).json<Basket>()
}

async function choose(token: string, way: object): Promise<Basket> {
  return (await ask('PUT', `/shop/baskets/${token}/way`, way, {})).json<Basket>()
}

function order({ token, total }: Basket, more: object) {
  const body = { basket: token, contact, payment: 'pay_later', expectedTotal: { ...total, currency: 'NOK' } }
  return ask('POST', '/shop/orders', { ...body, ...more }, {})
}

async function buy(basket: Basket, more: object): Promise<Order> {
  const reply = await order(basket, more)
  const { status } = reply.json<{ status: string }>()
  return (await ask('GET', `/shop/orders/${status}`, undefined, {})).json<Order>()
}

function ownOrder(more: object, product: string = shop.book) {
  const lines = [{ product, quantity: 1 }]
  return ask('POST', '/office/orders', { lines, payment: 'pay_later', ...more }, selling)
}

function codeOf(reply: Awaited<ReturnType<typeof ask>>): string {
  return reply.json<{ order: string }>().order
}

async function count(pool: string, counted: number): Promise<void> {
  await done('POST', `/stock/${shop.book}/counts`, { pool, counted })
}

/** What lies in each pool of the book, and how much of it is promised. */
async function pools(): Promise<Record<string, readonly number[]>> {
  const { stocks } = (await ask('GET', `/stock/${shop.book}`)).json<{
    stocks: { pool: string; onHand: number; promised: number }[]
  }>()
  return Object.fromEntries(stocks.map(({ pool, onHand, promised }) => [pool, [onHand, promised]]))
}

/** What both auditors find. */
async function wrong(): Promise<unknown[]> {
  const counted = await sql`SELECT * FROM inventory.audit()`.execute(database.owner)
  const promises = await sql`SELECT * FROM orders.audit_promises()`.execute(database.owner)
  return [...counted.rows, ...promises.rows]
}

async function done(
  method: 'POST' | 'PUT',
  url: string,
  body?: object,
  cookies: Cookies = staff,
): Promise<void> {
  const reply = await ask(method, url, body, cookies)
  expect({ url, status: reply.statusCode, body: reply.body }).toMatchObject({
    status: expect.toSatisfy((status: number) => status < 300),
  })
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `ways-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
