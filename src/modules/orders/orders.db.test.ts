import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ok } from '#shared/refusal.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { read, sqlState, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, type TestPerson } from '#test/support/field.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { orderPlaced } from './contract.ts'
import { cutCommission } from './store/place.ts'
import { cancelOrder } from './use-cases/cancel-order.ts'
import { placeOrder, type OrderKey, type OrderToPlace } from './use-cases/place-order.ts'

const system = systemActor('req-orders')
const call = { actor: system, useCase: 'test.orders' }
const HOUR_MS = 3_600_000

let database: TestDatabase
let marketId: bigint
let shop: TestShop
let leader: TestPerson
let seller: TestPerson
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  leader = await join(database, { sponsorId: house.personId, marketId, name: 'Ada Berg' })
  seller = await join(database, { sponsorId: leader.personId, marketId, name: 'Bo Dahl' })
})
afterAll(() => database.close())

test('an order brings its lines, volumes, journal and event in one transaction', async () => {
  const placed = await place({ buyerId: seller.personId, sellerId: seller.personId })
  expect(placed).toMatchObject({ ok: true, value: { totalMinor: 45_850n, currency: 'NOK', again: false } })
  const orderId = placed.ok ? placed.value.order : 0n
  const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
    (await query.execute(database.owner)).rows
  expect(
    await rows(sql`SELECT name, sum(micro)::bigint AS micro FROM orders.v_volume_entry
      WHERE order_id = ${orderId} GROUP BY name`),
  ).toEqual([{ name: 'PV', micro: 36_500_000n }])
  expect(
    await rows(sql`SELECT a.kind, e.minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
      JOIN ledger.journal j ON j.id = e.journal_id WHERE j.subject_id = ${orderId} ORDER BY e.line`),
  ).toEqual([
    { kind: 'receivable', minor: -45_850n },
    { kind: 'sales', minor: 32_760n },
    { kind: 'shipping_income', minor: 3_920n },
    { kind: 'tax_payable', minor: 9_170n },
  ])
  const [event] = await rows(
    sql<{ payload: Record<string, unknown> }>`SELECT payload FROM platform.outbox
      WHERE topic = 'orders.order_placed' AND key_id = ${orderId}`,
  )
  expect(orderPlaced.parse(event?.payload)).toMatchObject({
    buyerId: seller.personId,
    sponsorId: leader.personId,
    volumes: { PV: 36_500_000n },
    subtotalMinor: 40_950n,
  })
  expect(
    await rows(
      sql`SELECT use_case FROM platform.audit WHERE subjects @> ${JSON.stringify({ order: [orderId.toString()] })}`,
    ),
  ).toEqual([{ use_case: 'test.orders' }])
})

test('a line without volume keeps its place, and an order without any has none', async () => {
  const lines = [shop.book, shop.towel].map((product) => ({ product, quantity: 2 }))
  const [some, none] = [await place({ lines }), await place({ lines: lines.slice(0, 1) })]
  const ids = [some, none].map((one) => (one.ok ? one.value.order : 0n))
  const { rows } = await sql`SELECT v.order_id, n.names, v.micros FROM orders.v_order_volume v
    JOIN orders.v_volume_names n ON n.id = v.names_id WHERE v.order_id = ANY (${ids})`.execute(database.owner)
  // Lines stand in the order of the goods.
  expect(rows).toEqual([{ order_id: ids[0], names: ['PV'], micros: [41_000_000n, null] }])
  const told = await sql<{ volumes: unknown }>`SELECT payload->'volumes' AS volumes FROM platform.outbox
    WHERE topic = 'orders.order_placed' AND key_id = ANY (${ids}) ORDER BY key_id`.execute(database.owner)
  expect(told.rows).toEqual([{ volumes: { PV: '41000000' } }, { volumes: {} }])
})

