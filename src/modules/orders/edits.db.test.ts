import { createHash, randomUUID } from 'node:crypto'
import { array, assert, asyncProperty, constantFrom, nat } from 'fast-check'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { inventoryModule } from '#modules/inventory/module.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { auditPayments } from '#modules/payments/api.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import {
  byPiece,
  deliveryOf,
  edit,
  editedBy,
  PV,
  totalOf,
  type Counted,
  type Edit,
  type Pieces,
} from '#test/support/edit-oracle.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { fillWallet, walletOf } from '#test/support/wallets.ts'
import { ordersModule } from './module.ts'
import type { ChosenPayment } from './use-cases/paying-terms.ts'
import { placeOrder, type OrderToPlace } from './use-cases/place-order.ts'

type Cookies = Record<string, string>

const system = systemActor('req-edits')
const call = { actor: system, useCase: 'test.edits' }
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const THERE = 1_000_000
const nok = (minor: bigint) => ({ minor: minor.toString(), currency: 'NOK' })

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let staff: Cookies
let adaCookies: Cookies
let boCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  const person = { sponsorId: house.personId, marketId }
  ada = await join(database, { ...person, name: 'Ada Berg', login: 'ada@example.org' })
  await join(database, { ...person, name: 'Bo Dahl', login: 'bo@example.org' })
  const modules = [
    catalogModule,
    inventoryModule,
    ledgerModule,
    paymentsModule,
    promotionsModule,
    ordersModule,
  ]
  server = await testApp(database, modules)
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  const rights = ['orders.read', 'orders.edit', 'orders.send', 'inventory.write', 'inventory.read']
  staff = await signInStaff(server, database, {
    login: 'staff@example.org',
    rights: [...rights, 'promotions.read', 'promotions.manage'],
  })
  await ask('PUT', '/stock-pools/main', { name: 'Main warehouse' })
  for (const product of [shop.soap, shop.towel])
    await ask('POST', `/stock/${product}/counts`, { pool: 'main', counted: THERE })
  // With three soaps a quarter is taken off books; limited, so that it is counted.
  const text = [
    'openfield_promotion: 1',
    'promotion: quarter',
    'title: {en: A quarter}',
    'limits: {uses: 1000000}',
    `when: {basket: {of: {product: ["${shop.soap}"]}, pieces: 3}}`,
    `reward: {percent: {off: 25 %, of: {product: ["${shop.book}"]}}}`,
  ].join('\n')
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/quarter/state', { state: 'active' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('whatever is changed in whatever order, goods, money, volumes, stock and wallet are those of what is wanted in the end', async () => {
  await fillWallet(database, ada, 100_000_000n)
  const before = { soap: await promised(shop.soap), towel: await promised(shop.towel), pv: await volume() }
  const kept: Counted[] = []
  await assert(
    asyncProperty(
      constantFrom('wallet' as const, 'pay_later' as const),
      array(nat(4), { minLength: 3, maxLength: 3 }),
      array(edit, { minLength: 4, maxLength: 7 }),
      async (payment, [soap = 0, towel = 0, book = 0], edits) => {
        const wallet = await walletOf(database.owner, ada)
        const first: Pieces = [soap + 1, towel, book]
        const orders: Counted[] = [{ pieces: first, delivery: deliveryOf(first), along: [] }]
        const codes = [await place(first, payment)]
        for (const next of edits) {
          const at = next.of % orders.length
          const [order, code] = [orders[at], codes[at]]
          if (!order || code === undefined) throw new Error('there is no such order')
          const should = editedBy(orders, order, next)
          const done = await change(code, next, adaCookies)
          expect({ ...next, did: done.statusCode < 300 }).toEqual({ ...next, did: should })
          const { placed } = done.json<{ placed: string | null }>()
          if (should && placed !== null) codes.push(placed)
          expect(codes).toHaveLength(orders.length)
        }
        const paid = orders.reduce((all, order) => all + totalOf(order), 0n)
        expect(await moneyOf(codes)).toEqual(orders.map(totalOf))
        expect(wallet - (await walletOf(database.owner, ada))).toBe(payment === 'wallet' ? paid : 0n)
        kept.push(...orders)
        const all = byPiece((at) => kept.reduce((some, order) => some + order.pieces[at], 0))
        expect({
          soap: await promised(shop.soap),
          towel: await promised(shop.towel),
          pv: await volume(),
        }).toEqual({
          soap: before.soap + all[0],
          towel: before.towel + all[1],
          pv: all.reduce((micro, one, at) => micro + BigInt(one) * (PV[at] ?? 0n), before.pv),
        })
        expect(await wrong()).toEqual([])
      },
    ),
    // Stock and wallet go on from order to order, so that a sequence that failed cannot be tried again in smaller.
    { numRuns: isLong ? 30 : 8, endOnFailure: true },
  )
}, 300_000)

