import {
  array,
  assert,
  asyncProperty,
  constant,
  integer,
  oneof,
  readConfigureGlobal,
  record,
} from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting } from '#modules/company/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import {
  beginField,
  join,
  joinDeps,
  signIn,
  signInStaff,
  withDeps,
  type TestPerson,
} from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { autoshipTold } from './contract/autoships.ts'
import { ordersModule } from './module.ts'
import { autoshipRetryDays, placeAutoships } from './use-cases/place-autoships.ts'

type Cookies = Record<string, string>
type Shown = {
  autoship: string
  state: string
  next: string
  tryOn: string
  tries: number
  problem: string | null
  total: { minor: string } | null
  lines: { product: string; quantity: number }[]
  orders: { order: string; date: string }[]
}

const PASSWORD = 'a kettle and two spoons'
const DAY_MS = 86_400_000
const delivery = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const system = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }

let database: TestDatabase
let server: TestApp
let shop: TestShop
let market: bigint
let ada: TestPerson
let gro: Cookies
let adaCookies: Cookies
let order: string
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, system, (tx) => beginInstallation(tx, { demonstration: true }))
  const begun = await beginField(database)
  const { marketId, personId: sponsorId } = begun
  market = marketId
  shop = await stockShop(database, marketId)
  ada = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  server = await testApp(database, [
    withDeps(fieldModule, joinDeps),
    catalogModule,
    promotionsModule,
    ordersModule,
  ])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  gro = await signUp('gro@example.org')
  order = await buy(gro)
}, 60_000)
afterAll(async () => {
  await server.close()
  await database.close()
})

test('goods of an order come again on their dates at the prices of the day, as autoship, and only their buyer sees it', async () => {
  const next = await dayIn(5)
  const begun = await begin(gro, { everyWeeks: 2, monthDay: null, next })
  expect(begun).toMatchObject({ state: 'active', next, delivery, total: { minor: '16900' } })
  expect(begun.lines).toEqual([{ product: shop.book, name: 'Book', quantity: 2 }])
  const other = await signUp('other@example.org')
  expect((await ask('GET', '/me/autoships', other)).json()).toEqual({ autoships: [] })
  expect((await act(other, begun, 'end')).statusCode).toBe(404)
  expect((await act(adaCookies, begun, 'end')).statusCode).toBe(404)
  expect(
    (await ask('POST', '/me/autoships', other, { order, everyWeeks: 1, monthDay: null, next })).statusCode,
  ).toBe(404)

  await moveDays(3)
  await placeAutoships(database)
  await placeAutoships(database)
  expect(await told('reminded', begun.autoship)).toEqual([next])
  expect((await mine(gro, begun)).orders).toEqual([])
  await moveDays(2)
  await placeAutoships(database)
  const after = await mine(gro, begun)
  expect(after).toMatchObject({ next: plus(next, 14), orders: [{ date: next }] })
  const placed = after.orders[0]?.order ?? ''
  expect((await ask('GET', `/office/orders/${placed}`, gro)).json()).toMatchObject({
    type: 'autoship',
    delivery,
    seller: { code: ada.code },
    total: { minor: '16900' },
  })
  expect((await act(gro, after, 'end')).json()).toMatchObject({ state: 'ended' })
  expect((await act(gro, after, 'resume')).statusCode).toBe(409)
})

test('what is wrong with a change is said, and nothing of it stays', async () => {
  const next = await dayIn(9)
  const begun = await begin(gro, { everyWeeks: null, monthDay: 31, next })
  const refused = async (change: object): Promise<unknown> => {
    const body = { lines: begun.lines.map(wire), everyWeeks: 4, monthDay: null, next, ...change }
    return (await ask('PUT', `/me/autoships/${begun.autoship}`, gro, body)).json<{ code?: string }>().code
  }
  expect(await refused({ monthDay: 3 })).toBe('orders.autoship_rhythm')
  expect(await refused({ next: await dayIn(0) })).toBe('orders.autoship_date')
  expect(await refused({ next: await dayIn(400) })).toBe('orders.autoship_date')
  expect(await refused({ lines: [{ product: '999999', quantity: 1 }] })).toBe('orders.product_gone')
  expect(await refused({ lines: [{ product: shop.book, quantity: 0 }] })).toBe('orders.empty')
  expect(await mine(gro, begun)).toEqual(begun)
  expect(await refused({ lines: [{ product: shop.soap, quantity: 3 }] })).toBe(undefined)
  expect((await mine(gro, begun)).lines).toMatchObject([{ product: shop.soap, quantity: 3 }])
  // Whoever looks at an earlier date skips nothing.
  expect((await act(gro, { ...begun, next: plus(next, 1) }, 'skip')).statusCode).toBe(409)
  await act(gro, begun, 'end')
})

