import { array, assert, asyncProperty, nat } from 'fast-check'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting } from '#modules/company/api.ts'
import { auditBooks } from '#modules/ledger/api.ts'
import { changeOrder } from '#modules/orders/api.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { auditPayments } from '#modules/payments/api.ts'
import { paymentsModule } from '#modules/payments/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { addTaxRate, addTaxRule } from '#modules/tax/api.ts'
import { taxModule } from '#modules/tax/module.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import {
  booksOf,
  could,
  follow,
  step,
  type Known,
  type Placed,
  type PlacedOrder,
} from '#test/support/change-oracle.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { billingModule } from './module.ts'
import { sellerAddress } from './use-cases/billing-settings.ts'
import { issueAfterChange, issueInvoices } from './use-cases/issue-documents.ts'

type Cookies = Record<string, string>

const system = systemActor('req-added-tax')
const call = { actor: system, useCase: 'test.added_tax' }
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const nok = (minor: number) => ({ minor: minor.toString(), currency: 'NOK' })
const delivery = {
  recipient: 'Ada Berg',
  line1: '1 Main Street',
  postalCode: '90210',
  city: 'Beverly Hills',
  region: 'CA',
  country: 'US',
}

let database: TestDatabase
let server: TestApp
let shop: TestShop
let ada: Cookies
let staff: Cookies

