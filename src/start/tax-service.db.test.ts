import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { billedOrder } from '#modules/orders/api.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { placeAutoships } from '#modules/orders/use-cases/place-autoships.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { openStripeTax } from '#modules/tax/adapters/stripe-tax.ts'
import { addTaxRule } from '#modules/tax/api.ts'
import { taxModule } from '#modules/tax/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { startStripeSimulator, type StripeSimulator } from '../demo/stripe-simulator/simulator.ts'
import { dayText } from '#shared/time.ts'

type Cookies = Record<string, string>

const system = systemActor('req-tax-service')
const call = { actor: system, useCase: 'test.tax_service' }
const nok = (minor: number) => ({ minor: minor.toString(), currency: 'NOK' })
const delivery = {
  recipient: 'Ada Berg',
  line1: '1 Main Street',
  postalCode: '90210',
  city: 'Beverly Hills',
  region: 'CA',
  country: 'US',
}

let database: TestDatabase
let server: TestApp
let simulator: StripeSimulator
let shop: TestShop
let marketId: bigint
let adaCode: string
let ada: Cookies
let staff: Cookies
let asked = 0
let heldOpen = 0n

beforeAll(async () => {
  database = await freshDatabase()
  simulator = await startStripeSimulator({ tell: () => undefined })
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  await rule()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const sponsorId = house.personId
  const { code } = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  adaCode = code
  const modules = [catalogModule, paymentsModule, promotionsModule, taxModule, ordersModule]
  const stripe = openStripeTax(simulator.settings)
  server = await testApp(database, modules, {
    taxServices: {
      stripe: {
        ask: async (question) => {
          asked += 1
          heldOpen += await stayingOpen()
          return stripe.ask(question)
        },
      },
    },
  })
  ada = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const rights = ['orders.read', 'orders.send', 'orders.return', 'orders.place', 'orders.autoship']
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights })
})
afterAll(async () => {
  await server.close()
  await simulator.stop()
  await database.close()
})
beforeEach(() => {
  asked = 0
})

test('a service is asked once for what is the same, outside of the order, which keeps what it said', async () => {
  // 80.00 and 49.00: state 6 % and county 1.25 %, of goods 5.80, of delivery 3.55.
  const first = await order({ [shop.soap]: 1 })
  expect(first.json()).toMatchObject({ total: nok(13_835) })
  expect((await order({ [shop.soap]: 1 })).json()).toMatchObject({ total: nok(13_835) })
  expect(asked).toBe(1)
  const { order: code } = first.json<{ order: string }>()
  const kept = await one<{ source: string; reference: string }>(sql`
    SELECT t.source, t.reference FROM orders.order_tax t JOIN orders."order" o ON o.id = t.order_id WHERE o.code = ${code}`)
  expect(kept).toEqual({ source: 'stripe', reference: expect.stringMatching(/^taxcalc_/) })
  expect((await ask('GET', `/orders/${code}`, undefined, staff)).json()).toMatchObject({
    tax: nok(935),
    taxAdded: true,
    taxSource: { source: 'stripe', reference: kept.reference },
  })
  const billed = await read(database, system, (tx) => billedOrder(database, tx, code))
  expect(billed?.lines[0]).toMatchObject({
    taxMinor: 580n,
    ratePpm: 72_500n,
    rates: [
      { name: 'CA: Sales tax', ratePpm: 60_000n },
      { name: 'Sample county: Sales tax', ratePpm: 12_500n },
    ],
  })
  // What the market says is free of tax, the service is told so.
  expect((await order({ [shop.soap]: 1, [shop.book]: 1 })).json()).toMatchObject({ total: nok(19_835) })
  expect([asked, heldOpen]).toEqual([2, 0n])
})

test('a place that the service does not know is refused in its words, and nothing is placed', async () => {
  const before = await orders()
  const refused = await order({ [shop.soap]: 1 }, { region: 'ZZ' })
  expect(refused.json()).toMatchObject({ code: 'tax.service_refused', field: 'postalCode' })
  expect(refused.json<{ message: string }>().message).toContain('could not determine')
  expect(await orders()).toBe(before)
})

test('without an answer an order is refused, or the tables stand in where the market says so and the order tells it', async () => {
  const before = await orders()
  // A connection that is cut is tried once more by the library itself.
  for (const faults of [['lost_before', 'lost_before'], ['server_error']] as const) {
    simulator.failNext(...faults)
    const refused = await order({ [shop.soap]: 2 })
    expect(refused.json()).toMatchObject({ code: 'tax.service_down' })
  }
  expect(await orders()).toBe(before)
  await sql`UPDATE tax.rule SET else_tables = true`.execute(database.owner)
  simulator.failNext('server_error')
  // 25 % by the market's tables, of goods 40.00 and of delivery 12.25.
  const placed = await order({ [shop.soap]: 2 })
  expect(placed.json()).toMatchObject({ total: nok(16_000 + 4_900 + 4_000 + 1_225) })
  const { order: code } = placed.json<{ order: string }>()
  expect((await ask('GET', `/orders/${code}`, undefined, staff)).json()).toMatchObject({
    taxSource: { source: 'tables', reference: '' },
  })
})

