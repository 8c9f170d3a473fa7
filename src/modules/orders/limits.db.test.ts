import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { boughtSums } from './store/buyer-history.ts'
import { addShippingRate } from '#modules/shipping/api.ts'
import { addTaxRate } from '#modules/tax/api.ts'
import { ok } from '#shared/refusal.ts'
import { ordersModule } from './module.ts'
import { placeOrder } from './use-cases/place-order.ts'

type Cookies = Record<string, string>

const call = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
const delivery = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const contact = { name: 'Gro Hay', email: 'gro@example.org' }
const free = { perOrder: null, perBuyer: null, minAge: null, countries: [] }
let database: TestDatabase
let server: TestApp
let shop: TestShop
let ada: TestPerson
let staff: Cookies
let adaCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  ada = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  server = await testApp(database, [catalogModule, ledgerModule, promotionsModule, ordersModule])
  const rights = ['catalog.read', 'catalog.write', 'orders.read', 'orders.cancel']
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights })
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('of twelve orders at once of a buyer who may have five in a month, five are placed and seven are told what is left', async () => {
  await limit(shop.soap, { perBuyer: { most: 5, days: 30 } })
  const replies = await Promise.all(Array.from({ length: 12 }, () => own(shop.soap, 1)))
  const refused = replies.filter((reply) => reply.statusCode !== 201)
  expect(replies.length - refused.length).toBe(5)
  expect(new Set(refused.map((reply) => reply.json<{ message: string }>().message))).toEqual(
    new Set([
      `Of Soap (${shop.soap}), one buyer gets at most 5 within 30 days, and 0 are left. Nothing was done; take 0 at most, or come back later.`,
    ]),
  )
  // What was taken back may be bought again, and what lies further back than the days counts no more.
  const order = replies.find((reply) => reply.statusCode === 201)?.json<{ order: string }>().order ?? ''
  await ask('POST', `/orders/${order}/cancel`, { cookies: staff, body: { reason: 'A test' } })
  const quote = await ask('POST', '/office/quotes', {
    cookies: adaCookies,
    body: { buyer: { kind: 'self' }, lines: [{ product: shop.soap, quantity: 2 }] },
  })
  expect(quote.json()).toMatchObject({ code: 'orders.limit_buyer', params: { left: 1, most: 5, days: 30 } })
  expect((await own(shop.soap, 1)).statusCode).toBe(201)
  // By now all that an order is decided by lies in memory; limits hold there too.
  expect((await own(shop.soap, 1)).json()).toMatchObject({ code: 'orders.limit_buyer' })
  await limit(shop.soap, {})
})

test('a basket takes no more pieces than one order may have, and says which product and how many', async () => {
  await limit(shop.towel, { perOrder: 2 })
  const { token } = (await ask('POST', '/shop/baskets', { body: { market: 'NO' } })).json<{ token: string }>()
  const put = (quantity: number) =>
    ask('PUT', `/shop/baskets/${token}/lines/${shop.towel}`, { body: { quantity } })
  expect((await put(2)).statusCode).toBe(200)
  expect((await put(3)).json()).toMatchObject({
    code: 'orders.limit_order',
    message: `Of Towel (${shop.towel}), one order takes at most 2. Nothing was done; take fewer.`,
  })
  // A limit that came later stops the order, and less is always possible.
  await limit(shop.towel, { perOrder: 1 })
  const body = { basket: token, contact, delivery, payment: 'pay_later' }
  expect((await ask('POST', '/shop/orders', { body })).json()).toMatchObject({ code: 'orders.limit_order' })
  expect((await put(1)).statusCode).toBe(200)
  expect((await ask('POST', '/shop/orders', { body })).statusCode).toBe(201)
  await limit(shop.towel, {})
})

test('goods for grown-ups ask for the age, which is kept with the deed; goods of one country go nowhere else', async () => {
  await limit(shop.book, { minAge: 18, countries: ['NO'] })
  const { token } = (await ask('POST', '/shop/baskets', { body: { market: 'NO' } })).json<{ token: string }>()
  const basket = await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { body: { quantity: 1 } })
  expect(basket.json()).toMatchObject({ minAge: 18 })
  const place = (more: object, country = 'NO') =>
    ask('POST', '/shop/orders', {
      body: { basket: token, contact, delivery: { ...delivery, country }, payment: 'pay_later', ...more },
    })
  expect((await place({})).json()).toMatchObject({ code: 'orders.limit_age', field: 'ofAge' })
  expect((await place({ ofAge: 17 })).json()).toMatchObject({ code: 'orders.limit_age' })
  expect((await place({ ofAge: 18 }, 'SE')).json()).toMatchObject({
    code: 'orders.limit_country',
    field: 'country',
    message: `Book (${shop.book}) is delivered only to NO. Nothing was done; choose another address, or leave it out.`,
  })
  expect((await place({ ofAge: 18 })).statusCode).toBe(201)
  const { rows } = await sql<{ subjects: unknown }>`
    SELECT subjects FROM platform.audit WHERE use_case = 'orders.place_shop_order' ORDER BY id DESC LIMIT 1`.execute(
    database.owner,
  )
  expect(rows[0]?.subjects).toMatchObject({ of_age: ['18'] })
  await limit(shop.book, { countries: ['SE'] })
  const elsewhere = await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { body: { quantity: 1 } })
  expect(elsewhere.json()).toMatchObject({ code: 'orders.limit_country' })
  await limit(shop.book, {})
})

