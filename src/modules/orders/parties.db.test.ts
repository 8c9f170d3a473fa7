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
import { changeSetting, marketByCode } from '#modules/company/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { setUpPromotions } from '#modules/promotions/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
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
import { ordersModule } from './module.ts'
import { partyByLink } from './store/parties.ts'
import { changeOrder } from './use-cases/change-order.ts'
import { closeParties } from './use-cases/close-parties.ts'
import { partyRewards } from './use-cases/party-rule.ts'

type Cookies = Record<string, string>
type Money = { minor: string }
type Shown = {
  party: string
  state: string
  link: string
  sales: Money
  orders: number
  guests: number
  next: { missing: Money } | null
  tiers: { isReached: boolean }[]
  rewards: { title: string; party: string; isBooking: boolean; used: number | null; uses: number }[]
  acts: string[]
}

const PASSWORD = 'a kettle and two spoons'
const DAY_MS = 86_400_000
const delivery = { recipient: 'Gro', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const home = { recipient: 'Hege', line1: 'Hostveien 9', postalCode: '0155', city: 'Oslo', country: 'NO' }
const contact = { name: 'Gro Hay', email: 'gro@example.org' }
const system = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
const half = { name: 'host-half', title: 'One at half price', uses: 1, days: 60 }
const halves = { ...half, uses: 3 }
const thanks = { name: 'host-thanks', title: 'A thank-you', uses: 1, days: 30 }
const rule = {
  tiers: [
    { from: '10000', gives: [half] },
    { from: '30000', gives: [halves, { ...thanks, uses: 2 }] },
  ],
  booking: { withinDays: 20, gives: { ...thanks, name: 'host-booking' } },
  looksAgainDays: 30,
}

let database: TestDatabase
let server: TestApp
let shop: TestShop
let marketId: bigint
let ada: TestPerson
let adaCookies: Cookies
let bo: TestPerson
let boCookies: Cookies
let hege: TestPerson
let hegeCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  await transact(database, system, (tx) => beginInstallation(tx, { demonstration: true }))
  const begun = await beginField(database)
  marketId = begun.marketId
  const sponsorId = begun.personId
  shop = await stockShop(database, marketId)
  ada = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  bo = await join(database, { sponsorId, marketId, name: 'Bo Dal', login: 'bo@example.org' })
  server = await testApp(database, [
    withDeps(fieldModule, joinDeps),
    catalogModule,
    promotionsModule,
    ordersModule,
  ])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  hegeCookies = await signUp('hege@example.org')
  hege = await personOf('hege@example.org')
  await transact(database, system, async (tx) => {
    await changeSetting(tx, partyRewards, { marketId, validFrom: '2020-01-01', value: rule })
    const market = await marketByCode(tx, 'NO')
    if (!market) throw new Error('the market is there')
    const text = (name: string, when: string) =>
      `openfield_promotion: 1\npromotion: ${name}\ntitle: {en: ${name}}\nwhen: ${when}\nreward: {percent: {off: 50 %, of: {product: "${shop.soap}"}, pieces: 1}}\n`
    const made = await setUpPromotions(tx, market, {
      campaigns: [],
      coupons: [],
      promotions: [
        { state: 'active', text: text('half', '{entitlement: host-half}') },
        { state: 'active', text: text('hosts-at-home', '{party: [host]}') },
      ],
    })
    if (!made.ok) throw new Error(made.refusal.code)
  })
}, 60_000)
afterAll(async () => {
  await server.close()
  await database.close()
})