test('a hundred copies at once place one order, and other content under the key is refused', async () => {
  const key = newKey()
  const before = await countOrders()
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => place({ sellerId: seller.personId }, key)),
  )
  const codes = new Set(answers.map((answer) => (answer.ok ? answer.value.code : answer.refusal.code)))
  expect(codes.size).toBe(1)
  expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1)
  expect(await countOrders()).toBe(before + 1n)
  const other = { ...key, payloadHash: createHash('sha256').update('other').digest() }
  expect(await place({ sellerId: seller.personId }, other)).toMatchObject({
    refusal: { code: 'idempotency.conflict' },
  })
  // The answer stays the same when the shop has changed since.
  expect(await place({ lines: [{ product: '100000000', quantity: 1 }] }, key)).toMatchObject({
    ok: true,
    value: { again: true },
  })
})

test('what cannot be bought, a changed total and somebody who left are refused, and nothing remains', async () => {
  const before = await countOrders()
  expect(await place({ lines: [{ product: '999999', quantity: 1 }] })).toMatchObject({
    refusal: { code: 'orders.product_gone', params: { product: '999999' } },
  })
  expect(await place({ expectedTotalMinor: 1n })).toMatchObject({ refusal: { code: 'orders.total_changed' } })
  expect(await place({ lines: [] })).toMatchObject({ refusal: { code: 'orders.empty' } })
  expect(await place({ buyerId: 999n })).toMatchObject({ refusal: { code: 'orders.buyer_unable' } })
  expect(await countOrders()).toBe(before)
  // A refused key may be used again.
  const key = newKey()
  await place({ expectedTotalMinor: 1n }, key)
  expect(await place({}, key)).toMatchObject({ ok: true, value: { again: false } })
})

test('a cancelled order leaves no volume and no money, and keeps what its moment said', async () => {
  const placed = await place({ buyerId: leader.personId })
  if (!placed.ok) throw new Error('the order was refused')
  const orderId = placed.value.order
  const cancel = () =>
    transact(database, call, (tx) => cancelOrder(tx, { orderId, reason: 'A change of mind' }))
  const answers = await Promise.all([cancel(), cancel(), cancel()])
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
  expect(answers.find((answer) => !answer.ok)).toMatchObject({
    refusal: { code: 'orders.cancelled_conflict' },
  })
  const { rows } = await sql<{ micro: bigint; moments: bigint }>`
    SELECT sum(micro)::bigint AS micro, count(DISTINCT commission_at) AS moments FROM orders.v_volume_entry
    WHERE order_id = ${orderId}`.execute(database.owner)
  expect(rows).toEqual([{ micro: 0n, moments: 2n }])
  const books = await sql<{ kind: string; minor: bigint }>`
    SELECT a.kind, sum(e.minor)::bigint AS minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
    JOIN ledger.journal j ON j.id = e.journal_id
    WHERE j.subject_id = ${orderId} GROUP BY a.kind HAVING sum(e.minor) <> 0`.execute(database.owner)
  expect(books.rows).toEqual([])
  expect(await read(database, system, auditBooks)).toEqual([])
})

test('a reported order counts when it was taken, and is late when that time was cut', async () => {
  const { rows } = await sql<{ id: bigint; now: Date }>`
    SELECT calendar_id AS id, now() FROM company.market`.execute(database.owner)
  const [calendar] = rows
  if (!calendar) throw new Error('no calendar')
  const takenAtMs = calendar.now.getTime() - HOUR_MS
  const counted = async () => {
    const placed = await place({ takenAtMs }, { ...newKey(), channel: 'reported' })
    const order = await sql<{ at: Date; late: boolean }>`SELECT commission_at AS at, late FROM orders."order"
      WHERE id = ${placed.ok ? placed.value.order : 0n}`.execute(database.owner)
    return order.rows[0]
  }
  const taken = new Date(takenAtMs)
  expect(await counted()).toEqual({ at: taken, late: false })
  await transact(database, call, (tx) =>
    cutCommission(tx, { calendarId: calendar.id, cutAtMs: takenAtMs + 1 }),
  )
  expect(await counted()).toEqual({ at: taken, late: true })
})

