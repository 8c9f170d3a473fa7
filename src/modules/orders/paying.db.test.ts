import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting } from '#modules/company/api.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import {
  auditPayments,
  creditLimit,
  offeredMethods,
  paymentsOf,
  settlePayment,
  takePayment,
  transferAccount,
  type PaidFor,
} from '#modules/payments/api.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { inTransaction, read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { DELIVERY, PIECE } from '#test/support/money-oracle.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { fillWallet, walletOf } from '#test/support/wallets.ts'
import { ordersModule } from './module.ts'
import { paidForOf } from './store/order-money.ts'
import { changeOrder } from './use-cases/change-order.ts'
import { payOrder } from './use-cases/pay-order.ts'
import type { ChosenPayment } from './use-cases/paying-terms.ts'
import { placeOrder } from './use-cases/place-order.ts'
import { replaceGoods } from './use-cases/replace-goods.ts'

type Cookies = Record<string, string>

const system = systemActor('req-paying')
const call = { actor: system, useCase: 'test.paying' }
const delivery = { recipient: 'Ada', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const nok = (minor: number | bigint) => ({ minor: minor.toString(), currency: 'NOK' })

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let bo: TestPerson
let staff: Cookies
let clerk: Cookies
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
  bo = await join(database, { ...person, name: 'Bo Dahl', login: 'bo@example.org' })
  const modules = [catalogModule, ledgerModule, paymentsModule, promotionsModule, ordersModule]
  server = await testApp(database, modules)
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  const seeing = ['orders.read', 'payments.read']
  const rights = ['orders.pay', 'orders.refund', 'payments.credit', 'payments.export', 'orders.note']
  const others = ['promotions.read', 'promotions.manage', 'orders.send', 'orders.return', 'orders.cancel']
  staff = await signInStaff(server, database, {
    login: 'staff@example.org',
    rights: [...seeing, ...rights, ...others],
  })
  clerk = await signInStaff(server, database, { login: 'clerk@example.org', rights: seeing })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('of twenty payments from one wallet at once as many go through as it holds, and it is never overdrawn', async () => {
  const carol = await join(database, { sponsorId: ada.personId, marketId, name: 'Carol Enger' })
  await fillWallet(database, carol, 50_000n)
  const orders = await Promise.all(Array.from({ length: 20 }, () => place(1, { buyer: carol })))
  const pay = (orderId: bigint) =>
    transact(database, call, (tx) =>
      payOrder(tx, { orderId, method: 'wallet', minor: PIECE, key: 'once', accountId: 1n }),
    )
  const answers = await Promise.all(orders.map(pay))
  expect(answers.filter((answer) => answer.ok)).toHaveLength(6)
  const codes = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal.code]))
  expect(new Set(codes)).toEqual(new Set(['ledger.balance_short']))
  expect(await walletOf(database.owner, carol)).toBe(50_000n - 6n * PIECE)
  expect(await wrong()).toEqual([])
})

test('one key fifty times at once is one payment, and other content under it is refused', async () => {
  const orderId = await place(2)
  const pay = (minor: bigint) =>
    transact(database, call, (tx) =>
      payOrder(tx, { orderId, method: 'cash', minor, key: 'fifty', accountId: 1n }),
    )
  const answers = await Promise.all(Array.from({ length: 50 }, () => pay(5_000n)))
  expect(answers.filter((answer) => answer.ok && answer.value.again)).toHaveLength(49)
  expect(new Set(answers.map((answer) => (answer.ok ? answer.value.payment : 0n))).size).toBe(1)
  expect(await pay(5_001n)).toMatchObject({ refusal: { code: 'idempotency.conflict' } })
  expect(await payments(orderId)).toMatchObject([{ method: 'cash', state: 'succeeded', paidMinor: 5_000n }])
})

