import { createHash } from 'node:crypto'
import { array, assert, asyncProperty, nat } from 'fast-check'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting, createLegalEntity, createMarket, listMarkets } from '#modules/company/api.ts'
import { changeOrder, placeOrder } from '#modules/orders/api.ts'
import { moneyAbout, takePayment } from '#modules/payments/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { bindConsumer } from '#platform/module/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { appendEvents } from '#platform/outbox/event.ts'
import { followOutbox, waitForConsumer } from '#platform/outbox/follow.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { step, could, follow, type Known, type Step } from '#test/support/change-oracle.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { billingModule } from './module.ts'
import { issueDocumentsConsumer } from './tasks/issue-documents.ts'
import { DUES, type Due } from './domain/due.ts'
import { invoiceDue, sellerAddress } from './use-cases/billing-settings.ts'
import { issueAfterChange, issueInvoices } from './use-cases/issue-documents.ts'

type Cookies = Record<string, string>

const call = { actor: systemActor('req-billing'), useCase: 'test.billing' }
const isLong = process.env['OPENFIELD_TEST_LONG'] === '1'
const address = {
  recipient: 'Ada Berg',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let seller: TestPerson
let staff: Cookies
let stops: (() => unknown)[] = []
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  const joins = (name: string, login: string) =>
    join(database, { sponsorId: house.personId, marketId, name, login })
  ada = await joins('Ada Berg', 'ada@example.org')
  seller = await joins('Kai Dal', 'kai@example.org')
  server = await testApp(database, [catalogModule, promotionsModule, ordersModule, billingModule])
  const rights = ['billing.read', 'billing.export', 'orders.read']
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights })
  const onError = (error: Error): void => {
    if (!error.message.includes('there is no order nobody')) throw error
  }
  const sequencer = startSequencer({ onError }, database.url)
  const listener = await openListener({ onError }, database.url)
  const follower = await followOutbox(
    { db: database.db, onError, listener },
    bindConsumer(server.deps, issueDocumentsConsumer),
  )
  stops = [() => follower.stop(), () => sequencer.stop(), () => listener.stop(), () => server.close()]
})
afterAll(async () => {
  for (const stop of stops) await stop()
  await database.close()
})

test('as long as the company says no address, no invoice is issued; from the day on that it does, each order has one', async () => {
  const before = await place({ [shop.book]: 1 })
  await followed()
  expect(await documents(before)).toEqual([])
  await transact(database, call, (tx) =>
    changeSetting(tx, sellerAddress, {
      marketId: null,
      validFrom: '2000-01-01',
      value: 'Eksempelgata 1, 0155 Oslo',
    }),
  )
  const orderId = await place({ [shop.book]: 2, [shop.soap]: 1 })
  await followed()
  // A number is of the year that the company's clock shows where the order was sold.
  const clock = await sql<{ year: number }>`
    SELECT extract(year FROM platform.company_now() AT TIME ZONE time_zone)::int AS year FROM company.market`.execute(
    database.owner,
  )
  const year = clock.rows[0]?.year
  expect(await documents(orderId)).toMatchObject([{ kind: 'invoice', number: `I-${year}-000001`, serial: 1 }])
  // What was placed before has no invoice, so that nothing is credited either.
  await take(before, { kind: 'cancel' })
  await followed()
  expect(await documents(before)).toEqual([])
})

