import { createHash, randomUUID } from 'node:crypto'
import { array, assert, asyncProperty, nat } from 'fast-check'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { inventoryModule } from '#modules/inventory/module.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { auditPayments } from '#modules/payments/api.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import {
  booksOf,
  cameBack,
  could,
  follow,
  stateOf,
  stepOrExchange,
  type Known,
  type Placed,
  type PlacedOrder,
  type Step,
  type StepOrExchange,
} from '#test/support/change-oracle.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { orderChanged } from './contract/changes.ts'
import { ordersModule } from './module.ts'
import { changeOrder } from './use-cases/change-order.ts'
import { placeOrder } from './use-cases/place-order.ts'
import { replaceGoods } from './use-cases/replace-goods.ts'

type Cookies = Record<string, string>

const system = systemActor('req-changes')
const call = { actor: system, useCase: 'test.changes' }
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const THERE = 100_000

let database: TestDatabase
let server: TestApp
let shop: TestShop
let kit: string
let marketId: bigint
let ada: TestPerson
let staff: Cookies
let clerk: Cookies
let adaCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  const login = 'ada@example.org'
  ada = await join(database, { sponsorId: house.personId, marketId, name: 'Ada Berg', login })
  server = await testApp(database, [
    catalogModule,
    inventoryModule,
    paymentsModule,
    promotionsModule,
    ordersModule,
  ])
  adaCookies = await signIn(server, { realm: 'distributor', login })
  const rights = ['catalog.read', 'catalog.write', 'inventory.read', 'inventory.write', 'orders.read']
  const all = [
    ...rights,
    'promotions.read',
    'promotions.manage',
    'orders.cancel',
    'orders.send',
    'orders.return',
    'orders.place',
    'orders.edit',
    'orders.pay',
    'orders.refund',
  ]
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights: all })
  clerk = await signInStaff(server, database, {
    login: 'clerk@example.org',
    rights: ['orders.read', 'orders.send'],
  })
  const texts = { en: { name: 'Care set', summary: 'Soap and towel.', description: '' } }
  const body = { category: 'home', art: 'tin', taxClass: 'standard', weightGrams: 900, texts }
  kit = (await ask('POST', '/products', body)).json<{ code: string }>().code
  const price = { market: 'NO', kind: 'retail', minor: '33331', volumes: { PV: '24999999', BV: '7' } }
  await ask('POST', `/products/${kit}/prices`, price)
  await ask('POST', '/product-changes', { codes: [kit], change: { set: 'state', to: 'active' } })
  const parts = [
    { product: shop.soap, quantity: 2 },
    { product: shop.towel, quantity: 1 },
  ]
  await ask('PUT', `/products/${kit}/parts`, { parts })
  await ask('PUT', '/stock-pools/main', { name: 'Main warehouse' })
  for (const product of [shop.soap, shop.towel])
    await ask('POST', `/stock/${product}/counts`, { pool: 'main', counted: THERE })
  const reward = `reward: {percent: {off: 33.3333 %, of: {product: ["${shop.soap}", "${kit}"]}}}`
  const text = `openfield_promotion: 1\npromotion: third\ntitle: {en: A third}\nlimits: {uses: 1000000}\n${reward}\n`
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/third/state', { state: 'active' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('whatever is cancelled, sent, returned and exchanged in whatever order, what stands is what a slow count of the pieces left says', async () => {
  const stock = { soap: { there: THERE, held: 0 }, towel: { there: THERE, held: 0 } }
  await assert(
    asyncProperty(
      nat(4),
      nat(3),
      nat(5),
      array(stepOrExchange, { minLength: 8, maxLength: 14 }),
      async (soap, kits, books, steps) => {
        const orderId = await place({ [shop.soap]: soap + 1, [kit]: kits, [shop.book]: books })
        const lines = await placedLines(orderId)
        const order = await placedOrder(orderId)
        const rest: Step = { kind: 'cancel', line: 0, quantity: 1, wholly: true, disposition: 'lost' }
        for (const next of [...steps, rest]) {
          if (next === rest) await booksAre(orderId, lines, order)
          const should = could(lines, next)
          const otherId = isExchange(next) ? await exchange(orderId, lines, next) : undefined
          const did = isExchange(next) ? otherId !== undefined : await changed(orderId, lines, next)
          expect({ ...next, did }).toEqual({ ...next, did: should })
          if (should) follow(lines, next)
          // What takes the place of pieces is an order like any other, priced by itself.
          if (otherId !== undefined) {
            const placed = await placedLines(otherId)
            await booksAre(otherId, placed, await placedOrder(otherId))
            for (const { code, ...line } of placed) moveStock(stock, code, line)
          }
        }
        for (const line of lines) await standsAs(orderId, line)
        await booksAre(orderId, lines, order)
        for (const { code, ...line } of lines) moveStock(stock, code, line)
        expect(await stockNow()).toEqual(stock)
        expect(await wrong()).toEqual([])
      },
    ),
    // Stock goes on from order to order, so that a sequence that failed cannot be tried again in smaller.
    { numRuns: isLong ? 60 : 5, endOnFailure: true },
  )
}, 120_000)