test('what a buyer bought of a tag is told to promotions', async () => {
  const change = { set: 'tags', add: ['care'], remove: [] }
  await ask('POST', '/product-changes', { cookies: staff, body: { codes: [shop.soap], change } })
  const of = (tags: string[]) => ({
    key: tags.join(' '),
    who: 'buyer',
    days: 30,
    by: 'quantity',
    of: { tags },
  })
  const sums = await transact(database, call, (tx) =>
    boughtSums(tx, { buyerId: ada.personId, asked: [of(['care', 'x']), of(['x'])], atMs: Date.now() + 1000 }),
  )
  expect(sums).toEqual({ 'care x': 5n, x: 0n })
})

test('an order is taxed and sent by where it is delivered, and a country has one rate of a class at a time', async () => {
  const market =
    (await sql<{ id: bigint }>`SELECT id FROM company.market WHERE code = 'NO'`.execute(database.owner))
      .rows[0]?.id ?? 0n
  const rate = (ratePpm: bigint, country: string) =>
    transact(database, call, (tx) =>
      addTaxRate(tx, market, { class: 'standard', ratePpm, rounding: 'half_up', country, fromMs: 0 }),
    )
  await rate(120_000n, 'SE')
  await expect(rate(130_000n, 'SE')).rejects.toThrow('rate_once')
  await transact(database, call, (tx) =>
    addShippingRate(tx, market, {
      fromMinor: 0n,
      upToGrams: null,
      minor: 9900n,
      taxClass: 'standard',
      country: 'SE',
      fromMs: 0,
    }),
  )
  const placed = async (country: string, coupons: string[] = []) => {
    const lines = [{ product: shop.towel, quantity: 1 }]
    const body = { lines, coupons, payment: 'pay_later', delivery: { ...delivery, country } }
    const reply = await ask('POST', '/office/orders', { cookies: adaCookies, body })
    expect(reply.statusCode).toBe(201)
    const { order } = reply.json<{ order: string }>()
    return (await ask('GET', `/office/orders/${order}`, { cookies: adaCookies })).json<object>()
  }
  const nok = (minor: string) => ({ minor, currency: 'NOK' })
  // Within 249.50 and 49.00 at 25 %, and within 249.50 and 99.00 at 12 %.
  const home = { shipping: nok('4900'), tax: nok('5970'), total: nok('29850') }
  const abroad = { shipping: nok('9900'), tax: nok('3734'), total: nok('34850') }
  for (const [country, expected] of [
    ['NO', home],
    ['SE', abroad],
    ['SE', abroad],
    ['DK', home],
  ] as const)
    expect(await placed(country)).toMatchObject(expected)
  // The same where an order is placed by itself.
  const key = { channel: 'office', scope: 'test', key: 'alone', payloadHash: Buffer.alloc(32) } as const
  const lines = [{ product: shop.towel, quantity: 1 }]
  const alone = await placeOrder(database, { ...call, key }, async () =>
    ok({
      marketId: market,
      type: 'order',
      buyerId: undefined,
      sellerId: undefined,
      lines,
      address: { ...delivery, country: 'SE' },
    }),
  )
  expect(alone).toMatchObject({ ok: true, value: { totalMinor: 34_850n } })
})

/** Sets the limits of a product, as its page does. */
async function limit(code: string, limits: object): Promise<void> {
  const shown = (await ask('GET', `/products/${code}`, { cookies: staff })).json<Record<string, unknown>>()
  const { prices: _prices, history: _history, code: _code, ...fields } = shown
  const body = { ...fields, limits: { ...free, ...limits } }
  expect((await ask('PUT', `/products/${code}`, { cookies: staff, body })).statusCode).toBe(200)
}

function own(product: string, quantity: number) {
  const body = { lines: [{ product, quantity }], payment: 'pay_later', delivery }
  return ask('POST', '/office/orders', { cookies: adaCookies, body })
}

async function ask(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  options: { body?: object; cookies?: Cookies } = {},
) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies: options.cookies ?? {},
    headers: method === 'GET' ? {} : { 'idempotency-key': `limits-key-${(counter += 1)}` },
    ...(options.body === undefined ? {} : { payload: options.body }),
  })
}