test('two hundred orders at once have two hundred numbers one after the other, also when each is told twice and some fail', async () => {
  const first = await lastSerial('invoice')
  const orders: Awaited<ReturnType<typeof place>>[] = []
  // Placed in lots, as more at once would wait longer for a connection than they may.
  while (orders.length < 200)
    orders.push(...(await Promise.all(Array.from({ length: 20 }, () => place({ [shop.book]: 1 })))))
  // Beside the follower, others issue the same at once, and of these every third one fails after it had its number.
  const codes = await Promise.all(orders.map(codeOf))
  await Promise.all(
    codes.map((code, at) =>
      transact(database, call, async (tx, about) => {
        await issueInvoices(server.deps, tx, about, [code])
        if (at % 3 === 0) throw new Error('killed')
      }).catch(() => undefined),
    ),
  )
  await followed()
  const given = await rows<{ serial: number }>(
    sql`SELECT serial FROM billing.document WHERE kind = 'invoice' AND serial > ${first} ORDER BY serial`,
  )
  expect(given.map(({ serial }) => serial)).toEqual(Array.from({ length: 200 }, (_, at) => first + at + 1))
  const perOrder = await rows(
    sql`SELECT order_id FROM billing.document WHERE order_id = ANY(${orders}::bigint[]) GROUP BY 1 HAVING count(*) = 1`,
  )
  expect(perOrder).toHaveLength(200)
  expect(await parked()).toEqual([])
}, 120_000)

test.each(DUES)(
  'due at %s, invoices less credit notes are what is billed, and in the end what is left of the order, rate by rate',
  async (due) => {
    await dueAt(due)
    const drawn = asyncProperty(
      nat(4),
      nat(3),
      nat(5),
      array(step, { minLength: 6, maxLength: 12 }),
      async (soap, towels, books, steps) => {
        const orderId = await place({ [shop.soap]: soap + 1, [shop.towel]: towels, [shop.book]: books })
        const lines = await placedLines(orderId)
        for (const { is, shouldBe } of await walk(orderId, lines, { due, steps }))
          expect(is).toEqual(shouldBe)
        // What is not sent is not billed; once it is taken back, everything is.
        const isOpen = lines.some(({ sent, cancelled, quantity }) => sent + cancelled < quantity)
        if (due === 'shipment' && isOpen) await take(orderId, { kind: 'cancel' })
        await followed()
        expect(await billed(orderId)).toEqual(await left(orderId))
        expect(await parked()).toEqual([])
      },
    )
    await assert(drawn, { numRuns: isLong ? 60 : 5, endOnFailure: true })
    await dueAt('placing')
  },
  120_000,
)

test('each parcel brings an invoice of what it holds, delivery with the first one; what comes back is credited where it was billed', async () => {
  await dueAt('shipment')
  const orderId = await place({ [shop.soap]: 3, [shop.book]: 1 })
  await followed()
  expect(await documents(orderId)).toEqual([])
  // What the market says since holds for orders that are placed since.
  await dueAt('placing')
  await take(orderId, { kind: 'send', lines: [{ line: 1, quantity: 1 }] })
  await take(orderId, { kind: 'send', lines: [{ line: 1, quantity: 2 }] })
  await take(orderId, { kind: 'return', lines: [{ line: 1, quantity: 3 }], feePpm: 100_000n })
  await take(orderId, { kind: 'cancel' })
  await followed()
  const [first, second, ...credits] = await documents(orderId)
  const said = (document: Document | undefined) => JSON.parse(document?.content ?? '')
  const soap = (quantity: number) => ({
    what: 'goods',
    name: 'Soap',
    quantity,
    totalMinor: `${quantity * 8_000}`,
  })
  expect(said(first)).toMatchObject({
    kind: 'invoice',
    items: [soap(1), { what: 'shipping', totalMinor: '4900' }],
  })
  expect(said(second)).toMatchObject({ kind: 'invoice', items: [soap(2)] })
  expect(credits.map(said)).toMatchObject([
    { corrects: { number: second?.number }, items: [soap(2), { what: 'kept', totalMinor: '-2400' }] },
    { corrects: { number: first?.number }, items: [soap(1)] },
    { corrects: { number: first?.number }, items: [{ what: 'shipping', totalMinor: '4900' }] },
  ])
  expect(await billed(orderId)).toEqual(await left(orderId))
})