test('guests order by the link in the seller’s name and pay for themselves; nobody but the seller sees their orders', async () => {
  const opened = await open()
  const page = `/shop/parties/${secretOf(opened)}`
  expect((await ask('GET', page, {})).json()).toMatchObject({
    host: 'Hege',
    isOpen: true,
    sales: nok('0'),
    guests: 0,
  })
  const gro = await buyAsGuest(opened, { [shop.book]: 2 })
  const kari = await buyAsGuest(opened, { [shop.soap]: 1 })
  const seen = await mine(opened)
  expect(seen).toMatchObject({ sales: nok('22000'), orders: 2, guests: 2, next: { missing: nok('8000') } })
  expect(seen.tiers.map(({ isReached }) => isReached)).toEqual([true, false])
  const status = (await ask('GET', `/shop/orders/${gro.status}`, {})).json<object>()
  expect(status).toMatchObject({
    party: { code: opened.party, host: 'Hege', shipsTo: 'guests' },
    seller: ada.code,
    money: { owed: nok('16900') },
    delivery,
  })
  // What guests and the host are told names nobody who bought, and no order.
  const told =
    (await ask('GET', page, {})).body + (await ask('GET', `/me/parties/${opened.party}`, hegeCookies)).body
  expect(told).toContain('22000')
  for (const secret of ['Gro', gro.order, kari.order, 'gro@example.org']) expect(told).not.toContain(secret)
  expect((await ask('GET', `/office/orders/${gro.order}`, hegeCookies)).statusCode).toBe(404)
  const orders = `/me/parties/${opened.party}/orders`
  expect((await ask('GET', orders, hegeCookies)).statusCode).toBe(401)
  for (const stranger of [boCookies, await signUp('nobody@example.org')])
    expect((await ask('GET', `/me/parties/${opened.party}`, stranger)).statusCode).toBe(404)
  expect((await ask('GET', orders, boCookies)).statusCode).toBe(404)
  expect((await ask('GET', orders, adaCookies)).json()).toMatchObject({
    total: 2,
    rows: [{ order: kari.order }, { order: gro.order, guestName: 'Gro Hay' }],
  })
  expect((await ask('GET', '/me/parties?role=host', hegeCookies)).json()).toMatchObject({ total: 1 })
})

test('in the database, too, a guest’s link opens the party alone: no other party, no order, no address', async () => {
  const opened = await open({ shipsTo: 'host', address: home })
  await buyAsGuest(opened, { [shop.book]: 1 })
  const count = async (actor: Actor, link?: string) =>
    read(database, actor, async (tx) => {
      if (link !== undefined) await partyByLink(tx, hashToken(link))
      const { rows } = await sql<{
        parties: number
        hosts: number
        addresses: number
        orders: number
        rewards: number
      }>`
        SELECT (SELECT count(*)::int FROM orders.party) AS parties, (SELECT count(*)::int FROM orders.party_host) AS hosts,
          (SELECT count(*)::int FROM orders.party_address) AS addresses, (SELECT count(*)::int FROM orders."order") AS orders,
          (SELECT count(*)::int FROM orders.party_reward) AS rewards`.execute(tx)
      return rows[0]
    })
  const nobody: Actor = { realm: 'public', accountId: null, personId: null, requestId: 'req-guest' }
  expect(await count(nobody)).toEqual({ parties: 0, hosts: 0, addresses: 0, orders: 0, rewards: 0 })
  expect(await count(nobody, secretOf(opened))).toEqual({
    parties: 1,
    hosts: 1,
    addresses: 0,
    orders: 0,
    rewards: 0,
  })
  expect(await count({ ...nobody, realm: 'distributor', personId: bo.personId })).toMatchObject({
    parties: 0,
    addresses: 0,
  })
  const host = await count({ ...nobody, realm: 'customer', personId: hege.personId })
  expect(host).toMatchObject({ addresses: 0, orders: 0 })
  expect(host?.parties).toBeGreaterThan(1)
  // The one who sells may change own parties and nobody else's.
  const change = (personId: bigint) =>
    transact(database, { ...system, actor: { ...nobody, realm: 'distributor', personId } }, async (tx) => {
      const { numAffectedRows } =
        await sql`UPDATE orders.party SET kind = 'other' WHERE code = ${opened.party}`.execute(tx)
      return Number(numAffectedRows)
    })
  expect([await change(bo.personId), await change(ada.personId)]).toEqual([0, 1])
})

