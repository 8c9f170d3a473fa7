import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
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
let database: TestDatabase
let server: TestApp
let shop: TestShop
let staff: Cookies
let ada: Cookies
let kit: string
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  server = await testApp(database, [catalogModule, ledgerModule, promotionsModule, ordersModule])
  const rights = ['catalog.read', 'catalog.write']
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights })
  ada = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const texts = { en: { name: 'Care set', summary: 'Soap and towel.', description: '' } }
  const body = { category: 'home', art: 'tin', taxClass: 'standard', weightGrams: 900, texts }
  kit = (await ask('POST', '/products', body)).json<{ code: string }>().code
  await ask('POST', `/products/${kit}/prices`, { market: 'NO', kind: 'retail', minor: '30000', volumes: {} })
  await ask('POST', '/product-changes', { codes: [kit], change: { set: 'state', to: 'active' } })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a kit costs its own price, and each order keeps what its kits were made of when it was priced', async () => {
  await parts([
    [shop.soap, 2],
    [shop.towel, 1],
  ])
  const first = await order(3)
  await parts([[shop.soap, 4]])
  const second = await order(1)
  await parts([])
  const third = await order(1)
  expect([await taken(first), await taken(second), await taken(third)]).toEqual([
    [`${shop.soap} × 6`, `${shop.towel} × 3`],
    [`${shop.soap} × 4`],
    [`${kit} × 1`],
  ])
  const { rows } = await sql<{ total: bigint }>`
    SELECT total_minor AS total FROM orders."order" WHERE code = ${first}`.execute(database.owner)
  expect(rows[0]?.total).toBe(90_000n)
})

test('a kit is not sold while a part of it is not, and the shop says what lies in it', async () => {
  await parts([[shop.book, 2]])
  const shown = () => ask('GET', `/shop/products/${kit}?market=NO`)
  expect((await shown()).json()).toMatchObject({ parts: [{ name: 'Book', quantity: 2 }] })
  await ask('POST', '/product-changes', { codes: [shop.book], change: { set: 'state', to: 'withdrawn' } })
  expect((await shown()).statusCode).toBe(404)
  await ask('POST', '/product-changes', { codes: [shop.book], change: { set: 'state', to: 'active' } })
  expect((await shown()).statusCode).toBe(200)
})

test('a part is no kit and a kit is no part, also when two try at once', async () => {
  await parts([[shop.book, 1]])
  const put = (code: string, part: string) =>
    ask('PUT', `/products/${code}/parts`, { parts: [{ product: part, quantity: 1 }] })
  expect((await put(kit, kit)).json()).toMatchObject({ code: 'catalog.kit_of_kits_conflict' })
  expect((await put(shop.soap, kit)).json()).toMatchObject({ params: { product: kit } })
  expect((await put(shop.book, shop.soap)).json()).toMatchObject({ params: { product: shop.book } })
  expect((await put(kit, '29')).json()).toMatchObject({ code: 'catalog.part_unknown' })
  const both = await Promise.all([put(shop.soap, shop.towel), put(shop.towel, shop.soap)])
  expect(both.map((reply) => reply.statusCode).toSorted((a, b) => a - b)).toEqual([204, 409])
})

async function parts(wanted: readonly [string, number][]): Promise<void> {
  const body = { parts: wanted.map(([product, quantity]) => ({ product, quantity })) }
  expect((await ask('PUT', `/products/${kit}/parts`, body)).statusCode).toBe(204)
}

async function order(quantity: number): Promise<string> {
  const body = { lines: [{ product: kit, quantity }], payment: 'pay_later', delivery }
  const placed = await ask('POST', '/office/orders', body, ada)
  expect(placed.statusCode).toBe(201)
  return placed.json<{ order: string }>().order
}

/** What an order takes from stock. */
async function taken(code: string): Promise<string[]> {
  const { rows } = await sql<{ taken: string }>`
    SELECT p.code || ' × ' || t.pieces AS taken
    FROM orders.v_line_part t JOIN orders."order" o ON o.id = t.order_id JOIN catalog.product p ON p.id = t.product_id
    WHERE o.code = ${code} ORDER BY p.code`.execute(database.owner)
  return rows.map((row) => row.taken)
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `kits-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