test('an order that is paid has its invoice then, of what is left of it by then, whatever is told of before', async () => {
  await dueAt('payment')
  const orderId = await place({ [shop.soap]: 3 })
  await take(orderId, { kind: 'cancel', lines: [{ line: 1, quantity: 1 }] })
  await take(orderId, { kind: 'cancel', lines: [{ line: 1, quantity: 1 }] })
  await followed()
  expect(await documents(orderId)).toEqual([])
  await payAll(orderId)
  await followed()
  const code = await codeOf(orderId)
  for (const number of [1, 2])
    await transact(database, call, (tx, about) =>
      issueAfterChange(server.deps, tx, about, { code, number, kind: 'cancel' }),
    )
  expect((await documents(orderId)).map(({ kind, change }) => [kind, change])).toEqual([['invoice', 2]])
  expect(await billed(orderId)).toEqual(await left(orderId))
  await dueAt('placing')
})

test('a credit note names its invoice and tells what came back, what is kept too, once; no more than was invoiced', async () => {
  const orderId = await place({ [shop.soap]: 3 })
  await take(orderId, { kind: 'send' })
  await take(orderId, { kind: 'return', lines: [{ line: 1, quantity: 2 }], feePpm: 100_000n })
  await followed()
  const [invoice, credit] = await documents(orderId)
  expect(JSON.parse(credit?.content ?? '')).toMatchObject({
    kind: 'credit_note',
    corrects: { number: invoice?.number },
    buyer: { name: 'Ada Berg', address },
    items: [
      { what: 'goods', name: 'Soap', quantity: 2, totalMinor: '16000', taxMinor: '3200', ratePpm: '250000' },
      { what: 'kept', totalMinor: '-1600', taxMinor: '0' },
    ],
    totalMinor: '14400',
    taxMinor: '3200',
  })
  const code = await codeOf(orderId)
  await transact(database, call, (tx, about) =>
    issueAfterChange(server.deps, tx, about, { code, number: credit?.change ?? 0, kind: 'return' }),
  )
  expect(await documents(orderId)).toHaveLength(2)
  // The database itself refuses a gap, a credit note beyond its invoice, and every change of what was issued.
  const copy = (set: string) =>
    sql`INSERT INTO billing.document (kind, legal_entity_id, market_id, year, serial, number, order_id, order_code, change,
        corrects_id, issued_at, currency, total_minor, tax_minor, content, content_hash)
      SELECT kind, legal_entity_id, market_id, year, ${sql.raw(set)}, 99, corrects_id, issued_at, currency, total_minor, tax_minor,
        content, content_hash FROM billing.document WHERE id = ${credit?.id}`.execute(database.owner)
  await expect(copy("serial + 2, 'x', order_id, order_code")).rejects.toThrow('is not the next one')
  await expect(copy("serial + 1, 'x', order_id, order_code")).rejects.toThrow('what its invoice does not say')
  await expect(sql`UPDATE billing.document SET number = 'x'`.execute(database.owner)).rejects.toThrow(
    'stays as it is',
  )
})

test('a buyer and staff see and print a document; its seller, a stranger and another order’s page do not', async () => {
  const orderId = await place({ [shop.soap]: 1 }, seller.personId)
  await followed()
  const code = await codeOf(orderId)
  const own = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const sold = await signIn(server, { realm: 'distributor', login: 'kai@example.org' })
  const list = await get(`/orders/${code}/documents`, staff)
  expect(list.json()).toMatchObject({ documents: [{ kind: 'invoice' }] })
  const { documents: shown } = list.json<{ documents: [{ document: string; number: string }] }>()
  const { document, number } = shown[0]
  expect((await get(`/office/orders/${code}/documents`, own)).json()).toEqual(list.json())
  const pdf = await get(`/office/orders/${code}/documents/${document}`, own)
  expect(pdf.headers['content-type']).toContain('application/pdf')
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  // The same document is the same bytes, whoever prints it.
  expect((await get(`/documents/${document}/pdf`, staff)).rawPayload.equals(pdf.rawPayload)).toBe(true)
  expect((await get(`/office/orders/${code}/documents`, sold)).json()).toEqual({ documents: [] })
  for (const [path, cookies] of [
    [`/office/orders/${code}/documents/${document}`, sold],
    [`/office/orders/100000015/documents/${document}`, own],
    [`/shop/orders/${'x'.repeat(24)}/documents/${document}`, {}],
    [`/shop/orders/${'x'.repeat(24)}/documents`, {}],
  ] as const)
    expect((await get(path, cookies)).statusCode).toBe(404)
  expect((await get(`/office/orders/${code}/documents`, {})).statusCode).toBe(401)
  expect((await get(`/documents?search=${number}`, staff)).json()).toMatchObject({
    total: 1,
    rows: [{ number, order: code, buyer: { name: 'Ada Berg', code: ada.code } }],
  })
  expect((await get(`/documents?search=${ada.code}&kind=credit_note&sort=number`, staff)).statusCode).toBe(
    200,
  )
  expect((await get(`/documents.csv?search=${number}`, staff)).body).toContain(`${number},invoice,`)
})

