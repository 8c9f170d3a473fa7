import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Result } from '#shared/refusal.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, withDeps } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { createCategory, createProduct, saveVariants, setPrice } from './api.ts'
import { catalogModule } from './module.ts'

type Answer = {
  rows: { name: string; code: string; price: { minor: string } }[]
  total: number
  instead: string | null
  near: string[]
  facets: { prices: unknown; options: { code: string; values: { code: string; products: number }[] }[] }
}

const call = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
const soldOut = new Set<string>()
const codes: Record<string, string> = {}
let database: TestDatabase
let server: TestApp
let marketId: bigint

beforeAll(async () => {
  database = await freshDatabase()
  const house = await beginField(database)
  ;({ marketId } = house)
  await join(database, { sponsorId: house.personId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  await transact(database, call, async (tx) => {
    for (const code of ['home', 'beauty'])
      valueOf(
        await createCategory(tx, { code, art: code, texts: { en: { name: `All ${code}` } }, position: 1 }),
      )
  })
  await add('Lavender soap', 5000n, {
    summary: 'Soothing, for tired hands.',
    tags: ['vegan'],
    de: 'Lavendelseife',
  })
  await add('Cedar candles', 9000n, { summary: 'Two of them.', de: 'Zedernkerzen' })
  await add('Crème for hands', 7000n, {
    category: 'beauty',
    description: 'With lavender from the mountains.',
  })
  await add('Hidden lamp', 1000n, { state: 'draft' })
  await add('Glockenspiel', undefined)
  await add('Shirt', 20_000n, { category: 'beauty' })
  await transact(database, call, async (tx) => {
    const named = (code: string, name: string) => ({ code, texts: { en: { name } } })
    const options = [
      { ...named('size', 'Size'), values: [named('s', 'Small'), named('m', 'Medium')] },
      { ...named('colour', 'Colour'), values: [named('red', 'Crimson'), named('blue', 'Navy')] },
    ]
    const rows = [
      { size: 's', colour: 'red' },
      { size: 'm', colour: 'red' },
      { size: 's', colour: 'blue' },
    ]
    const variants = rows.map((choice) => ({ choice, state: 'active' as const, weightGrams: null }))
    valueOf(
      await saveVariants(tx, { code: codes['Shirt'] ?? '', revision: 1, options, variants, accountId: null }),
    )
  })
  server = await testApp(database, [withDeps(catalogModule, { soldOut: async () => soldOut })])
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('goods are found by stems, beginnings, tags, categories, choices and codes, the nearest first', async () => {
  expect(await names('soothed candle')).toEqual([])
  expect(await names('candle')).toEqual(['Cedar candles'])
  // What is called so stands before what only tells of it.
  expect(await names('lavender')).toEqual(['Lavender soap', 'Crème for hands'])
  expect(await names('LAVEND')).toEqual(['Lavender soap', 'Crème for hands'])
  expect(await names('creme')).toEqual(['Crème for hands'])
  expect(await names('the soap')).toEqual(['Lavender soap'])
  expect(await names('vegan')).toEqual(['Lavender soap'])
  expect(await names('crimson shirt')).toEqual(['Shirt'])
  expect(await names('beauty')).toEqual(expect.arrayContaining(['Shirt', 'Crème for hands']))
  const code = codes['Cedar candles'] ?? ''
  expect(await names(`${code.slice(0, 3)} ${code.slice(3)}`)).toEqual(['Cedar candles'])
})

test('a mistyped word finds what was meant and says so; a word inside a longer one is found', async () => {
  for (const typed of ['lavendar', 'lavedner', 'lavnder'])
    expect(await find(typed)).toMatchObject({ rows: [{ name: 'Lavender soap' }, {}], instead: 'lavender' })
  expect(await find('lavendr saop')).toMatchObject({ total: 1, instead: 'lavender soap' })
  expect(await find('kerze', 'de')).toMatchObject({
    rows: [{ name: 'Zedernkerzen' }],
    instead: 'zedernkerzen',
  })
  expect(await find('candle')).toMatchObject({ instead: null })
  expect(await find('lavenderish')).toMatchObject({ total: 0, instead: null, near: ['lavender'] })
  expect(await find('xqzzy')).toMatchObject({ total: 0, near: [] })
})

test('words are those of the language in which the goods are shown', async () => {
  expect(await names('lavendelseifen', 'de')).toEqual(['Lavendelseife'])
  expect((await find('zedernkerzen')).rows).toEqual([])
  // What has no German text is shown, and found, in the language of the market.
  expect(await names('shirt', 'de')).toEqual(['Shirt'])
})

test('what may not be bought is neither found nor proposed', async () => {
  for (const typed of ['hidden', 'hiden', 'lamp', 'glockenspiel', 'glokenspiel'])
    expect(await find(typed)).toMatchObject({ total: 0, instead: null, near: [] })
  const office = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const picker = async (typed: string) =>
    (await ask(`/office/products?search=${typed}`, office)).json<Answer>()
  expect(await picker('hidden')).toMatchObject({ total: 0, near: [] })
  expect(await picker('candel')).toMatchObject({ rows: [{ name: 'Cedar candles' }], instead: 'candles' })
  const staff = await signInStaff(server, database, { login: 'clerk@example.org', rights: ['catalog.read'] })
  const list = async (typed: string) => (await ask(`/products?search=${typed}`, staff)).json<Answer>()
  expect(await list('hidden')).toMatchObject({ rows: [{ name: 'Hidden lamp' }], near: [] })
  expect(await list('crimson')).toMatchObject({ total: 2 })
  // A whole list may be changed by what was looked for: it is never taken for something else.
  expect(await list('lavendar')).toMatchObject({ total: 0, near: ['lavender'] })
})

test('what goods are found by follows when they or their categories are renamed', async () => {
  await transact(database, call, (tx) =>
    sql`UPDATE catalog.category SET texts = '{"en": {"name": "Grooming"}}' WHERE code = 'beauty'`.execute(tx),
  )
  expect(await names('grooming')).toHaveLength(2)
  await transact(database, call, (tx) =>
    sql`UPDATE catalog.product SET options = jsonb_set(options, '{1,values,0,texts,en,name}', '"Scarlet"')
      WHERE code = ${codes['Shirt']}`.execute(tx),
  )
  expect(await names('scarlet')).toEqual(['Shirt'])
  expect(await find('crimson')).toMatchObject({ total: 0 })
})

test('a list is narrowed by price, options and what can be had, and says what it can be narrowed by', async () => {
  const list = async (query: string) => (await ask(`/shop/products?market=NO&${query}`)).json<Answer>()
  expect((await list('category=beauty')).facets).toMatchObject({
    prices: { least: { minor: '7000' }, most: { minor: '20000' } },
    options: [
      { code: 'size', values: [{ code: 's', products: 1 }, { code: 'm' }] },
      { code: 'colour', values: [{ code: 'red' }, { code: 'blue' }] },
    ],
  })
  const shown = async (query: string) => (await list(query)).rows.map(({ name }) => name)
  expect(await shown('least=6000&most=9000&sort=-price')).toEqual(['Cedar candles', 'Crème for hands'])
  expect(await shown('options=size:m')).toEqual(['Shirt'])
  expect(await shown('options=size:m,size:s,colour:blue')).toEqual(['Shirt'])
  // Nothing is medium and blue at once.
  expect(await shown('options=size:m,colour:blue')).toEqual([])
  const { rows } = await sql<{ code: string }>`SELECT code FROM catalog.product
    WHERE choice = '{"size": "m", "colour": "red"}'`.execute(database.owner)
  soldOut.add(rows[0]?.code ?? '')
  expect(await shown('options=size:m&available=only')).toEqual([])
  expect(await shown('options=size:s&available=only')).toEqual(['Shirt'])
  expect(await shown('sort=new')).toEqual(['Shirt', 'Crème for hands', 'Cedar candles', 'Lavender soap'])
})

test('whatever is typed is answered, and is no fault of the server', async () => {
  for (const typed of [`a' | b`, ':*', '%', '&!()<->', `\\'`, '<script>', '\u0000x'])
    expect(
      (await ask(`/shop/products?market=NO&search=${encodeURIComponent(typed)}`)).statusCode,
    ).toBeLessThan(500)
})

async function find(typed: string, language = 'en'): Promise<Answer> {
  const query = `market=NO&language=${language}&search=${encodeURIComponent(typed)}`
  return (await ask(`/shop/products?${query}`)).json<Answer>()
}

async function names(typed: string, language?: string): Promise<string[]> {
  const { rows, instead } = await find(typed, language)
  expect(instead).toBeNull()
  return rows.map(({ name }) => name)
}

async function ask(path: string, cookies: Record<string, string> = {}) {
  return server.app.inject({ method: 'GET', url: `/api/v1${path}`, cookies })
}

async function add(
  name: string,
  minor: bigint | undefined,
  of: {
    summary?: string
    description?: string
    category?: string
    tags?: string[]
    de?: string
    state?: 'draft'
  } = {},
): Promise<void> {
  const { summary = '', description = '', category = 'home', tags = [], de, state } = of
  const text = { name, summary, description }
  await transact(database, call, async (tx) => {
    const product = valueOf(
      await createProduct(tx, {
        category,
        art: 'x',
        taxClass: 'standard',
        weightGrams: 1,
        tags,
        state,
        texts: { en: text, ...(de === undefined ? {} : { de: { ...text, name: de, summary: '' } }) },
      }),
    )
    codes[name] = product.code
    if (minor === undefined) return
    const price = { productId: product.id, marketId, kind: 'retail', minor, volumes: {}, fromMs: 0 } as const
    valueOf(await setPrice(tx, price))
  })
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
