import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting } from '#modules/company/api.ts'
import { createCustomer } from '#modules/field/api.ts'
import { placeUnder } from '#modules/genealogy/api.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { lateOrders } from './use-cases/office-order.ts'
import { BASKET_DAYS_KEPT, removeLeftBasketsTask } from './tasks/remove-left-baskets.ts'

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
const nok = (minor: string) => ({ minor, currency: 'NOK' })

let database: TestDatabase
let server: TestApp
let shop: TestShop
let ada: TestPerson
let adaCookies: Cookies
let boCookies: Cookies
let staff: Cookies
let customerCode: string
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  const { marketId } = house
  shop = await stockShop(database, marketId)
  ada = await join(database, {
    sponsorId: house.personId,
    marketId,
    name: 'Ada Berg',
    login: 'ada@example.org',
  })
  await join(database, { sponsorId: ada.personId, marketId, name: 'Bo Dahl', login: 'bo@example.org' })
  server = await testApp(database, [catalogModule, ledgerModule, promotionsModule, ordersModule])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  const rights = [
    'orders.read',
    'orders.export',
    'orders.cancel',
    'catalog.read',
    'catalog.write',
    'ledger.read',
    'ledger.wallets',
  ]
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights })
  const customer = await transact(database, call, (tx, about) =>
    createCustomer({ placeUnder }, tx, about, {
      distributorId: ada.personId,
      kind: 'retail',
      details: { givenName: 'Kai', familyName: 'Lund', email: null, phone: null, language: 'en' },
    }),
  )
  customerCode = customer.ok ? customer.value.code : ''
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a guest fills a basket in a distributor’s shop, buys, and follows the order without an account', async () => {
  const shown = await ask('GET', `/shop/products?market=NO&search=so`)
  expect(shown.json()).toMatchObject({ rows: [{ code: shop.soap, price: nok('10000') }], total: 1 })
  const made = await ask('POST', '/shop/baskets', { body: { market: 'NO', seller: ada.code } })
  const { token } = made.json<{ token: string }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.soap}`, { body: { quantity: 3 } })
  const basket = await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { body: { quantity: 1 } })
  expect(basket.json()).toMatchObject({
    seller: ada.code,
    pieces: 4,
    lines: [
      { product: { code: shop.soap, name: 'Soap' }, total: nok('30000') },
      { product: { code: shop.book } },
    ],
    subtotal: nok('36000'),
    shipping: nok('4900'),
    tax: nok('7763'),
    total: nok('40900'),
    shippingHint: { missing: nok('14000'), shipping: nok('0') },
    gone: [],
  })
  const order = { basket: token, contact, delivery, payment: 'pay_later', expectedTotal: nok('40900') }
  const key = newKey()
  const copies = await Promise.all(
    Array.from({ length: 10 }, () => ask('POST', '/shop/orders', { body: order, key })),
  )
  expect(new Set(copies.map((reply) => reply.statusCode))).toEqual(new Set([201]))
  expect(new Set(copies.map((reply) => reply.body)).size).toBe(1)
  const placed = copies[0]?.json<{ order: string; status: string; total: unknown }>()
  expect(placed?.total).toEqual(nok('40900'))
  expect((await ask('GET', `/shop/baskets/${token}`)).json()).toMatchObject({ lines: [], total: nok('0') })

  const status = await ask('GET', `/shop/orders/${placed?.status}`)
  expect(status.json()).toMatchObject({ code: placed?.order, state: 'placed', delivery, seller: ada.code })
  expect((await ask('GET', `/shop/orders/${'x'.repeat(43)}`)).statusCode).toBe(404)

  const sold = await ask('GET', '/office/orders?role=sold', { cookies: adaCookies })
  expect(sold.json()).toMatchObject({
    total: 1,
    rows: [{ code: placed?.order, guestName: 'Gro Hay', buyer: null, volumes: { PV: '24000000' } }],
  })
  const seen = await ask('GET', `/office/orders/${placed?.order}`, { cookies: adaCookies })
  expect(seen.json()).toMatchObject({ delivery: null, guestName: 'Gro Hay' })
  expect(seen.body).not.toContain('gro@example.org')
  expect(seen.body).not.toContain('Storgata')
  const others = await ask('GET', `/office/orders/${placed?.order}`, { cookies: boCookies })
  expect(others.statusCode).toBe(404)
})

test('a total that is no longer the one seen is refused, and the basket stays', async () => {
  const made = await ask('POST', '/shop/baskets', { body: { market: 'NO' } })
  const { token } = made.json<{ token: string }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { body: { quantity: 1 } })
  const order = { basket: token, contact, delivery, payment: 'pay_later', expectedTotal: nok('1') }
  const refused = await ask('POST', '/shop/orders', { body: order, key: newKey() })
  expect(refused.statusCode).toBe(422)
  expect(refused.json()).toMatchObject({ code: 'orders.total_changed', params: { minor: '10900' } })
  expect((await ask('GET', `/shop/baskets/${token}`)).json()).toMatchObject({ pieces: 1 })
})

test('a basket that nobody touched for long is removed with what lay in it; one that was touched stays', async () => {
  const begin = async () => {
    const { token } = (await ask('POST', '/shop/baskets', { body: { market: 'NO' } })).json<{
      token: string
    }>()
    await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { body: { quantity: 1 } })
    return token
  }
  const [left, kept] = [await begin(), await begin()]
  await sql`UPDATE orders.basket SET touched_at = now() - make_interval(days => ${BASKET_DAYS_KEPT + 1})`.execute(
    database.owner,
  )
  await ask('PUT', `/shop/baskets/${kept}/lines/${shop.book}`, { body: { quantity: 2 } })
  await removeLeftBasketsTask.run(server.deps, {}, undefined)
  expect((await ask('GET', `/shop/baskets/${left}`)).json()).toMatchObject({
    code: 'orders.basket.not_found',
  })
  expect((await ask('GET', `/shop/baskets/${kept}`)).json()).toMatchObject({ pieces: 2 })
  const { rows } = await sql`
    SELECT count(*)::int AS lines FROM orders.basket_line`.execute(database.owner)
  expect(rows).toEqual([{ lines: 1 }])
})

test('a distributor orders for themselves at their price, and reports what a customer or guest bought', async () => {
  const lines = [{ product: shop.soap, quantity: 1 }]
  const own = await ask('POST', '/office/orders', {
    cookies: boCookies,
    key: newKey(),
    body: { lines, delivery, payment: 'pay_later' },
  })
  expect(own.json()).toMatchObject({ total: nok('12900'), volumes: { PV: '8000000' } })
  const quote = await ask('POST', '/office/quotes', {
    cookies: adaCookies,
    body: { buyer: { kind: 'customer', code: customerCode }, lines },
  })
  expect(quote.json()).toMatchObject({ subtotal: nok('10000'), volumes: { PV: '8000000' } })
  const report = (cookies: Cookies, buyer: unknown, more: object = {}) =>
    ask('POST', '/office/reported-orders', {
      cookies,
      key: newKey(),
      body: { buyer, lines, payment: 'pay_later', ...more },
    })
  const reported = await report(adaCookies, { kind: 'customer', code: customerCode })
  expect(reported.json()).toMatchObject({ total: nok('14900') })
  const { rows } = await sql<{ buyer: string; seller: bigint; sponsor: bigint }>`
    SELECT p.code AS buyer, o.seller_person_id AS seller, o.sponsor_person_id AS sponsor FROM orders.v_order o
    JOIN field.v_person p ON p.id = o.buyer_person_id WHERE o.code = ${reported.json<{ order: string }>().order}`.execute(
    database.owner,
  )
  expect(rows).toEqual([{ buyer: customerCode, seller: ada.personId, sponsor: ada.personId }])
  expect((await report(boCookies, { kind: 'customer', code: customerCode })).json()).toMatchObject({
    code: 'orders.customer_not_found',
  })
  expect((await report(adaCookies, { kind: 'guest', name: 'Mia' })).statusCode).toBe(201)
  const longAgo = await report(
    adaCookies,
    { kind: 'guest', name: 'Mia' },
    { takenAt: '2020-01-01T00:00:00Z' },
  )
  expect(longAgo.json()).toMatchObject({ code: 'orders.taken_at' })
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const notYet = await report(adaCookies, { kind: 'guest', name: 'Mia' }, { takenAt: tomorrow })
  expect(notYet.json()).toMatchObject({ code: 'orders.taken_at', field: 'takenAt' })
  expect((await ask('GET', '/office/products?search=soap', { cookies: adaCookies })).json()).toMatchObject({
    rows: [
      { prices: [{ kind: 'retail' }, { kind: 'preferred' }, { kind: 'distributor', price: nok('8000') }] },
    ],
  })
})

test('once its month is cut an order that was taken in it is late; a company that takes none refuses it in a sentence', async () => {
  const cutAt = new Date(Date.now() - 3_600_000)
  await sql`
    SELECT orders.cut_commission(m.calendar_id, ${cutAt}) FROM company.market m`.execute(database.owner)
  const report = (takenAt: Date) =>
    ask('POST', '/office/reported-orders', {
      cookies: adaCookies,
      key: newKey(),
      body: {
        buyer: { kind: 'guest', name: 'Late' },
        lines: [{ product: shop.soap, quantity: 1 }],
        payment: 'pay_later',
        takenAt: takenAt.toISOString(),
      },
    })
  const took = (lateOnes: boolean) =>
    transact(database, { actor: systemActor('test'), useCase: 'test.settings' }, (tx) =>
      changeSetting(tx, lateOrders, { marketId: null, validFrom: '2026-01-01', value: lateOnes }),
    )
  const lateOf = async (response: Awaited<ReturnType<typeof report>>) => {
    const { order } = response.json<{ order: string }>()
    return (await ask('GET', `/office/orders/${order}`, { cookies: adaCookies })).json()
  }
  const justBefore = new Date(cutAt.getTime() - 1)
  expect(await lateOf(await report(justBefore))).toMatchObject({
    late: true,
    commissionAt: justBefore.toISOString(),
  })
  expect(await lateOf(await report(cutAt))).toMatchObject({ late: false })
  await took(false)
  const before = await report(justBefore)
  expect(before.json()).toMatchObject({
    code: 'orders.taken_cut',
    field: 'takenAt',
    message:
      'The month in which this order was taken is closed. Report it with the present time; it then counts in the month that goes on.',
  })
  expect((await report(cutAt)).statusCode).toBe(201)
})

test('staff find, export, open and take back orders, and see their journals', async () => {
  const found = await ask('GET', '/orders?search=gro&sort=-total', { cookies: staff })
  expect(found.json()).toMatchObject({
    total: 1,
    rows: [{ guestName: 'Gro Hay', seller: { name: 'Ada Berg' } }],
  })
  const list = await ask('GET', `/orders?person=${ada.code}&channel=reported&rows=1`, { cookies: staff })
  expect(list.json<{ rows: unknown[]; total: number }>().rows).toHaveLength(1)
  expect(list.json<{ total: number }>().total).toBe(5)
  const file = await ask('GET', '/orders.csv', { cookies: staff })
  expect(file.headers['content-type']).toContain('text/csv')
  expect(file.body.split('\r\n').filter((line) => line !== '')).toHaveLength(8)

  const { code } = found.json<{ rows: { code: string }[] }>().rows[0] ?? { code: '' }
  const order = await ask('GET', `/orders/${code}`, { cookies: staff })
  expect(order.json()).toMatchObject({ code, delivery, contact: { email: 'gro@example.org' } })
  const body = { reason: 'A change of mind' }
  const cancelled = await ask('POST', `/orders/${code}/cancel`, { cookies: staff, key: newKey(), body })
  expect(cancelled.statusCode).toBe(200)
  const again = await ask('POST', `/orders/${code}/cancel`, { cookies: staff, key: newKey(), body })
  expect(again.json()).toMatchObject({ code: 'orders.cancelled_conflict' })

  const journals = await ask('GET', `/journals?search=${code}`, { cookies: staff })
  const [back, first] = journals.json<{ rows: { id: string; code: string; about: unknown }[] }>().rows
  expect(back).toMatchObject({ code: 'order.cancel', about: { kind: 'order', id: code } })
  expect((await ask('GET', `/journals/${first?.id}`, { cookies: staff })).json()).toMatchObject({
    code: 'order',
    reversedBy: back?.id,
    lines: [{ account: 'receivable', amount: nok('-40900') }, {}, {}, {}],
  })
  const accounts = await ask('GET', '/accounts', { cookies: staff })
  const balances = accounts.json<{ accounts: { balance: { minor: string } }[] }>().accounts
  expect(balances.reduce((sum, account) => sum + BigInt(account.balance.minor), 0n)).toBe(0n)
  expect((await ask('GET', `/people/${ada.code}/wallet`, { cookies: staff })).json()).toEqual({
    balances: [],
    movements: { rows: [], total: 0 },
  })
  expect((await ask('GET', '/office/wallet', { cookies: adaCookies })).statusCode).toBe(200)
  expect((await ask('GET', '/orders', { cookies: adaCookies })).statusCode).toBe(401)
})

test('a new price holds from its moment on and changes no order that was placed before', async () => {
  const price = { market: 'NO', kind: 'retail', minor: '11000', volumes: { PV: '9000000' } }
  const set = await ask('POST', `/products/${shop.soap}/prices`, {
    cookies: staff,
    key: newKey(),
    body: price,
  })
  expect(set.statusCode).toBe(200)
  expect((await ask('GET', `/shop/products/${shop.soap}?market=NO`)).json()).toMatchObject({
    price: nok('11000'),
  })
  const past = { ...price, validFrom: '2020-01-01T00:00:00Z' }
  expect(
    (
      await ask('POST', `/products/${shop.soap}/prices`, { cookies: staff, key: newKey(), body: past })
    ).json(),
  ).toMatchObject({ code: 'catalog.price_in_the_past' })
  const known = await ask('GET', '/orders?search=gro', { cookies: staff })
  expect(known.json()).toMatchObject({ rows: [{ total: nok('40900') }] })
})

async function ask(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  options: { cookies?: Cookies; body?: object; key?: string } = {},
) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    ...(options.cookies ? { cookies: options.cookies } : {}),
    ...(options.body ? { payload: options.body } : {}),
    headers: options.key === undefined ? {} : { 'idempotency-key': options.key },
  })
}

function newKey(): string {
  return `selling-key-${++counter}`
}
