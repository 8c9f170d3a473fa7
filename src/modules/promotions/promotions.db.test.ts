import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { read, sqlState, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { promotionChanged } from './contract.ts'
import { promotionsModule } from './module.ts'
import { promotionsAt } from './use-cases/promotion-book.ts'

type Cookies = Record<string, string>

const system = systemActor('req-promotions')
const DAY_MS = 86_400_000
let database: TestDatabase
let server: TestApp
let marketId: bigint
let manager: Cookies
let reader: Cookies
let ada: TestPerson
let adaCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const house = await beginField(database)
  marketId = house.marketId
  ada = await join(database, {
    sponsorId: house.personId,
    marketId,
    name: 'Ada Berg',
    login: 'ada@example.org',
  })
  server = await testApp(database, [promotionsModule])
  const rights = ['promotions.read', 'promotions.manage']
  manager = await signInStaff(server, database, { login: 'manager@example.org', rights })
  reader = await signInStaff(server, database, { login: 'reader@example.org', rights: ['promotions.read'] })
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a promotion is a draft until it is started, and its text is never changed: a change is a new version', async () => {
  const first = textOf('spring', '10 %')
  expect((await ask('POST', '/promotions', { market: 'NO', text: first })).json()).toEqual({
    market: 'NO',
    code: 'spring',
    version: 1,
  })
  expect(await percentNow('spring')).toBeUndefined()
  await ask('PUT', '/promotions/NO/spring/state', { state: 'active' })
  expect(await percentNow('spring')).toBe(100_000n)
  const tomorrow = new Date(Date.now() + DAY_MS)
  const second = { text: textOf('spring', '20 %'), validFrom: tomorrow.toISOString() }
  expect((await ask('POST', '/promotions/NO/spring/versions', second)).json()).toEqual({ version: 2 })
  // Each holds from its moment on, also for a copy in memory.
  expect(await percentNow('spring')).toBe(100_000n)
  expect(await percentNow('spring', tomorrow.getTime())).toBe(200_000n)
  expect(await percentNow('spring')).toBe(100_000n)
  const shown = await ask('GET', '/promotions/NO/spring')
  expect(shown.json()).toMatchObject({
    state: 'active',
    version: 1,
    versions: [{ number: 1, text: first }, { number: 2 }],
    sentences: { when: ['Always'], gives: ['10 % off everything'] },
  })
  await ask('PUT', '/promotions/NO/spring/state', { state: 'paused' })
  expect(await percentNow('spring')).toBeUndefined()
  await ask('PUT', '/promotions/NO/spring/state', { state: 'ended' })
  const again = await ask('PUT', '/promotions/NO/spring/state', { state: 'active' })
  expect(again.json()).toMatchObject({ code: 'promotions.state_conflict', params: { state: 'ended' } })
  const { rows } = await sql<{ payload: unknown }>`SELECT payload FROM platform.outbox
    WHERE topic = 'promotions.promotion_changed' ORDER BY id`.execute(database.owner)
  const told = rows
    .map(({ payload }) => promotionChanged.parse(payload))
    .filter(({ code }) => code === 'spring')
  expect(told.map(({ state }) => state)).toEqual(['draft', 'active', 'active', 'paused', 'ended'])
  for (const statement of [
    "UPDATE promotions.promotion_version SET text = 'x'",
    'DELETE FROM promotions.promotion',
  ])
    await expect(sql.raw(statement).execute(database.db)).rejects.toSatisfy(
      (error) => sqlState(error) === '42501',
    )
})

test('what is wrong with a text is told at its line, also what only its meaning shows', async () => {
  const wrong = textOf('autumn', '10 %').replace('percent:', 'percnt:')
  const checked = await ask('POST', '/promotion-checks', { market: 'NO', text: wrong })
  expect(checked.json()).toMatchObject({ problems: [{ line: 5, path: 'reward' }], sentences: null })
  const euros = `${textOf('autumn', '10 %')}limits: {budget: {EUR: 5}}\n`
  const noCurrency = await ask('POST', '/promotion-checks', { market: 'NO', text: euros })
  expect(noCurrency.json()).toMatchObject({ problems: [{ line: 6, problem: 'there is no amount in NOK' }] })
  const refused = await ask('POST', '/promotions', { market: 'NO', text: wrong })
  expect(refused.json()).toMatchObject({ code: 'promotions.text_wrong', field: 'text' })
})