/** Prices hold no tax; in California state and county take 6 % and 3.5 % on top, of books the state alone, 2.9 %. */
beforeAll(async () => {
  database = await freshDatabase()
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  const rate = { rounding: 'half_up', country: 'US', region: 'CA', fromMs: 0 } as const
  await transact(database, call, async (tx) => {
    await addTaxRule(tx, marketId, {
      prices: 'exclusive',
      rounding: 'half_up',
      level: 'order',
      source: 'tables',
      elseTables: false,
      codes: {},
      fromMs: 0,
    })
    const postal = { from: '900', until: '908' }
    await addTaxRate(tx, marketId, { ...rate, class: 'standard', name: 'State tax', ratePpm: 60_000n })
    await addTaxRate(tx, marketId, {
      ...rate,
      class: 'standard',
      name: 'County tax',
      ratePpm: 35_000n,
      postal,
    })
    await addTaxRate(tx, marketId, { ...rate, class: 'reduced', name: 'State tax', ratePpm: 29_000n })
    const value = 'Eksempelgata 1, 0155 Oslo'
    await changeSetting(tx, sellerAddress, { marketId: null, validFrom: '2000-01-01', value })
  })
  await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  const modules = [catalogModule, paymentsModule, promotionsModule, taxModule, ordersModule, billingModule]
  server = await testApp(database, modules)
  ada = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const rights = ['orders.read', 'orders.send', 'orders.return', 'orders.edit', 'orders.pay', 'payments.read']
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('an order whose tax comes on top is quoted, placed, paid, sent and taken back with exactly its tax', async () => {
  const lines = [
    { product: shop.soap, quantity: 3 },
    { product: shop.book, quantity: 1 },
  ]
  // 240.00 of soap and 49.00 of delivery at 9.5 % are 27.46, and 60.00 of the book at 2.9 % are 1.74.
  const sums = { subtotal: nok(30_000), shipping: nok(4_900), taxAdded: true }
  const body = { lines, payment: 'pay_later', delivery, expectedTotal: nok(37_820) }
  const { region: _, ...noState } = delivery
  const refused = await ask(
    'POST',
    '/office/orders',
    { ...body, delivery: noState, expectedTotal: undefined },
    ada,
  )
  expect(refused.json()).toMatchObject({ code: 'tax.region_missing', field: 'region' })
  const placed = await ask('POST', '/office/orders', body, ada)
  expect(placed.json()).toMatchObject({ total: nok(37_820) })
  const { order } = placed.json<{ order: string }>()
  const shown = (await ask('GET', `/orders/${order}`)).json<{ lines: { product: { code: string } }[] }>()
  expect(shown).toMatchObject({ ...sums, tax: nok(2_920), total: nok(37_820), now: { total: nok(37_820) } })
  const soap = shown.lines.findIndex(({ product }) => product.code === shop.soap) + 1
  const money = () => ask('GET', `/orders/${order}/payments`)
  expect((await money()).json()).toMatchObject({ money: { owed: nok(37_820) } })
  await ask('POST', `/orders/${order}/payments`, { method: 'transfer', amount: nok(37_820) })
  // Elsewhere in the county the tax is the same; where it is another one, the order stays where it is.
  const edit = (to: object) => ask('PUT', `/orders/${order}/delivery`, { ...delivery, ...to })
  expect((await edit({ postalCode: '94105' })).json()).toMatchObject({ code: 'orders.address_tax' })
  expect((await edit({ postalCode: '90001' })).statusCode).toBe(200)
  await ask('POST', `/orders/${order}/send`, {})
  // One of three with its tax, less a tenth of its price.
  const back = { lines: [{ line: soap, quantity: 1 }], terms: 'buy_back', reason: 'Ada leaves' }
  expect((await ask('POST', `/orders/${order}/return`, back)).json()).toMatchObject({ state: 'placed' })
  const now = (await ask('GET', `/orders/${order}`)).json<{ changes: object[]; now: object }>()
  expect(now.changes.at(-1)).toMatchObject({
    goods: nok(8_000),
    tax: nok(760),
    fee: nok(800),
    back: nok(7_960),
  })
  expect(now.now).toMatchObject({ total: nok(37_820 - 8_760), tax: nok(2_920 - 760) })
  expect((await money()).json()).toMatchObject({ money: { owed: nok(0), waiting: nok(7_960) } })
  await ask('POST', `/orders/${order}/return`, { reason: 'All of it' })
  expect((await money()).json()).toMatchObject({ money: { owed: nok(0), waiting: nok(37_820 - 800) } })
  await issued(order)
  const documents = await rows<{ kind: string; content: string }>(
    sql`SELECT kind, content FROM billing.document WHERE order_code = ${order} ORDER BY id`,
  )
  const [invoice, first] = documents.map(({ content }) => JSON.parse(content))
  expect(invoice).toMatchObject({ taxAdded: true, totalMinor: '37820', taxMinor: '2920' })
  const rates = [
    { name: 'County tax', ratePpm: '35000' },
    { name: 'State tax', ratePpm: '60000' },
  ]
  expect(invoice.items).toContainEqual(
    expect.objectContaining({ name: 'Soap', totalMinor: '24000', ratePpm: '95000', rates }),
  )
  expect(first).toMatchObject({ kind: 'credit_note', totalMinor: '7960', taxMinor: '760', taxAdded: true })
  expect(await billed(order)).toEqual({ total: 800n, tax: 0n })
  expect(await wrong()).toEqual([])
})

test('an order placed in the batch and one placed alone come to the same', async () => {
  const lines = [{ product: shop.soap, quantity: 1 }]
  const own = await ask('POST', '/office/orders', { lines, payment: 'pay_later', delivery }, ada)
  const { region: _, ...noState } = delivery
  const stateless = { lines, payment: 'pay_later', delivery: noState }
  expect((await ask('POST', '/office/orders', stateless, ada)).json()).toMatchObject({
    code: 'tax.region_missing',
  })
  // A coupon has it placed by itself.
  const alone = { lines, payment: 'pay_later', delivery, coupons: ['NOBODY'] }
  expect((await ask('POST', '/office/orders', alone, ada)).json()).toMatchObject({
    code: 'promotions.coupon_unknown',
  })
  const gift = { buyer: { kind: 'guest', name: 'Bo' }, lines, payment: 'pay_later', delivery }
  const reported = await ask('POST', '/office/reported-orders', gift, ada)
  // 80.00 and 49.00, and for a guest 100.00 and 49.00, at 9.5 %.
  expect([own.json(), reported.json()]).toMatchObject([{ total: nok(14_126) }, { total: nok(16_316) }])
})

test('a basket and a quote leave open what nobody knows before its place, and a market of states alone can be looked at', async () => {
  await sql`UPDATE tax.rate SET valid_until = now() WHERE country IS NULL`.execute(database.owner)
  const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' }, {})).json<{ token: string }>()
  const at = `/shop/baskets/${token}`
  const put = await ask('PUT', `${at}/lines/${shop.soap}`, { quantity: 1 }, {})
  expect(put.json()).toMatchObject({ taxOpen: true, taxes: [], tax: nok(0), total: nok(14_900) })
  expect((await ask('PUT', `${at}/destination`, { country: 'US' }, {})).json()).toMatchObject({
    taxOpen: true,
  })
  const known = await ask(
    'PUT',
    `${at}/destination`,
    { country: 'US', region: 'CA', postalCode: '90210' },
    {},
  )
  expect(known.json()).toMatchObject({ taxOpen: false, taxAdded: true, tax: nok(1_416), total: nok(16_316) })
  const lines = [{ product: shop.soap, quantity: 1 }]
  const quote = { buyer: { kind: 'self' }, lines }
  expect((await ask('POST', '/office/quotes', quote, ada)).json()).toMatchObject({ taxOpen: true })
  expect(
    (await ask('POST', '/office/quotes', { ...quote, destination: delivery }, ada)).json(),
  ).toMatchObject({
    taxOpen: false,
    total: nok(14_126),
  })
  await sql`UPDATE tax.rate SET valid_until = NULL WHERE country IS NULL`.execute(database.owner)
})

test('whatever is sent, cancelled and returned, books and documents are what is left of the order with its tax', async () => {
  const drawn = asyncProperty(
    nat(4),
    nat(3),
    array(step, { minLength: 5, maxLength: 10 }),
    async (soap, books, steps) => {
      const lines = [
        { product: shop.soap, quantity: soap + 1 },
        { product: shop.book, quantity: books + 1 },
      ]
      const placed = await ask('POST', '/office/orders', { lines, payment: 'pay_later', delivery }, ada)
      const { order } = placed.json<{ order: string }>()
      const of = await one<PlacedOrder & { id: bigint }>(sql`
      SELECT id, shipping_minor AS shipping, tax_minor AS tax, tax_added AS "isAdded" FROM orders."order" WHERE code = ${order}`)
      const known = await placedLines(of.id)
      for (const next of steps) {
        if (!could(known, next)) continue
        const { kind, quantity, disposition } = next
        const line = known[next.line % known.length]?.line ?? 0
        const wanted = next.wholly ? {} : { lines: [{ line, quantity, disposition }] }
        const done = await transact(database, call, (tx) =>
          changeOrder(tx, { orderId: of.id, kind, ...wanted }),
        )
        expect(done.ok).toBe(true)
        follow(known, next)
      }
      const accounts = await rows<{ kind: string; minor: bigint }>(sql`
      SELECT a.kind, sum(e.minor)::bigint AS minor FROM ledger.entry e JOIN ledger.journal j ON j.id = e.journal_id
      JOIN ledger.account a ON a.id = e.account_id WHERE j.subject_id = ${of.id} GROUP BY a.kind HAVING sum(e.minor) <> 0 ORDER BY 1`)
      const should = booksOf(known, of)
      expect(accounts).toEqual(should)
      await issued(order)
      const owed = should.find(({ kind }) => kind === 'receivable')?.minor ?? 0n
      const tax = should.find(({ kind }) => kind === 'tax_payable')?.minor ?? 0n
      expect(await billed(order)).toEqual({ total: -owed, tax })
    },
  )
  await assert(drawn, { numRuns: isLong ? 60 : 5, endOnFailure: true })
  expect(await wrong()).toEqual([])
}, 60_000)

/** Issues the invoice of an order and the credit notes of its changes. */
async function issued(order: string): Promise<void> {
  await transact(database, call, (tx, about) => issueInvoices(server.deps, tx, about, [order]))
  const changes = await rows<{ number: number; kind: 'cancel' | 'return' | 'send' }>(sql`
    SELECT c.number, c.kind FROM orders.order_change c JOIN orders."order" o ON o.id = c.order_id
    WHERE o.code = ${order} AND c.kind IN ('cancel', 'return', 'send') ORDER BY c.number`)
  for (const { number, kind } of changes)
    await transact(database, call, (tx, about) =>
      issueAfterChange(server.deps, tx, about, { code: order, number, kind }),
    )
}

async function billed(order: string) {
  return one<{ total: bigint; tax: bigint }>(sql`
    SELECT coalesce(sum(w.way * d.total_minor), 0)::bigint AS total, coalesce(sum(w.way * d.tax_minor), 0)::bigint AS tax
    FROM billing.document d, LATERAL (SELECT CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END AS way) w
    WHERE d.order_code = ${order}`)
}

async function placedLines(orderId: bigint): Promise<Known[]> {
  const lines = await rows<Omit<Placed, 'promoted' | 'volumes'>>(sql`
    SELECT l.line, p.code, l.quantity, l.unit_minor AS unit, l.discount_minor AS off, l.total_minor AS total, l.tax_minor AS tax
    FROM orders.order_line l JOIN catalog.v_product p ON p.id = l.product_id WHERE l.order_id = ${orderId} ORDER BY l.line`)
  const nothing = { promoted: null, volumes: {}, cancelled: 0, sent: 0, returned: 0, good: 0 }
  return lines.map((line) => ({ ...line, ...nothing }))
}

async function wrong(): Promise<unknown[]> {
  return read(database, system, async (tx) => [...(await auditBooks(tx)), ...(await auditPayments(tx))])
}

async function rows<T>(query: RawBuilder<T>): Promise<T[]> {
  return (await query.execute(database.owner)).rows
}

async function one<T>(query: RawBuilder<T>): Promise<T> {
  const [first] = await rows<T>(query)
  if (!first) throw new Error('nothing was found')
  return first
}

let counter = 0
function ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, cookies: Cookies = staff) {
  const headers = { 'idempotency-key': `added-tax-${(counter += 1)}` }
  const url = `/api/v1${path}`
  return server.app.inject({ method, url, cookies, headers, ...(body ? { payload: body } : {}) })
}