test('the same key twice is one change, other content under it is refused, and the event tells what came back', async () => {
  const orderId = await place({ [shop.soap]: 3 })
  const change = (quantity: number) =>
    transact(database, call, (tx) =>
      changeOrder(tx, { orderId, kind: 'cancel', key: 'once', lines: [{ line: 1, quantity }] }),
    )
  const answers = await Promise.all([change(1), change(1), change(1)])
  expect(answers.filter((answer) => answer.ok && answer.value.again)).toHaveLength(2)
  expect(answers.filter((answer) => answer.ok && !answer.value.again)).toHaveLength(1)
  expect(await change(2)).toMatchObject({ refusal: { code: 'idempotency.conflict' } })
  const told = await rows<{ payload: unknown }>(
    sql`SELECT payload FROM platform.outbox WHERE topic = 'orders.order_changed' AND key_id = ${orderId}`,
  )
  // A third off 80.00: three cost 160.00, of which the first one is 53.33.
  expect(told.map(({ payload }) => orderChanged.parse(payload))).toMatchObject([
    { number: 1, change: 'cancel', state: 'placed', subtotalMinor: -5_333n, volumes: { PV: -8_000_000n } },
  ])
})

test('of clerks who take back at once, none takes a piece that another one took', async () => {
  const orderId = await place({ [shop.soap]: 5 })
  const change = (kind: 'cancel' | 'send') =>
    transact(database, call, (tx) => changeOrder(tx, { orderId, kind, lines: [{ line: 1, quantity: 2 }] }))
  const answers = await Promise.all([change('cancel'), change('send'), change('cancel'), change('send')])
  expect(answers.filter((answer) => answer.ok)).toHaveLength(2)
  const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.refusal]))
  const tooMany = { code: 'orders.change_pieces', params: { line: 1, most: 1 } }
  expect(refusals).toMatchObject([tooMany, tooMany])
  expect(await wrong()).toEqual([])
})

test('staff see what a change brings back before they make it, who did what, and may do no more than their rights', async () => {
  const code = await codeOf(await place({ [shop.soap]: 3 }))
  const lines = [{ line: 1, quantity: 1 }]
  const sent = await ask(
    'POST',
    `/orders/${code}/send`,
    { lines: [{ line: 1, quantity: 2 }], tracking: 'POST 1' },
    clerk,
  )
  expect(sent.json()).toMatchObject({ order: code, number: 1, kind: 'send', state: 'placed' })
  const back = {
    reason: 'It leaked',
    lines: [{ line: 1, quantity: 1, disposition: 'damaged' }],
    feePpm: 100_000,
  }
  expect((await ask('POST', `/orders/${code}/return`, back, clerk)).statusCode).toBe(403)
  expect((await ask('POST', `/orders/${code}/cancel`, { reason: 'No' }, clerk)).statusCode).toBe(403)
  const { reason: _, ...terms } = back
  const preview = await ask('POST', `/orders/${code}/change-previews`, { kind: 'return', ...terms }, clerk)
  const nok = (minor: string) => ({ minor, currency: 'NOK' })
  expect(preview.json()).toMatchObject({
    goods: nok('5333'),
    fee: nok('533'),
    back: nok('4800'),
    volumes: { PV: '8000000' },
  })
  expect((await ask('POST', `/orders/${code}/return`, back)).json()).toMatchObject({ number: 2 })
  expect((await ask('POST', `/orders/${code}/cancel`, { reason: 'No more', lines })).json()).toMatchObject({
    number: 3,
  })
  expect(
    (
      await ask('POST', `/orders/${code}/return`, { reason: 'Two', lines: [{ line: 1, quantity: 2 }] })
    ).json(),
  ).toMatchObject({
    code: 'orders.change_pieces',
    params: { most: 1 },
  })
  const shown = (await ask('GET', `/orders/${code}`)).json<Record<string, unknown>>()
  expect(shown).toMatchObject({
    progress: 'sent',
    lines: [{ line: 1, quantity: 3, cancelled: 1, sent: 2, returned: 1 }],
    now: { subtotal: nok('5333'), shipping: nok('4900'), total: nok('10233') },
    volumesNow: { PV: '8000000' },
    changes: [
      { kind: 'send', tracking: 'POST 1', by: 'clerk@example.org', lines: [{ quantity: 2 }] },
      {
        kind: 'return',
        reason: 'It leaked',
        back: nok('4800'),
        fee: nok('533'),
        lines: [{ disposition: 'damaged' }],
      },
      { kind: 'cancel', back: nok('5334') },
    ],
  })
  const own = (await ask('GET', `/office/orders/${code}`, undefined, adaCookies)).json()
  expect(own).toMatchObject({
    progress: 'sent',
    changes: [{ by: null, tracking: 'POST 1' }, { reason: null }, {}],
  })
})