test('where all parcels go to the host, guests give no address and learn none; else one is asked for', async () => {
  const toHost = await open({ shipsTo: 'host', address: home })
  const placed = await buyAsGuest(toHost, { [shop.book]: 1 }, { delivery: undefined })
  const status = await ask('GET', `/shop/orders/${placed.status}`, {})
  expect(status.json()).toMatchObject({ delivery: null, party: { shipsTo: 'host' } })
  const page = await ask('GET', `/shop/parties/${secretOf(toHost)}`, {})
  expect(status.body + page.body).not.toContain('Hostveien')
  expect((await ask('GET', `/me/parties/${toHost.party}`, adaCookies)).json()).toMatchObject({
    address: home,
  })
  expect((await ask('GET', `/me/parties/${toHost.party}`, hegeCookies)).json()).toMatchObject({
    address: null,
  })
  const toGuests = await open()
  const refused = await placeAsGuest(toGuests, { [shop.book]: 1 }, { delivery: undefined })
  expect(refused.json()).toMatchObject({ code: 'orders.no_delivery', field: 'delivery' })
  expect(await mine(toGuests)).toMatchObject({ orders: 0 })
})

test('of many who close at once one does; the host gets what the step says, uses it in an order, and no more', async () => {
  const opened = await open()
  await report(opened, { [shop.soap]: 1 })
  const answers = await Promise.all(Array.from({ length: 8 }, () => act(opened, 'close')))
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(7)
  const closed = await mine(opened)
  expect(closed).toMatchObject({
    state: 'closed',
    rewards: [{ title: half.title, uses: 1, used: 0, isBooking: false }],
  })
  expect((await placeAsGuest(opened, { [shop.soap]: 1 })).json()).toMatchObject({ code: 'orders.party_over' })
  const first = await buyIn(hegeCookies, { [shop.soap]: 1 })
  expect(first).toMatchObject({ subtotal: nok('5000') })
  expect(await buyIn(hegeCookies, { [shop.soap]: 1 })).toMatchObject({ subtotal: nok('10000') })
  expect((await mine(opened)).rewards).toMatchObject([{ used: 1 }])
  const again = await act(opened, 'reopen', 'closed')
  expect(again.json()).toMatchObject({ state: 'open', rewards: [] })
  await report(opened, { [shop.soap]: 2 })
  expect((await act(opened, 'close')).json()).toMatchObject({
    rewards: [
      { title: half.title, uses: 3, used: 1 },
      { title: thanks.title, uses: 2, used: 0 },
    ],
  })
  expect((await act(opened, 'cancel', 'closed')).statusCode).toBe(409)
})

test('a return after closing lowers what the host got, as long as the rule of that day says', async () => {
  const opened = await open()
  const order = await report(opened, { [shop.book]: 6 })
  await act(opened, 'close')
  expect((await mine(opened)).rewards.map(({ uses }) => uses)).toEqual([3, 2])
  await takeBack(order, 2)
  expect((await mine(opened)).rewards.map(({ uses }) => uses)).toEqual([1])
  // Another rule from now on changes nothing of what was closed before.
  const today = await dayIn(0)
  await transact(database, system, (tx) =>
    changeSetting(tx, partyRewards, { marketId, validFrom: plus(today, 1), value: { ...rule, tiers: [] } }),
  )
  await moveDays(2)
  await takeBack(order, 1)
  expect((await mine(opened)).rewards.map(({ uses }) => uses)).toEqual([1])
  await moveDays(31)
  await takeBack(order, 3)
  expect(await mine(opened)).toMatchObject({ sales: nok('0'), orders: 0, rewards: [{ uses: 1 }] })
  await transact(database, system, (tx) =>
    changeSetting(tx, partyRewards, { marketId, validFrom: plus(today, 1), value: rule }),
  )
})

