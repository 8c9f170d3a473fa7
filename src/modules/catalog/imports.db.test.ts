import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSheets } from '#platform/sheets/read-sheets.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { catalogModule } from './module.ts'

type Cookies = Record<string, string>
type Json = Record<string, unknown>
type Kept = { counts: Record<string, number>; change: string | null; undone: boolean }
type Row = { row: number; sheet: string; code: string; outcome: string; things: Json[]; problems: Json[] }

const ROWS = { rowsMost: 100 }
let database: TestDatabase
let server: TestApp
let shop: TestShop
let keeper: Cookies
let reader: Cookies
let pricer: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const { marketId } = await beginField(database)
  shop = await stockShop(database, marketId)
  server = await testApp(database, [catalogModule])
  const rights = ['catalog.read', 'catalog.write']
  keeper = await signInStaff(server, database, { login: 'keeper@example.org', rights })
  reader = await signInStaff(server, database, { login: 'reader@example.org', rights: ['catalog.read'] })
  pricer = await signInStaff(server, database, { login: 'pricer@example.org', rights, marketId })
  await ask('PUT', `/products/${shop.towel}/parts`, { parts: [{ product: shop.soap, quantity: 2 }] })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('an export that is imported again changes nothing, as CSV and as XLSX', async () => {
  const goods = await download('/goods.csv?sheet=goods')
  const prices = await download('/goods.csv?sheet=prices')
  const workbook = await download('/goods.xlsx')
  expect(goods.toString()).toContain(
    `${shop.towel},home,active,towel,standard,300,,,,,,,${shop.soap} x 2,Towel`,
  )
  for (const [file, rows] of [
    [goods, 3],
    [prices, 4],
    [workbook, 8],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one file after the other, so that a failure names its file
    const { counts } = await kept(await upload(file))
    expect(counts).toEqual({ new: 0, changed: 0, same: rows, rejected: 0 })
  }
  const some = await download('/goods.csv?sheet=goods&taxClass=reduced')
  expect(some.toString().split('\r\n').slice(1)).toEqual([expect.stringContaining('Book'), ''])
})

test('what was looked at is applied in one step with new goods, kits and prices, and taken back as one', async () => {
  const before = await download('/goods.csv?sheet=goods')
  const id = await upload(
    csv(
      'code,category,tax_class,weight_g,state,parts,name:en,name:nb',
      `${shop.soap},home,standard,310,active,,Soap,Såpe`,
      `${shop.towel},home,standard,300,withdrawn,,Towel,`,
      '7001,home,standard,50,active,,Balm,',
      `7002,home,standard,360,,"${shop.soap} x 1, 7001 x 2",Balm set,`,
    ),
  )
  expect(await kept(id)).toMatchObject({ counts: { new: 2, changed: 2, same: 0, rejected: 0 }, change: null })
  const rows = await rowsOf(id)
  expect(rows.find(({ code }) => code === shop.soap)?.things).toMatchObject([
    { field: 'weightGrams', before: '300', after: '310' },
    { field: 'texts', before: null, after: 'nb: Såpe' },
  ])
  // Looking changes nothing.
  expect(await download('/goods.csv?sheet=goods')).toEqual(before)
  const applied = await Promise.all(
    [1, 2, 3].map(() => ask('POST', `/goods-imports/${id}/apply`, undefined, { key: `apply-import-${id}` })),
  )
  expect(new Set(applied.map((reply) => reply.body)).size).toBe(1)
  const { change } = applied[0]?.json<{ change: string }>() ?? { change: '' }
  expect((await ask('GET', '/products/7002')).json()).toMatchObject({
    state: 'draft',
    art: 'home',
    parts: [
      { product: shop.soap, quantity: 1 },
      { product: '7001', quantity: 2 },
    ],
    history: [
      { kind: 'import', things: expect.arrayContaining([expect.objectContaining({ field: 'parts' })]) },
    ],
  })
  const again = await ask('POST', `/goods-imports/${id}/apply`)
  expect(again.json()).toMatchObject({ code: 'catalog.import_conflict' })
  const priced = await upload(
    csv('product,market,kind,price,volume:PV', '7001,NO,retail,90,4.5', `${shop.soap},NO,retail,110,8`),
  )
  expect(
    (await rowsOf(priced)).map(({ outcome, things }) => [outcome, ...things.map(({ after }) => after)]),
  ).toEqual([
    ['changed', '11000'],
    ['new', '9000', 'PV 4.5'],
  ])
  const prices = (await ask('POST', `/goods-imports/${priced}/apply`)).json<{ change: string }>()
  expect(await retailNow('7001')).toBe('9000')
  expect(await retailNow(shop.soap)).toBe('11000')
  // Back again, the later step first: prices end, kits and fields are as they were, and what was made is out of sale.
  for (const step of [prices.change, change]) {
    // oxlint-disable-next-line no-await-in-loop -- one step after the other
    const undone = await ask('POST', `/product-changes/${step}/undo`)
    expect(undone.statusCode).toBe(200)
  }
  expect(await retailNow(shop.soap)).toBe('10000')
  expect((await ask('GET', `/products/${shop.soap}`)).json()).toMatchObject({
    weightGrams: 300,
    texts: { en: {} },
  })
  const towel = (await ask('GET', `/products/${shop.towel}`)).json<Json>()
  expect(towel).toMatchObject({ state: 'active', parts: [{ product: shop.soap, quantity: 2 }] })
  expect((await ask('GET', '/products/7001')).json()).toMatchObject({ state: 'withdrawn' })
  expect((await ask('GET', '/products/7002')).json()).toMatchObject({ state: 'draft', parts: [] })
  expect(await kept(id)).toMatchObject({ change, undone: true })
})

test('a file makes categories and what lies in them; the shop shows what is inside, and what was is there again when it is taken back', async () => {
  const before = await download('/goods.csv?sheet=categories')
  expect(before.toString()).toContain('category,parent,position,art,name:en\r\nhome,,1,home,Home\r\n')
  const id = await upload(
    csv(
      'category,parent,name:en,name:nb',
      'wax,plants,Wax,Voks',
      'home,,At home,',
      'plants,home,Plants,Planter',
      'loose,nowhere,Loose,',
    ),
  )
  expect(await kept(id)).toMatchObject({ counts: { new: 2, changed: 1, same: 0, rejected: 1 } })
  const rows = await rowsOf(id)
  expect(
    rows.map(({ code, outcome, things }) => [code, outcome, ...things.map(({ after }) => after)]),
  ).toEqual([
    ['loose', 'rejected'],
    ['home', 'changed', 'en: At home'],
    ['wax', 'new', 'en: Wax · nb: Voks', 'plants', '2', 'wax'],
    ['plants', 'new', 'en: Plants · nb: Planter', 'home', '3', 'plants'],
  ])
  expect((await download(`/goods-imports/${id}/rejected`)).toString()).toContain(
    'loose,nowhere,Loose,,5,parent',
  )
  expect(await download('/goods.csv?sheet=categories')).toEqual(before)
  const { change } = (await ask('POST', `/goods-imports/${id}/apply`)).json<{ change: string }>()
  await ask('POST', '/product-changes', { codes: [shop.soap], change: { set: 'category', to: 'wax' } })
  const list = async (category: string) =>
    (await ask('GET', `/shop/products?market=NO&category=${category}`)).json<{ total: number }>().total
  const shown = async () =>
    (await ask('GET', '/shop/categories?market=NO')).json<{ categories: Json[] }>().categories
  expect(await shown()).toMatchObject([
    { code: 'home', name: 'At home', parent: null, products: 3 },
    { code: 'wax', parent: 'plants', products: 1 },
    { code: 'plants', parent: 'home', products: 1 },
  ])
  expect([await list('home'), await list('plants'), await list('wax')]).toEqual([3, 1, 1])
  const staff = (await ask('GET', '/products?category=plants')).json<Json>()
  expect(staff).toMatchObject({ total: 1, rows: [{ code: shop.soap }] })
  const again = await upload(await download('/goods.csv?sheet=categories'))
  expect(await kept(again)).toMatchObject({ counts: { new: 0, changed: 0, same: 3, rejected: 0 } })
  expect((await ask('GET', '/product-changes')).json<{ rows: Json[] }>().rows[1]).toMatchObject({
    kind: 'import',
    products: 0,
    categories: 3,
  })
  // Somebody changed one of them since.
  const other = await upload(csv('category,name:en', 'plants,Green plants'))
  const later = (await ask('POST', `/goods-imports/${other}/apply`)).json<{ change: string }>()
  expect((await ask('POST', `/product-changes/${change}/undo`)).json()).toMatchObject({
    code: 'catalog.undone_category_conflict',
  })
  await ask('POST', `/product-changes/${later.change}/undo`)
  expect((await ask('POST', `/product-changes/${change}/undo`)).statusCode).toBe(200)
  await ask('POST', '/product-changes', { codes: [shop.soap], change: { set: 'category', to: 'home' } })
  expect(await shown()).toMatchObject([{ code: 'home', name: 'Home', products: 3 }])
  const loop = sql`UPDATE catalog.category SET parent_id = (SELECT id FROM catalog.category WHERE code = 'wax') WHERE code = 'plants'`
  await expect(loop.execute(database.db)).rejects.toThrow('would lie in itself')
})

test('goods that changed since they were looked at are not written over: looking again shows what would be', async () => {
  const id = await upload(csv('code,weight_g', `${shop.book},700`, `${shop.soap},700`))
  const other = { codes: [shop.book], change: { set: 'tags', add: ['other'], remove: [] } }
  await ask('POST', '/product-changes', other)
  // A tag is nothing of what this file is about; a weight is.
  const weights = await upload(csv('code,weight_g', `${shop.book},650`))
  expect((await ask('POST', `/goods-imports/${weights}/apply`)).statusCode).toBe(200)
  const stopped = await ask('POST', `/goods-imports/${id}/apply`)
  expect(stopped.json()).toMatchObject({ code: 'catalog.import_changed_conflict' })
  expect((await ask('GET', `/products/${shop.soap}`)).json()).toMatchObject({ weightGrams: 300 })
  expect((await ask('POST', `/goods-imports/${id}/check`)).statusCode).toBe(204)
  expect((await rowsOf(id))[0]?.things).toMatchObject([{ before: '650', after: '700' }])
  expect((await ask('POST', `/goods-imports/${id}/apply`)).json()).toMatchObject({ rows: 2 })
})

test('rejected rows come back as they came, with what was expected, and can be imported once they are mended', async () => {
  const id = await upload(csv('code,weight_g,note', `${shop.soap},much,`))
  expect(id).toBe('catalog.file_column_unknown')
  const bad = await upload(csv('code;weight_g;#note', `${shop.soap};much;`, `${shop.book};710;x`))
  expect((await rowsOf(bad))[0]).toMatchObject({
    outcome: 'rejected',
    row: 2,
    problems: [{ column: 'weight_g', found: 'much', expected: 'a weight in whole grams, at most 1000000' }],
  })
  const file = await download(`/goods-imports/${bad}/rejected`)
  expect(file.toString()).toContain(`${shop.soap},much,2,weight_g,`)
  const mended = await upload(Buffer.from(file.toString().replace('much', '720')))
  expect(await kept(mended)).toMatchObject({ counts: { changed: 1, rejected: 0 } })
  const workbook = await upload(await download('/goods.xlsx'))
  expect((await ask('GET', `/goods-imports/${workbook}/rejected`)).statusCode).toBe(404)
  expect(await upload(Buffer.from([1, 0xff]))).toBe('catalog.file_not_utf8')
  expect(await upload(csv('a,b', '1,2'))).toBe('catalog.file_no_goods')
})

test('who may price in one market imports prices there and no goods; who may only read imports nothing', async () => {
  const goods = await upload(csv('code,weight_g', `${shop.soap},1`), pricer)
  expect(await kept(goods)).toMatchObject({ counts: { rejected: 1 } })
  const prices = await upload(csv('product,market,kind,price', `${shop.book},NO,retail,61`), pricer)
  expect(
    (await ask('POST', `/goods-imports/${prices}/apply`, undefined, { cookies: pricer })).json(),
  ).toMatchObject({ rows: 1 })
  for (const path of ['', `/${prices}/apply`, `/${prices}/check`]) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other, so that a failure names its path
    const refused = await ask('POST', `/goods-imports${path}`, undefined, { cookies: reader })
    expect([path, refused.statusCode]).toEqual([path, 403])
  }
  const seen = (await ask('GET', '/goods-imports', undefined, { cookies: reader })).json<{ rows: Json[] }>()
  expect(seen.rows[0]).toMatchObject({ by: 'pricer@example.org', change: expect.any(String) })
  await expect(sql`DELETE FROM catalog.import_row`.execute(database.db)).rejects.toThrow('permission denied')
})

