import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting } from '#modules/company/api.ts'
import { housePosition } from '#modules/field/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, joinDeps, signIn, withDeps, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { ordersModule } from './module.ts'

type Cookies = Record<string, string>
type Rows = { rows: { code: string; payState: string | null }[]; total: number }

const PASSWORD = 'a kettle and two spoons'
const delivery = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}
const contact = { name: 'Gro Hay', email: 'gro@example.org' }

let database: TestDatabase
let server: TestApp
let shop: TestShop
let house: TestPerson
let ada: TestPerson
let adaCookies: Cookies
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  const call = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  const begun = await beginField(database)
  house = begun
  shop = await stockShop(database, begun.marketId)
  const { marketId } = begun
  ada = await join(database, {
    sponsorId: house.personId,
    marketId,
    name: 'Ada Berg',
    login: 'ada@example.org',
  })
  server = await testApp(database, [
    withDeps(fieldModule, joinDeps),
    catalogModule,
    promotionsModule,
    ordersModule,
  ])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

test('a customer signs up in a distributor’s shop, buys there, and sees own orders; a stranger sees none of them', async () => {
  const gro = await signUp('gro@example.org', ada.code)
  const own = await buy(gro, undefined)
  expect(await ordersOf(gro)).toMatchObject({ total: 1, rows: [{ code: own.order, payState: 'open' }] })
  const seen = await ask('GET', `/office/orders/${own.order}`, { cookies: gro })
  expect(seen.json()).toMatchObject({ delivery, seller: { code: ada.code }, buyer: { name: 'Gro Hay' } })
  // Who looks after the customer sees the order, and not where it goes.
  expect(await asSeller(own.order)).toMatchObject({ delivery: null, buyer: { name: 'Gro Hay' } })

  const other = await signUp('other@example.org', ada.code)
  expect(await ordersOf(other)).toMatchObject({ total: 0 })
  expect((await ask('GET', `/office/orders/${own.order}`, { cookies: other })).statusCode).toBe(404)
  expect((await ask('GET', `/office/orders/${own.order}`)).statusCode).toBe(401)
})

test('a guest’s order joins an account by the link of its page only, never by the e-mail address, and only one', async () => {
  const guest = await buy({}, ada.code)
  // The address of the guest's order is that of this account; nothing follows from that.
  const gro = await signIn(server, { realm: 'customer', login: 'gro@example.org', password: PASSWORD })
  expect((await ordersOf(gro)).rows.map(({ code }) => code)).not.toContain(guest.order)
  expect((await ask('GET', `/office/orders/${guest.order}`, { cookies: gro })).statusCode).toBe(404)
  const wrong = await joinOrder(gro, 'x'.repeat(43))
  expect(wrong.json()).toMatchObject({ code: 'orders.join_not_found' })
  expect((await joinOrder({}, guest.status)).statusCode).toBe(401)

  expect((await joinOrder(gro, guest.status)).json()).toEqual({ order: guest.order })
  expect((await joinOrder(gro, guest.status)).statusCode).toBe(200)
  expect((await ordersOf(gro)).rows[0]).toMatchObject({ code: guest.order, payState: 'open' })
  const seen = await ask('GET', `/office/orders/${guest.order}`, { cookies: gro })
  expect(seen.json()).toMatchObject({ delivery, guestName: 'Gro Hay', buyer: null, money: { state: 'open' } })

  const other = await signIn(server, { realm: 'customer', login: 'other@example.org', password: PASSWORD })
  expect((await joinOrder(other, guest.status)).json()).toMatchObject({ code: 'orders.join_not_found' })
  expect((await ask('GET', `/office/orders/${guest.order}`, { cookies: other })).statusCode).toBe(404)
  // What the database itself lets a stranger see of the order, its address and who joined it.
  const { rows } = await sql<{ seen: bigint }>`SELECT count(*) AS seen FROM orders.joined_order`.execute(
    database.db,
  )
  expect(rows).toEqual([{ seen: 0n }])
  // The page of the guest still stands.
  expect((await ask('GET', `/shop/orders/${guest.status}`)).json()).toMatchObject({ code: guest.order })
})

test('an order that has a buyer is joined by nobody', async () => {
  const gro = await signIn(server, { realm: 'customer', login: 'gro@example.org', password: PASSWORD })
  const own = await buy(gro, undefined)
  const other = await signIn(server, { realm: 'customer', login: 'other@example.org', password: PASSWORD })
  expect((await joinOrder(other, own.status)).json()).toMatchObject({ code: 'orders.join_not_found' })
})

test('what comes through nobody goes to the company itself, or to whom its rule names; a customer is looked after either way', async () => {
  const alone = await buy({}, undefined)
  expect(await sellerOf(alone.order)).toBeNull()
  const kai = await signUp('kai@example.org', undefined)
  const { served_by } = await sql<{ served_by: bigint }>`SELECT p.served_by FROM field.person p
    JOIN field.person_contact c ON c.person_id = p.id WHERE c.email = 'kai@example.org'`
    .execute(database.owner)
    .then(({ rows }) => rows[0] ?? { served_by: 0n })
  expect(served_by).toBe(house.personId)
  const setHouse = (value: string | null) =>
    transact(database, { actor: systemActor('test'), useCase: 'test.settings' }, (tx) =>
      changeSetting(tx, housePosition, { marketId: null, validFrom: '2026-01-01', value }),
    )
  await setHouse(ada.code)
  expect(await sellerOf((await buy({}, undefined)).order)).toBe(ada.code)
  // A distributor who is named goes before the rule, and so does who looks after a customer.
  expect(await sellerOf((await buy({}, house.code)).order)).toBe(house.code)
  expect(await sellerOf((await buy(kai, ada.code)).order)).toBe(house.code)
  await setHouse(null)
})