test('orders that are told together each have what their market says, and one that cannot be billed holds up none', async () => {
  const elsewhere = await secondMarket()
  await transact(database, call, (tx) =>
    changeSetting(tx, invoiceDue, { marketId: elsewhere, validFrom: '2000-01-01', value: 'payment' }),
  )
  const first = await lastSerial('invoice')
  const orders: bigint[] = []
  // While somebody holds its place nothing is taken, so that all of it is one stretch.
  await database.owner.transaction().execute(async (held) => {
    await sql`SELECT FROM platform.outbox_consumer WHERE name = ${issueDocumentsConsumer.name} FOR UPDATE`.execute(
      held,
    )
    for (let at = 0; at < 6; at += 1) orders.push(await place({ [shop.book]: 2, [shop.soap]: 1 + at }))
    // No order ever changes its market: these are as if they had been placed in the other one.
    await sql`SET LOCAL session_replication_role = replica`.execute(held)
    await sql`UPDATE orders."order" SET market_id = ${elsewhere} WHERE id = ANY(${orders.slice(3, 5)}::bigint[])`.execute(
      held,
    )
    await take(orders[2] ?? 0n, { kind: 'cancel' })
  })
  await followed()
  const [whole, , back] = await Promise.all(orders.slice(0, 3).map(documents))
  expect(whole).toMatchObject([{ kind: 'invoice', serial: first + 1 }])
  expect(back).toMatchObject([{ kind: 'invoice', serial: first + 3 }, { kind: 'credit_note' }])
  expect(await documents(orders[5] ?? 0n)).toMatchObject([{ kind: 'invoice', serial: first + 4 }])
  // In the other market they are due when they are paid, and are numbered by its own company.
  expect(await documents(orders[3] ?? 0n)).toEqual([])
  await payAll(orders[3] ?? 0n)
  await followed()
  expect(await documents(orders[3] ?? 0n)).toMatchObject([{ kind: 'invoice', serial: 1 }])
  // One that nobody can bill holds up none of those that are told with it.
  const among = await place({ [shop.book]: 1 })
  await transact(database, call, (tx) =>
    appendEvents(tx, [
      { topic: 'orders.order_placed', payload: { code: 'nobody', channel: 'office' } },
      { topic: 'orders.order_placed', payload: { code: 'brought in', channel: 'import' } },
    ]),
  )
  const after = await place({ [shop.book]: 1 })
  await followed()
  expect([await documents(among), await documents(after)]).toMatchObject([
    [{ kind: 'invoice' }],
    [{ kind: 'invoice' }],
  ])
  expect(await parked()).toEqual([{ error: expect.stringContaining('there is no order nobody') }])
  await sql`DELETE FROM platform.outbox_parked`.execute(database.owner)
}, 60_000)

type Document = Readonly<{
  id: bigint
  kind: string
  number: string
  serial: number
  change: number
  content: string
}>

/** A market of another company in the same country. */
async function secondMarket(): Promise<bigint> {
  return transact(database, call, async (tx) => {
    const [market] = await listMarkets(tx)
    if (!market) throw new Error('there is no market')
    const { country, currency } = market
    await createLegalEntity(tx, { code: 'SECOND', name: 'Second', country, currency })
    const made = await createMarket(tx, {
      ...market,
      code: 'SECOND',
      name: 'Second',
      legalEntityCode: 'SECOND',
      calendarCode: market.calendar.code,
    })
    if (!made.ok) throw new Error(made.refusal.code)
    return made.value
  })
}