test('an order that cannot be paid is tried again after 1, 3 and 7 days, then the autoship pauses, each told once', async () => {
  const next = await dayIn(1)
  const begun = await begin(gro, { everyWeeks: 4, monthDay: null, next })
  const body = { lines: begun.lines.map(wire), everyWeeks: 4, monthDay: null, next, payment: 'wallet' }
  expect((await ask('PUT', `/me/autoships/${begun.autoship}`, gro, body)).statusCode).toBe(200)
  const states: unknown[] = []
  for (let day = 1; day <= 9; day++) {
    await moveDays(1)
    await Promise.all([placeAutoships(database), placeAutoships(database)])
    const { state, tries, tryOn } = await mine(gro, begun)
    states.push([state, tries, days(next, tryOn)])
  }
  expect(states).toEqual([
    ['active', 1, 1],
    ['active', 2, 3],
    ['active', 2, 3],
    ['active', 3, 7],
    ['active', 3, 7],
    ['active', 3, 7],
    ['active', 3, 7],
    ['paused', 3, 7],
    ['paused', 3, 7],
  ])
  expect(await told('failed', begun.autoship)).toEqual([next, next, next])
  expect(await told('paused', begun.autoship)).toEqual([next])
  const staff = await signInStaff(server, database, {
    login: 'staff@example.org',
    rights: ['orders.read', 'orders.autoship'],
  })
  expect((await ask('GET', '/autoships?failing=yes', staff)).json()).toMatchObject({
    total: 1,
    rows: [{ autoship: begun.autoship, problem: 'payment', state: 'paused' }],
  })
  const body2 = { act: 'resume', next }
  const resumed = await ask('POST', `/autoships/${begun.autoship}/acts`, staff, body2)
  expect(resumed.json()).toMatchObject({ state: 'active', next: plus(next, 28), tries: 0, problem: null })
  expect((await ask('GET', '/autoships?failing=yes', staff)).json()).toMatchObject({ total: 0 })
  await act(gro, await mine(gro, begun), 'end')
})

test('staff begin and change one for whoever asks, in the markets of their right, and it is written down who did', async () => {
  const staff = await signInStaff(server, database, {
    login: 'desk@example.org',
    rights: ['orders.read', 'orders.autoship'],
  })
  const reader = await signInStaff(server, database, { login: 'reader@example.org', rights: ['orders.read'] })
  const next = await dayIn(4)
  const wanted = {
    person: ada.code,
    lines: [{ product: shop.soap, quantity: 2 }],
    everyWeeks: 3,
    monthDay: null,
    next,
    payment: 'pay_later',
    delivery,
  }
  const asked = (cookies: Cookies, change: object) =>
    ask('POST', '/autoships', cookies, { ...wanted, ...change })
  expect((await asked(reader, {})).statusCode).toBe(403)
  const { rows: made } = await sql<{ id: bigint }>`
    INSERT INTO company.market (code, name, country, currency, time_zone, language, legal_entity_id, calendar_id)
    SELECT 'SE', 'Sweden', 'SE', currency, time_zone, language, legal_entity_id, calendar_id FROM company.market
    RETURNING id`.execute(database.owner)
  const elsewhere = await signInStaff(server, database, {
    login: 'elsewhere@example.org',
    rights: ['orders.read', 'orders.autoship'],
    marketId: made[0]?.id ?? 0n,
  })
  expect((await asked(elsewhere, {})).json()).toMatchObject({ code: 'orders.autoship_person' })
  const code = async (change: object) => (await asked(staff, change)).json<{ code?: string }>().code
  expect(await code({ person: '99999999' })).toBe('orders.autoship_person')
  expect(await code({ lines: [{ product: '999999', quantity: 1 }] })).toBe('orders.product_gone')
  expect(await code({ delivery: { ...delivery, country: 'SE' } })).toBe('orders.address_country')
  expect(await code({ next: await dayIn(0) })).toBe('orders.autoship_date')
  const begun = (await asked(staff, {})).json<Shown>()
  expect(begun).toMatchObject({ state: 'active', next, lines: [{ product: shop.soap, quantity: 2 }] })
  expect(await mine(adaCookies, begun)).toEqual(begun)
  const change = { lines: [{ product: shop.book, quantity: 1 }], everyWeeks: null, monthDay: 31, next }
  const path = `/autoships/${begun.autoship}`
  expect((await ask('PUT', path, reader, change)).statusCode).toBe(403)
  const changed = await ask('PUT', path, staff, change)
  expect(changed.json()).toMatchObject({
    lines: [{ product: shop.book }],
    monthDay: 31,
    payment: 'pay_later',
  })
  expect((await ask('GET', path, staff)).json()).toEqual(await mine(adaCookies, begun))
  const id = String(server.deps.ids.open('aut', begun.autoship))
  const { rows } = await sql<{
    deed: string
    realm: string
  }>`SELECT use_case AS deed, realm FROM platform.audit
    WHERE subjects @> ${JSON.stringify({ autoship: [id] })} ORDER BY id`.execute(database.owner)
  expect(rows).toEqual([
    { deed: 'orders.begin_autoship', realm: 'staff' },
    { deed: 'orders.change_autoship', realm: 'staff' },
  ])
  expect((await ask('GET', path, elsewhere)).statusCode).toBe(404)
  expect((await ask('PUT', path, elsewhere, change)).statusCode).toBe(404)
  await act(adaCookies, begun, 'end')
  expect((await ask('PUT', path, staff, change)).json()).toMatchObject({ code: 'orders.autoship_conflict' })
})