test('a payment of which nobody knows how it ended is asked again until it is known, and is not begun anew', async () => {
  const order = await subject(await place(1))
  const expected = await transact(database, call, (tx) =>
    takePayment(tx, { for: order, method: 'transfer', minor: PIECE, key: 'asked', isExpected: true }),
  )
  if (!expected.ok) throw new Error(expected.refusal.code)
  const { payment: paymentId } = expected.value
  const settle = (outcome: 'succeeded' | 'failed' | 'unknown', minor?: bigint) =>
    transact(database, call, (tx) => settlePayment(tx, { for: order, paymentId, outcome, minor }))
  expect(await settle('unknown')).toMatchObject({ value: { state: 'unknown' } })
  // Whoever tries under the same key again gets the payment that there is.
  const again = await transact(database, call, (tx) =>
    takePayment(tx, { for: order, method: 'transfer', minor: PIECE, key: 'asked', isExpected: true }),
  )
  expect(again).toMatchObject({ value: { payment: paymentId, state: 'unknown', again: true } })
  expect(await settle('succeeded')).toMatchObject({ value: { state: 'succeeded', again: false } })
  expect(await settle('succeeded')).toMatchObject({ value: { again: true } })
  expect(await settle('failed')).toMatchObject({ refusal: { code: 'payments.settled_conflict' } })
  expect(await payments(order.id)).toHaveLength(1)
  const change = sql`UPDATE payments.payment SET state = 'pending', paid_minor = 0, settled_at = NULL WHERE id = ${paymentId}`
  await expect(change.execute(database.owner)).rejects.toThrow('cannot go from succeeded to pending')
})

test('where a limit is set, orders to pay later go as far as it and no further, also many at once', async () => {
  const dag = await join(database, {
    sponsorId: ada.personId,
    marketId,
    name: 'Dag Foss',
    login: 'dag@example.org',
  })
  const dagCookies = await signIn(server, { realm: 'distributor', login: 'dag@example.org' })
  const limit = (minor: number | null, cookies = staff) =>
    ask('PUT', `/people/${dag.code}/credit-limit`, { limit: minor === null ? null : nok(minor) }, cookies)
  expect((await limit(30_000, clerk)).statusCode).toBe(403)
  expect((await limit(30_000)).statusCode).toBe(204)
  // Each is 129.00 with delivery, so that two fit.
  const body = { lines: [{ product: shop.soap, quantity: 1 }], payment: 'pay_later', delivery }
  const order = () => ask('POST', '/office/orders', body, dagCookies)
  const answers = await Promise.all(Array.from({ length: 8 }, order))
  expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(2)
  const refused = answers.find(({ statusCode }) => statusCode !== 201)?.json<object>()
  expect(refused).toMatchObject({
    code: 'payments.credit_limit',
    params: { limit: '300.00 NOK', left: '42.00 NOK' },
  })
  expect((await ask('GET', `/people/${dag.code}/credit`)).json()).toEqual({
    owed: nok(25_800),
    limit: nok(30_000),
    isOwn: true,
  })
  // Without an own limit the market's rule holds, and without that one nothing does.
  await limit(null)
  const setting = (value: number | null) =>
    transact(database, call, (tx) =>
      changeSetting(tx, creditLimit, { marketId, validFrom: '2026-01-01', value }),
    )
  await setting(258)
  expect((await order()).json()).toMatchObject({
    code: 'payments.credit_limit',
    params: { left: '0.00 NOK' },
  })
  await setting(null)
  expect((await order()).statusCode).toBe(201)
})

test('of an order that takes the place of paid goods only the difference counts on what its buyer may owe', async () => {
  const eva = await join(database, { sponsorId: ada.personId, marketId, name: 'Eva Gran' })
  const orderId = await place(1, { buyer: eva })
  const { code } = await subject(orderId)
  await ask('POST', `/orders/${code}/payments`, { method: 'cash', amount: nok(PIECE + DELIVERY) })
  await ask('POST', `/orders/${code}/send`, {})
  const limited = async (minor: bigint) => {
    await ask('PUT', `/people/${eva.code}/credit-limit`, { limit: nok(minor) })
    const wanted = { orderId, as: 'exchange' as const, key: randomUUID(), reason: 'The wrong one' }
    const goods = [{ product: shop.soap, quantity: 1 }]
    return transact(database, call, (tx) => replaceGoods(database, tx, { ...wanted, shipping: false, goods }))
  }
  // Delivery is paid again, and the piece is not.
  expect(await limited(DELIVERY - 1n)).toMatchObject({ refusal: { code: 'payments.credit_limit' } })
  expect(await limited(DELIVERY)).toMatchObject({ ok: true })
})