async function documents(orderId: bigint): Promise<readonly Document[]> {
  return rows<Document>(
    sql`SELECT id, kind, number, serial, change, content FROM billing.document WHERE order_id = ${orderId} ORDER BY id`,
  )
}

/** Does what was drawn with an order; where invoices are due later, gives what was billed on the way and should have been. */
async function walk(
  orderId: bigint,
  lines: readonly Known[],
  { due, steps }: Readonly<{ due: Due; steps: readonly Step[] }>,
): Promise<readonly Readonly<{ is: readonly unknown[]; shouldBe: readonly unknown[] }>[]> {
  const paysAfter = Math.floor(steps.length / 2)
  const seen: { is: readonly unknown[]; shouldBe: readonly unknown[] }[] = []
  for (const [at, next] of steps.entries()) {
    if (due === 'payment' && at === paysAfter) {
      await followed()
      seen.push({ is: await documents(orderId), shouldBe: [] })
      await payAll(orderId)
    }
    const { kind, quantity } = next
    if (!could(lines, next)) continue
    const line = lines[next.line % lines.length]?.line ?? 0
    await take(orderId, next.wholly ? { kind } : { kind, lines: [{ line, quantity }] })
    follow(lines, next)
    // Told one by one or several at once, as many pieces are billed as were sent and did not come back.
    if (due !== 'shipment' || at % 3 === 0) continue
    await followed()
    const shouldBe = lines.map(({ sent, returned }) => sent - returned)
    seen.push({ is: await billedPieces(orderId), shouldBe })
  }
  return seen
}

/** Pieces that are billed, line by line. */
async function billedPieces(orderId: bigint): Promise<number[]> {
  const found = await rows<{ pieces: number }>(sql`
    SELECT coalesce(sum(CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END * (i->>'quantity')::int)
      FILTER (WHERE i->>'what' = 'goods'), 0)::int AS pieces
    FROM orders.order_line l LEFT JOIN (billing.document d CROSS JOIN jsonb_array_elements(d.content::jsonb->'items') i)
      ON d.order_id = l.order_id AND (i->>'line')::int = l.line
    WHERE l.order_id = ${orderId} GROUP BY l.line ORDER BY l.line`)
  return found.map(({ pieces }) => pieces)
}

async function dueAt(value: Due): Promise<void> {
  await followed()
  await transact(database, call, (tx) =>
    changeSetting(tx, invoiceDue, { marketId, validFrom: '2000-01-01', value }),
  )
}

/** Pays whatever is owed for an order, in cash. */
async function payAll(orderId: bigint): Promise<void> {
  await transact(database, call, async (tx) => {
    const { owedMinor } = await moneyAbout(tx, { kind: 'order', id: orderId })
    if (owedMinor <= 0n) return
    const code = await codeOf(orderId)
    const { legal_entity_id: legalEntityId } = await one<{ legal_entity_id: bigint }>(
      sql`SELECT legal_entity_id FROM orders."order" WHERE id = ${orderId}`,
    )
    const of = {
      kind: 'order',
      id: orderId,
      code,
      legalEntityId,
      marketId,
      currency: 'NOK',
      personId: ada.personId,
    } as const
    const paid = await takePayment(tx, {
      for: of,
      method: 'cash',
      minor: owedMinor,
      key: `pay-${(counter += 1)}`,
    })
    if (!paid.ok) throw new Error(paid.refusal.code)
  })
}

type Sum = Readonly<{ total: bigint; tax: bigint; byRate: unknown }>