test('a market says on which days it is tried again, from a day on', async () => {
  const next = await dayIn(1)
  const set = (value: string) =>
    transact(database, system, async (tx) =>
      changeSetting(tx, autoshipRetryDays, { marketId: market, validFrom: next, value }),
    )
  await expect(set('3, 2')).rejects.toThrow('cannot take')
  await set('2')
  const begun = await begin(gro, { everyWeeks: 4, monthDay: null, next })
  const body = { lines: begun.lines.map(wire), everyWeeks: 4, monthDay: null, next, payment: 'wallet' }
  expect((await ask('PUT', `/me/autoships/${begun.autoship}`, gro, body)).statusCode).toBe(200)
  const states: unknown[] = []
  for (let day = 1; day <= 3; day++) {
    await moveDays(1)
    await placeAutoships(database)
    const { state, tries, tryOn } = await mine(gro, begun)
    states.push([state, tries, days(next, tryOn)])
  }
  expect(states).toEqual([
    ['active', 1, 2],
    ['active', 1, 2],
    ['paused', 1, 2],
  ])
  await act(gro, { ...begun, next }, 'end')
})

test('what dies between the order and the next date leaves neither, and is done once afterwards', async () => {
  const next = await dayIn(1)
  const begun = await begin(gro, { everyWeeks: 1, monthDay: null, next })
  await moveDays(1)
  await sql`CREATE FUNCTION orders.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died'; END $$`.execute(
    database.owner,
  )
  await sql`CREATE TRIGGER die BEFORE UPDATE ON orders.autoship FOR EACH ROW EXECUTE FUNCTION orders.die()`.execute(
    database.owner,
  )
  const before = await ordersInAll()
  await expect(placeAutoships(database)).rejects.toThrow('died')
  expect(await ordersInAll()).toBe(before)
  await sql`DROP TRIGGER die ON orders.autoship`.execute(database.owner)
  await Promise.all([placeAutoships(database), placeAutoships(database), placeAutoships(database)])
  expect(await ordersInAll()).toBe(before + 1)
  const after = await mine(gro, begun)
  expect(after).toMatchObject({ next: plus(next, 7), orders: [{ date: next }] })
  await act(gro, after, 'end')
})