test('a distributor who leaves gives back what can be sold again at the company’s percentage, within its months', async () => {
  const orderId = await place({ [shop.soap]: 2 })
  const code = await codeOf(orderId)
  await ask('POST', `/orders/${code}/send`, {})
  const terms = { terms: 'buy_back', reason: 'Ada leaves' }
  const damaged = { ...terms, lines: [{ line: 1, quantity: 1, disposition: 'damaged' }] }
  expect((await ask('POST', `/orders/${code}/return`, damaged)).json()).toMatchObject({
    code: 'orders.buy_back_goods',
  })
  expect((await ask('POST', `/orders/${code}/return`, terms)).json()).toMatchObject({ state: 'returned' })
  const change = await one(sql`SELECT goods_minor, fee_minor, shipping_minor FROM orders.order_change
    WHERE order_id = ${orderId} AND kind = 'return'`)
  // Two for 106.67, of which a tenth is kept; delivery stays paid.
  expect(change).toEqual({ goods_minor: 10_667n, fee_minor: 1_067n, shipping_minor: 0n })
  const ofGuest = await codeOf(await place({ [shop.soap]: 1 }, null))
  await ask('POST', `/orders/${ofGuest}/send`, {})
  expect((await ask('POST', `/orders/${ofGuest}/return`, terms)).json()).toMatchObject({
    code: 'orders.buy_back_person',
  })
  expect(await wrong()).toEqual([])
})

test('what was paid already goes to the buyer’s wallet once nothing is owed, and what came back counts as bought no more', async () => {
  const orderId = await place({ [shop.soap]: 2 })
  const bought = async () => {
    const asked = sql`SELECT id FROM catalog.v_product WHERE code = ${shop.soap}`
    const { pieces } = await one<{ pieces: number }>(sql`
      SELECT (SELECT sum(value::integer) FROM jsonb_each_text(orders.bought_lately(${ada.personId},
        jsonb_build_array(jsonb_build_object('product', (${asked}), 'days', 30)), true, now())))::integer AS pieces`)
    return pieces
  }
  const before = await bought()
  // Of 155.67 with delivery, 130.00 were paid.
  const paid = { method: 'transfer', amount: { minor: '13000', currency: 'NOK' } }
  expect((await ask('POST', `/orders/${await codeOf(orderId)}/payments`, paid)).statusCode).toBe(200)
  const lines = [{ line: 1, quantity: 1 }]
  const change = (kind: 'send' | 'return') =>
    transact(database, call, (tx) => changeOrder(tx, { orderId, kind, lines, refundTo: 'wallet' }))
  expect([await change('send'), await change('return')]).toMatchObject([{ ok: true }, { ok: true }])
  // 53.33 came back: 25.67 were owed, the rest is the buyer's, and goes on to the wallet at once.
  const wallet =
    await rows(sql`SELECT a.kind, e.minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
    JOIN ledger.journal j ON j.id = e.journal_id WHERE j.subject_id = ${orderId} AND j.code = 'payment.refund' ORDER BY e.minor DESC`)
  expect(wallet).toEqual([
    { kind: 'wallet', minor: 2_766n },
    { kind: 'refunds', minor: -2_766n },
  ])
  const entries =
    await rows(sql`SELECT a.kind, e.minor FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id
    JOIN ledger.journal j ON j.id = e.journal_id WHERE j.subject_id = ${orderId} AND j.code = 'order.return' ORDER BY e.minor DESC LIMIT 2`)
  expect(entries).toEqual([
    { kind: 'refunds', minor: 2_766n },
    { kind: 'receivable', minor: 2_567n },
  ])
  expect(await bought()).toBe(before - 1)
  expect(await wrong()).toEqual([])
})