test('a buyer chooses among the ways that are offered: the wallet pays at once, a transfer is expected, others are refused', async () => {
  const methods = async (cookies: Cookies) =>
    (await ask('GET', '/office/payment-methods', undefined, cookies)).json<{ methods: object[] }>()
  expect((await methods(boCookies)).methods).toEqual([
    { method: 'pay_later', available: null },
    { method: 'wallet', available: nok(0) },
  ])
  const order = (payment: ChosenPayment) =>
    ask(
      'POST',
      '/office/orders',
      { lines: [{ product: shop.soap, quantity: 1 }], payment, delivery },
      boCookies,
    )
  expect((await order('transfer')).json()).toMatchObject({ code: 'payments.not_offered' })
  expect((await order('wallet')).json()).toMatchObject({ code: 'ledger.balance_short' })
  const set = { marketId, validFrom: '2026-01-01' }
  const account = 'Example AS, NO93 8601 1117 947'
  await transact(database, call, async (tx) => {
    await changeSetting(tx, transferAccount, { ...set, value: account })
    await changeSetting(tx, offeredMethods.distributor, { ...set, value: 'wallet, transfer' })
  })
  expect((await order('pay_later')).json()).toMatchObject({ code: 'payments.not_offered' })
  await fillWallet(database, bo, 20_000n)
  const paid = (await order('wallet')).json<{ order: string }>().order
  const own = async (code: string) =>
    (await ask('GET', `/office/orders/${code}`, undefined, boCookies)).json<object>()
  expect(await own(paid)).toMatchObject({
    payment: 'wallet',
    money: { state: 'paid', owed: nok(0), paid: nok(12_900) },
  })
  const expected = (await order('transfer')).json<{ order: string }>().order
  expect(await own(expected)).toMatchObject({
    money: { state: 'open', owed: nok(12_900) },
    transfer: { to: account, reference: expected, amount: nok(12_900) },
  })
  await transact(database, call, (tx) =>
    changeSetting(tx, offeredMethods.distributor, { ...set, value: 'pay_later, wallet' }),
  )
  // Taken back before it came: nothing is waited for any more.
  await ask('POST', `/orders/${expected}/cancel`, { reason: 'Changed my mind' })
  expect((await ask('GET', `/orders/${expected}/payments`)).json()).toMatchObject({
    money: { state: 'nothing_due' },
    payments: [{ method: 'transfer', state: 'failed', reference: expected }],
  })
})