test('a buyer sees what a change would do before making it, and it does exactly that, once', async () => {
  const code = await place([1, 1, 0], 'pay_later')
  const wanted = {
    lines: [
      { line: 1, quantity: 3 },
      { line: 2, quantity: 0 },
    ],
    goods: [{ product: shop.book, quantity: 1 }],
  }
  const seen = await ask('POST', `/office/orders/${code}/edit-previews`, wanted, adaCookies)
  // A soap stays of 80.00 with 49.00 of delivery; two and a book are added, which go in the same parcel.
  expect(seen.json()).toMatchObject({
    way: 'pieces',
    before: nok(37_850n),
    after: nok(34_900n),
    toPay: nok(34_900n),
    goesBack: nok(0n),
    volumes: { PV: (2n * PV[0] - PV[1]).toString() },
    placed: { total: nok(22_000n), shipping: nok(0n) },
  })
  expect((await shown(code)).now.total).toEqual(nok(37_850n))
  const wrongTotal = { ...wanted, expectedTotal: nok(1n) }
  expect((await ask('POST', `/office/orders/${code}/edit`, wrongTotal, adaCookies)).json()).toMatchObject({
    code: 'orders.total_changed',
  })
  const key = randomUUID()
  const body = { ...wanted, expectedTotal: nok(34_900n) }
  const done = [1, 2].map(() => ask('POST', `/office/orders/${code}/edit`, body, adaCookies, key))
  const [one, two] = await Promise.all(done)
  expect(one?.json()).toEqual(two?.json())
  const { placed } = one?.json<{ placed: string }>() ?? { placed: '' }
  expect(await shown(placed)).toMatchObject({
    now: { total: nok(22_000n) },
    links: [{ code, kind: 'substitute' }],
  })
  expect(await shown(code)).toMatchObject({ now: { total: nok(12_900n) }, changes: [{ kind: 'cancel' }] })
})

test('nobody keeps an advantage for goods that are given up: promotions and free delivery are reckoned anew', async () => {
  const promoted = await place([3, 0, 2], 'pay_later')
  expect((await shown(promoted)).now.total).toEqual(nok(37_900n))
  const soap = (await shown(promoted)).lines.find(({ product }) => product.code === shop.soap)
  const fewer = { lines: [{ line: soap?.line ?? 0, quantity: 0 }], goods: [] }
  const asked = await ask('POST', `/orders/${promoted}/edit-previews`, fewer)
  expect(asked.json()).toMatchObject({ way: 'anew', after: nok(16_900n) })
  const free = await place([0, 3, 0], 'pay_later')
  const [towel] = (await shown(free)).lines
  const one = { lines: [{ line: towel?.line ?? 0, quantity: 1 }], goods: [] }
  const seen = await ask('POST', `/orders/${free}/edit-previews`, one)
  expect(seen.json()).toMatchObject({ way: 'anew', after: nok(29_850n) })
})

test('a coupon, a chosen gift and points go over to what takes the place of the goods, and are counted once', async () => {
  await ask('POST', '/promotion-coupons', {
    market: 'NO',
    name: 'welcome',
    kind: 'shared',
    code: 'WELCOME1',
    usesMost: 1,
  })
  const reward = `reward: {amount: {off: 20, of: all}, gift: {choose: 1, of: {product: ["${shop.book}", "${shop.towel}"]}}, points: {unit: star, points: 5}}`
  const text = `openfield_promotion: 1\npromotion: welcome\ntitle: {en: Welcome}\nwhen: {coupon: welcome}\n${reward}\n`
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/welcome/state', { state: 'active' })
  const gifts = [{ promotion: 'welcome', product: shop.towel, quantity: 1 }]
  const code = await place([2, 0, 0], 'pay_later', { coupons: ['WELCOME1'], gifts })
  const { lines } = await shown(code)
  const [gift, soap] = [lines.find((one) => one.gift), lines.find((one) => !one.gift)]
  const noGift = { lines: [{ line: gift?.line, quantity: 0 }], goods: [] }
  expect((await ask('POST', `/office/orders/${code}/edit`, noGift, adaCookies)).json()).toMatchObject({
    code: 'orders.edit_gift',
  })
  const fewer = { lines: [{ line: soap?.line, quantity: 1 }], goods: [] }
  const done = await ask('POST', `/office/orders/${code}/edit`, fewer, adaCookies)
  const { placed } = done.json<{ placed: string }>()
  expect(await shown(placed)).toMatchObject({
    now: { total: nok(10_900n) },
    lines: [
      { product: { code: shop.soap }, quantity: 1, gift: false },
      { product: { code: shop.towel }, quantity: 1, gift: true },
    ],
  })
  expect(
    await rows(sql`SELECT c.uses, (SELECT sum(e.points)::int FROM promotions.points_entry e WHERE e.unit = 'star') AS stars
      FROM promotions.coupon c WHERE c.code = 'WELCOME1'`),
  ).toEqual([{ uses: 1, stars: 5 }])
})

