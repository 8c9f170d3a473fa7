import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { readSheets } from '#platform/sheets/read-sheets.ts'
import { dayText } from '#shared/time.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'

type Cookies = Record<string, string>

const DAY_MS = 86_400_000
const ON_PAPER = '900016'
const delivery = { recipient: 'Gro', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const nok = (minor: string) => ({ minor, currency: 'NOK' })
/** The company's clock is the real one here; all days are counted from one moment, so that no midnight falls between them. */
const BEGUN_MS = Date.now()
const day = (from: number): string => dayText(BEGUN_MS + from * DAY_MS, 'Europe/Oslo')

let database: TestDatabase
let server: TestApp
let shop: TestShop
let staff: Cookies
let ada: Cookies
let soapCode: string
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  server = await testApp(database, [catalogModule, promotionsModule, ordersModule])
  const rights = [
    'catalog.read',
    'catalog.write',
    'catalog.costs',
    'promotions.read',
    'promotions.manage',
    'orders.read',
  ]
  staff = await signInStaff(server, database, { login: 'clerk@example.org', rights })
  ada = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  await campaign('c9', -40, -10)
  await campaign('c10', -1, 1)
  await campaign('c11', 5, 9)
  const retail = { market: 'NO', kind: 'retail', minor: '9000', volumes: null }
  const distributor = { market: 'NO', kind: 'distributor', minor: '7000', volumes: { PV: '5000000' } }
  const printed = await print('c10', [{ product: shop.soap, page: 14, prices: [retail, distributor] }])
  soapCode = printed.json<{ printed: string[] }>().printed[0] ?? ''
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a printed code orders its product at the printed price; the line keeps code and catalogue, and so does a basket', async () => {
  expect(soapCode).toMatch(/^\d{6}$/)
  expect((await ask('GET', `/office/codes/${soapCode}`, undefined, ada)).json()).toMatchObject({
    product: shop.soap,
    campaign: { code: 'c10', page: 14 },
    prices: [
      { kind: 'retail', price: nok('9000'), volumes: { PV: '8000000' } },
      { kind: 'preferred', price: nok('9000') },
      { kind: 'distributor', price: nok('7000'), volumes: { PV: '5000000' } },
    ],
  })
  const lines = [
    { product: soapCode, quantity: 2 },
    { product: shop.soap, quantity: 1 },
  ]
  const quote = await ask('POST', '/office/quotes', { buyer: { kind: 'self' }, lines }, ada)
  const campaignOf = { code: 'c10', name: 'C10', printed: soapCode }
  expect(quote.json()).toMatchObject({ subtotal: nok('22000'), volumes: { PV: '18000000' } })
  const placed = await order(lines)
  const shown = (await ask('GET', `/orders/${placed}`)).json<{ lines: object[] }>()
  expect(shown.lines).toHaveLength(2)
  expect(shown.lines).toContainEqual(
    expect.objectContaining({ campaign: campaignOf, unitPrice: nok('7000'), quantity: 2 }),
  )
  expect(shown.lines).toContainEqual(expect.objectContaining({ campaign: null, unitPrice: nok('8000') }))
  // A guest pays what is printed for retail buyers; the two lie in the basket beside each other.
  const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' })).json<{ token: string }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.soap}`, { quantity: 1 })
  const basket = await ask('PUT', `/shop/baskets/${token}/lines/${soapCode}`, { quantity: 3 })
  expect(basket.json()).toMatchObject({
    pieces: 4,
    subtotal: nok('37000'),
    lines: [{ campaign: null }, { campaign: campaignOf, unitPrice: nok('9000') }],
  })
  const less = await ask('PUT', `/shop/baskets/${token}/lines/${soapCode}`, { quantity: 0 })
  expect(less.json()).toMatchObject({ pieces: 1, lines: [{ campaign: null }] })
})

test('a code of a catalogue that is over or to come is told with it, and a slip with the code that it nearly is', async () => {
  const [over, coming] = [
    (await print('c9', [{ product: shop.book, page: 1, prices: [] }])).json<{ printed: string[] }>()
      .printed[0],
    (await print('c11', [{ product: shop.book, page: 1, prices: [] }])).json<{ printed: string[] }>()
      .printed[0],
  ]
  const refusal = async (product: string) => {
    const body = { buyer: { kind: 'self' }, lines: [{ product, quantity: 1 }] }
    return (await ask('POST', '/office/quotes', body, ada)).json<{ code: string; message: string }>()
  }
  expect(await refusal(over ?? '')).toMatchObject({
    code: 'catalog.printed_ended',
    params: { campaign: 'C9', day: day(-10) },
  })
  expect(await refusal(coming ?? '')).toMatchObject({
    code: 'catalog.printed_to_come',
    params: { campaign: 'C11' },
  })
  const slip = `${soapCode.slice(0, -1)}${(Number(soapCode.at(-1)) + 1) % 10}`
  const near = await refusal(slip)
  expect(near).toMatchObject({ code: 'catalog.code_near' })
  expect(near.message).toContain(`The nearest is ${soapCode}: Soap.`)
})

