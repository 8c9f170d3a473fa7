import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ordersModule } from '#modules/orders/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { openEasyPost } from '#modules/shipping/adapters/easypost.ts'
import { shippingModule } from '#modules/shipping/module.ts'
import { addTaxRate } from '#modules/tax/api.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { startEasyPostSimulator, type EasyPostSimulator } from '../demo/easypost-simulator/simulator.ts'

type Cookies = Record<string, string>
type Basket = { token: string; total: { minor: string }; shipping: { minor: string } }

const arranging = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
const nok = (minor: number) => ({ minor: minor.toString(), currency: 'NOK' })
const delivery = {
  recipient: 'Ada Berg',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const sent = { taxClass: 'standard', fromCountry: 'NO', fromPostalCode: '0010' }
const post = { way: 'post', carrier: 'Post', service: 'Parcel', ...sent }

let database: TestDatabase
let server: TestApp
let simulator: EasyPostSimulator
let shop: TestShop
let ada: Cookies
let staff: Cookies
let asked = 0
let openWhileAsked = 0n

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, arranging, (tx) => beginInstallation(tx, { demonstration: true }))
  simulator = await startEasyPostSimulator()
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  const abroad = { class: 'standard', ratePpm: 0n, rounding: 'half_up', country: 'SE', fromMs: 0 } as const
  await transact(database, arranging, (tx) => addTaxRate(tx, marketId, abroad))
  await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  const easyPost = openEasyPost({ ...simulator.settings, timeoutMs: 300 })
  server = await testApp(database, [shippingModule, promotionsModule, ordersModule], {
    carrierService: {
      ask: async (question) => {
        asked += 1
        openWhileAsked += await openTransactions()
        return easyPost.ask(question)
      },
    },
  })
  ada = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const rights = ['shipping.read', 'shipping.write', 'orders.read', 'orders.place']
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights })
  for (const way of ['post', 'express']) await done('/markets/NO/ways', { way, name: way, kind: 'parcel' })
  const table = { way: 'express', zone: null, fromMinor: '0', upToGrams: null, taxClass: 'standard' }
  await done('/markets/NO/shipping-prices', { ...table, minor: '15000' })
  await done('/markets/NO/carrier-prices', {
    ...post,
    surchargeMinor: '500',
    estimateMinor: '6000',
    elseTables: false,
  })
  await done('/markets/NO/carrier-prices', {
    ...post,
    way: 'express',
    carrier: 'Express',
    service: 'NextDay',
    surchargeMinor: '0',
    estimateMinor: '9000',
    elseTables: true,
  })
})
afterAll(async () => {
  await server.close()
  await simulator.stop()
  await database.close()
})
beforeEach(() => {
  asked = 0
})

test('a carrier is asked once for what is the same, outside of the order, which costs what the quote said', async () => {
  // 300 g are a pound that is begun: 40.58 and 5.00 on top.
  const begun = await done('/order-drafts', {
    market: 'NO',
    buyer: { kind: 'guest', name: 'Gro Hay' },
    ...goods(1),
    ...to('post'),
  })
  const { draft } = begun.json<{ draft: string }>()
  const quoted = await ask('GET', `/order-drafts/${draft}/quote`)
  expect(quoted.json()).toMatchObject({ shipping: nok(4558), total: nok(14_558) })
  // What was said of one way was said of the other.
  const { ways } = quoted.json<{ ways: { way: string; price: { minor: string } }[] }>()
  expect(ways.map(({ way, price }) => [way, price.minor])).toEqual([
    ['standard', '4900'],
    ['post', '4558'],
    ['express', '10058'],
  ])
  const first = await order(1, to('post'))
  expect(first.json()).toMatchObject({ total: nok(12_558) })
  expect((await order(1, { ...to('express'), expectedTotal: nok(18_058) })).statusCode).toBe(201)
  expect(await shown(first)).toMatchObject({ shipping: nok(4558), way: { way: 'post', kind: 'parcel' } })
  // 1.8 kg are four pounds that are begun.
  expect((await order(6, to('post'))).json()).toMatchObject({ total: nok(48_000 + 7558) })
  expect([asked, openWhileAsked]).toEqual([2, 0n])
})

test('a basket has an estimate; whoever buys is told the price before anything is ordered', async () => {
  const filled = (await ask('POST', '/shop/baskets', { market: 'NO' }, {})).json<Basket>()
  await ask('PUT', `/shop/baskets/${filled.token}/lines/${shop.soap}`, { quantity: 1 }, {})
  await ask('PUT', `/shop/baskets/${filled.token}/way`, { way: 'post' }, {})
  const basket = (await ask('GET', `/shop/baskets/${filled.token}`, undefined, {})).json<Basket>()
  expect(basket).toMatchObject({ shipping: nok(6000), total: nok(16_000) })
  const before = await orders()
  const buy = (total: object) =>
    ask(
      'POST',
      '/shop/orders',
      {
        basket: basket.token,
        contact: { name: 'Gro Hay', email: 'gro@example.org' },
        delivery: { ...delivery, postalCode: '9008' },
        payment: 'pay_later',
        expectedTotal: total,
      },
      {},
    )
  expect((await buy(basket.total)).json()).toMatchObject({
    code: 'orders.total_changed',
    params: { minor: '14558' },
  })
  expect(await orders()).toBe(before)
  expect((await buy(nok(14_558))).statusCode).toBe(201)
  expect([asked, openWhileAsked]).toEqual([1, 0n])
})