test('goods are exchanged: what came back and the order that takes its place are one deed, or none of both', async () => {
  const orderId = await place({ [shop.soap]: 2 })
  const code = await codeOf(orderId)
  const nok = (minor: string) => ({ minor, currency: 'NOK' })
  // All of it is paid: 106.67 and delivery.
  await ask('POST', `/orders/${code}/payments`, { method: 'cash', amount: nok('15567') })
  await ask('POST', `/orders/${code}/send`, {})
  const body = { as: 'exchange', reason: 'The wrong one', lines: [{ line: 1, quantity: 1 }] }
  const asked = (goods: readonly object[]) => ask('POST', `/orders/${code}/replace`, { ...body, goods })
  expect((await asked([{ product: '9999999', quantity: 1 }])).json()).toMatchObject({
    code: 'orders.product_gone',
  })
  const goods = [{ product: shop.towel, quantity: 1 }]
  const { as: _, reason: __, ...pieces } = body
  const preview = await ask('POST', `/orders/${code}/change-previews`, { kind: 'return', ...pieces, goods })
  const total = { minor: '29850', currency: 'NOK' }
  expect(preview.json()).toMatchObject({
    back: nok('5333'),
    refunded: nok('5333'),
    instead: total,
    settled: nok('5333'),
  })
  const { placed } = (await asked(goods)).json<{ placed: string }>()
  const links = async (of: string) =>
    (await ask('GET', `/orders/${of}`)).json<{ links: unknown; channel: string }>()
  expect(await links(code)).toMatchObject({
    lines: [{ sent: 2, returned: 1 }],
    links: [{ code: placed, kind: 'exchange', isFrom: false, change: 2 }],
  })
  expect(await links(placed)).toMatchObject({
    channel: 'desk',
    total,
    buyer: { code: ada.code },
    links: [{ code, kind: 'exchange', isFrom: true, change: 2 }],
  })
  // Only the difference is paid, and nothing of the first order waits to go out.
  const paid = async (of: string) =>
    (await ask('GET', `/orders/${of}/payments`)).json<{ payments: { id: string }[] }>()
  expect(await paid(code)).toMatchObject({
    money: { owed: nok('0'), paid: nok('15567'), refunded: nok('5333'), waiting: nok('0') },
    back: [{ kind: 'refund', method: 'exchange', reference: placed, amount: nok('5333') }],
  })
  const [payment] = (await paid(placed)).payments
  expect(await paid(placed)).toMatchObject({
    money: { owed: nok('24517'), paid: nok('5333') },
    payments: [{ method: 'exchange', state: 'succeeded', reference: code, mostReversal: nok('0') }],
  })
  expect((await ask('POST', `/orders/${code}/replace`, { ...body, goods }, clerk)).statusCode).toBe(403)
  // What was paid too much for the other order goes back by the first one's payment, through that order.
  await ask('POST', `/orders/${placed}/payments`, { method: 'transfer', amount: nok('24600') })
  const back = { kind: 'refund', payment: payment?.id, amount: nok('83') }
  expect((await ask('POST', `/orders/${placed}/refunds`, back)).json()).toMatchObject({
    money: { state: 'paid', waiting: nok('0') },
  })
  expect(await paid(code)).toMatchObject({ money: { refunded: nok('5250'), waiting: nok('83') } })
  expect((await ask('POST', `/orders/${placed}/cancel`, { reason: 'None at all' })).statusCode).toBe(200)
  // Of the 298.50 as much goes back through it as it paid; the transfer waits to be sent by staff.
  expect(await paid(code)).toMatchObject({ money: { refunded: nok('0'), waiting: nok('5333') } })
  expect(await paid(placed)).toMatchObject({ money: { owed: nok('0'), waiting: nok('24600') } })
  expect(await wrong()).toEqual([])
})