test('every template can be used as it is', async () => {
  const { templates } = (await ask('GET', '/promotion-templates')).json<{ templates: { text: string }[] }>()
  expect(templates).toHaveLength(7)
  for (const { text } of templates) {
    const checked = await ask('POST', '/promotion-checks', { market: 'NO', text })
    expect(checked.json()).toMatchObject({ problems: [] })
  }
})

test('of twelve buyers at once for five uses five get it and seven are told so, and never more than five are counted', async () => {
  const id = await active('five', 'limits: {uses: 5}')
  const answers = await Promise.all(Array.from({ length: 12 }, () => consume({ version: id })))
  expect(answers.filter((answer) => answer['ok'] === true)).toHaveLength(5)
  expect(answers.filter((answer) => answer['ok'] !== true)).toEqual(
    Array.from({ length: 7 }, () => ({
      ok: false,
      code: 'promotions.used_up',
      params: { promotion: 'five' },
    })),
  )
  const shown = await ask('GET', '/promotions/NO/five')
  expect(shown.json()).toMatchObject({ orders: 5, budgets: [{ of: 'uses', used: '5', most: '5' }] })
})

test('a single coupon is used once, and a campaign costs no more than its budget, of all that ask at once', async () => {
  await ask('PUT', '/promotion-campaigns/NO/autumn', { title: 'Autumn', budgetMinor: '5000' })
  const version = await active('of-campaign', '', 'autumn')
  const costs = await Promise.all(Array.from({ length: 12 }, () => consume({ version, minor: 1000 })))
  expect(costs.filter((answer) => answer['ok'] === true)).toHaveLength(5)
  const made = await ask('POST', '/promotion-coupons', {
    market: 'NO',
    kind: 'single',
    name: 'once',
    count: 3,
  })
  expect(made.json()).toEqual({ codes: 3 })
  const file = (await ask('GET', '/promotion-coupons/NO/once/codes.csv')).body.split('\r\n')
  expect(file).toHaveLength(5)
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM promotions.coupon ORDER BY id LIMIT 1`.execute(
    database.owner,
  )
  const coupon = rows[0]?.id ?? 0n
  const plain = await active('plain', '')
  const used = await Promise.all(Array.from({ length: 12 }, () => consume({ version: plain, coupon })))
  expect(used.filter((answer) => answer['ok'] === true)).toHaveLength(1)
  expect(used.find((answer) => answer['ok'] !== true)).toMatchObject({ code: 'promotions.coupon_used_up' })
})

test('what an order used is given back when it is taken back, and what it earned is gone', async () => {
  const version = await active('giving', 'limits: {uses: 1, uses_per_person: 1, budget: 10}')
  const order = BigInt(++counter)
  const earns = [{ name: 'pencil', days: 30, uses: 2 }]
  const given = { version, order, buyer: ada.personId, minor: 1000, earns, points: { stars: 7 } }
  expect(await consume(given)).toEqual({ ok: true })
  const mine = async () => (await ask('GET', '/my-rewards', undefined, adaCookies)).json<object>()
  expect(await mine()).toMatchObject({
    entitlements: [{ name: 'pencil', usesLeft: 2 }],
    points: { stars: '7' },
  })
  const later = BigInt(++counter)
  const plain = await active('using', '')
  expect(await consume({ version: plain, order: later, buyer: ada.personId, uses: ['pencil'] })).toEqual({
    ok: true,
  })
  expect(await mine()).toMatchObject({ entitlements: [{ usesLeft: 1 }] })
  await sql`SELECT promotions.give_back(${later}, now())`.execute(database.owner)
  expect(await mine()).toMatchObject({ entitlements: [{ usesLeft: 2 }] })
  await sql`SELECT promotions.give_back(${order}, now())`.execute(database.owner)
  expect(await mine()).toEqual({ entitlements: [], credits: [], points: { stars: '0' } })
  expect((await ask('GET', '/promotions/NO/giving')).json()).toMatchObject({
    orders: 0,
    cost: { minor: '0' },
    budgets: [{ used: '0' }, { used: '0' }],
  })
  expect(await consume({ ...given, order: BigInt(++counter) })).toEqual({ ok: true })
})

test('codes and counters are seen by staff, uses and rewards by their person alone', async () => {
  const look = (actor: Actor) =>
    read(database, actor, async (tx) => {
      const count = async (table: string) =>
        (await sql<{ count: bigint }>`SELECT count(*) FROM ${sql.table(`promotions.${table}`)}`.execute(tx))
          .rows[0]?.count ?? 0n
      return {
        coupons: await count('coupon'),
        counters: await count('counter'),
        uses: await count('use'),
        entitlements: await count('entitlement'),
      }
    })
  const nothing = { coupons: 0n, counters: 0n, uses: 0n, entitlements: 0n }
  expect(await look({ ...system, realm: 'public' })).toEqual(nothing)
  expect(await look({ ...system, realm: 'distributor', personId: 999n })).toEqual(nothing)
  const own = await look({ ...system, realm: 'distributor', personId: ada.personId })
  expect(own).toMatchObject({ coupons: 0n, counters: 0n })
  expect(own.entitlements > 0n && own.uses > 0n).toBe(true)
  expect((await look({ ...system, realm: 'staff' })).coupons).toBe(3n)
})

test('who may only look changes nothing', async () => {
  const text = textOf('reader', '10 %')
  const refused = await ask('POST', '/promotions', { market: 'NO', text }, reader)
  expect(refused.statusCode).toBe(403)
  expect((await ask('GET', '/promotion-coupons/NO/once/codes.csv', undefined, reader)).statusCode).toBe(403)
  expect((await ask('GET', '/promotions', undefined, reader)).statusCode).toBe(200)
})

function textOf(code: string, off: string, more = ''): string {
  return `openfield_promotion: 1\npromotion: ${code}\ntitle: {en: ${code}}\nreward:\n  percent: {off: ${off}, of: all}\n${more}`
}

/** Makes and starts a promotion; gives the id of its version. */
async function active(code: string, limits: string, campaign?: string): Promise<bigint> {
  const text = `${textOf(code, '10 %')}${limits}\n`
  await ask('POST', '/promotions', { market: 'NO', text, campaign })
  await ask('PUT', `/promotions/NO/${code}/state`, { state: 'active' })
  const { rows } = await sql<{ id: bigint }>`SELECT v.id FROM promotions.promotion_version v
    JOIN promotions.promotion p ON p.id = v.promotion_id WHERE p.code = ${code}`.execute(database.owner)
  return rows[0]?.id ?? 0n
}

/** What an order would do, in a transaction that keeps nothing of a refusal. */
async function consume(of: {
  version: bigint
  order?: bigint
  buyer?: bigint
  minor?: number
  coupon?: bigint
  uses?: string[]
  earns?: object[]
  points?: object
}): Promise<Record<string, unknown>> {
  const {
    version,
    order = BigInt(++counter),
    buyer,
    minor = 0,
    coupon,
    uses = [],
    earns = [],
    points = {},
  } = of
  const request = {
    order: order.toString(),
    market: marketId.toString(),
    buyer: buyer?.toString(),
    at: new Date().toISOString(),
    day: '2026-10-25',
    coupons: coupon === undefined ? [] : [coupon.toString()],
    applied: [
      {
        version: version.toString(),
        times: 1,
        minor,
        gifts: 0,
        coupon: coupon?.toString(),
        uses,
        earns,
        points,
      },
    ],
  }
  let answer: Record<string, unknown> = {}
  const call = { actor: system, useCase: 'test.consume' }
  await transact({ db: database.owner }, call, async (tx) => {
    const { rows } = await sql<{ answer: Record<string, unknown> }>`
      SELECT promotions.consume(${JSON.stringify(request)}::jsonb) AS answer`.execute(tx)
    answer = rows[0]?.answer ?? {}
    return answer
  })
  return answer
}

/**
 * The percentage of a promotion that holds at a moment, just after now if none is said (the company's clock is the real one);
 * undefined when it does not hold.
 */
async function percentNow(code: string, atMs = Date.now() + 1000): Promise<bigint | undefined> {
  const set = await read(database, system, (tx) =>
    promotionsAt(database, tx, { marketId, currency: 'NOK', atMs }),
  )
  const pieces = set.byCode.get(code)?.promotion.reward.pieces
  return pieces?.is === 'percent' ? pieces.ppm : undefined
}

function ask(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, cookies = manager) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies,
    headers: { 'idempotency-key': `promotions-${++counter}` },
    ...(payload === undefined ? {} : { payload }),
  })
}