test('an order that is added to pays what its parcel costs more, as its preview said', async () => {
  const placed = await order(1, to('post', '7010'))
  const { order: code } = placed.json<{ order: string }>()
  const wanted = { lines: [{ line: 1, quantity: 2 }], goods: [] }
  const seen = await ask('POST', `/office/orders/${code}/edit-previews`, wanted, ada)
  // 600 g are two pounds that are begun.
  expect(seen.json()).toMatchObject({ after: nok(16_000 + 5558), placed: { shipping: nok(1000) } })
  const edited = { ...wanted, expectedTotal: nok(21_558) }
  expect((await ask('POST', `/office/orders/${code}/edit`, edited, ada)).json()).toMatchObject({
    total: nok(21_558),
  })
  expect([asked, openWhileAsked]).toEqual([2, 0n])
})

test('without an answer nothing is ordered, or the tables stand in where the way says so', async () => {
  const before = await orders()
  for (const fault of ['lost', 'server_error', 'silent'] as const) {
    simulator.failNext(fault)
    expect((await order(1, to('post', '5003'))).json()).toMatchObject({ code: 'shipping.service_down' })
  }
  expect(await orders()).toBe(before)
  simulator.failNext('lost')
  expect((await order(1, to('express', '5003'))).json()).toMatchObject({ total: nok(8000 + 15_000) })
  // That the tables stood in for one way does not keep the other from being asked for.
  expect((await order(1, to('post', '5003'))).json()).toMatchObject({ total: nok(12_558) })
  expect(asked).toBe(5)
})

test('what the carrier does not carry, takes in another currency, or does not understand is refused in its words', async () => {
  const before = await orders()
  const abroad = { delivery: { ...delivery, country: 'SE', postalCode: '41103' } }
  const refused = async (more: object) => (await order(1, more)).json<object>()
  expect(await refused({ way: 'express', ...abroad })).toMatchObject({
    code: 'shipping.service_currency',
    field: 'way',
    message: expect.stringContaining('NOK'),
  })
  expect(await refused({ way: 'post', ...abroad })).toMatchObject({ code: 'shipping.missing' })
  expect(await refused(to('post', '00000'))).toMatchObject({
    code: 'shipping.service_refused',
    field: 'postalCode',
    message: expect.stringContaining('Unable to verify address'),
  })
  expect(await orders()).toBe(before)
})

test('staff let the usual way cost what a carrier takes, and the tables again; orders keep what they cost', async () => {
  const plain = { ...post, way: 'standard', surchargeMinor: '0', estimateMinor: '4900', elseTables: false }
  const { price } = (await done('/markets/NO/carrier-prices', plain)).json<{ price: string }>()
  const again = await ask('POST', '/markets/NO/carrier-prices', { ...plain, from: '2020-01-01' })
  expect(again.json()).toMatchObject({ code: 'shipping.past_day' })
  await done('/markets/NO/ways', { way: 'shop', name: 'Pick up', kind: 'showroom' })
  expect((await ask('POST', '/markets/NO/carrier-prices', { ...plain, way: 'shop' })).json()).toMatchObject({
    code: 'shipping.carrier_way',
  })
  // The first reads what the market says; the second would be decided from memory if no carrier had to be asked.
  await order(1, { delivery })
  const placed = await order(1, { delivery })
  expect(placed.json()).toMatchObject({ total: nok(8000 + 4058) })
  await done(`/markets/NO/carrier-prices/${price}/end`, {})
  expect((await order(1, { delivery })).json()).toMatchObject({ total: nok(8000 + 4900) })
  expect(await shown(placed)).toMatchObject({ shipping: nok(4058), way: { way: 'standard' } })
  const { carrierPrices, hasCarrierService } = (await ask('GET', '/markets/NO/shipping')).json<{
    carrierPrices: { way: string; until: string | null }[]
    hasCarrierService: boolean
  }>()
  expect(carrierPrices.map(({ way, until }) => [way, until === null])).toEqual([
    ['post', true],
    ['express', true],
    ['standard', false],
  ])
  expect(hasCarrierService).toBe(true)
})

function goods(quantity: number) {
  return { lines: [{ product: shop.soap, quantity }] }
}

function to(way: string, postalCode = delivery.postalCode) {
  return { way, delivery: { ...delivery, postalCode } }
}

function order(quantity: number, more: object) {
  return ask('POST', '/office/orders', { ...goods(quantity), payment: 'pay_later', ...more }, ada)
}

async function shown(placed: Awaited<ReturnType<typeof ask>>): Promise<object> {
  const { order: code } = placed.json<{ order: string }>()
  return (await ask('GET', `/orders/${code}`)).json<object>()
}

/** Transactions that wait for their program. */
async function openTransactions(): Promise<bigint> {
  return count(sql`
    SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`)
}

function orders(): Promise<bigint> {
  return count(sql`SELECT count(*) AS count FROM orders."order"`)
}

async function count(query: RawBuilder<{ count: bigint }>): Promise<bigint> {
  const [first] = (await query.execute(database.owner)).rows
  if (!first) throw new Error('nothing was found')
  return first.count
}

async function done(path: string, body: object) {
  const reply = await ask('POST', path, body)
  expect({ path, status: reply.statusCode, body: reply.body }).toMatchObject({
    status: expect.toSatisfy((status: number) => status < 300),
  })
  return reply
}

let counter = 0
function ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, cookies: Cookies = staff) {
  const headers = method === 'GET' ? {} : { 'idempotency-key': `carriers-${(counter += 1)}` }
  const url = `/api/v1${path}`
  return server.app.inject({ method, url, cookies, headers, ...(body ? { payload: body } : {}) })
}