test('a code means one thing at a time, also when two print it at once, or days are moved', async () => {
  expect(
    (await print('c10', [{ printed: '600017', product: shop.book, page: 1, prices: [] }])).json(),
  ).toMatchObject({
    code: 'catalog.printed_wrong',
  })
  await campaign('twin-a', 20, 25)
  await campaign('twin-b', 24, 29)
  const both = await Promise.all(
    ['twin-a', 'twin-b'].map((code) =>
      print(code, [{ printed: ON_PAPER, product: shop.soap, page: 1, prices: [] }]),
    ),
  )
  expect(both.map((reply) => reply.statusCode).toSorted((a, b) => a - b)).toEqual([201, 409])
  await campaign('later', 40, 45)
  expect(
    (await print('later', [{ printed: ON_PAPER, product: shop.towel, page: 1, prices: [] }])).statusCode,
  ).toBe(201)
  const earlier = {
    texts: { en: { name: 'L' } },
    market: 'NO',
    fromDay: day(20),
    untilDay: day(45),
    revision: 1,
  }
  expect((await ask('PUT', '/paper-catalogues/later', earlier)).json()).toMatchObject({
    code: 'catalog.printed_conflict',
    params: { printed: ON_PAPER },
  })
  expect(
    (await print('c10', [{ printed: shop.soap, product: shop.soap, page: 1, prices: [] }])).json(),
  ).toMatchObject({
    code: 'catalog.printed_product_conflict',
  })
})

test('a promotion for a catalogue holds for orders from it, in basket, quote and placing alike', async () => {
  const text =
    'openfield_promotion: 1\npromotion: paper\ntitle: {en: Paper}\nwhen: {campaign: c10}\nreward: {percent: {off: 50 %, of: all}}\n'
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/paper/state', { state: 'active' })
  const quoted = async (product: string) => {
    const body = { buyer: { kind: 'self' }, lines: [{ product, quantity: 1 }] }
    return (await ask('POST', '/office/quotes', body, ada)).json<{ subtotal: object }>().subtotal
  }
  expect([await quoted(soapCode), await quoted(shop.soap)]).toEqual([nok('3500'), nok('8000')])
  const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' })).json<{ token: string }>()
  const basket = await ask('PUT', `/shop/baskets/${token}/lines/${soapCode}`, { quantity: 1 })
  expect(basket.json()).toMatchObject({ subtotal: nok('4500'), promotions: { applied: [{ code: 'paper' }] } })
  const code = await order([{ product: soapCode, quantity: 1 }])
  expect((await ask('GET', `/orders/${code}`)).json()).toMatchObject({ subtotal: nok('3500') })
  // What was told to the buyer is told again when somebody asks why.
  expect((await ask('GET', `/orders/${code}/promotions`)).json()).toMatchObject({ subtotal: nok('3500') })
  await ask('PUT', '/promotions/NO/paper/state', { state: 'ended' })
})

