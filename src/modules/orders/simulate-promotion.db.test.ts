import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketById } from '#modules/company/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { placeOrder } from './use-cases/place-order.ts'
import { simulatePromotion } from './use-cases/simulate-promotion.ts'

const system = systemActor('req-simulate')
// The orders are placed by the real clock, as nobody moves that of the company.
const month = dayText(Date.now(), 'Europe/Oslo').slice(0, 7)

let database: TestDatabase
let server: TestApp
let staff: Record<string, string>
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
  staff = await signInStaff(server, database, { login: 'm@example.org', rights: ['promotions.read'] })
  // Soap for 100, 200 and 600 of guests, and two towels of Ada.
  for (const quantity of [1, 2, 6]) await place(shop.soap, quantity)
  for (let turn = 0; turn < 2; turn++) await place(shop.towel, 1, ada.personId)
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a replay says what a promotion would have cost, whom it would have reached, and what is near', async () => {
  const half = `when: {basket: {of: {product: "${shop.soap}"}, amount: 200}}\nreward: {percent: {off: 50 %, of: all}}`
  const sums = await simulated(half)
  // The order of 200 is cheaper by 100; that of 600 by 300, and then pays for delivery (49).
  expect(sums).toMatchObject({
    orders: 5,
    reached: 2,
    costMinor: 10_000n + 30_000n - 4_900n,
    volumes: { PV: 0n },
  })
  // 25 % tax lies within each amount.
  expect(sums.netMinor - sums.netBeforeMinor).toBe(-35_100n + 7_020n)
  expect(sums.near).toEqual([2, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  expect(sums.days.reduce((sum, day) => sum + day.costMinor, 0n)).toBe(sums.costMinor)
  expect(await count('line_promotion')).toBe(0n)
})

test('its budget ends it, uses of a person are counted, volumes and gifts are told', async () => {
  const text = `reward: {amount: {off: 40, of: all}}\nlimits: {budget: 100}`
  expect(await simulated(text)).toMatchObject({ reached: 3, costMinor: 10_000n })
  const once = 'reward: {volume: {name: PV, times: 2, of: all}}\nlimits: {uses_per_person: 1}'
  expect(await simulated(once)).toMatchObject({ reached: 1, costMinor: 0n, volumes: { PV: 20_500_000n } })
  const second = `when: {order_number: {from: 2}}\nreward: {gift: {product: "${shop.book}"}}`
  expect(await simulated(second)).toMatchObject({ reached: 1, costMinor: 0n, giftsMinor: 6_000n })
})

test('the page gets the same, and what is wrong with a text is told', async () => {
  const ask = (text: string) =>
    server.app.inject({
      method: 'POST',
      url: '/api/v1/promotion-simulations',
      cookies: staff,
      payload: { market: 'NO', text, month },
    })
  const text = textOf('reward: {percent: {off: 10 %, of: all}}')
  expect((await ask(text)).json()).toMatchObject({
    orders: 5,
    reached: 5,
    leftOut: 0,
    isPartial: false,
    month,
  })
  expect((await ask('openfield_promotion: 1')).json()).toMatchObject({ code: 'promotions.text_wrong' })
})

function textOf(body: string): string {
  return `openfield_promotion: 1\npromotion: tried\ntitle: {en: Tried}\n${body}\n`
}

async function simulated(body: string) {
  return read(database, system, async (tx) => {
    const market = await marketById(tx, marketId)
    if (!market) throw new Error('no market')
    const result = await simulatePromotion(database, tx, { market, text: textOf(body), month, most: 100 })
    if (!result.ok) throw new Error(result.refusal.code)
    return result.value.sums
  })
}

let counter = 0
async function place(product: string, quantity: number, buyerId?: bigint): Promise<void> {
  const name = `simulated-${++counter}`
  const key = { scope: 'test', key: name, payloadHash: createHash('sha256').update(name).digest() }
  const call = { actor: system, useCase: 'test.simulate', key: { ...key, channel: 'office' as const } }
  const placed = await placeOrder(database, call, async () =>
    ok({ marketId, type: 'order', buyerId, sellerId: undefined, lines: [{ product, quantity }] }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
}

async function count(table: string): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) FROM ${sql.raw(`orders.${table}`)}`.execute(
    database.owner,
  )
  return rows[0]?.count ?? 0n
}