test('a party that was booked at another one brings its host something once it was held, in time, and keeps it only so long', async () => {
  const first = await open()
  expect(
    (await ask('POST', '/me/parties', adaCookies, await body({ bookedFrom: first.party }))).json(),
  ).toMatchObject({
    code: 'orders.party_booked',
  })
  const second = await open({ host: { kind: 'guest' }, hostName: 'Kari', bookedFrom: first.party })
  await act(second, 'close')
  expect((await mine(first)).rewards).toEqual([])
  await act(second, 'reopen', 'closed')
  const order = await report(second, { [shop.book]: 1 })
  await act(second, 'close')
  expect((await mine(first)).rewards).toMatchObject([{ party: second.party, isBooking: true, used: 0 }])
  await takeBack(order, 1)
  expect((await mine(first)).rewards).toEqual([])
  const late = await open()
  await moveDays(21)
  const third = await open({ host: { kind: 'guest' }, hostName: 'Kari', bookedFrom: late.party })
  await report(third, { [shop.book]: 1 })
  await act(third, 'close')
  expect((await mine(late)).rewards).toEqual([])
})

test('what a host without an account got waits until the host has one', async () => {
  const opened = await open({ host: { kind: 'guest' }, hostName: 'Siri' })
  await report(opened, { [shop.soap]: 1 })
  await act(opened, 'close')
  expect((await mine(opened)).rewards).toMatchObject([{ title: half.title, used: null }])
  const siriCookies = await signUp('siri@example.org')
  const siri = await personOf('siri@example.org')
  const name = (code: string) => ask('PUT', `/me/parties/${opened.party}/host`, adaCookies, { code })
  expect((await name(siri.code)).json()).toMatchObject({ rewards: [{ used: 0 }] })
  expect((await name(hege.code)).statusCode).toBe(409)
  expect(await buyIn(siriCookies, { [shop.soap]: 1 })).toMatchObject({ subtotal: nok('5000') })
})

test('a distributor hosts and is a guest at another one’s party: the order is the seller’s, at the guest’s own prices', async () => {
  const opened = await open({ host: { kind: 'distributor', code: bo.code }, hostName: 'Bo' })
  const lines = [{ product: shop.soap, quantity: 1 }]
  const party = { link: secretOf(opened) }
  const quote = await ask('POST', '/office/quotes', boCookies, { buyer: { kind: 'self' }, lines, party })
  // A promotion asks for the host of a party.
  expect(quote.json()).toMatchObject({
    subtotal: nok('4000'),
    promotions: { applied: [{ code: 'hosts-at-home' }] },
  })
  const placed = await ask('POST', '/office/orders', boCookies, {
    lines,
    party,
    delivery,
    payment: 'pay_later',
  })
  const { order } = placed.json<{ order: string }>()
  expect((await ask('GET', `/office/orders/${order}`, boCookies)).json()).toMatchObject({
    buyer: { code: bo.code },
    seller: { code: ada.code },
    party: { code: opened.party },
  })
  expect(await mine(opened)).toMatchObject({ sales: nok('4000'), orders: 1, guests: 0 })
  // Nobody takes orders of others at somebody else's party, nor orders there by its number.
  const others = { buyer: { kind: 'guest', name: 'Gro' }, lines, payment: 'pay_later' }
  expect((await ask('POST', '/office/reported-orders', boCookies, { ...others, party })).statusCode).toBe(404)
  const byCode = { ...others, party: { code: opened.party } }
  expect((await ask('POST', '/office/reported-orders', boCookies, byCode)).statusCode).toBe(404)
  expect((await ask('POST', '/office/reported-orders', adaCookies, byCode)).statusCode).toBe(201)
  const own = await body({ host: { kind: 'distributor', code: ada.code } })
  expect((await ask('POST', '/me/parties', adaCookies, own)).json()).toMatchObject({
    code: 'orders.party_host',
  })
})