test('a catalogue goes out as a file and comes in again unchanged; what was looked at is applied, and taken back as one', async () => {
  const file = await ask('GET', '/paper-catalogues/c10/export?format=csv')
  const [header = '', row = ''] = file.body.replace('\uFEFF', '').split('\r\n')
  expect(header).toBe(
    'campaign,printed,product,page,price:NO:retail,price:NO:distributor,volume:NO:distributor:PV',
  )
  expect(row).toBe(`c10,${soapCode},${shop.soap},14,90.00,70.00,5`)
  expect(await counts(await upload(file.rawPayload))).toEqual({ new: 0, changed: 0, same: 1, rejected: 0 })
  const xlsx = await ask('GET', '/paper-catalogues/c10/export?format=xlsx')
  expect(await counts(await upload(xlsx.rawPayload))).toMatchObject({ same: 1, rejected: 0 })
  const wrong = [
    header,
    `c10,${soapCode},${shop.soap},15,85.00,,5`,
    `c10,900017,${shop.book},2,,,`,
    'c10,60026,1,,,,',
    `nowhere,600034,${shop.book},2,,,`,
  ]
  const id = await upload(Buffer.from(wrong.join('\r\n')))
  expect(await counts(id)).toEqual({ new: 0, changed: 1, same: 0, rejected: 3 })
  const rejected = await readSheets((await ask('GET', `/goods-imports/${id}/rejected`)).rawPayload, {
    rowsMost: 9,
  })
  expect(rejected.ok && rejected.sheets[0]?.rows).toHaveLength(3)
  const { change } = (await ask('POST', `/goods-imports/${id}/apply`)).json<{ change: string }>()
  const printed = async () =>
    (await ask('GET', '/paper-catalogues/c10/positions')).json<{ rows: object[] }>().rows
  const soap = (await ask('GET', `/products/${shop.soap}`)).json<{ history: { things: object[] }[] }>()
  expect(soap.history[0]?.things).toMatchObject([
    { field: 'position', after: `c10 ${soapCode}, p. 15, NO retail 85.00 NOK` },
  ])
  expect(await printed()).toMatchObject([{ page: 15, prices: [{ kind: 'retail', price: nok('8500') }] }])
  expect((await ask('POST', `/product-changes/${change}/undo`)).statusCode).toBe(200)
  expect(await printed()).toMatchObject([{ page: 14, prices: [{ kind: 'distributor' }, { kind: 'retail' }] }])
  // A code goes from one product to another, and out; each is one step back.
  for (const product of [shop.book, '']) {
    const rows = `campaign,printed,product\r\nc10,${soapCode},${product}`
    // oxlint-disable-next-line no-await-in-loop -- one file after the other
    const moved = await upload(Buffer.from(rows))
    // oxlint-disable-next-line no-await-in-loop -- as before
    const done = (await ask('POST', `/goods-imports/${moved}/apply`)).json<{ change: string }>()
    // oxlint-disable-next-line no-await-in-loop -- as before
    expect(await printed()).toMatchObject(product === '' ? [] : [{ product, page: 14 }])
    // oxlint-disable-next-line no-await-in-loop -- as before
    expect((await ask('POST', `/product-changes/${done.change}/undo`)).statusCode).toBe(200)
    // oxlint-disable-next-line no-await-in-loop -- as before
    expect(await printed()).toMatchObject([{ product: shop.soap, page: 14 }])
  }
})

test('a kit counts the pieces that lie in it on the limits of its parts, with what was bought before', async () => {
  const texts = { en: { name: 'Set', summary: '', description: '' } }
  const made = await ask('POST', '/products', {
    category: 'home',
    art: 'tin',
    taxClass: 'standard',
    weightGrams: 1,
    texts,
  })
  const { code: kit } = made.json<{ code: string }>()
  await ask('POST', `/products/${kit}/prices`, { market: 'NO', kind: 'retail', minor: '20000', volumes: {} })
  await ask('POST', '/product-changes', { codes: [kit], change: { set: 'state', to: 'active' } })
  expect(
    (await ask('PUT', `/products/${kit}/parts`, { parts: [{ product: shop.book, quantity: 3 }] })).statusCode,
  ).toBe(204)
  // What it is made of stands in its history, with who did it.
  expect((await ask('GET', `/products/${kit}`)).json()).toMatchObject({
    history: [
      { kind: 'edit', things: [{ field: 'parts', before: null, after: `${shop.book} x 3` }] },
      {},
      {},
      {},
    ],
  })
  await limit(shop.book, { perOrder: 5, perBuyer: { most: 7, days: 30 } })
  expect(await refused([{ product: kit, quantity: 2 }])).toMatchObject({
    code: 'orders.limit_order',
    params: { product: shop.book, most: 5 },
  })
  expect(
    await refused([
      { product: kit, quantity: 1 },
      { product: shop.book, quantity: 3 },
    ]),
  ).toMatchObject({ code: 'orders.limit_order' })
  await order([{ product: kit, quantity: 1 }])
  await order([{ product: shop.book, quantity: 2 }])
  expect(await refused([{ product: kit, quantity: 1 }])).toMatchObject({
    code: 'orders.limit_buyer',
    params: { most: 7, left: 2 },
  })
  await order([{ product: shop.book, quantity: 2 }])
  const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' })).json<{ token: string }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { quantity: 4 })
  expect((await ask('PUT', `/shop/baskets/${token}/lines/${kit}`, { quantity: 1 })).json()).toMatchObject({
    code: 'orders.limit_order',
  })
})