test('a cut waits for a back-dated order that is being written, and holds up no other order', async () => {
  const { rows } = await sql<{ id: bigint; now: Date }>`
    SELECT calendar_id AS id, now() FROM company.market`.execute(database.owner)
  const [calendar] = rows
  if (!calendar) throw new Error('no calendar')
  const takenAtMs = calendar.now.getTime() - 1000
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const written = Promise.withResolvers<undefined>()
  // The step of orders.place that looks at the cut, in a transaction that stays open.
  const late = database.owner.transaction().execute(async (tx) => {
    const counted = await sql<{ at: Date }>`
      SELECT orders.commission_time(${new Date(takenAtMs)}, ${calendar.id}) AS at`.execute(tx)
    written.resolve(undefined)
    await held
    return counted.rows[0]?.at.getTime()
  })
  await written.promise
  let isCut = false
  const cutAtMs = takenAtMs + 500
  const cut = transact(database, call, (tx) => cutCommission(tx, { calendarId: calendar.id, cutAtMs })).then(
    () => (isCut = true),
  )
  // Others go on while the cut waits.
  expect(await place({})).toMatchObject({ ok: true })
  expect(isCut).toBe(false)
  release()
  expect(await late).toBe(takenAtMs)
  await cut
  expect(isCut).toBe(true)
})

test('nobody sees orders of others, also on a connection that staff used a moment ago', async () => {
  const mine = await place({ buyerId: seller.personId, contact: { name: 'Bo' } })
  const sold = await place({ sellerId: seller.personId, guestName: 'Gro', contact: { name: 'Gro Hay' } })
  const ids = [mine, sold].map((one) => (one.ok ? one.value.order : 0n))
  const as = (personId: bigint | null): Actor => ({ ...system, realm: 'distributor', personId })
  const look = async (tx: Tx) => {
    const one = async (table: string, column = 'order_id') =>
      (
        await sql<{ id: bigint }>`SELECT DISTINCT ${sql.ref(column)} AS id FROM ${sql.table(table)}
          WHERE ${sql.ref(column)} = ANY (${ids}) ORDER BY 1`.execute(tx)
      ).rows.map((row) => row.id)
    return {
      orders: await one('orders.order', 'id'),
      lines: await one('orders.order_line'),
      volumes: await one('orders.order_volume'),
      entries: await one('orders.v_volume_entry'),
      guests: await one('orders.guest'),
      deliveries: await one('orders.delivery'),
    }
  }
  const nothing = { orders: [], lines: [], volumes: [], entries: [], guests: [], deliveries: [] }
  const own = {
    orders: ids,
    lines: ids,
    volumes: ids,
    entries: ids,
    guests: ids.slice(1),
    deliveries: ids.slice(0, 1),
  }
  const looks = Array.from({ length: 30 }, async (_, turn) => {
    if (turn % 3 === 0) await read(database, system, look)
    expect(await read(database, as(seller.personId), look)).toEqual(own)
    expect(await read(database, as(leader.personId), look)).toEqual(nothing)
    expect(await read(database, as(null), look)).toEqual(nothing)
  })
  await Promise.all(looks)
})

test('orders, lines and volumes cannot be changed', async () => {
  const statements = [
    'UPDATE orders.volume_entry SET micro = 0',
    'DELETE FROM orders.volume_entry',
    'UPDATE orders.order_volume SET micros = micros',
    'DELETE FROM orders.order_volume',
    'DELETE FROM orders.volume_names',
    'UPDATE orders.order_line SET quantity = 1',
    `UPDATE orders."order" SET commission_at = now()`,
  ]
  for (const statement of statements)
    for (const db of [database.db, database.owner])
      await expect(sql.raw(statement).execute(db)).rejects.toSatisfy((error) => sqlState(error) === '42501')
})

async function place(order: Partial<OrderToPlace>, key = newKey()) {
  const lines = [
    { product: shop.towel, quantity: 1 },
    { product: shop.soap, quantity: 2 },
  ]
  return placeOrder(database, { ...call, key }, async () =>
    ok({ marketId, type: 'order', buyerId: undefined, sellerId: undefined, lines, ...order }),
  )
}

function newKey(): OrderKey {
  const key = `key-${++counter}`
  return { channel: 'office', scope: 'test', key, payloadHash: createHash('sha256').update(key).digest() }
}

async function countOrders(): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`SELECT count(*) FROM orders."order"`.execute(database.owner)
  return rows[0]?.count ?? 0n
}