test('parties close on their day by themselves, once; what is wrong with one is said, and nothing of it stays', async () => {
  const opened = await open({ endsOn: await dayIn(1) })
  await report(opened, { [shop.soap]: 1 })
  await closeParties(database)
  expect(await mine(opened)).toMatchObject({ state: 'open' })
  await moveDays(2)
  expect((await placeAsGuest(opened, { [shop.soap]: 1 })).json()).toMatchObject({ code: 'orders.party_over' })
  await Promise.all([closeParties(database), closeParties(database)])
  expect(await mine(opened)).toMatchObject({ state: 'closed', rewards: [{ uses: 1 }], acts: [] })
  expect((await act(opened, 'reopen', 'closed')).json()).toMatchObject({ code: 'orders.party_over' })
  const refused = async (change: object) => {
    const asked = await ask('POST', '/me/parties', adaCookies, await body(change))
    return asked.json<{ code: string }>().code
  }
  expect(await refused({ endsOn: await dayIn(-1) })).toBe('orders.party_days')
  expect(await refused({ endsOn: await dayIn(80) })).toBe('orders.party_days')
  expect(
    await refused({ heldAt: new Date((await now()) + 3 * DAY_MS).toISOString(), endsOn: await dayIn(2) }),
  ).toBe('orders.party_days')
  expect(await refused({ shipsTo: 'host' })).toBe('orders.party_address')
  expect(await refused({ shipsTo: 'host', address: { ...home, country: 'SE' } })).toBe('orders.party_country')
  expect(await refused({ host: { kind: 'customer', code: bo.code } })).toBe('orders.customer_not_found')
  const early = await open({ heldAt: new Date((await now()) + DAY_MS).toISOString() })
  expect((await act(early, 'close')).json()).toMatchObject({ code: 'orders.party_early' })
  const before = secretOf(early)
  const after = (await act(early, 'new_link')).json<Shown>()
  expect(secretOf(after)).not.toBe(before)
  expect((await ask('GET', `/shop/parties/${before}`, {})).statusCode).toBe(404)
  const changed = await ask(
    'PUT',
    `/me/parties/${early.party}`,
    adaCookies,
    await body({ hostName: 'Hege and Per' }),
  )
  expect(changed.json()).toMatchObject({
    host: { name: 'Hege and Per', person: hege.code, isDistributor: false },
  })
  const staff = await signInStaff(server, database, {
    login: 'staff@example.org',
    rights: ['orders.read', 'orders.parties'],
  })
  expect((await ask('GET', `/parties?state=open&search=and%20per`, staff)).json()).toMatchObject({
    total: 1,
    rows: [{ party: early.party, seller: { code: ada.code } }],
  })
  const acts = `/parties/${early.party}/acts`
  expect((await ask('POST', acts, staff, { act: 'cancel', state: 'open' })).json()).toMatchObject({
    state: 'cancelled',
  })
  const tiers = [{ from: { minor: '5000', currency: 'NOK' }, gives: [half] }]
  const next = { market: 'NO', validFrom: await dayIn(300), ...rule, tiers }
  expect((await ask('PUT', '/party-rewards', staff, next)).json()).toMatchObject({
    tiers,
    on: next.validFrom,
  })
  const falling = await ask('PUT', '/party-rewards', staff, { ...next, tiers: [...tiers, ...tiers] })
  expect(falling.json()).toMatchObject({ code: 'orders.party_tiers' })
  expect((await ask('GET', '/party-rewards?market=NO', staff)).json()).toMatchObject({ tiers: [{}, {}] })
})

