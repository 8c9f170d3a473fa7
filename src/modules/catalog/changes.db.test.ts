import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqlState } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { catalogModule } from './module.ts'

type Cookies = Record<string, string>
type Json = Record<string, unknown>

const DAY_MS = 86_400_000
const nok = (minor: string) => ({ minor, currency: 'NOK' })
let database: TestDatabase
let server: TestApp
let shop: TestShop
let keeper: Cookies
let reader: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  server = await testApp(database, [catalogModule])
  const rights = ['catalog.read', 'catalog.write']
  keeper = await signInStaff(server, database, { login: 'keeper@example.org', rights })
  reader = await signInStaff(server, database, { login: 'reader@example.org', rights: ['catalog.read'] })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a new product is a draft that nobody sees until it is put on sale', async () => {
  const texts = { en: { name: 'Winter balm', summary: 'For cold days.', description: 'Rich.' } }
  const body = {
    category: 'home',
    art: 'jar-1',
    taxClass: 'standard',
    weightGrams: 80,
    tags: ['winter'],
    texts,
  }
  const { code } = (await ask('POST', '/products', { body })).json<{ code: string }>()
  await ask('POST', `/products/${code}/prices`, {
    body: { market: 'NO', kind: 'retail', minor: '9000', volumes: { PV: '5000000' } },
  })
  expect((await ask('GET', `/shop/products/${code}?market=NO`)).statusCode).toBe(404)
  const shown = (await ask('GET', `/products/${code}`)).json<Json>()
  expect(shown).toMatchObject({ state: 'draft', revision: 1, tags: ['winter'] })
  const { revision, ...fields } = written(shown)
  const edit = { revision, ...fields, state: 'active', tags: ['winter', 'balm'] }
  expect((await ask('PUT', `/products/${code}`, { body: edit })).json()).toEqual({ revision: 2 })
  // The same once more changes nothing and is no conflict; something else over the old revision is one.
  expect((await ask('PUT', `/products/${code}`, { body: edit })).json()).toEqual({ revision: 2 })
  const late = await ask('PUT', `/products/${code}`, { body: { ...edit, weightGrams: 90 } })
  expect(late.json()).toMatchObject({ code: 'catalog.product_conflict', params: { code } })
  const back = await ask('PUT', `/products/${code}`, { body: { ...edit, revision: 2, state: 'draft' } })
  expect(back.json()).toMatchObject({ code: 'catalog.state_conflict', field: 'state' })
  expect((await ask('GET', `/shop/products/${code}?market=NO`)).json()).toMatchObject({ price: nok('9000') })
  const { history } = (await ask('GET', `/products/${code}`)).json<{ history: Json[] }>()
  expect(history.map(({ kind }) => kind)).toEqual(['edit', 'price', 'create'])
  expect(history[0]).toMatchObject({
    by: expect.any(String),
    things: [
      { field: 'state', before: 'draft', after: 'active' },
      { field: 'tags', before: 'winter', after: 'balm, winter' },
    ],
  })
  await undoAll()
})

test('staff find goods by state, market, tax class, tag, missing price and words', async () => {
  const found = async (query: string) =>
    (await ask('GET', `/products?${query}`)).json<{ rows: { name: string }[] }>().rows.map(({ name }) => name)
  expect(await found('search=tow')).toEqual(['Towel'])
  expect(await found(`search=${shop.book.slice(0, 5)}&sort=-name`)).toContain('Book')
  expect(await found('taxClass=reduced')).toEqual(['Book'])
  expect(await found('market=NO&state=active&sort=-name')).toEqual(['Towel', 'Soap', 'Book'])
  const body = { category: 'home', art: 'tin', taxClass: 'standard', weightGrams: 1, texts: namedText('Tin') }
  const { code } = (await ask('POST', '/products', { body })).json<{ code: string }>()
  expect(await found('price=missing&market=NO&state=draft')).toContain('Tin')
  expect(await found('market=NO')).not.toContain('Tin')
  expect((await ask('GET', `/products?search=${code}`)).json()).toMatchObject({
    total: 1,
    rows: [{ retail: [] }],
  })
  expect((await ask('GET', '/products?market=XX')).json()).toMatchObject({ code: 'catalog.market_not_found' })
  expect((await ask('GET', '/product-choices')).json()).toMatchObject({
    taxClasses: ['reduced', 'standard'],
    markets: [{ code: 'NO', currency: 'NOK' }],
  })
})

