import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, signInStaff } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop } from '#test/support/shop.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { taxModule } from './module.ts'
import { importRates, missingColumns } from './use-cases/import-rates.ts'

type Cookies = Record<string, string>
type Rate = Readonly<{
  rate: string
  class: string
  name: string
  ratePpm: string
  when: string
  until: string | null
}>

/** A day in the time zone of the tests' market. */
const dayIn = (days: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Oslo' }).format(Date.now() + days * 86_400_000)

let database: TestDatabase
let server: TestApp
let staff: Cookies
let reader: Cookies

beforeAll(async () => {
  database = await freshDatabase()
  const { marketId } = await beginField(database)
  await stockShop(database, marketId)
  server = await testApp(database, [catalogModule, taxModule])
  staff = await signInStaff(server, database, { login: 'tax@example.org', rights: ['tax.read', 'tax.write'] })
  reader = await signInStaff(server, database, { login: 'reader@example.org', rights: ['tax.read'] })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a rate begins with a day and ends the one before, is called off or ended, and nothing in force is changed', async () => {
  const body = { market: 'NO', class: 'standard', name: '', ratePpm: '120000', country: 'SE' }
  const first = await ask('POST', '/tax-rates', { ...body, from: dayIn(0) })
  expect(first.statusCode).toBe(201)
  expect((await preview(dayIn(0))).json()).toMatchObject({
    total: nok(10_000),
    taxes: [{ ratePpm: '120000', tax: nok(1_071) }],
  })
  const later = await ask('POST', '/tax-rates', { ...body, ratePpm: '60000', from: dayIn(30) })
  expect((await rates('?country=SE')).map(({ ratePpm, when }) => [ratePpm, when])).toEqual([
    ['60000', 'coming'],
    ['120000', 'now'],
  ])
  // 6 % within 100.00 from that day on.
  expect((await preview(dayIn(30))).json()).toMatchObject({ taxes: [{ tax: nok(566) }] })
  expect((await preview(dayIn(29))).json()).toMatchObject({ taxes: [{ tax: nok(1_071) }] })
  const again = { ...body, ratePpm: '70000', from: dayIn(30) }
  expect((await ask('POST', '/tax-rates', again)).json()).toMatchObject({
    code: 'tax.begun_conflict',
    field: 'from',
  })
  expect((await ask('POST', '/tax-rates', { ...again, from: '2020-01-01' })).json()).toMatchObject({
    code: 'tax.past',
  })
  const { rate: coming } = later.json<{ rate: string }>()
  const { rate: held } = first.json<{ rate: string }>()
  expect((await ask('DELETE', `/tax-rates/${held}`)).json()).toMatchObject({ code: 'tax.begun_already' })
  expect((await ask('DELETE', `/tax-rates/${coming}`)).statusCode).toBe(200)
  expect(await rates('?country=SE')).toMatchObject([{ ratePpm: '120000', until: null }])
  expect((await ask('POST', `/tax-rates/${held}/end`, { from: dayIn(10) })).statusCode).toBe(200)
  // After it, what is said of no country holds there again.
  expect((await preview(dayIn(10))).json()).toMatchObject({ taxes: [{ ratePpm: '250000' }] })
  await expect(sql`DELETE FROM tax.rate WHERE country = 'SE'`.execute(database.owner)).rejects.toThrow(
    'not removed',
  )
  const kept = await sql<{ use_case: string }>`
    SELECT use_case FROM platform.audit WHERE use_case LIKE 'tax.%' ORDER BY at`.execute(database.owner)
  expect(kept.rows.map((row) => row.use_case)).toEqual([
    'tax.begin_rate',
    'tax.begin_rate',
    'tax.call_off_rate',
    'tax.end_rate',
  ])
})

test('prices of a market are without tax from a day on, by rates that add up, and its shop says so then', async () => {
  const body = { market: 'NO', class: 'standard', country: 'US', region: 'CA', from: dayIn(0) }
  await ask('POST', '/tax-rates', { ...body, name: 'State tax', ratePpm: '60000' })
  const county = { ...body, name: 'County tax', ratePpm: '35000', postalFrom: '900', postalUntil: '908' }
  await ask('POST', '/tax-rates', county)
  const crossing = { ...county, postalFrom: '90210', postalUntil: '90210' }
  expect((await ask('POST', '/tax-rates', crossing)).json()).toMatchObject({
    code: 'tax.rate_crosses',
    field: 'postalFrom',
  })
  const rule = {
    prices: 'exclusive',
    rounding: 'up',
    level: 'order',
    source: 'tables',
    elseTables: false,
    codes: {},
  }
  const begun = await ask('POST', '/tax-rules', { market: 'NO', ...rule, from: dayIn(5) })
  expect(begun.statusCode).toBe(201)
  const there = { country: 'US', region: 'CA', postalCode: '90210' }
  expect((await preview(dayIn(5), there)).json()).toMatchObject({
    taxAdded: true,
    taxes: [
      { name: 'County tax', ratePpm: '35000', net: nok(10_000), tax: nok(350) },
      { name: 'State tax', ratePpm: '60000', net: nok(10_000), tax: nok(600) },
    ],
    total: nok(10_950),
    asksRegion: false,
  })
  expect((await preview(dayIn(4), there)).json()).toMatchObject({ taxAdded: false, total: nok(10_000) })
  expect((await preview(dayIn(5), { country: 'US' })).json()).toMatchObject({ asksRegion: true })
  const shop = await ask('GET', '/shop/taxes?market=NO', undefined, {})
  expect(shop.json()).toEqual({ prices: 'inclusive', regions: { US: ['CA'] } })
  expect(
    (await ask('POST', '/tax-rules', { market: 'NO', ...rule, source: 'stripe', from: dayIn(9) })).json(),
  ).toMatchObject({ code: 'tax.service_missing', field: 'source' })
  const { rule: id } = begun.json<{ rule: string }>()
  expect((await ask('DELETE', `/tax-rules/${id}?market=NO`)).statusCode).toBe(200)
  expect((await ask('GET', '/tax-rules?market=NO')).json()).toEqual({ rules: [], services: ['tables'] })
})

test('whoever may only look changes nothing, and a market of somebody else is none', async () => {
  const body = { market: 'NO', class: 'standard', name: '', ratePpm: '1', from: dayIn(3) }
  expect((await ask('POST', '/tax-rates', body, reader)).statusCode).toBe(403)
  expect((await ask('GET', '/tax-rates?market=NO', undefined, reader)).statusCode).toBe(200)
  expect((await ask('GET', '/tax-rates?market=XX')).json()).toMatchObject({ code: 'tax.market_unknown' })
  expect((await ask('GET', '/tax-rates?market=NO', undefined, {})).statusCode).toBe(401)
})

test('a file of rates begins what it can, tells what it cannot and why, and changes nothing when it comes again', async () => {
  const header = ['market', 'class', 'name', 'percent', 'country', 'region', 'postal_from', 'from']
  const good = ['NO', 'reduced', '', '8.875 %', 'DK', '', '', dayIn(1)]
  const cells = [
    good,
    ['XX', ...good.slice(1)],
    [...good.slice(0, 3), '101', ...good.slice(4)],
    [...good.slice(0, 7), '2020-01-01'],
    ['NO', 'reduced', '', '1', '', 'CA', '', dayIn(1)],
  ]
  const sheet = { header, rows: cells.map((row, at) => ({ row: at + 2, cells: row, odd: [] })) }
  const run = () =>
    transact(database, { actor: systemActor('req-import'), useCase: 'test.import' }, (tx, about) =>
      importRates(tx, about, { sheet, messages: taxModule.messages }),
    )
  const first = await run()
  expect(first).toMatchObject({ begun: 1, same: 0 })
  expect(first.rejected.map(({ row, problem }) => [row, problem.split(/[:.]/)[0]])).toEqual([
    [3, 'market'],
    [4, 'percent'],
    [5, 'What was in force is not changed'],
    [6, 'A region and postal codes belong to a country, and the last postal code comes after the first'],
  ])
  expect(await rates('?country=DK')).toMatchObject([{ ratePpm: '88750', when: 'coming' }])
  expect(await run()).toMatchObject({ begun: 0, same: 1 })
  expect(missingColumns({ header: ['market'], rows: [] })).toEqual(['class', 'percent', 'from'])
})

function nok(minor: number) {
  return { minor: minor.toString(), currency: 'NOK' }
}

async function rates(query: string): Promise<readonly Rate[]> {
  const found = await ask('GET', `/tax-rates${query}&market=NO`)
  return found.json<{ rows: Rate[] }>().rows
}

function preview(day: string, to: object = { country: 'SE' }) {
  return ask('POST', '/tax-previews', {
    market: 'NO',
    day,
    ...to,
    items: [{ class: 'standard', amount: '10000' }],
  })
}

let counter = 0
function ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, cookies: Cookies = staff) {
  const headers = { 'idempotency-key': `tax-tables-${(counter += 1)}` }
  const url = `/api/v1${path}`
  return server.app.inject({ method, url, cookies, headers, ...(body ? { payload: body } : {}) })
}
