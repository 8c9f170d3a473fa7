import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCategory } from '#modules/catalog/api.ts'
import { catalogModule } from '#modules/catalog/module.ts'
import { ledgerModule } from '#modules/ledger/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { boughtSums } from './store/buyer-history.ts'

type Cookies = Record<string, string>
type Shown = Record<string, unknown> & {
  revision: number
  variants: { code: string; choice: Record<string, string> }[]
  history: { change: string; kind: string }[]
}

const delivery = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const named = (name: string) => ({ code: name.toLowerCase(), texts: { en: { name } } })
const options = [
  { ...named('Shade'), values: ['Rose', 'Plum', 'Brick'].map(named) },
  { ...named('Size'), values: ['S', 'M'].map(named) },
]
let database: TestDatabase
let server: TestApp
let shop: TestShop
let staff: Cookies
let ada: TestPerson
let adaCookies: Cookies
let codes: Readonly<Record<string, string>>
let written: unknown
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { personId: sponsorId, marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  ada = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  server = await testApp(database, [catalogModule, ledgerModule, promotionsModule, ordersModule])
  staff = await signInStaff(server, database, {
    login: 'clerk@example.org',
    rights: ['catalog.read', 'catalog.write', 'promotions.read', 'promotions.manage'],
  })
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  // Soap costs 100.00 (80.00 for distributors): all six but one, of which one costs and weighs more.
  const rows = ['rose', 'plum', 'brick'].flatMap((shade) => ['s', 'm'].map((size) => ({ shade, size })))
  const variants = rows
    .filter(({ shade, size }) => shade !== 'brick' || size !== 'm')
    .map((choice) => {
      const isBig = choice.shade === 'rose' && choice.size === 'm'
      const big = { market: 'NO', kind: 'retail', minor: '15000', volumes: { PV: '9000000' } }
      return { choice, state: 'active', weightGrams: isBig ? 450 : null, prices: isBig ? [big] : [] }
    })
  const saved = await ask('PUT', `/products/${shop.soap}/variants`, { revision: 1, options, variants })
  written = saved.json()
  const made = (await show(shop.soap)).variants
  codes = Object.fromEntries(made.map(({ code, choice }) => [`${choice['shade']} ${choice['size']}`, code]))
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('what a variant lacks it has from its family, also when that changes; its own is taken back like any change', async () => {
  expect(written).toMatchObject({ revision: 2, made: 5, changed: 1 })
  const plum = codeOf('plum s')
  const edit = async (code: string, more: object) => {
    const { prices: _prices, history: _history, code: _code, ...fields } = await show(code)
    expect((await ask('PUT', `/products/${code}`, { ...fields, ...more })).statusCode).toBe(200)
  }
  await edit(plum, { own: ['weightGrams'], weightGrams: 77, taxClass: 'reduced' })
  await edit(shop.soap, { weightGrams: 120, tags: ['care'], taxClass: 'reduced' })
  // The tax class was not plum's own, so that it is that of the family; its weight is.
  expect(await show(plum)).toMatchObject({
    weightGrams: 77,
    tags: ['care'],
    taxClass: 'reduced',
    own: ['weightGrams'],
  })
  expect(await show(codeOf('rose s'))).toMatchObject({ weightGrams: 120, tags: ['care'], own: [] })
  const [last] = (await show(plum)).history
  await ask('POST', `/product-changes/${last?.change}/undo`)
  expect(await show(plum)).toMatchObject({ weightGrams: 120, own: [], family: { code: shop.soap } })
  await edit(shop.soap, { taxClass: 'standard' })
  const put = (body: object) => ask('PUT', `/products/${shop.soap}/variants`, body)
  const { revision } = await show(shop.soap)
  expect((await put({ revision, options: options.slice(0, 1), variants: [] })).json()).toMatchObject({
    code: 'catalog.option_used_conflict',
  })
  expect((await put({ revision: 1, options, variants: [] })).json()).toMatchObject({
    code: 'catalog.product_conflict',
  })
  const kit = await ask('PUT', `/products/${shop.book}/parts`, {
    parts: [{ product: shop.soap, quantity: 1 }],
  })
  expect(kit.json()).toMatchObject({ code: 'catalog.family_kit_conflict' })
})

test('the shop shows a family once with its lowest price, and what of it can be chosen; the office and the staff list its variants below', async () => {
  const list = (await ask('GET', '/shop/products?market=NO')).json<{ rows: object[] }>()
  expect(list.rows).toHaveLength(3)
  expect(list.rows).toContainEqual(
    expect.objectContaining({
      code: shop.soap,
      family: true,
      from: true,
      price: { minor: '10000', currency: 'NOK' },
    }),
  )
  const page = await ask('GET', `/shop/products/${codeOf('rose m')}?market=NO`)
  expect(page.json()).toMatchObject({
    name: 'Soap',
    fullName: 'Soap — Shade: Rose, Size: M',
    price: { minor: '15000' },
    weightGrams: 450,
    options: [
      {
        values: [
          { name: 'Rose', is: 'chosen' },
          { name: 'Plum', is: 'available', product: codeOf('plum m') },
          { name: 'Brick', is: 'other', product: codeOf('brick s') },
        ],
      },
      { values: [{ name: 'S', is: 'available', product: codeOf('rose s') }, { is: 'chosen' }] },
    ],
  })
  const first = await ask('GET', `/shop/products/${shop.soap}?market=NO`)
  expect(first.json()).toMatchObject({ code: codeOf('rose s') })
  const office = await ask('GET', '/office/products?search=plum', undefined, adaCookies)
  expect(office.json()).toMatchObject({
    total: 1,
    rows: [
      {
        code: shop.soap,
        prices: [],
        variants: expect.arrayContaining([expect.objectContaining({ code: codeOf('rose m') })]),
      },
    ],
  })
  const staffList = (await ask('GET', '/products?search=soap&sort=name')).json<{
    rows: { code: string; family: string | null }[]
  }>()
  expect(staffList.rows.map(({ code, family }) => [code, family])).toEqual([
    [shop.soap, null],
    ...Object.values(codes)
      .toSorted()
      .map((code) => [code, shop.soap]),
  ])
})

test('baskets and orders name the variant, a family is not ordered, and promotions by the family reach it, now and later', async () => {
  const text = `openfield_promotion: 1\npromotion: soap-week\ntitle: {en: Soap week}\nreward: {percent: {off: 10 %, of: {product: "${shop.soap}"}}}\n`
  expect((await ask('POST', '/promotions', { market: 'NO', text })).json()).toMatchObject({ version: 1 })
  await ask('PUT', '/promotions/NO/soap-week/state', { state: 'active' })
  const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' })).json<{ token: string }>()
  const put = (product: string) => ask('PUT', `/shop/baskets/${token}/lines/${product}`, { quantity: 2 })
  expect((await put(shop.soap)).json()).toMatchObject({ code: 'orders.product_gone' })
  const basket = await put(codeOf('rose m'))
  expect(basket.json()).toMatchObject({
    lines: [{ product: { name: 'Soap — Shade: Rose, Size: M' }, total: { minor: '27000' } }],
  })
  expect((await order([[shop.soap, 1]])).json()).toMatchObject({ code: 'orders.product_gone' })
  // The family's price for distributors holds also where the variant has a retail price of its own.
  const placed = await order([[codeOf('rose m'), 1]])
  expect(placed.statusCode).toBe(201)
  const code = placed.json<{ order: string }>().order
  const shown = await ask('GET', `/office/orders/${code}`, undefined, adaCookies)
  expect(shown.json()).toMatchObject({
    lines: [
      {
        product: { name: 'Soap — Shade: Rose, Size: M' },
        unitPrice: { minor: '8000' },
        total: { minor: '7200' },
      },
    ],
  })
  const of = (key: string, products: string[]) => ({
    key,
    who: 'buyer',
    days: 30,
    by: 'quantity',
    of: { products },
  })
  const sums = await transact(database, { actor: systemActor('req'), useCase: 'test.look' }, async (tx) =>
    boughtSums(tx, {
      buyerId: ada.personId,
      asked: [of('family', [shop.soap]), of('other', [shop.towel])],
      atMs: (await companyNow(tx)) + 1000,
    }),
  )
  expect(sums).toEqual({ family: 1n, other: 0n })
})

test('a limit of the family counts over its variants, in a basket, in one order, and over orders that come at once', async () => {
  const { prices: _prices, history: _history, code: _code, ...fields } = await show(shop.soap)
  const limits = { perOrder: 4, perBuyer: { most: 6, days: 30 }, minAge: null, countries: [] }
  await ask('PUT', `/products/${shop.soap}`, { ...fields, limits })
  const { token } = (await ask('POST', '/shop/baskets', { market: 'NO' })).json<{ token: string }>()
  const put = (product: string, quantity: number) =>
    ask('PUT', `/shop/baskets/${token}/lines/${product}`, { quantity })
  expect((await put(codeOf('rose s'), 3)).statusCode).toBe(200)
  expect((await put(codeOf('plum s'), 2)).json()).toMatchObject({
    code: 'orders.limit_order',
    params: { name: 'Soap', product: shop.soap, most: 4 },
  })
  expect((await put(codeOf('plum s'), 1)).statusCode).toBe(200)
  const two = [
    [codeOf('rose s'), 2],
    [codeOf('brick s'), 3],
  ] as const
  expect((await order(two)).json()).toMatchObject({ code: 'orders.limit_order' })
  // One was bought above, so that five are left for eight who come at once.
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, n) => order([[codeOf(n % 2 === 0 ? 'rose s' : 'plum m'), 1]])),
  )
  expect(replies.filter(({ statusCode }) => statusCode === 201)).toHaveLength(5)
  expect(replies.find(({ statusCode }) => statusCode !== 201)?.json()).toMatchObject({
    code: 'orders.limit_buyer',
    params: { left: 0, most: 6 },
  })
})

