import { sql } from 'kysely'
import { expect } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting, marketByCode } from '#modules/company/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { changeOrder } from '#modules/orders/use-cases/change-order.ts'
import { partyRewards } from '#modules/orders/use-cases/party-rule.ts'
import { setUpPromotions } from '#modules/promotions/api.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { freshDatabase, type TestDatabase } from './database.ts'
import { beginField, join, joinDeps, signIn, withDeps, type TestPerson } from './field.ts'
import { testApp, type TestApp } from './http.ts'
import { stockShop } from './shop.ts'

export type Cookies = Record<string, string>
type Money = Readonly<{ minor: string }>
/** A party as the API shows it. */
export type ShownParty = Readonly<{
  party: string
  state: string
  link: string
  sales: Money
  orders: number
  guests: number
  next: { missing: Money } | null
  tiers: readonly { isReached: boolean }[]
  rewards: readonly { title: string; party: string; isBooking: boolean; used: number | null; uses: number }[]
  acts: readonly string[]
}>

const PASSWORD = 'a kettle and two spoons'
const DAY_MS = 86_400_000
export const system = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
export const delivery = {
  recipient: 'Gro',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const contact = { name: 'Gro Hay', email: 'gro@example.org' }
export const half = { name: 'host-half', title: 'One at half price', uses: 1, days: 60 }
export const thanks = { name: 'host-thanks', title: 'A thank-you', uses: 1, days: 30 }
/** From 100.00 on something at half price, from 300.00 on three times, and a thank-you twice. */
export const rule = {
  tiers: [
    { from: '10000', gives: [half] },
    {
      from: '30000',
      gives: [
        { ...half, uses: 3 },
        { ...thanks, uses: 2 },
      ],
    },
  ],
  booking: { withinDays: 20, gives: { ...thanks, name: 'host-booking' } },
  looksAgainDays: 30,
}

export const nok = (minor: string) => ({ minor, currency: 'NOK' })
export const plus = (day: string, more: number) =>
  new Date(Date.parse(day) + more * DAY_MS).toISOString().slice(0, 10)
export const secretOf = ({ link }: ShownParty) => link.replace('/party/', '')

export type PartyCompany = Awaited<ReturnType<typeof partyCompany>>

/** A company in which Ada sells at parties, Bo sells too, and Hege is a customer of Ada's who hosts. */
export async function partyCompany() {
  const database = await freshDatabase()
  await transact(database, system, (tx) => beginInstallation(tx, { demonstration: true }))
  const { marketId, personId: sponsorId } = await beginField(database)
  const shop = await stockShop(database, marketId)
  const ada = await join(database, { sponsorId, marketId, name: 'Ada Berg', login: 'ada@example.org' })
  const bo = await join(database, { sponsorId, marketId, name: 'Bo Dal', login: 'bo@example.org' })
  const server = await testApp(database, [
    withDeps(fieldModule, joinDeps),
    catalogModule,
    promotionsModule,
    ordersModule,
  ])
  let counter = 0
  const ask: Ask = async (method, path, cookies, payload) =>
    server.app.inject({
      method,
      url: `/api/v1${path}`,
      cookies,
      ...(payload ? { payload } : {}),
      headers: { 'idempotency-key': `party-key-${++counter}` },
    })
  const personOf = async (login: string): Promise<TestPerson> => {
    const { rows } = await sql<TestPerson>`SELECT p.id AS "personId", p.code FROM identity.account a
      JOIN field.person p ON p.id = a.person_id WHERE a.login = ${login}`.execute(database.owner)
    if (!rows[0]) throw new Error('somebody signed up')
    return rows[0]
  }
  const signUp = async (email: string): Promise<Cookies> => {
    const names = { givenName: 'Hege', familyName: 'Ås' }
    const customer = { market: 'NO', seller: ada.code, ...names, email, password: PASSWORD }
    expect((await ask('POST', '/customers', {}, customer)).statusCode).toBe(201)
    return signIn(server, { realm: 'customer', login: email, password: PASSWORD })
  }
  const adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const boCookies = await signIn(server, { realm: 'distributor', login: 'bo@example.org' })
  const hegeCookies = await signUp('hege@example.org')
  const hege = await personOf('hege@example.org')
  await transact(database, system, (tx) => sayRules(tx, { marketId, soap: shop.soap }))
  const clock = clockOf(database)
  const known = { ask, ada, adaCookies, hege, ...clock }
  return {
    database,
    server,
    shop,
    marketId,
    ada,
    adaCookies,
    bo,
    boCookies,
    hege,
    hegeCookies,
    ask,
    personOf,
    signUp,
    ...clock,
    ...partiesOf(known),
    ...shopOf(known),
    takeBack: (code: string, quantity: number) => takeBack(database, code, quantity),
    close: async () => {
      await server.close()
      await database.close()
    },
  }
}

/** What hosts get, what that is worth, and a promotion for hosts of the party at which they order. */
async function sayRules(tx: Tx, of: Readonly<{ marketId: bigint; soap: string }>): Promise<void> {
  await changeSetting(tx, partyRewards, { marketId: of.marketId, validFrom: '2020-01-01', value: rule })
  const market = await marketByCode(tx, 'NO')
  if (!market) throw new Error('the market is there')
  const text = (name: string, when: string) =>
    `openfield_promotion: 1\npromotion: ${name}\ntitle: {en: ${name}}\nwhen: ${when}\nreward: {percent: {off: 50 %, of: {product: "${of.soap}"}, pieces: 1}}\n`
  const made = await setUpPromotions(tx, market, {
    campaigns: [],
    coupons: [],
    promotions: [
      { state: 'active', text: text('half', '{entitlement: host-half}') },
      { state: 'active', text: text('hosts-at-home', '{party: [host]}') },
    ],
  })
  if (!made.ok) throw new Error(made.refusal.code)
}

function clockOf(database: TestDatabase) {
  const now = () => read(database, system.actor, companyNow)
  const dayIn = async (more: number) =>
    plus(new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Oslo' }).format(await now()), more)
  const moveDays = async (more: number): Promise<void> => {
    const day = await dayIn(more)
    await transact(database, system, (tx) => moveClock(tx, Date.parse(`${day}T11:00:00Z`)))
  }
  return { now, dayIn, moveDays }
}

type Ask = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  cookies: Cookies,
  payload?: object,
) => Promise<Awaited<ReturnType<TestApp['app']['inject']>>>
type Asking = Readonly<{
  ask: Ask
  ada: TestPerson
  adaCookies: Cookies
  hege: TestPerson
  now: () => Promise<number>
  dayIn: (more: number) => Promise<string>
}>
type Goods = Readonly<Record<string, number>>

function linesOf(goods: Goods) {
  return Object.entries(goods).map(([product, quantity]) => ({ product, quantity }))
}

/** Parties of Ada's. */
function partiesOf({ ask, adaCookies, hege, now, dayIn }: Asking) {
  /** What a party is opened with: held a moment ago at Hege's, for two weeks. */
  const partyBody = async (change: object) => ({
    host: { kind: 'customer', code: hege.code },
    hostName: 'Hege',
    kind: 'home',
    heldAt: new Date((await now()) - 60_000).toISOString(),
    endsOn: await dayIn(14),
    shipsTo: 'guests',
    ...change,
  })
  return {
    partyBody,
    open: async (change: object = {}): Promise<ShownParty> => {
      const opened = await ask('POST', '/me/parties', adaCookies, await partyBody(change))
      expect(opened.statusCode).toBe(201)
      return opened.json<ShownParty>()
    },
    act: ({ party }: ShownParty, which: string, state = 'open') =>
      ask('POST', `/me/parties/${party}/acts`, adaCookies, { act: which, state }),
    mine: async ({ party }: ShownParty): Promise<ShownParty> =>
      (await ask('GET', `/me/parties/${party}`, adaCookies)).json<ShownParty>(),
    report: async ({ party }: ShownParty, goods: Goods): Promise<string> => {
      const buyer = { kind: 'guest', name: 'Gro' }
      const order = { buyer, lines: linesOf(goods), party: { code: party }, payment: 'pay_later' }
      const placed = await ask('POST', '/office/reported-orders', adaCookies, order)
      expect(placed.statusCode).toBe(201)
      return placed.json<{ order: string }>().order
    },
  }
}

/** What is bought in the shop, at a party or beside any. */
function shopOf({ ask, ada }: Asking) {
  const basketWith = async (cookies: Cookies, goods: Goods): Promise<string> => {
    const { token } = (await ask('POST', '/shop/baskets', cookies, { market: 'NO' })).json<{
      token: string
    }>()
    for (const { product, quantity } of linesOf(goods))
      await ask('PUT', `/shop/baskets/${token}/lines/${product}`, cookies, { quantity })
    return token
  }
  const placeAsGuest = async (party: ShownParty, goods: Goods, change: object = {}) => {
    const basket = await basketWith({}, goods)
    const put = await ask('PUT', `/shop/baskets/${basket}/party`, {}, { link: secretOf(party) })
    expect(put.json()).toMatchObject({ seller: ada.code, party: { host: 'Hege' } })
    return ask('POST', '/shop/orders', {}, { basket, contact, delivery, payment: 'pay_later', ...change })
  }
  return {
    placeAsGuest,
    buyAsGuest: async (party: ShownParty, goods: Goods, change: object = {}) => {
      const placed = await placeAsGuest(party, goods, change)
      expect(placed.statusCode).toBe(201)
      return placed.json<{ order: string; status: string }>()
    },
    buyIn: async (cookies: Cookies, goods: Goods): Promise<{ order: string; subtotal: Money }> => {
      const basket = await basketWith(cookies, goods)
      const order = { basket, contact, delivery, payment: 'pay_later' }
      const placed = (await ask('POST', '/shop/orders', cookies, order)).json<{
        order: string
        status: string
      }>()
      const status = await ask('GET', `/shop/orders/${placed.status}`, {})
      return { order: placed.order, subtotal: status.json<{ subtotal: Money }>().subtotal }
    },
  }
}

/** Takes pieces of the one line of an order back. */
async function takeBack(database: TestDatabase, code: string, quantity: number): Promise<void> {
  const done = await transact(database, system, async (tx) => {
    const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders."order" WHERE code = ${code}`.execute(tx)
    return changeOrder(tx, { orderId: rows[0]?.id ?? 0n, kind: 'cancel', lines: [{ line: 1, quantity }] })
  })
  expect(done).toMatchObject({ ok: true })
}