test('a distributor’s autoship is their own order, and ends when the position becomes another person’s', async () => {
  const lines = [{ product: shop.soap, quantity: 1 }]
  const body = { lines, delivery, payment: 'pay_later' }
  const own = (await ask('POST', '/office/orders', adaCookies, body)).json<{ order: string }>()
  const asked = { order: own.order, everyWeeks: 1, monthDay: null, next: await dayIn(1) }
  const begun = (await ask('POST', '/me/autoships', adaCookies, asked)).json<Shown>()
  // At the price for distributors, with delivery.
  expect(begun).toMatchObject({ state: 'active', total: { minor: '12900' } })
  await moveDays(1)
  await placeAutoships(database)
  const placed = (await mine(adaCookies, begun)).orders[0]?.order ?? ''
  expect((await ask('GET', `/office/orders/${placed}`, adaCookies)).json()).toMatchObject({
    type: 'autoship',
    buyer: { code: ada.code },
    seller: { code: ada.code },
  })
  await sql`INSERT INTO field.ownership (position_id, owner_id, valid_from, handed_at)
    SELECT ${ada.personId}, id, platform.company_now(), platform.company_now() FROM field.person
    WHERE id <> ${ada.personId} AND kind = 'retail' LIMIT 1`.execute(database.owner)
  const before = await ordersInAll()
  await moveDays(8)
  await placeAutoships(database)
  expect(await ordersInAll()).toBe(before)
  const { rows } = await sql<{ state: string }>`SELECT state FROM orders.autoship
    WHERE id = ${server.deps.ids.open('aut', begun.autoship)}`.execute(database.owner)
  expect(rows).toEqual([{ state: 'ended' }])
})