test('an order that comes by itself and one in exchange ask the service as well', async () => {
  const body = {
    person: adaCode,
    lines: [{ product: shop.soap, quantity: 3 }],
    everyWeeks: 4,
    monthDay: null,
    next: dayText(Date.now() + 86_400_000, 'Europe/Oslo'),
    payment: 'pay_later',
    delivery: { ...delivery, country: 'NO', postalCode: '0155', region: undefined },
  }
  expect((await ask('POST', '/autoships', body, staff)).statusCode).toBe(201)
  await sql`UPDATE orders.autoship SET next_on = current_date - 1, try_on = current_date - 1`.execute(
    database.owner,
  )
  const deps = { ...database, ...server.deps }
  await placeAutoships(deps)
  // 20 % of 240.00 and of 49.00.
  const newest = await one<{ tax: bigint; code: string; source: string }>(sql`
    SELECT o.tax_minor AS tax, o.code, t.source FROM orders."order" o JOIN orders.order_tax t ON t.order_id = o.id
    ORDER BY o.id DESC LIMIT 1`)
  expect(newest).toMatchObject({ tax: 5_780n, source: 'stripe' })
  await ask('POST', `/orders/${newest.code}/send`, {}, staff)
  const goods = [{ product: shop.soap, quantity: 4 }]
  const swap = { as: 'exchange', reason: 'Four', lines: [{ line: 1, quantity: 3 }], goods }
  // 320.00 and 49.00 with 20 %.
  expect((await ask('POST', `/orders/${newest.code}/replace`, swap, staff)).json()).toMatchObject({
    total: nok(44_280),
  })
})

test('a basket is estimated until somebody says where it goes, and then taxed for that place as the order is', async () => {
  const made = await ask('POST', '/shop/baskets', { market: 'NO' }, {})
  const { token } = made.json<{ token: string }>()
  const at = `/shop/baskets/${token}`
  asked = 0
  // Nobody is asked for a place that nobody named: 25 % of 100.00 and 49.00 by the tables.
  const put = await ask('PUT', `${at}/lines/${shop.soap}`, { quantity: 1 }, {})
  expect(put.json()).toMatchObject({ destination: null, tax: nok(3_725), total: nok(18_625), taxOpen: false })
  expect(asked).toBe(0)
  const place = { country: 'US', region: 'CA', postalCode: '90210' }
  const taxed = {
    destination: place,
    tax: nok(1_080),
    total: nok(15_980),
    taxes: [{ tax: nok(894) }, { tax: nok(186) }],
  }
  expect((await ask('PUT', `${at}/destination`, place, {})).json()).toMatchObject(taxed)
  expect((await ask('GET', at, undefined, {})).json()).toMatchObject(taxed)
  const contact = { name: 'Bo', email: 'bo@example.org' }
  const body = { basket: token, contact, delivery, payment: 'pay_later', expectedTotal: nok(15_980) }
  // What was asked for the basket serves the order.
  expect(asked).toBe(1)
  expect((await ask('POST', '/shop/orders', { ...body, expectedTotal: nok(1) }, {})).json()).toMatchObject({
    code: 'orders.total_changed',
  })
  // A place that the service does not know, or no answer, leaves the basket to be looked at.
  expect((await ask('PUT', `${at}/destination`, { country: 'US', region: 'ZZ' }, {})).json()).toMatchObject({
    tax: nok(3_725),
  })
  expect((await ask('POST', '/shop/orders', body, {})).json()).toMatchObject({ total: nok(15_980) })
  expect(asked).toBe(2)
})

test('an order of the office is quoted for the place that it goes to', async () => {
  const lines = [{ product: shop.soap, quantity: 1 }]
  const quoted = (place?: object) =>
    ask(
      'POST',
      '/office/quotes',
      { buyer: { kind: 'self' }, lines, ...(place ? { destination: place } : {}) },
      ada,
    )
  expect((await quoted()).json()).toMatchObject({ total: nok(16_125), taxOpen: false })
  const place = { country: 'US', region: 'CA', postalCode: '90210' }
  expect((await quoted(place)).json()).toMatchObject({ total: nok(13_835) })
  expect((await quoted({ country: 'US', region: 'ZZ' })).json()).toMatchObject({
    code: 'tax.service_refused',
  })
})

async function rule(): Promise<void> {
  const codes = { reduced: 'txcd_00000000' }
  await transact(database, call, (tx) =>
    addTaxRule(tx, marketId, {
      prices: 'exclusive',
      rounding: 'half_up',
      level: 'order',
      source: 'stripe',
      elseTables: false,
      codes,
      fromMs: 0,
    }),
  )
}

function order(goods: Readonly<Record<string, number>>, to: object = {}) {
  const lines = Object.entries(goods).map(([product, quantity]) => ({ product, quantity }))
  const body = { lines, payment: 'pay_later', delivery: { ...delivery, ...to } }
  return ask('POST', '/office/orders', body, ada)
}

/** Transactions that wait for their program; of those that ended just now nobody waited for the answer. */
async function stayingOpen(): Promise<bigint> {
  for (let looks = 0; looks < 500; looks += 1) if ((await openTransactions()) === 0n) return 0n
  return openTransactions()
}

async function openTransactions(): Promise<bigint> {
  const { count } = await one<{ count: bigint }>(sql`
    SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`)
  return count
}

async function orders(): Promise<bigint> {
  return (await one<{ count: bigint }>(sql`SELECT count(*) AS count FROM orders."order"`)).count
}

async function one<T>(query: RawBuilder<T>): Promise<T> {
  const [first] = (await query.execute(database.owner)).rows
  if (!first) throw new Error('nothing was found')
  return first
}

let counter = 0
function ask(method: 'GET' | 'POST' | 'PUT', path: string, body: object | undefined, cookies: Cookies) {
  const headers = { 'idempotency-key': `tax-service-${(counter += 1)}` }
  const url = `/api/v1${path}`
  return server.app.inject({ method, url, cookies, headers, ...(body ? { payload: body } : {}) })
}