test('somebody keeps addresses and says how they are called; nobody else sees where they live', async () => {
  const gro = await signIn(server, { realm: 'customer', login: 'gro@example.org', password: PASSWORD })
  const cabin = { ...delivery, line1: 'Fjellveien 8', city: 'Geilo' }
  await ask('POST', '/me/addresses', { cookies: gro, body: delivery })
  await ask('POST', '/me/addresses', { cookies: gro, body: delivery })
  const kept = await ask('POST', '/me/addresses', { cookies: gro, body: cabin })
  const list = kept.json<{ addresses: { address: string; city: string; first: boolean }[] }>().addresses
  expect(list).toMatchObject([
    { city: 'Oslo', first: true },
    { city: 'Geilo', first: false },
  ])
  const second = list[1]?.address ?? ''
  expect((await ask('PUT', `/me/addresses/${second}/first`, { cookies: gro })).json()).toMatchObject({
    addresses: [{ city: 'Geilo', first: true }, { first: false }],
  })
  const other = await signIn(server, { realm: 'customer', login: 'other@example.org', password: PASSWORD })
  for (const cookies of [other, adaCookies]) {
    expect((await ask('GET', '/me/addresses', { cookies })).json()).toEqual({ addresses: [] })
    expect((await ask('DELETE', `/me/addresses/${second}`, { cookies })).statusCode).toBe(404)
  }
  // Nor does the database show them, whatever is asked: not to who looks after the customer, and not to the public.
  for (const viewer of [
    { realm: 'distributor', accountId: null, personId: ada.personId, requestId: 'test' } as const,
    { realm: 'public', accountId: null, personId: null, requestId: 'test' } as const,
  ]) {
    const { rows } = await read(database, viewer, (tx) =>
      sql<{ seen: number }>`SELECT count(*)::int AS seen FROM field.person_address`.execute(tx),
    )
    expect(rows).toEqual([{ seen: 0 }])
  }
  expect((await ask('DELETE', `/me/addresses/${second}`, { cookies: gro })).json()).toMatchObject({
    addresses: [{ city: 'Oslo', first: true }],
  })
  const named = { givenName: 'Gro', familyName: 'Lie', phone: '+47 22 00 00 00' }
  expect((await ask('PUT', '/me/person', { cookies: gro, body: named })).json()).toMatchObject({
    ...named,
    displayName: 'Gro Lie',
    email: 'gro@example.org',
  })
  expect((await ask('PUT', '/me/person', { cookies: adaCookies, body: named })).statusCode).toBe(401)
})

test('a second account with an address is refused with what to do, and so is a password that is easy to guess', async () => {
  const again = await ask('POST', '/customers', { body: person('gro@example.org', ada.code) })
  expect(again.json()).toMatchObject({ code: 'field.customer.conflict', field: 'email' })
  const body = { ...person('new@example.org', ada.code), password: 'new@example.org' }
  expect((await ask('POST', '/customers', { body })).json()).toMatchObject({
    code: 'identity.password_guessable',
  })
  const { rows } = await sql`SELECT FROM field.person_contact WHERE email = 'new@example.org'`.execute(
    database.owner,
  )
  expect(rows).toEqual([])
})

function person(email: string, seller: string | undefined) {
  return { market: 'NO', seller, givenName: 'Gro', familyName: 'Hay', email, password: PASSWORD }
}

async function signUp(email: string, seller: string | undefined): Promise<Cookies> {
  expect((await ask('POST', '/customers', { body: person(email, seller) })).statusCode).toBe(201)
  return signIn(server, { realm: 'customer', login: email, password: PASSWORD })
}

async function buy(cookies: Cookies, seller: string | undefined) {
  const made = await ask('POST', '/shop/baskets', { cookies, body: { market: 'NO', seller } })
  const { token } = made.json<{ token: string }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, { cookies, body: { quantity: 1 } })
  const body = { basket: token, contact, delivery, payment: 'pay_later' }
  const placed = await ask('POST', '/shop/orders', { cookies, body })
  expect(placed.statusCode).toBe(201)
  return placed.json<{ order: string; status: string }>()
}

const joinOrder = (cookies: Cookies, status: string) =>
  ask('POST', '/me/orders/joined', { cookies, body: { status } })

async function ordersOf(cookies: Cookies): Promise<Rows> {
  return (await ask('GET', '/office/orders?role=bought', { cookies })).json<Rows>()
}

async function asSeller(order: string): Promise<unknown> {
  return (await ask('GET', `/office/orders/${order}`, { cookies: adaCookies })).json()
}

async function sellerOf(order: string): Promise<string | null> {
  const { rows } = await sql<{ code: string | null }>`SELECT p.code FROM orders."order" o
    LEFT JOIN field.person p ON p.id = o.seller_person_id WHERE o.code = ${order}`.execute(database.owner)
  return rows[0]?.code ?? null
}

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: { cookies?: Cookies; body?: object } = {},
) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies: options.cookies ?? {},
    ...(options.body ? { payload: options.body } : {}),
    headers: { 'idempotency-key': `account-key-${++counter}` },
  })
}