test('staff record what came in, see what waits, and send it back by the payment or to the wallet, as far as their rights go', async () => {
  const orderId = await place(2)
  const { code } = await subject(orderId)
  const pay = (body: object, cookies = staff) => ask('POST', `/orders/${code}/payments`, body, cookies)
  expect((await pay({ method: 'cash', amount: nok(5_000) }, clerk)).statusCode).toBe(403)
  expect((await pay({ method: 'cash', amount: nok(99_999) })).json()).toMatchObject({
    code: 'payments.more_than_owed',
    params: { owed: '209.00 NOK' },
  })
  const cash = (await pay({ method: 'cash', amount: nok(5_000), reference: 'Till 4' })).json<{
    payment: string
  }>()
  expect(cash).toMatchObject({ order: code, money: { state: 'partly_paid', owed: nok(15_900) } })
  // The transfer is 10.00 too much, which waits to be sent back.
  expect((await pay({ method: 'transfer', amount: nok(16_900) })).json()).toMatchObject({
    money: { state: 'paid', owed: nok(0), waiting: nok(1_000) },
  })
  await ask('POST', `/orders/${code}/send`, {})
  await ask('POST', `/orders/${code}/return`, { reason: 'It leaked', lines: [{ line: 1, quantity: 1 }] })
  const waiting = (await ask('GET', '/payments-waiting')).json<{ refunds: object[] }>()
  expect(waiting.refunds).toContainEqual(expect.objectContaining({ order: code, amount: nok(9_000) }))
  const back = { kind: 'refund', payment: cash.payment, amount: nok(5_001) }
  const giving = (body: object, cookies = staff) => ask('POST', `/orders/${code}/refunds`, body, cookies)
  expect((await giving(back)).json()).toMatchObject({
    code: 'payments.refund_most',
    params: { most: '50.00 NOK' },
  })
  const right = { ...back, amount: nok(5_000) }
  expect((await giving(right, clerk)).statusCode).toBe(403)
  expect((await ask('POST', `/orders/${code}/refund-previews`, right, clerk)).json()).toMatchObject({
    method: 'cash',
    most: nok(5_000),
    after: { paid: nok(21_900), refunded: nok(5_000), waiting: nok(4_000), owed: nok(0) },
  })
  expect((await giving(right)).json()).toMatchObject({ money: { refunded: nok(5_000), waiting: nok(4_000) } })
  const before = await walletOf(database.owner, ada)
  await giving({ kind: 'refund', payment: null, amount: nok(4_000) })
  expect((await walletOf(database.owner, ada)) - before).toBe(4_000n)
  const shown = (await ask('GET', `/orders/${code}/payments`)).json<object>()
  expect(shown).toMatchObject({
    money: { state: 'paid', paid: nok(21_900), refunded: nok(9_000), waiting: nok(0) },
    payments: [
      { method: 'cash', by: 'staff@example.org', back: nok(5_000), mostRefund: nok(0), mostReversal: nok(0) },
      { method: 'transfer', mostReversal: nok(12_900) },
    ],
    back: [
      { method: 'cash', amount: nok(5_000) },
      { method: 'wallet', amount: nok(4_000) },
    ],
  })
  const list = (query: string) => ask('GET', `/payments${query}`)
  expect((await list(`?search=${code}&kind=refund`)).json()).toMatchObject({
    total: 2,
    rows: [{ order: code, person: { code: ada.code } }, {}],
  })
  expect((await list('?search=till 4')).json()).toMatchObject({
    rows: [{ order: code, reference: 'Till 4' }],
  })
  expect((await list(`.csv?search=${code}`)).body.split('\r\n').slice(1, 5)).toHaveLength(4)
})

test('a distributor pays an own order from the own wallet, all or a part, and sees own payments only', async () => {
  await fillWallet(database, ada, 30_000n)
  const orderId = await place(1)
  const { code } = await subject(orderId)
  const pay = (minor: number, cookies = adaCookies) =>
    ask('POST', `/office/orders/${code}/payments`, { amount: nok(minor) }, cookies)
  expect((await pay(4_000)).json()).toMatchObject({ money: { state: 'partly_paid', owed: nok(8_900) } })
  expect((await pay(4_000, boCookies)).statusCode).toBe(404)
  expect((await pay(8_900)).json()).toMatchObject({ money: { state: 'paid' } })
  expect((await pay(1)).json()).toMatchObject({ code: 'payments.nothing_owed' })
  const actor = (person: TestPerson) =>
    ({ realm: 'distributor', accountId: null, personId: person.personId, requestId: 'req-seen' }) as const
  const seen = (person: TestPerson) =>
    inTransaction(database.db, actor(person), (tx) => paymentsOf(tx, { kind: 'order', id: orderId }))
  expect(await seen(ada)).toHaveLength(2)
  expect(await seen(bo)).toEqual([])
  // Ada sold it to Bo, and is not told how far Bo paid.
  const sold = (await subject(await place(1, { buyer: bo, seller: ada }))).code
  const shown = (cookies: Cookies) => ask('GET', `/office/orders/${sold}`, undefined, cookies)
  expect((await shown(adaCookies)).json()).toMatchObject({ money: null, transfer: null })
  expect((await shown(boCookies)).json()).toMatchObject({ money: { state: 'open' } })
  const write = sql`INSERT INTO payments.credit_limit (person_id, at) VALUES (${ada.personId}, now())`
  await expect(transact(database, call, (tx) => write.execute(tx))).rejects.toThrow('permission denied')
})

