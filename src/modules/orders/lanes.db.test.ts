import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { openDatabase, type Database } from '#platform/postgres/database.ts'
import { inTransaction, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'

const PAGES = 2
const ORDERS = 2
/** Long enough to connect on a machine that has much to do. */
const WAIT_MS = 2_000

let database: TestDatabase
let pages: Database
let orders: Database
let server: TestApp
let shop: TestShop
let cookies: Record<string, string>

beforeAll(async () => {
  database = await freshDatabase()
  const call = { actor: systemActor('req-lanes'), useCase: 'test.lanes' }
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const { marketId, personId: sponsorId } = await beginField(database)
  shop = await stockShop(database, marketId)
  await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  const poolOf = (name: string, poolMax: number): Database =>
    openDatabase({ onError: () => undefined }, { url: database.url, poolMax, name, waitMs: WAIT_MS })
  pages = poolOf('pages', PAGES)
  orders = poolOf('orders', ORDERS)
  const pools = { pages: pages.db, orders: orders.db }
  server = await testApp(database, [catalogModule, promotionsModule, ordersModule], pools)
  cookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
})
afterAll(async () => {
  await server.close()
  await pages.close()
  await orders.close()
  await database.close()
})

/** Does something while every connection of one kind is taken. */
async function whileTaken({ db }: Database, connections: number, work: () => Promise<void>) {
  const held = Promise.withResolvers<undefined>()
  const taken = Array.from({ length: connections }, () => Promise.withResolvers<undefined>())
  const holding = taken.map(({ resolve }) =>
    inTransaction(db, systemActor('req-held'), async () => {
      resolve(undefined)
      await held.promise
    }),
  )
  try {
    await Promise.race([Promise.all(taken.map(({ promise }) => promise)), Promise.all(holding)])
    await work()
  } finally {
    held.resolve(undefined)
    await Promise.all(holding)
  }
}

const page = () => server.app.inject({ method: 'GET', url: '/api/v1/office/orders?role=bought', cookies })

test('orders are placed while every connection of pages is taken; a page that waits too long says so', async () => {
  await whileTaken(pages, PAGES, async () => {
    const refused = await page()
    expect(refused.statusCode).toBe(503)
    expect(refused.headers['retry-after']).toBe('5')
    expect(refused.json()).toMatchObject({
      code: 'busy',
      message: 'Too much is being asked at this moment. Nothing was saved. Try again in 5 seconds.',
    })
    const order = await server.app.inject({
      method: 'POST',
      url: '/api/v1/office/orders',
      cookies,
      headers: { 'idempotency-key': 'lanes-order-1' },
      payload: {
        lines: [{ product: shop.soap, quantity: 1 }],
        payment: 'pay_later',
        delivery: { recipient: 'Ada', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' },
      },
    })
    expect(order.statusCode).toBe(201)
  })
  expect((await page()).statusCode).toBe(200)
})

test('a page is shown while every connection of orders is taken', async () => {
  await whileTaken(orders, ORDERS, async () => {
    expect((await page()).statusCode).toBe(200)
  })
})