test('a line stays of the category in which its goods were when they were ordered, where goods and their families are sorted anew', async () => {
  const categories = async (code: string) => {
    const { rows } = await sql<{ category: string }>`
      SELECT l.category_code AS category FROM orders.v_order_line l JOIN orders.v_order o ON o.id = l.order_id
      WHERE o.code = ${code} ORDER BY l.product_code = ${shop.towel}`.execute(database.owner)
    return rows.map(({ category }) => category)
  }
  const sort = async (product: string, category: string) => {
    const { prices: _prices, history: _history, code: _code, ...fields } = await show(product)
    const limits = { perOrder: null, perBuyer: null, minAge: null, countries: [] }
    expect((await ask('PUT', `/products/${product}`, { ...fields, category, limits })).statusCode).toBe(200)
  }
  const place = async () => {
    const placed = await order([
      [codeOf('plum m'), 1],
      [shop.towel, 1],
    ])
    return placed.json<{ order: string }>().order
  }
  await transact(database, { actor: systemActor('req'), useCase: 'test.arrange' }, (tx) =>
    createCategory(tx, { code: 'gifts', art: 'gift', texts: { en: { name: 'Gifts' } }, position: 2 }),
  )
  await sort(shop.soap, 'home')
  const orders = [await place()]
  await sort(shop.soap, 'gifts')
  orders.push(await place())
  await sort(shop.soap, 'home')
  await sort(shop.towel, 'gifts')
  orders.push(await place())
  expect(await Promise.all(orders.map(categories))).toEqual([
    ['home', 'home'],
    ['gifts', 'home'],
    ['home', 'gifts'],
  ])
})