/** What documents say, summed in the database over their texts. */
async function billed(orderId: bigint): Promise<Sum> {
  const { total, tax } = await one<{ total: bigint; tax: bigint }>(sql`
    SELECT coalesce(sum(w.way * d.total_minor), 0)::bigint AS total, coalesce(sum(w.way * d.tax_minor), 0)::bigint AS tax
    FROM billing.document d,
      LATERAL (SELECT CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END AS way) w WHERE d.order_id = ${orderId}`)
  const byRate = await rows(sql`
    SELECT i->>'ratePpm' AS rate, sum(w.way * (i->>'taxMinor')::bigint)::bigint AS tax FROM billing.document d,
      LATERAL (SELECT CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END AS way) w,
      jsonb_array_elements(d.content::jsonb->'items') i
    WHERE d.order_id = ${orderId} GROUP BY 1 HAVING sum(w.way * (i->>'taxMinor')::bigint) <> 0 ORDER BY 1`)
  return { total, tax, byRate }
}

/** What is left of the order, counted over its books and lines. */
async function left(orderId: bigint): Promise<Sum> {
  const { total, tax } = await one<{ total: bigint; tax: bigint }>(sql`
    SELECT (o.total_minor - coalesce(sum(c.goods_minor + c.shipping_minor - c.fee_minor), 0))::bigint AS total,
      (o.tax_minor - coalesce(sum(c.tax_minor), 0))::bigint AS tax
    FROM orders."order" o LEFT JOIN orders.order_change c ON c.order_id = o.id WHERE o.id = ${orderId} GROUP BY o.id`)
  const { reduced } = await one<{ reduced: bigint }>(sql`
    SELECT coalesce(sum(l.tax_minor - coalesce((SELECT sum(c.tax_minor) FROM orders.change_line c
      WHERE c.order_id = l.order_id AND c.line = l.line), 0)), 0)::bigint AS reduced
    FROM orders.order_line l JOIN catalog.v_product p ON p.id = l.product_id
    WHERE l.order_id = ${orderId} AND p.code = ${shop.book}`)
  const byRate = [
    { rate: '150000', tax: reduced },
    { rate: '250000', tax: tax - reduced },
  ].filter((sum) => sum.tax !== 0n)
  return { total, tax, byRate }
}

async function placedLines(orderId: bigint): Promise<Known[]> {
  const lines = await rows<Pick<Known, 'line' | 'quantity'>>(
    sql`SELECT line, quantity FROM orders.order_line WHERE order_id = ${orderId} ORDER BY line`,
  )
  const nothing = { code: '', unit: 0n, off: 0n, total: 0n, tax: 0n, promoted: null, volumes: {} }
  return lines.map((line) => ({ ...nothing, ...line, cancelled: 0, sent: 0, returned: 0, good: 0 }))
}

async function take(
  orderId: bigint,
  change: Omit<Parameters<typeof changeOrder>[1], 'orderId' | 'reason'>,
): Promise<void> {
  const done = await transact(database, call, (tx) => changeOrder(tx, { orderId, reason: 'Test', ...change }))
  if (!done.ok) throw new Error(done.refusal.code)
}

async function place(goods: Readonly<Record<string, number>>, sellerId?: bigint): Promise<bigint> {
  const key = `billing-${(counter += 1)}`
  const lines = Object.entries(goods).flatMap(([product, quantity]) =>
    quantity === 0 ? [] : [{ product, quantity }],
  )
  const payloadHash = createHash('sha256').update(key).digest()
  const placed = await placeOrder(
    database,
    { ...call, key: { channel: 'office', scope: 'test', key, payloadHash } },
    async () =>
      ok({
        marketId,
        type: 'order',
        buyerId: ada.personId,
        sellerId,
        lines,
        contact: { name: 'Ada Berg' },
        address,
      }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.order
}

async function followed(): Promise<void> {
  const { head } = await one<{ head: bigint }>(sql`SELECT count(*)::bigint AS head FROM platform.outbox`)
  await waitForConsumer(database.db, { name: issueDocumentsConsumer.name, seq: head, timeoutMs: 20_000 })
}

const parked = () => rows(sql`SELECT error FROM platform.outbox_parked`)

async function lastSerial(kind: string): Promise<number> {
  return (await one<{ last: number }>(sql`SELECT last FROM billing.counter WHERE kind = ${kind}`)).last
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

function get(path: string, cookies: Cookies) {
  return server.app.inject({ method: 'GET', url: `/api/v1${path}`, cookies })
}
