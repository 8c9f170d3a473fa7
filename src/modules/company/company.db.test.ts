import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, isCode } from '#shared/code.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import {
  beginCompany,
  changeSetting,
  companyName,
  createLegalEntity,
  createMarket,
  marketByCode,
  nextCode,
  nextCodes,
  settingAt,
  type SettingDefinition,
} from './api.ts'
import { moveCompanyClock } from './use-cases/move-clock.ts'
import type { CompanyViews } from './views.ts'

let database: TestDatabase
const actor = systemActor('req-company')
const norway = {
  name: 'Example',
  country: 'NO',
  currency: 'NOK',
  timeZone: 'Europe/Oslo',
  language: 'en',
}

beforeAll(async () => {
  database = await freshDatabase()
  const begun = await write('company.begin', (tx) => beginCompany(tx, norway))
  if (!begun.ok) throw new Error(begun.refusal.code)
})
afterAll(() => database.close())

const write = <T>(useCase: string, work: Parameters<typeof transact<T>>[2]) =>
  transact(database, { actor, useCase }, work)
const look = <T>(work: Parameters<typeof read<T>>[2]) => read(database, actor, work)

test('a begun company has its market with currency, zone, entity and months', async () => {
  const market = await look((tx) => marketByCode(tx, 'NO'))
  expect(market).toMatchObject({
    name: 'Norway',
    currency: 'NOK',
    timeZone: 'Europe/Oslo',
    calendar: { code: 'months', kind: 'month', timeZone: 'Europe/Oslo' },
  })
  const again = await write('company.begin', (tx) => beginCompany(tx, norway))
  expect(again).toMatchObject({ ok: false, refusal: { code: 'company.begun_conflict' } })
})

test('a second market needs what exists, and a taken code is refused with its field', async () => {
  const sweden = { ...norway, code: 'SE', name: 'Sweden', country: 'SE', currency: 'SEK' }
  const open = (change: object) =>
    write('company.create_market', (tx) =>
      createMarket(tx, { ...sweden, legalEntityCode: 'NO', calendarCode: 'months', ...change }),
    )
  expect(await open({ legalEntityCode: 'XX' })).toMatchObject({ refusal: { code: 'company.entity_unknown' } })
  expect(await open({ timeZone: 'Mars/Base' })).toMatchObject({ refusal: { field: 'timeZone' } })
  expect(await open({ currency: 'ZZZ' })).toMatchObject({ refusal: { code: 'company.currency_unknown' } })
  expect(await open({})).toMatchObject({ ok: true })
  expect(await open({})).toMatchObject({ refusal: { code: 'company.code_conflict', field: 'code' } })
  const entity = await write('company.create_legal_entity', (tx) =>
    createLegalEntity(tx, { code: 'NO', name: 'Again', country: 'NO', currency: 'NOK' }),
  )
  expect(entity).toMatchObject({ refusal: { code: 'company.code_conflict' } })
})

test('later modules can join the markets as they are, and cannot write to them', async () => {
  const views = database.db.$extendTables<CompanyViews>()
  const rows = await views
    .selectFrom('company.v_market as market')
    .innerJoin('company.v_legal_entity as entity', 'entity.id', 'market.legal_entity_id')
    .innerJoin('company.v_calendar as calendar', 'calendar.id', 'market.calendar_id')
    .select(['market.code', 'market.currency', 'entity.code as entity', 'calendar.period_kind as kind'])
    .where('market.code', '=', 'NO')
    .execute()
  expect(rows).toEqual([{ code: 'NO', currency: 'NOK', entity: 'NO', kind: 'month' }])
  await expect(sql`UPDATE company.v_market SET code = 'XX'`.execute(database.db)).rejects.toThrow('denied')
})

test('of dated settings the latest day holds, a market before the company, the last word of a day', async () => {
  const limit: SettingDefinition<number> = {
    name: 'orders.limit',
    label: 'Orders a day',
    read: (stored) => (typeof stored === 'number' ? stored : undefined),
    fallback: 1,
  }
  const market = await look((tx) => marketByCode(tx, 'NO'))
  const marketId = market?.id ?? null
  await write('company.change_setting', async (tx) => {
    await changeSetting(tx, limit, { marketId: null, validFrom: '2026-10-01', value: 5 })
    await changeSetting(tx, limit, { marketId: null, validFrom: '2026-11-01', value: 6 })
    await changeSetting(tx, limit, { marketId: null, validFrom: '2026-11-01', value: 7 })
    await changeSetting(tx, limit, { marketId, validFrom: '2026-10-15', value: 9 })
  })
  const at = (day: string, place: bigint | null) =>
    look((tx) => settingAt(tx, limit, { marketId: place, day }))
  expect(await at('2026-09-30', null)).toBe(1)
  expect(await at('2026-10-31', null)).toBe(5)
  expect(await at('2026-11-01', null)).toBe(7)
  expect(await at('2026-10-14', marketId)).toBe(5)
  expect(await at('2026-12-01', marketId)).toBe(9)
  expect(await look((tx) => settingAt(tx, companyName, { marketId: null, day: '2026-10-01' }))).toBe(
    'Example',
  )
})

test('codes are valid, rising, never given twice, and the database makes the same digit as the program', async () => {
  const many = await Promise.all(
    Array.from({ length: 8 }, () => write('company.codes', (tx) => nextCodes(tx, 'order', 50))),
  )
  const codes = many.flat()
  expect(new Set(codes).size).toBe(400)
  expect(codes.every(isCode)).toBe(true)
  expect(await write('company.code', (tx) => nextCode(tx, 'person'))).toMatch(/^1\d{7}$/)
  const { rows } = await sql<{ value: bigint; code: string }>`
    SELECT value, company.code_of(value) AS code
    FROM generate_series(1::bigint, 20000) value`.execute(database.db)
  expect(rows.filter((row) => row.code !== codeOf(row.value, 1))).toEqual([])
})

test('only a demonstration moves its clock, by days and to the ends of months', async () => {
  const refused = await write('company.move_clock', (tx) => moveCompanyClock(tx, { step: 'next_day' }))
  expect(refused).toMatchObject({ ok: false, refusal: { code: 'clock.not_demonstration' } })
  await write('company.begin', (tx) => beginInstallation(tx, { demonstration: true }))
  const move = (step: Parameters<typeof moveCompanyClock>[1]) =>
    write('company.move_clock', (tx) => moveCompanyClock(tx, step))
  await move({ to: Date.parse('2026-10-25T12:00:00Z') })
  expect(await move({ step: 'month_end' })).toEqual({ ok: true, value: Date.parse('2026-10-31T22:59:00Z') })
  expect(await move({ step: 'next_month' })).toEqual({ ok: true, value: Date.parse('2026-10-31T23:00:00Z') })
  await move({ step: 'next_day' })
  const now = await look(companyNow)
  expect(now).toBeGreaterThanOrEqual(Date.parse('2026-11-01T23:00:00Z'))
  expect(now).toBeLessThan(Date.parse('2026-11-01T23:05:00Z'))
})
