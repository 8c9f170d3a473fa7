import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join } from '#test/support/field.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { cancelOrder } from './use-cases/cancel-order.ts'
import { firstOrderDays } from './use-cases/first-order.ts'
import { placeOrder, type OrderToPlace } from './use-cases/place-order.ts'

const call = { actor: systemActor('req-first'), useCase: 'test.first' }
const DAY_MS = 86_400_000

let database: TestDatabase
let marketId: bigint
let shop: TestShop
let houseId: bigint

beforeAll(async () => {
  database = await freshDatabase()
  const house = await beginField(database)
  marketId = house.marketId
  houseId = house.personId
  shop = await stockShop(database, marketId)
})
afterAll(() => database.close())

test('without a rule no order is a first one', async () => {
  expect(await orderOf(await newcomer(1))).toBe('order')
})

test('by a rule the first standing order of somebody who joined lately is one, and no other', async () => {
  await rule({ marketId: null, days: 30 })
  const buyer = await newcomer(29)
  expect(await orderOf(buyer)).toBe('first')
  expect(await orderOf(buyer)).toBe('order')
  expect(await orderOf(await newcomer(31))).toBe('order')
  expect(await orderOf(undefined)).toBe('order')
  const other = await newcomer(1)
  const taken = await place({ buyerId: other })
  await transact(database, call, (tx) =>
    cancelOrder(tx, { orderId: taken.order, reason: 'A change of mind' }),
  )
  expect(await orderOf(other)).toBe('first')
})

test('of many orders that are placed at once exactly one is the first', async () => {
  const buyer = await newcomer(1)
  const types = await Promise.all(Array.from({ length: 8 }, () => orderOf(buyer)))
  expect(types.filter((type) => type === 'first')).toHaveLength(1)
})

test("a type that is given stays, and a market's own rule comes before the company's", async () => {
  const buyer = await newcomer(1)
  expect((await place({ buyerId: buyer, type: 'upgrade' })).type).toBe('upgrade')
  await rule({ marketId, days: null })
  expect(await orderOf(await newcomer(1))).toBe('order')
})

async function newcomer(daysAgo: number): Promise<bigint> {
  const joinedAt = new Date(Date.now() - daysAgo * DAY_MS)
  return (await join(database, { sponsorId: houseId, marketId, name: 'New Buyer', joinedAt })).personId
}

async function rule(input: { marketId: bigint | null; days: number | null }): Promise<void> {
  await transact(database, call, (tx) =>
    changeSetting(tx, firstOrderDays, {
      marketId: input.marketId,
      validFrom: '2000-01-01',
      value: input.days,
    }),
  )
}

async function orderOf(buyerId: bigint | undefined): Promise<string> {
  return (await place({ buyerId })).type
}

async function place(order: Partial<OrderToPlace>) {
  const key = randomUUID()
  const payloadHash = createHash('sha256').update(key).digest()
  const lines = [{ product: shop.soap, quantity: 1 }]
  const placed = await placeOrder(
    database,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () => ok({ marketId, type: 'order', buyerId: undefined, sellerId: houseId, lines, ...order }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value
}