test('a percentage is looked at, applied as one step from a day on, and taken back as one', async () => {
  const validFrom = new Date(Date.now() + DAY_MS).toISOString()
  const raise = {
    set: 'price',
    market: 'NO',
    kinds: ['retail', 'distributor'],
    ppm: 33_000,
    stepMinor: 50,
    validFrom,
  }
  const codes = [shop.soap, shop.towel]
  const preview = (await ask('POST', '/product-change-previews', { body: { codes, change: raise } })).json<
    Json & Things
  >()
  expect(preview).toMatchObject({ changes: 2, unchanged: 0, problems: 0, codes })
  expect(thingsIn(preview)).toEqual([
    ['retail', '10000', '10350'],
    ['distributor', '8000', '8250'],
    ['retail', '24950', '25750'],
  ])
  const before = await pricesOf(shop.soap)
  const key = newKey()
  const copies = await Promise.all(
    [1, 2, 3].map(() => ask('POST', '/product-changes', { body: { codes, change: raise }, key })),
  )
  expect(new Set(copies.map((reply) => reply.body)).size).toBe(1)
  const { change } = copies[0]?.json<{ change: string }>() ?? { change: '' }
  expect((await pricesOf(shop.soap)).map(([kind, minor]) => [kind, minor])).toEqual([
    ['distributor', '8000'],
    ['distributor', '8250'],
    ['retail', '10000'],
    ['retail', '10350'],
  ])
  // A second raise has the planned one in its way and says so; nothing of it is written.
  const again = await ask('POST', '/product-changes', { body: { codes, change: raise } })
  expect(again.json()).toMatchObject({ code: 'catalog.nothing_changes' })
  expect((await ask('POST', `/product-changes/${change}/undo`)).json()).toEqual({ products: 2 })
  expect(await pricesOf(shop.soap)).toEqual(before)
  const twice = await ask('POST', `/product-changes/${change}/undo`)
  expect(twice.json()).toMatchObject({ code: 'catalog.undo_conflict' })
  const { rows } = (await ask('GET', '/product-changes?rows=2')).json<{ rows: Json[] }>()
  expect(rows).toMatchObject([
    { kind: 'undo', products: 2, undone: false, undoable: false },
    { kind: 'bulk', products: 2, undone: true },
  ])
})

test('a price that has begun is not unmade: taking it back lets the earlier one hold again from now on', async () => {
  const lower = { set: 'price', market: 'NO', kinds: ['retail'], ppm: -500_000, stepMinor: 1 }
  const done = await ask('POST', '/product-changes', { body: { codes: [shop.book], change: lower } })
  expect(await retailNow(shop.book)).toBe('3000')
  await ask('POST', `/product-changes/${done.json<{ change: string }>().change}/undo`)
  expect(await retailNow(shop.book)).toBe('6000')
  expect((await pricesOf(shop.book)).map(([, minor]) => minor)).toEqual(['6000', '3000', '6000'])
  const begun = sql`UPDATE catalog.price SET taken_back_at = now() WHERE valid_from < now()`
  await expect(begun.execute(database.db)).rejects.toThrow('only a price that has not begun')
})