test('an order goes to another address of its country while something of it waits, and the history says so', async () => {
  const code = await codeOf(await place({ [shop.soap]: 1 }))
  const address = { recipient: 'Gro', line1: 'Storgata 2', postalCode: '0155', city: 'Oslo', country: 'NO' }
  const edit = (to: object) => ask('PUT', `/orders/${code}/delivery`, { ...address, ...to })
  expect((await edit({ country: 'SE' })).json()).toMatchObject({ code: 'orders.address_country' })
  expect((await edit({})).json()).toMatchObject({ order: code, number: 1 })
  expect((await ask('GET', `/orders/${code}`)).json()).toMatchObject({
    delivery: address,
    changes: [{ kind: 'edit', lines: [] }],
    progress: 'waiting',
  })
  expect((await ask('POST', `/orders/${code}/send`, {})).json()).toMatchObject({ number: 2 })
  expect((await edit({ line1: 'Storgata 3' })).json()).toMatchObject({ code: 'orders.send_conflict' })
})

test('what does not lie there is not sent, and changes are never changed', async () => {
  const orderId = await place({ [shop.towel]: 2 })
  const there = async (counted: number) =>
    ask('POST', `/stock/${shop.towel}/counts`, { pool: 'main', counted })
  const { onHand } = (await ask('GET', `/stock/${shop.towel}`)).json<{ stocks: [{ onHand: number }] }>()
    .stocks[0]
  await there(1)
  const send = () => transact(database, call, (tx) => changeOrder(tx, { orderId, kind: 'send' }))
  expect(await send()).toMatchObject({ refusal: { code: 'inventory.not_there', params: { there: 1 } } })
  await there(onHand)
  expect(await send()).toMatchObject({ ok: true, value: { state: 'placed' } })
  for (const table of ['order_change', 'change_line', 'change_promotion'])
    for (const statement of [`DELETE FROM orders.${table}`, `UPDATE orders.${table} SET number = number`])
      await expect(sql.raw(statement).execute(database.owner)).rejects.toThrow('never changed')
})

function isExchange(step: StepOrExchange): step is StepOrExchange & { kind: 'exchange' } {
  return step.kind === 'exchange'
}

async function changed(
  orderId: bigint,
  lines: readonly Known[],
  { kind, ...wanted }: Step,
): Promise<boolean> {
  const asked = { ...wantedOf(orderId, lines, wanted), kind }
  return (await transact(database, call, (tx) => changeOrder(tx, asked))).ok
}

/** Exchanges sent pieces for as many sets and a towel; gives the order that takes their place. */
async function exchange(
  orderId: bigint,
  lines: readonly Known[],
  wanted: StepOrExchange,
): Promise<bigint | undefined> {
  const goods = [
    { product: kit, quantity: wanted.quantity },
    { product: shop.towel, quantity: 1 },
  ]
  const asked = { ...wantedOf(orderId, lines, wanted), as: 'exchange' as const, key: randomUUID(), goods }
  const done = await transact(database, call, (tx) => replaceGoods(database, tx, asked))
  return done.ok ? done.value.placed.order : undefined
}

function wantedOf(orderId: bigint, lines: readonly Known[], wanted: Omit<StepOrExchange, 'kind'>) {
  const { quantity, disposition } = wanted
  const line = lines[wanted.line % lines.length]?.line ?? 0
  return wanted.wholly
    ? { orderId, reason: 'All of it' }
    : { orderId, reason: 'Some', lines: [{ line, quantity, disposition }] }
}

async function placedOrder(orderId: bigint): Promise<PlacedOrder> {
  return one<PlacedOrder>(
    sql`SELECT shipping_minor AS shipping, tax_minor AS tax FROM orders."order" WHERE id = ${orderId}`,
  )
}

/** What came back of a line: money, tax, what promotions took off, volumes. */
async function standsAs(orderId: bigint, line: Known): Promise<void> {
  const should = cameBack(line)
  const came = await one(sql`
    SELECT coalesce(sum(x.minor), 0)::bigint AS minor, coalesce(sum(x.tax_minor), 0)::bigint AS tax,
      coalesce(sum(x.discount_minor), 0)::bigint AS off,
      coalesce((SELECT sum(p.minor) FROM orders.change_promotion p
        WHERE p.order_id = ${orderId} AND p.line = ${line.line}), 0)::bigint AS shared
    FROM orders.change_line x WHERE x.order_id = ${orderId} AND x.line = ${line.line}`)
  const { volumes, ...money } = should
  expect({ ...line, came }).toEqual({ ...line, came: money })
  const entries = await rows<{ name: string; micro: bigint }>(sql`
    SELECT name, -sum(micro)::bigint AS micro FROM orders.v_volume_change
    WHERE order_id = ${orderId} AND line = ${line.line} GROUP BY name HAVING sum(micro) <> 0`)
  expect(Object.fromEntries(entries.map(({ name, micro }) => [name, micro]))).toEqual(volumes)
}