test('what is sent is not changed, nor by whoever did not buy it; staff say why', async () => {
  const code = await place([2, 0, 0], 'pay_later')
  const more = { lines: [{ line: 1, quantity: 3 }], goods: [] }
  for (const path of ['edit', 'edit-previews']) {
    const other = await ask('POST', `/office/orders/${code}/${path}`, more, boCookies)
    expect(other.json()).toMatchObject({ code: 'orders.not_found' })
  }
  expect((await ask('POST', `/orders/${code}/edit`, more)).statusCode).toBe(400)
  const same = { lines: [{ line: 1, quantity: 2 }], goods: [], reason: 'A call' }
  expect((await ask('POST', `/orders/${code}/edit`, same)).json()).toMatchObject({ code: 'orders.edit_same' })
  const gone = { lines: [], goods: [{ product: '100', quantity: 1 }], reason: 'A call' }
  expect((await ask('POST', `/orders/${code}/edit`, gone)).json()).toMatchObject({
    code: 'orders.product_gone',
  })
  const said = await ask('POST', `/orders/${code}/edit`, { ...more, reason: 'A call' })
  expect(said.statusCode).toBe(200)
  const { placed } = said.json<{ placed: string }>()
  // The parcel would go without anybody who pays for it.
  const nothing = { lines: [{ line: 1, quantity: 0 }], goods: [] }
  expect((await ask('POST', `/office/orders/${code}/edit`, nothing, adaCookies)).json()).toMatchObject({
    code: 'orders.edit_along',
    params: { order: placed },
  })
  await ask('POST', `/orders/${code}/send`, { lines: [{ line: 1, quantity: 1 }] })
  expect((await ask('POST', `/office/orders/${code}/edit`, more, adaCookies)).json()).toMatchObject({
    code: 'orders.edit_sent',
  })
})

async function change(code: string, { wanted, added }: Edit, cookies: Cookies) {
  const codes = [shop.soap, shop.towel, shop.book]
  const { lines } = await shown(code)
  const named = lines.map(({ line, product }) => ({
    line,
    quantity: wanted[codes.indexOf(product.code)] ?? 0,
  }))
  const goods = codes.flatMap((product, at) => {
    const isThere = lines.some((one) => one.product.code === product)
    const quantity = (added[at] ?? 0) + (isThere ? 0 : (wanted[at] ?? 0))
    return quantity === 0 ? [] : [{ product, quantity }]
  })
  return ask('POST', `/office/orders/${code}/edit`, { lines: named, goods }, cookies)
}

type Shown = Readonly<{
  now: { total: unknown }
  lines: readonly { line: number; gift: boolean; product: { code: string } }[]
}>

async function shown(code: string): Promise<Shown> {
  return (await ask('GET', `/orders/${code}`)).json<Shown>()
}

/** What stands of orders in all. */
async function moneyOf(codes: readonly string[]): Promise<bigint[]> {
  const found = await rows<{ code: string; minor: bigint }>(sql`
    SELECT o.code, (o.total_minor - coalesce((SELECT sum(c.goods_minor + c.shipping_minor) FROM orders.order_change c
      WHERE c.order_id = o.id), 0))::bigint AS minor FROM orders."order" o`)
  return codes.map((code) => found.find((one) => one.code === code)?.minor ?? -1n)
}

async function promised(code: string): Promise<number> {
  const [found] = await rows<{ held: number }>(sql`
    SELECT s.promised AS held FROM inventory.stock s JOIN catalog.v_product p ON p.id = s.product_id WHERE p.code = ${code}`)
  return found?.held ?? 0
}

async function volume(): Promise<bigint> {
  const [found] = await rows<{ micro: bigint }>(sql`
    SELECT coalesce(sum(v.micro), 0)::bigint AS micro FROM orders.v_volume_entry v WHERE v.name = 'PV'`)
  return found?.micro ?? 0n
}

/** What all auditors find. */
async function wrong(): Promise<unknown[]> {
  const stock = await rows(sql`SELECT * FROM inventory.audit()`)
  const promises = await rows(sql`SELECT * FROM orders.audit_promises()`)
  const money = await read(database, system, async (tx) => [
    ...(await auditBooks(tx)),
    ...(await auditPayments(tx)),
  ])
  return [...stock, ...promises, ...money]
}

async function place(
  wanted: Pieces,
  payment: ChosenPayment,
  promoted: Pick<OrderToPlace, 'coupons' | 'gifts'> = {},
): Promise<string> {
  const key = `edits-${(counter += 1)}`
  const codes = [shop.soap, shop.towel, shop.book]
  const lines = codes.flatMap((product, at) => {
    const quantity = wanted[at] ?? 0
    return quantity === 0 ? [] : [{ product, quantity }]
  })
  const payloadHash = createHash('sha256').update(key).digest()
  const placed = await placeOrder(
    database,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () =>
      ok({
        marketId,
        type: 'order',
        buyerId: ada.personId,
        sellerId: undefined,
        lines,
        payment,
        ...promoted,
      }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.code
}

async function rows<T>(query: RawBuilder<T>): Promise<readonly T[]> {
  return (await query.execute(database.owner)).rows
}

async function ask(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
  cookies: Cookies = staff,
  key: string = randomUUID(),
) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': key },
    ...(body === undefined ? {} : { payload: body }),
  })
}