test('many goods get a state, a category and tags in one step each; what was changed since stops the taking back', async () => {
  const codes = [shop.soap, shop.towel, shop.book]
  const change = async (what: Json, of: readonly string[] = codes) =>
    (await ask('POST', '/product-changes', { body: { codes: of, change: what } })).json<{ change: string }>()
      .change
  const tagged = await change({ set: 'tags', add: ['spring', 'new'], remove: [] })
  const withdrawn = await change({ set: 'state', to: 'withdrawn' })
  expect((await ask('GET', '/shop/products?market=NO')).json()).toMatchObject({ total: 0 })
  const filter = { tag: 'spring', state: 'withdrawn' }
  const all = await ask('POST', '/product-change-previews', {
    body: { filter, change: { set: 'state', to: 'active' } },
  })
  expect(all.json()).toMatchObject({ changes: 3, codes: codes.toSorted() })
  expect((await ask('POST', `/product-changes/${withdrawn}/undo`)).json()).toEqual({ products: 3 })
  await change({ set: 'tags', add: [], remove: ['new'] }, [shop.towel])
  const stopped = await ask('POST', `/product-changes/${tagged}/undo`)
  expect(stopped.json()).toMatchObject({
    code: 'catalog.undone_product_conflict',
    message: `The product ${shop.towel} was changed again since. Nothing was taken back; change it by hand.`,
  })
  expect((await ask('GET', `/products/${shop.soap}`)).json()).toMatchObject({ tags: ['new', 'spring'] })
  const unknown = { codes, change: { set: 'taxClass', to: 'no_such' } }
  expect((await ask('POST', '/product-changes', { body: unknown })).json()).toMatchObject({
    code: 'catalog.tax_class_unknown',
  })
})

test('two who change the same goods at once do it one after the other, and both are kept', async () => {
  const codes = [shop.soap, shop.towel]
  const add = (tag: string) =>
    ask('POST', '/product-changes', { body: { codes, change: { set: 'tags', add: [tag], remove: [] } } })
  const replies = await Promise.all(['a', 'b', 'c', 'd'].map(add))
  expect(replies.map((reply) => reply.statusCode)).toEqual([201, 201, 201, 201])
  const { tags } = (await ask('GET', `/products/${shop.soap}`)).json<{ tags: string[] }>()
  expect(tags).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']))
})

test('whoever may only read changes nothing, and nobody else sees the staff’s lists', async () => {
  const change = { codes: [shop.soap], change: { set: 'state', to: 'withdrawn' } }
  for (const path of ['/product-changes', '/product-change-previews'])
    // oxlint-disable-next-line no-await-in-loop -- one question after the other, so that a failure names its path
    expect((await ask('POST', path, { body: change, cookies: reader })).statusCode).toBe(403)
  const undo = await ask('POST', '/product-changes/1/undo', { cookies: reader })
  expect(undo.statusCode).toBe(403)
  expect((await ask('GET', '/product-changes', { cookies: {} })).statusCode).toBe(401)
  for (const statement of ['UPDATE catalog.change_item SET n = 1', 'DELETE FROM catalog.price'])
    // oxlint-disable-next-line no-await-in-loop -- as before: a failure names its statement
    await expect(sql.raw(statement).execute(database.db)).rejects.toSatisfy(
      (error) => sqlState(error) === '42501',
    )
})

async function ask(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  options: { body?: object; cookies?: Cookies; key?: string } = {},
) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies: options.cookies ?? keeper,
    headers: method === 'GET' ? {} : { 'idempotency-key': options.key ?? newKey() },
    ...(options.body === undefined ? {} : { payload: options.body }),
  })
}

function newKey(): string {
  return `catalog-key-${(counter += 1)}`
}

/** What a product's page sends back. */
function written(shown: Json): Json {
  const { prices: _prices, history: _history, code: _code, ...fields } = shown
  return fields
}

function namedText(name: string) {
  return { en: { name, summary: '', description: '' } }
}

type Things = { rows: { things: { kind: string; before: string; after: string }[] }[] }

function thingsIn(preview: Things) {
  return preview.rows.flatMap(({ things }) => things.map(({ kind, before, after }) => [kind, before, after]))
}

async function pricesOf(code: string): Promise<[string, string][]> {
  const { prices } = (await ask('GET', `/products/${code}`)).json<{
    prices: { kind: string; price: { minor: string } }[]
  }>()
  return prices.map(({ kind, price }) => [kind, price.minor])
}

async function retailNow(code: string): Promise<string> {
  const { price } = (await ask('GET', `/shop/products/${code}?market=NO`)).json<{
    price: { minor: string }
  }>()
  return price.minor
}

/** Withdraws what a test made, so that the next finds the shop as it was. */
async function undoAll(): Promise<void> {
  const { rows } = (await ask('GET', '/products?search=winter')).json<{ rows: { code: string }[] }>()
  const codes = rows.map(({ code }) => code)
  await ask('POST', '/product-changes', { body: { codes, change: { set: 'state', to: 'withdrawn' } } })
}