/** Every account of the order holds what its pieces that are left make; nothing of it, once none is left. */
async function booksAre(orderId: bigint, lines: readonly Known[], order: PlacedOrder): Promise<void> {
  const accounts = await rows(sql`
    SELECT a.kind, sum(e.minor)::bigint AS minor FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id
    JOIN ledger.account a ON a.id = e.account_id WHERE j.subject_id = ${orderId} GROUP BY a.kind HAVING sum(e.minor) <> 0 ORDER BY 1`)
  expect(accounts).toEqual(booksOf(lines, order))
  const { state, uses } = await one<{ state: string; uses: bigint }>(sql`
    SELECT o.state, coalesce((SELECT sum(u.times) FROM promotions.use u WHERE u.order_id = o.id), 0)::bigint AS uses
    FROM orders."order" o WHERE o.id = ${orderId}`)
  expect(state).toBe(stateOf(lines))
  expect(uses > 0n).toBe(state === 'placed')
}

type Stock = Record<'soap' | 'towel', { there: number; held: number }>

function moveStock(stock: Stock, code: string, line: Omit<Known, 'code'>): void {
  const own = { soap: code === shop.soap ? 1 : 0, towel: code === shop.towel ? 1 : 0 }
  const takes = code === kit ? { soap: 2, towel: 1 } : own
  for (const of of ['soap', 'towel'] as const) {
    stock[of].there += takes[of] * (line.good - line.sent)
    stock[of].held += takes[of] * (line.quantity - line.cancelled - line.sent)
  }
}

async function stockNow(): Promise<Stock> {
  const found = await rows<{ code: string; there: number; held: number }>(sql`
    SELECT p.code, s.on_hand AS there, s.promised AS held FROM inventory.stock s JOIN catalog.v_product p ON p.id = s.product_id`)
  const of = (code: string) => {
    const { there = 0, held = 0 } = found.find((row) => row.code === code) ?? {}
    return { there, held }
  }
  return { soap: of(shop.soap), towel: of(shop.towel) }
}

async function placedLines(orderId: bigint): Promise<Known[]> {
  const lines = await rows<Placed>(sql`
    SELECT l.line, p.code, l.quantity, l.unit_minor AS unit, l.discount_minor AS off, l.total_minor AS total, l.tax_minor AS tax,
      (SELECT sum(s.minor)::bigint FROM orders.line_promotion s WHERE s.order_id = l.order_id AND s.line = l.line) AS promoted,
      coalesce((SELECT jsonb_object_agg(v.name, v.micro::text) FROM orders.v_volume_entry v
        WHERE v.order_id = l.order_id AND v.line = l.line), '{}') AS volumes
    FROM orders.order_line l JOIN catalog.v_product p ON p.id = l.product_id WHERE l.order_id = ${orderId} ORDER BY l.line`)
  return lines.map((line) => ({ ...line, cancelled: 0, sent: 0, returned: 0, good: 0 }))
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
  goods: Readonly<Record<string, number>>,
  buyer: bigint | null = ada.personId,
): Promise<bigint> {
  const buyerId = buyer ?? undefined
  const key = `changes-${(counter += 1)}`
  const lines = Object.entries(goods).flatMap(([product, quantity]) =>
    quantity === 0 ? [] : [{ product, quantity }],
  )
  const payloadHash = createHash('sha256').update(key).digest()
  const placed = await placeOrder(
    database,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () => ok({ marketId, type: 'order', buyerId, sellerId: undefined, lines }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.order
}

async function codeOf(orderId: bigint): Promise<string> {
  return (await one<{ code: string }>(sql`SELECT code FROM orders."order" WHERE id = ${orderId}`)).code
}

async function rows<T>(query: RawBuilder<T>): Promise<readonly T[]> {
  return (await query.execute(database.owner)).rows
}

async function one<T>(query: RawBuilder<T>): Promise<T> {
  const [row] = await rows(query)
  if (row === undefined) throw new Error('there is no such row')
  return row
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `changes-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