test('what staff note among themselves the buyer does not read, and what the buyer notes they do', async () => {
  const { code } = await subject(await place(1))
  const note = (path: string, body: object, cookies: Cookies) =>
    ask('POST', `${path}/orders/${code}/notes`, body, cookies)
  expect((await note('', { text: 'Calls often', forBuyer: false }, clerk)).statusCode).toBe(403)
  await note('', { text: 'Calls often', forBuyer: false }, staff)
  await note('', { text: 'It waits at the post office', forBuyer: true }, staff)
  await note('/office', { text: 'Thank you' }, adaCookies)
  expect((await note('/office', { text: 'Not mine' }, boCookies)).statusCode).toBe(404)
  expect((await ask('GET', `/orders/${code}`)).json()).toMatchObject({
    notes: [
      { text: 'Calls often', by: 'staff@example.org', forBuyer: false },
      { text: 'It waits at the post office', by: 'staff@example.org', forBuyer: true },
      { text: 'Thank you', byBuyer: true, by: null },
    ],
  })
  expect((await ask('GET', `/office/orders/${code}`, undefined, adaCookies)).json()).toMatchObject({
    notes: [{ text: 'It waits at the post office', by: null }, { text: 'Thank you' }],
  })
})

test('what an order earned is taken back in so far as what is left earns it no more; what was used stays and is said', async () => {
  const text = `openfield_promotion: 1
promotion: pencils
title: {en: A pencil for each 160}
each: {full: {amount: "160", of: {product: "${shop.soap}"}}}
times: 5
reward: {entitlement: {name: pencil, days: 90, uses: 1}}
`
  const made = await ask('POST', '/promotions', { market: 'NO', text })
  expect(made.statusCode).toBeLessThan(300)
  await ask('PUT', '/promotions/NO/pencils/state', { state: 'active' })
  const orderId = await place(6)
  const { code } = await subject(orderId)
  const earned = async () => (await ask('GET', `/orders/${code}`)).json<{ earned: object[] }>().earned
  expect(await earned()).toMatchObject([
    { name: 'pencil', promotion: 'pencils', uses: 3, used: 0, unearned: 0 },
  ])
  const back = (quantity: number) =>
    transact(database, call, (tx) =>
      changeOrder(tx, { orderId, kind: 'cancel', lines: [{ line: 1, quantity }] }),
    )
  const cancel = { kind: 'cancel', lines: [{ line: 1, quantity: 1 }] }
  const preview = await ask('POST', `/orders/${code}/change-previews`, cancel)
  expect(preview.json()).toMatchObject({ lost: [{ name: 'pencil', uses: 1 }] })
  await back(1)
  // Of 480.00 there are 400.00 left: two times 160.00.
  expect(await earned()).toMatchObject([{ uses: 2, takenBack: false }])
  await sql`UPDATE promotions.entitlement SET uses = 1 WHERE order_id = ${orderId}`.execute(database.owner)
  await back(4)
  expect(await earned()).toMatchObject([{ uses: 1, used: 1, takenBack: false, unearned: 1 }])
  const other = await place(2)
  expect((await ask('GET', `/orders/${(await subject(other)).code}`)).json()).toMatchObject({
    earned: [{ uses: 1 }],
  })
  await transact(database, call, (tx) =>
    changeOrder(tx, { orderId: other, kind: 'cancel', lines: [{ line: 1, quantity: 1 }] }),
  )
  expect((await ask('GET', `/orders/${(await subject(other)).code}`)).json()).toMatchObject({
    earned: [{ takenBack: true, unearned: 0 }],
  })
  await ask('PUT', '/promotions/NO/pencils/state', { state: 'paused' })
})

async function payments(orderId: bigint) {
  return read(database, system, (tx) => paymentsOf(tx, { kind: 'order', id: orderId }))
}

async function subject(orderId: bigint): Promise<PaidFor> {
  const order = await read(database, system, (tx) => paidForOf(tx, { id: orderId }))
  if (!order) throw new Error('the order is gone')
  return order
}

/** What the auditors of books and payments find. */
async function wrong(): Promise<unknown[]> {
  return read(database, system, async (tx) => [...(await auditBooks(tx)), ...(await auditPayments(tx))])
}

async function place(
  pieces: number,
  of: Readonly<{ buyer?: TestPerson; seller?: TestPerson }> = {},
): Promise<bigint> {
  const { buyer = ada, seller } = of
  const key = `paying-${(counter += 1)}`
  const payloadHash = createHash('sha256').update(key).digest()
  const placed = await placeOrder(
    database,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () =>
      ok({
        marketId,
        type: 'order',
        buyerId: buyer.personId,
        sellerId: seller?.personId,
        lines: [{ product: shop.soap, quantity: pieces }],
      }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.order
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `paying-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