test('a price of its own is taken away and what it falls back to holds; that is taken back like any change', async () => {
  const distributorPays = async () => {
    const found = (await ask('GET', `/office/codes/${shop.soap}`, undefined, ada)).json<{
      prices: { kind: string; price: object }[]
    }>()
    return found.prices.find(({ kind }) => kind === 'distributor')?.price
  }
  expect(await distributorPays()).toEqual(nok('8000'))
  expect((await ask('DELETE', `/products/${shop.soap}/prices/NO/distributor`)).statusCode).toBe(204)
  expect(await distributorPays()).toEqual(nok('10000'))
  expect((await ask('DELETE', `/products/${shop.soap}/prices/NO/retail`)).json()).toMatchObject({
    code: 'catalog.price_last',
  })
  const { rows } = (await ask('GET', '/product-changes')).json<{ rows: { change: string }[] }>()
  expect((await ask('POST', `/product-changes/${rows[0]?.change}/undo`)).statusCode).toBe(200)
  expect(await distributorPays()).toEqual(nok('8000'))
})

test('a replay tells the margin of the orders whose costs are known, and which goods have none', async () => {
  const text =
    'openfield_promotion: 1\npromotion: half\ntitle: {en: Half}\nreward: {percent: {off: 50 %, of: all}}\n'
  const simulated = async (cookies = staff) => {
    const body = { market: 'NO', text, month: day(0).slice(0, 7) }
    return (await ask('POST', '/promotion-simulations', body, cookies)).json<{
      orders: number
      margin: { orders: number } | null
    }>()
  }
  const costs = { cost: nok('2000'), validFrom: new Date(0).toISOString() }
  expect((await ask('POST', `/products/${shop.soap}/costs`, costs)).statusCode).toBe(200)
  expect((await ask('POST', `/products/${shop.soap}/costs`, costs)).json()).toMatchObject({
    code: 'catalog.cost_conflict',
  })
  const { margin } = await simulated()
  // Orders of soap alone: 3 pieces for 220.00 and 1 for 70.00, with 49.00 for delivery each and 20 % tax within; a piece costs 20.00.
  expect(margin).toEqual({
    orders: 2,
    netBefore: nok('31040'),
    net: nok('19440'),
    goodsBefore: nok('8000'),
    goods: nok('8000'),
    unknownProducts: 2,
    unknown: [{ product: shop.book, orders: 2 }, expect.objectContaining({ orders: 1 })],
  })
  const rights = ['promotions.read', 'catalog.read']
  const marketing = await signInStaff(server, database, { login: 'm@example.org', rights })
  expect((await simulated(marketing)).margin).toBeNull()
  expect((await ask('GET', `/products/${shop.soap}/costs`, undefined, marketing)).statusCode).toBe(403)
})

async function campaign(code: string, from: number, until: number): Promise<void> {
  const texts = { en: { name: code.toUpperCase() } }
  const body = { campaign: code, texts, market: 'NO', fromDay: day(from), untilDay: day(until) }
  expect((await ask('POST', '/paper-catalogues', body)).statusCode).toBe(201)
}

async function print(code: string, positions: object[]) {
  return ask('POST', `/paper-catalogues/${code}/positions`, { positions })
}

async function limit(product: string, some: object): Promise<void> {
  const shown = (await ask('GET', `/products/${product}`)).json<Record<string, unknown>>()
  const { revision, category, art, state, taxClass, weightGrams, tags, texts } = shown
  const limits = { perOrder: null, perBuyer: null, minAge: null, countries: [], ...some }
  const body = { revision, category, art, state, taxClass, weightGrams, tags, texts, limits }
  expect((await ask('PUT', `/products/${product}`, body)).statusCode).toBe(200)
}

type Line = Readonly<{ product: string; quantity: number }>

async function order(lines: readonly Line[]): Promise<string> {
  const placed = await ask('POST', '/office/orders', { lines, payment: 'pay_later', delivery }, ada)
  expect(placed.statusCode).toBe(201)
  return placed.json<{ order: string }>().order
}

async function refused(lines: readonly Line[]): Promise<object> {
  return (await ask('POST', '/office/orders', { lines, payment: 'pay_later', delivery }, ada)).json<object>()
}

async function upload(bytes: Buffer): Promise<string> {
  const reply = await server.app.inject({
    method: 'POST',
    url: '/api/v1/goods-imports?name=paper',
    cookies: staff,
    headers: { 'idempotency-key': `paper-key-${(counter += 1)}`, 'content-type': 'application/octet-stream' },
    payload: bytes,
  })
  expect(reply.statusCode).toBe(201)
  return reply.json<{ import: string }>().import
}

async function counts(id: string): Promise<object> {
  return (await ask('GET', `/goods-imports/${id}`)).json<{ counts: object }>().counts
}

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  cookies: Cookies = staff,
) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `paper-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