test('an export keeps its workbook readable by name of sheet and column', async () => {
  const read = await readSheets(await download('/goods.xlsx?search=soap'), ROWS)
  expect(read.ok && read.sheets.map(({ header, rows }) => [header[0], rows.length])).toEqual([
    ['category', 3],
    ['code', 1],
    ['product', 2],
  ])
})

function csv(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\n'))
}

/** Gives the import's number, or the code of the refusal. */
async function upload(payload: Buffer, cookies: Cookies = keeper): Promise<string> {
  const reply = await server.app.inject({
    method: 'POST',
    url: '/api/v1/goods-imports?name=goods.file',
    cookies,
    headers: { 'idempotency-key': newKey(), 'content-type': 'application/octet-stream' },
    payload,
  })
  const answer = reply.json<{ import?: string; code?: string }>()
  return answer.import ?? answer.code ?? ''
}

async function kept(id: string): Promise<Kept> {
  return (await ask('GET', `/goods-imports/${id}`)).json<Kept>()
}

async function rowsOf(id: string): Promise<Row[]> {
  return (await ask('GET', `/goods-imports/${id}/rows`)).json<{ rows: Row[] }>().rows
}

async function download(path: string): Promise<Buffer> {
  return (await ask('GET', path)).rawPayload
}

async function ask(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  body?: object,
  options: { cookies?: Cookies; key?: string } = {},
) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies: options.cookies ?? keeper,
    headers: method === 'GET' ? {} : { 'idempotency-key': options.key ?? newKey() },
    ...(body === undefined ? {} : { payload: body }),
  })
}

function newKey(): string {
  return `import-key-${(counter += 1)}`
}

async function retailNow(code: string): Promise<string> {
  const reply = await ask('GET', `/shop/products/${code}?market=NO`)
  return reply.json<{ price: { minor: string } }>().price.minor
}