test('a promotion for a category reaches what lies in it however deep, variants by their family too, now and later', async () => {
  // Soap lies in home, which lies in living, which lies in world; the towel lies in gifts, which lies in nothing.
  const add = (code: string, lies?: string) =>
    sql`INSERT INTO catalog.category (code, art, texts, position, parent_id)
      VALUES (${code}, 'home', '{"en": {"name": "Some"}}', 9, (SELECT id FROM catalog.category WHERE code = ${lies ?? ''}))`.execute(
      database.owner,
    )
  const put = (inside: string | null) =>
    sql`UPDATE catalog.category SET parent_id = (SELECT id FROM catalog.category WHERE code = ${inside}) WHERE code = 'home'`.execute(
      database.owner,
    )
  await add('world')
  await add('living', 'world')
  await put('living')
  const text = `openfield_promotion: 1\npromotion: worldly\ntitle: {en: Worldly}\nreward: {percent: {off: 50 %, of: {category: world}}}\n`
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/worldly/state', { state: 'active' })
  const totals = async () => {
    const lines = [codeOf('plum m'), shop.towel].map((product) => ({ product, quantity: 1 }))
    const quoted = await ask('POST', '/office/quotes', { buyer: { kind: 'self' }, lines }, adaCookies)
    const placed = await order(lines.map(({ product, quantity }) => [product, quantity]))
    expect(placed.statusCode).toBe(201)
    const of = (reply: typeof quoted) =>
      reply.json<{ lines: { total: { minor: string } }[] }>().lines.map(({ total }) => total.minor)
    const { order: code } = placed.json<{ order: string }>()
    const shown = await ask('GET', `/office/orders/${code}`, undefined, adaCookies)
    expect(of(shown)).toEqual(of(quoted))
    return of(shown)
  }
  expect(await totals()).toEqual(['24950', '4000'])
  const asked = ['world', 'home', 'gifts'].map((category) => ({
    key: category,
    who: 'buyer',
    days: 30,
    by: 'quantity',
    of: { products: [shop.soap], categories: [category] },
  }))
  const bought = () =>
    transact(database, { actor: systemActor('req'), useCase: 'test.look' }, async (tx) =>
      boughtSums(tx, { buyerId: ada.personId, asked, atMs: (await companyNow(tx)) + 1000 }),
    )
  const { world, home, gifts } = await bought()
  expect([world, gifts]).toEqual([home, 0n])
  expect(home).toBeGreaterThan(0n)
  // The other promotion of the soap, 10 %, is left where the category lies in nothing any more.
  await put(null)
  expect(await totals()).toEqual(['24950', '7200'])
  expect(await bought()).toMatchObject({ world: 0n })
})

function codeOf(choice: string): string {
  return codes[choice] ?? ''
}

async function show(code: string): Promise<Shown> {
  return (await ask('GET', `/products/${code}`)).json<Shown>()
}

function order(lines: readonly (readonly [string, number])[]) {
  const body = {
    lines: lines.map(([product, quantity]) => ({ product, quantity })),
    payment: 'pay_later',
    delivery,
  }
  return ask('POST', '/office/orders', body, adaCookies)
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': `variants-key-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
