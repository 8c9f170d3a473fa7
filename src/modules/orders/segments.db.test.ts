import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { promotionsModule } from '#modules/promotions/module.ts'
import { systemActor } from '#platform/postgres/transact.ts'
import { ok } from '#shared/refusal.ts'
import { dayText } from '#shared/time.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'
import { placeOrder } from './use-cases/place-order.ts'

type Cookies = Record<string, string>

const call = { actor: systemActor('req-segments'), useCase: 'test.segments' }
const DAY_MS = 86_400_000
const FULL = 24_950n + 4_900n
const HALF = 12_475n + 4_900n

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let bo: TestPerson
let staff: Cookies
let clerk: Cookies
let adaCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  const person = { sponsorId: house.personId, marketId }
  ada = await join(database, { ...person, name: 'Ada Berg', login: 'ada@example.org' })
  bo = await join(database, { ...person, name: 'Bo Dahl' })
  server = await testApp(database, [promotionsModule, ordersModule])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const rights = ['promotions.read', 'promotions.manage']
  staff = await signInStaff(server, database, { login: 'm@example.org', rights })
  clerk = await signInStaff(server, database, { login: 'c@example.org', rights: ['promotions.read'] })
  const text =
    'openfield_promotion: 1\npromotion: vip\ntitle: {en: For some}\nwhen: {segment: vip}\nreward: {percent: {off: 50 %, of: all}}\n'
  await ask('POST', '/promotions', { market: 'NO', text })
  await ask('PUT', '/promotions/NO/vip/state', { state: 'active' })
  await ask('PUT', '/promotion-segments/NO/vip', { name: 'Some people' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a promotion for a segment is for those whom staff put into it, from then on and until it ends', async () => {
  expect(await place(ada)).toBe(FULL)
  expect((await add({ person: ada.code })).statusCode).toBe(200)
  expect(await place(ada)).toBe(HALF)
  expect(await place(bo)).toBe(FULL)
  const url = `/promotion-segments/NO/vip/members`
  expect((await ask('GET', url)).json()).toMatchObject({
    name: 'Some people',
    total: 1,
    rows: [{ person: ada.code, name: 'Ada Berg', until: null }],
  })
  expect((await ask('POST', `${url}/${ada.code}/end`)).statusCode).toBe(200)
  expect(await place(ada)).toBe(FULL)
  expect((await ask('POST', `${url}/${ada.code}/end`)).json()).toMatchObject({
    code: 'promotions.segment_person',
  })
  expect((await add({ person: '99999999' })).json()).toMatchObject({ code: 'promotions.segment_nobody' })
})

test('whoever is in several segments leaves each on its own day, and a day that was moved counts by the last word', async () => {
  const day = (from: number) => dayText(Date.now() + from * DAY_MS, 'Europe/Oslo')
  await ask('PUT', '/promotion-segments/NO/leaders', { name: 'Leaders' })
  await ask('POST', '/promotion-segments/NO/leaders/members', { person: bo.code, endsOn: day(9) })
  await add({ person: bo.code, endsOn: day(3) })
  expect(await known(2)).toEqual(['leaders', 'vip'])
  expect(await known(5)).toEqual(['leaders'])
  expect(await known(11)).toEqual([])
  await add({ person: bo.code, endsOn: day(6) })
  expect(await known(5)).toEqual(['leaders', 'vip'])
  expect(await known(8)).toEqual(['leaders'])
  expect((await add({ person: bo.code, endsOn: day(-1) })).json()).toMatchObject({
    code: 'promotions.segment_day',
  })
})

test('a file is tried first and keeps nothing; then it adds whom it names, and tells the lines that name nobody', async () => {
  await ask('PUT', '/promotion-segments/NO/file', { name: 'By a file' })
  const text = `Number;Name\r\n${ada.code};Ada\r\n"${bo.code}"\n\n${ada.code}\nBo\n7777777\n`
  const rejects = [
    { line: 5, value: ada.code, reason: 'twice' },
    { line: 6, value: 'Bo', reason: 'no_number' },
    { line: 7, value: '7777777', reason: 'unknown' },
  ]
  const url = '/promotion-segments/NO/file/files'
  const tried = await ask('POST', url, { text, dryRun: true })
  expect(tried.json()).toEqual({ added: 2, already: 0, rejects })
  const members = async () =>
    (await ask('GET', '/promotion-segments/NO/file/members')).json<{ total: number }>().total
  expect(await members()).toBe(0)
  expect((await ask('POST', url, { text, dryRun: false })).json()).toEqual({ added: 2, already: 0, rejects })
  expect(await members()).toBe(2)
  expect((await ask('POST', url, { text, dryRun: false })).json()).toEqual({ added: 0, already: 2, rejects })
  expect((await ask('POST', url, { text, dryRun: false }, clerk)).statusCode).toBe(403)
  expect((await ask('GET', '/promotion-segments/NO/file/members', undefined, adaCookies)).statusCode).toBe(
    401,
  )
  expect((await ask('PUT', '/promotion-segments/XX/file', { name: 'No' })).json()).toMatchObject({
    code: 'promotions.market_unknown',
  })
})

test('the text of a promotion is told which of its segments there are none of', async () => {
  const text =
    'openfield_promotion: 1\npromotion: who\ntitle: {en: Who}\nwhen: {any: [{segment: [vip, nobody]}, {not: {segment: others}}]}\nreward: {percent: {off: 5 %, of: all}}\n'
  const checked = await ask('POST', '/promotion-checks', { market: 'NO', text })
  expect(checked.json()).toMatchObject({ problems: [], unknownSegments: ['nobody', 'others'] })
})

async function add(body: Readonly<{ person: string; endsOn?: string }>) {
  return ask('POST', '/promotion-segments/NO/vip/members', body)
}

/** In which segments Bo is known to be so many days from now. */
async function known(days: number): Promise<readonly string[]> {
  const { rows } = await sql<{ facts: { segment?: string[] } }>`
    SELECT promotions.facts_of(${bo.personId}, now() + make_interval(days => ${days})) AS facts`.execute(
    database.owner,
  )
  return rows[0]?.facts.segment ?? []
}

async function place({ personId }: TestPerson): Promise<bigint> {
  const name = `segments-${(counter += 1)}`
  const key = { scope: 'test', key: name, payloadHash: createHash('sha256').update(name).digest() }
  const lines = [{ product: shop.towel, quantity: 1 }]
  const placed = await placeOrder(
    database,
    { ...call, key: { ...key, channel: 'office' as const } },
    async () => ok({ marketId, type: 'order', buyerId: personId, sellerId: undefined, lines }),
  )
  if (!placed.ok) throw new Error(placed.refusal.code)
  return placed.value.totalMinor
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, cookies: Cookies = staff) {
  return server.app.inject({
    method,
    url: `/api/v1${url}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': randomUUID() },
    ...(payload === undefined ? {} : { payload }),
  })
}