const rhythm = oneof(
  record({ everyWeeks: integer({ min: 1, max: 6 }), monthDay: constant(null) }),
  record({ everyWeeks: constant(null), monthDay: integer({ min: 1, max: 31 }) }),
)
const step = oneof(
  { weight: 5, arbitrary: record({ do: constant('wait' as const), days: integer({ min: 1, max: 45 }) }) },
  { weight: 1, arbitrary: record({ do: constant('skip' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('pause' as const) }) },
  { weight: 2, arbitrary: record({ do: constant('resume' as const) }) },
  {
    weight: 1,
    arbitrary: record({ do: constant('change' as const), rhythm, days: integer({ min: 1, max: 30 }) }),
  },
)

test('any skips, pauses, changes and days that pass give exactly the orders that a slow count of days says', async () => {
  await assert(
    asyncProperty(rhythm, array(step, { minLength: 4, maxLength: 12 }), async (first, steps) => {
      const begun = await begin(gro, { ...first, next: await dayIn(3) })
      const slow = { rhythm: first, next: begun.next, goesOn: true, dates: [] as string[] }
      const answers: [expected: number, was: number][] = []
      for (const one of steps) {
        const today = await dayIn(0)
        const seen = { ...begun, next: slow.next }
        if (one.do === 'wait') {
          await moveDays(one.days)
          await Promise.all([placeAutoships(database), placeAutoships(database)])
          const then = plus(today, one.days)
          if (slow.goesOn && slow.next <= then) {
            slow.dates.push(slow.next)
            slow.next = slowNext(slow.rhythm, slow.next, then)
          }
        } else if (one.do === 'change') {
          const next = plus(today, one.days)
          const body = { lines: begun.lines.map(wire), ...one.rhythm, next }
          answers.push([200, (await ask('PUT', `/me/autoships/${begun.autoship}`, gro, body)).statusCode])
          Object.assign(slow, { rhythm: one.rhythm, next })
        } else {
          const done = await act(gro, seen, one.do)
          answers.push([slow.goesOn === (one.do === 'resume') ? 409 : 200, done.statusCode])
          if (one.do === 'skip' && slow.goesOn) slow.next = slowNext(slow.rhythm, slow.next, today)
          if (one.do === 'resume' && !slow.goesOn && slow.next <= today)
            slow.next = slowNext(slow.rhythm, slow.next, today)
          slow.goesOn = one.do === 'skip' ? slow.goesOn : one.do === 'resume'
        }
      }
      expect(answers.map(([, was]) => was)).toEqual(answers.map(([expected]) => expected))
      const { next } = await mine(gro, begun)
      expect({ next, dates: await datesOf(begun.autoship) }).toEqual({ next: slow.next, dates: slow.dates })
      await act(gro, { ...begun, next }, 'end')
    }),
    // Each draw lives through weeks of jobs: so many of them take about a minute.
    { numRuns: Math.min(readConfigureGlobal().numRuns ?? 8, 60) },
  )
}, 120_000)

/** The first day after today of the rhythm, day by day. */
function slowNext(
  of: { everyWeeks: number | null; monthDay: number | null },
  date: string,
  today: string,
): string {
  for (let day = plus(date, 1); ; day = plus(day, 1)) {
    if (day <= today) continue
    if (of.everyWeeks !== null && days(date, day) % (7 * of.everyWeeks) === 0) return day
    if (of.monthDay === null) continue
    const isLast = plus(day, 1).endsWith('-01')
    const number = Number(day.slice(8))
    if (number === of.monthDay || (isLast && number < of.monthDay)) return day
  }
}

const wire = ({ product, quantity }: Shown['lines'][number]) => ({ product, quantity })
const plus = (day: string, more: number) =>
  new Date(Date.parse(day) + more * DAY_MS).toISOString().slice(0, 10)
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** A day of the market, so many days from now; the clock stands at noon once it was moved. */
async function dayIn(more: number): Promise<string> {
  const now = await read(database, system.actor, companyNow)
  return plus(new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Oslo' }).format(now), more)
}

async function moveDays(more: number): Promise<void> {
  const day = await dayIn(more)
  await transact(database, system, (tx) => moveClock(tx, Date.parse(`${day}T11:00:00Z`)))
}

async function begin(cookies: Cookies, of: object): Promise<Shown> {
  const begun = await ask('POST', '/me/autoships', cookies, { order, ...of })
  expect(begun.statusCode).toBe(201)
  return begun.json<Shown>()
}

const act = (cookies: Cookies, { autoship, next }: Shown, which: string) =>
  ask('POST', `/me/autoships/${autoship}/acts`, cookies, { act: which, next })

async function mine(cookies: Cookies, { autoship }: Shown): Promise<Shown> {
  const { autoships } = (await ask('GET', '/me/autoships', cookies)).json<{ autoships: Shown[] }>()
  const found = autoships.find((one) => one.autoship === autoship)
  if (!found) throw new Error('the autoship is gone')
  return found
}

async function told(what: string, autoship: string): Promise<string[]> {
  const id = server.deps.ids.open('aut', autoship)
  const { rows } = await sql<{ payload: unknown }>`SELECT payload FROM platform.outbox
    WHERE topic = ${`orders.autoship_${what}`} AND key_id = ${id}`.execute(database.owner)
  return rows.map(({ payload }) => autoshipTold.parse(payload).dueOn)
}

async function datesOf(autoship: string): Promise<string[]> {
  const id = server.deps.ids.open('aut', autoship)
  const { rows } = await sql<{ due: string }>`SELECT a.due_on::text AS due FROM orders.autoship_order a
    JOIN orders."order" o ON o.id = a.order_id WHERE a.autoship_id = ${id} ORDER BY 1`.execute(database.owner)
  const { rows: keys } = await sql<{ key: string }>`SELECT key FROM orders.order_key
    WHERE scope = ${`autoship:${id}`} ORDER BY 1`.execute(database.owner)
  expect(keys.map(({ key }) => key)).toEqual(rows.map(({ due }) => due))
  return rows.map(({ due }) => due)
}

async function ordersInAll(): Promise<number> {
  const { rows } = await sql<{ n: bigint }>`SELECT count(*) AS n FROM orders."order"`.execute(database.owner)
  return Number(rows[0]?.n ?? 0)
}

async function signUp(email: string): Promise<Cookies> {
  const names = { givenName: 'Gro', familyName: 'Hay' }
  const body = { market: 'NO', seller: ada.code, ...names, email, password: PASSWORD }
  expect((await ask('POST', '/customers', {}, body)).statusCode).toBe(201)
  return signIn(server, { realm: 'customer', login: email, password: PASSWORD })
}

async function buy(cookies: Cookies): Promise<string> {
  const made = await ask('POST', '/shop/baskets', cookies, { market: 'NO', seller: ada.code })
  const { token } = made.json<{ token: string }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, cookies, { quantity: 2 })
  const contact = { name: 'Gro Hay', email: 'gro@example.org' }
  const body = { basket: token, contact, delivery, payment: 'pay_later' }
  return (await ask('POST', '/shop/orders', cookies, body)).json<{ order: string }>().order
}

async function ask(method: 'GET' | 'POST' | 'PUT', path: string, cookies: Cookies, body?: object) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies,
    ...(body ? { payload: body } : {}),
    headers: { 'idempotency-key': `autoship-key-${++counter}` },
  })
}