const step = oneof(
  { weight: 4, arbitrary: record({ do: constant('order' as const), books: integer({ min: 1, max: 4 }) }) },
  {
    weight: 3,
    arbitrary: record({
      do: constant('return' as const),
      which: integer({ min: 0, max: 9 }),
      books: integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: record({ do: constant('close' as const) }) },
  { weight: 2, arbitrary: record({ do: constant('reopen' as const) }) },
  { weight: 2, arbitrary: record({ do: constant('use' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('unuse' as const) }) },
)

test('whatever is ordered, returned, closed, opened again and used, totals and rewards are those of a slow count', async () => {
  await assert(
    asyncProperty(array(step, { minLength: 5, maxLength: 14 }), async (steps) => {
      const login = `host${++counter}@example.org`
      const host = await signUp(login)
      const { code } = await personOf(login)
      const opened = await open({ host: { kind: 'customer', code } })
      const slow = { books: [] as number[], orders: [] as string[], isClosed: false, using: [] as string[] }
      const answers: [expected: string, was: string][] = []
      for (const one of steps) {
        if (one.do === 'order' && !slow.isClosed) {
          slow.orders.push(await report(opened, { [shop.book]: one.books }))
          slow.books.push(one.books)
        } else if (one.do === 'return' && slow.books.length > 0) {
          const which = one.which % slow.books.length
          const left = slow.books[which] ?? 0
          const books = Math.min(one.books, left)
          if (books > 0) await takeBack(slow.orders[which] ?? '', books)
          slow.books[which] = left - books
        } else if (one.do === 'close') slow.isClosed ||= (await act(opened, 'close')).statusCode === 200
        else if (one.do === 'reopen')
          slow.isClosed &&= (await act(opened, 'reopen', 'closed')).statusCode !== 200
        else if (one.do === 'use') {
          const { order, subtotal } = await buyIn(host, { [shop.soap]: 1 })
          const isUsed = slowUses(slow) > slow.using.length
          answers.push([isUsed ? '5000' : '10000', subtotal.minor])
          if (isUsed) slow.using.push(order)
        } else if (one.do === 'unuse') {
          const order = slow.using.pop()
          if (order !== undefined) await takeBack(order, 1)
        }
        expect(answers.map(([, was]) => was)).toEqual(answers.map(([expected]) => expected))
        const { sales, orders, guests, rewards, state } = await mine(opened)
        const inAll = slow.books.reduce((sum, books) => sum + books, 0)
        expect({ sales: sales.minor, orders, guests, isClosed: state === 'closed' }).toEqual({
          sales: String(inAll * 6000),
          orders: slow.books.filter((books) => books > 0).length,
          guests: slow.books.filter((books) => books > 0).length,
          isClosed: slow.isClosed,
        })
        expect(rewards.find(({ title }) => title === half.title)?.uses ?? 0).toBe(slowUses(slow))
        const { rows } = await sql<{ usable: number; unearned: number }>`
          SELECT coalesce(sum(uses_most - uses) FILTER (WHERE NOT taken_back), 0)::int AS usable, coalesce(sum(unearned), 0)::int AS unearned
          FROM promotions.entitlement e JOIN field.person p ON p.id = e.person_id
          WHERE p.code = ${code} AND e.name = ${half.name}`.execute(database.owner)
        const due = slowUses(slow) - slow.using.length
        expect(rows).toEqual([{ usable: Math.max(0, due), unearned: Math.max(0, -due) }])
      }
    }),
    { numRuns: Math.min(readConfigureGlobal().numRuns ?? 10, 60) },
  )
}, 120_000)

/** How often something at half price is due: counted by going up the steps. */
function slowUses({ books, isClosed }: { books: number[]; isClosed: boolean }): number {
  let minor = 0
  for (const one of books) for (let book = 0; book < one; book++) minor += 6000
  if (!isClosed || minor < 10_000) return 0
  return minor < 30_000 ? 1 : 3
}

const nok = (minor: string) => ({ minor, currency: 'NOK' })
const plus = (day: string, more: number) =>
  new Date(Date.parse(day) + more * DAY_MS).toISOString().slice(0, 10)
const secretOf = ({ link }: Shown) => link.replace('/party/', '')
const now = () => read(database, system.actor, companyNow)

async function dayIn(more: number): Promise<string> {
  return plus(new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Oslo' }).format(await now()), more)
}

async function moveDays(more: number): Promise<void> {
  const day = await dayIn(more)
  await transact(database, system, (tx) => moveClock(tx, Date.parse(`${day}T11:00:00Z`)))
}

/** What a party is opened with: held a moment ago at Hege's, for two weeks. */
async function body(change: object) {
  return {
    host: { kind: 'customer', code: hege.code },
    hostName: 'Hege',
    kind: 'home',
    heldAt: new Date((await now()) - 60_000).toISOString(),
    endsOn: await dayIn(14),
    shipsTo: 'guests',
    ...change,
  }
}

async function open(change: object = {}): Promise<Shown> {
  const opened = await ask('POST', '/me/parties', adaCookies, await body(change))
  expect(opened.statusCode).toBe(201)
  return opened.json<Shown>()
}

const act = ({ party }: Shown, which: string, state = 'open') =>
  ask('POST', `/me/parties/${party}/acts`, adaCookies, { act: which, state })

async function mine({ party }: Shown): Promise<Shown> {
  return (await ask('GET', `/me/parties/${party}`, adaCookies)).json<Shown>()
}

type Goods = Readonly<Record<string, number>>

async function report({ party }: Shown, goods: Goods): Promise<string> {
  const lines = Object.entries(goods).map(([product, quantity]) => ({ product, quantity }))
  const order = { buyer: { kind: 'guest', name: 'Gro' }, lines, party: { code: party }, payment: 'pay_later' }
  const placed = await ask('POST', '/office/reported-orders', adaCookies, order)
  expect(placed.statusCode).toBe(201)
  return placed.json<{ order: string }>().order
}

async function basketWith(cookies: Cookies, goods: Goods): Promise<string> {
  const { token } = (await ask('POST', '/shop/baskets', cookies, { market: 'NO' })).json<{ token: string }>()
  for (const [product, quantity] of Object.entries(goods))
    await ask('PUT', `/shop/baskets/${token}/lines/${product}`, cookies, { quantity })
  return token
}

async function placeAsGuest(party: Shown, goods: Goods, change: object = {}) {
  const basket = await basketWith({}, goods)
  const put = await ask('PUT', `/shop/baskets/${basket}/party`, {}, { link: secretOf(party) })
  expect(put.json()).toMatchObject({ seller: ada.code, party: { host: 'Hege' } })
  return ask('POST', '/shop/orders', {}, { basket, contact, delivery, payment: 'pay_later', ...change })
}

async function buyAsGuest(party: Shown, goods: Goods, change: object = {}) {
  const placed = await placeAsGuest(party, goods, change)
  expect(placed.statusCode).toBe(201)
  return placed.json<{ order: string; status: string }>()
}

/** Buys in the shop, beside any party. */
async function buyIn(cookies: Cookies, goods: Goods): Promise<{ order: string; subtotal: Money }> {
  const basket = await basketWith(cookies, goods)
  const order = { basket, contact, delivery, payment: 'pay_later' }
  const placed = (await ask('POST', '/shop/orders', cookies, order)).json<{ order: string; status: string }>()
  const { subtotal } = (await ask('GET', `/shop/orders/${placed.status}`, {})).json<{ subtotal: Money }>()
  return { order: placed.order, subtotal }
}

/** Takes pieces of the one line of an order back. */
async function takeBack(code: string, quantity: number): Promise<void> {
  const done = await transact(database, system, async (tx) => {
    const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders."order" WHERE code = ${code}`.execute(tx)
    return changeOrder(tx, { orderId: rows[0]?.id ?? 0n, kind: 'cancel', lines: [{ line: 1, quantity }] })
  })
  expect(done).toMatchObject({ ok: true })
}

async function signUp(email: string): Promise<Cookies> {
  const names = { givenName: 'Hege', familyName: 'Ås' }
  const customer = { market: 'NO', seller: ada.code, ...names, email, password: PASSWORD }
  expect((await ask('POST', '/customers', {}, customer)).statusCode).toBe(201)
  return signIn(server, { realm: 'customer', login: email, password: PASSWORD })
}

async function personOf(login: string): Promise<TestPerson> {
  const { rows } = await sql<TestPerson>`SELECT p.id AS "personId", p.code FROM identity.account a
    JOIN field.person p ON p.id = a.person_id WHERE a.login = ${login}`.execute(database.owner)
  if (!rows[0]) throw new Error('somebody signed up')
  return rows[0]
}

async function ask(method: 'GET' | 'POST' | 'PUT', path: string, cookies: Cookies, payload?: object) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies,
    ...(payload ? { payload } : {}),
    headers: { 'idempotency-key': `party-key-${++counter}` },
  })
}
