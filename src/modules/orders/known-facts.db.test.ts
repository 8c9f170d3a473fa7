import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketById } from '#modules/company/api.ts'
import { keepFacts } from '#modules/promotions/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { placeOrder } from './use-cases/place-order.ts'
import { simulatePromotion } from './use-cases/simulate-promotion.ts'

const call = { actor: systemActor('req-facts'), useCase: 'test.facts' }
const text =
  'openfield_promotion: 1\npromotion: gold\ntitle: {en: For gold}\nwhen: {rank: [gold, platinum]}\nreward: {percent: {off: 50 %, of: all}}\n'

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson

beforeAll(async () => {
  database = await freshDatabase()
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  ada = await join(database, { sponsorId: house.personId, marketId, name: 'Ada Berg' })
  server = await testApp(database, [promotionsModule, ordersModule])
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a promotion for a rank is for whoever is known to have it at that moment, and a replay knows that too', async () => {
  // Before anybody is told a rank; then gold, silver and gold again.
  await place()
  expect(await known(['gold'])).toBe(1)
  expect(await known(['gold'])).toBe(0)
  await place()
  expect(await known(['silver'])).toBe(1)
  await place()
  expect(await simulated()).toMatchObject({ orders: 3, reached: 1 })
  const rights = ['promotions.read', 'promotions.manage']
  const staff = await signInStaff(server, database, { login: 'm@example.org', rights })
  const headers = (key: string) => ({ 'idempotency-key': `facts-${key}` })
  const ask = (method: 'POST' | 'PUT', url: string, payload: object) =>
    server.app.inject({ method, url: `/api/v1${url}`, cookies: staff, headers: headers(url), payload })
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/gold/state', { state: 'active' })
  // A towel costs 249.50; delivery is 49.00.
  expect(await place()).toMatchObject({ totalMinor: 24_950n + 4_900n })
  await known(['gold'])
  expect(await place()).toMatchObject({ totalMinor: 12_475n + 4_900n })
  await known([])
  expect(await place()).toMatchObject({ totalMinor: 24_950n + 4_900n })
})

async function known(values: string[]): Promise<number> {
  const people = [{ personId: ada.personId, values }]
  return transact(database, call, (tx) => keepFacts(tx, { fact: 'rank', fromMs: Date.now(), people }))
}

async function simulated() {
  return read(database, call.actor, async (tx) => {
    const market = await marketById(tx, marketId)
    if (!market) throw new Error('no market')
    const month = dayText(Date.now(), 'Europe/Oslo').slice(0, 7)
    const result = await simulatePromotion(database, tx, { market, text, month, most: 100 })
    if (!result.ok) throw new Error(result.refusal.code)
    return result.value.sums
  })
}

let counter = 0
async function place() {
  const name = `known-${++counter}`
  const key = { scope: 'test', key: name, payloadHash: createHash('sha256').update(name).digest() }
  const lines = [{ product: shop.towel, quantity: 1 }]
  const placed = await placeOrder(
    database,
    { ...call, key: { ...key, channel: 'office' as const } },
    async () => ok({ marketId, type: 'order', buyerId: ada.personId, sellerId: undefined, lines }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value
}
