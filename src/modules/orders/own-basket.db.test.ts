import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { signIn } from '#test/support/field.ts'
import { nok, partyCompany, secretOf, type Cookies, type PartyCompany } from '#test/support/party-company.ts'
import { removeLeftBasketsTask, BASKET_DAYS_KEPT } from './tasks/remove-left-baskets.ts'

type Basket = {
  token: string
  version: number
  pieces: number
  seller: string | null
  lines: { product: { code: string }; quantity: number }[]
  promotions: { coupons: { code: string }[] }
  party: { host: string } | null
}

const PASSWORD = 'a kettle and two spoons'
const delivery = { recipient: 'Gro', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const contact = { name: 'Gro Hay', email: 'gro@example.org' }

let at: PartyCompany
/** Two devices on which Hege is signed in. */
let phone: Cookies
let desk: Cookies

beforeAll(async () => {
  at = await partyCompany()
  phone = at.hegeCookies
  desk = await signIn(at.server, { realm: 'customer', login: 'hege@example.org', password: PASSWORD })
}, 60_000)
afterAll(() => at.close())

test('what a guest put in adds up with the own basket at signing in, and lies there on every device', async () => {
  const { soap, book, towel } = at.shop
  expect(await mine(desk)).toBeNull()
  const own = await fill(phone, { [soap]: 1, [book]: 2 })
  expect((await begin(desk)).token).toBe(own)
  const guest = await fill({}, { [soap]: 3, [towel]: 1 })
  const joined = await at.ask('POST', `/shop/baskets/${guest}/join`, desk)
  expect(joined.json()).toMatchObject({ pieces: 4, basket: { token: own, pieces: 7 } })
  for (const device of [phone, desk])
    expect(linesOf(await mine(device))).toEqual({ [soap]: 4, [book]: 2, [towel]: 1 })
  // What was joined is gone, and is not put in again.
  for (const [cookies, path] of [
    [{}, ''],
    [desk, '/join'],
  ] as const)
    expect(
      (await at.ask(path === '' ? 'GET' : 'POST', `/shop/baskets/${guest}${path}`, cookies)).statusCode,
    ).toBe(404)
  await set(desk, own, book, 0)
  expect(linesOf(await mine(phone))).toEqual({ [soap]: 4, [towel]: 1 })
  const order = { basket: own, contact, delivery, payment: 'pay_later' }
  expect((await at.ask('POST', '/shop/orders', desk, order)).statusCode).toBe(201)
  expect(await mine(phone)).toMatchObject({ token: own, pieces: 0 })
})

test('the own party and shop stay at joining; where there are none, the guest’s come with the goods', async () => {
  const party = await at.open()
  const own = (await begin(phone)).token
  const guest = await fill({}, { [at.shop.book]: 1 })
  await at.ask('PUT', `/shop/baskets/${guest}/party`, {}, { link: secretOf(party) })
  const joined = (await at.ask('POST', `/shop/baskets/${guest}/join`, phone)).json<{ basket: Basket }>()
  expect(joined.basket).toMatchObject({ seller: at.ada.code, party: { host: 'Hege' } })
  const other = await fill({}, { [at.shop.book]: 1 })
  await at.ask('PUT', `/shop/baskets/${other}`, {}, { seller: at.bo.code })
  await at.ask('POST', `/shop/baskets/${other}/join`, phone)
  expect(await mine(desk)).toMatchObject({ seller: at.ada.code, party: { host: 'Hege' }, pieces: 2 })
  await at.ask('PUT', `/shop/baskets/${own}/party`, phone, { link: null })
  await set(phone, own, at.shop.book, 0)
})

test('of two devices that change the same version one is told, and nothing of the other one is lost', async () => {
  const { soap, book } = at.shop
  const token = await fill(phone, { [soap]: 1 })
  const { version } = (await mine(desk)) ?? { version: 0 }
  const answers = await Promise.all(
    ([phone, desk] as const).map((device, step) => set(device, token, soap, step + 2, version)),
  )
  expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409])
  const refused = answers.find(({ statusCode }) => statusCode === 409)
  expect(refused?.json()).toMatchObject({ code: 'orders.basket.conflict' })
  const kept = linesOf(await mine(phone))[soap] ?? 0
  // Whoever repeats what stands already is no conflict; whoever names no version sets other goods beside it.
  expect((await set(desk, token, soap, kept, version)).statusCode).toBe(200)
  await Promise.all([set(phone, token, book, 1), set(desk, token, at.shop.towel, 1)])
  expect(linesOf(await mine(desk))).toEqual({ [soap]: kept, [book]: 1, [at.shop.towel]: 1 })
})

test('what one device puts in while another one orders is ordered or lies there still', async () => {
  const { soap, book } = at.shop
  for (let round = 1; round <= 6; round++) {
    const token = await fill(phone, { [soap]: 1, [book]: 0, [at.shop.towel]: 0 })
    const order = { basket: token, contact, delivery, payment: 'pay_later' }
    const [ordered, put] = await Promise.all([
      at.ask('POST', '/shop/orders', desk, order),
      set(phone, token, book, round),
    ])
    expect([ordered.statusCode, put.statusCode]).toEqual([201, 200])
    const { status } = ordered.json<{ status: string }>()
    const shown = (await at.ask('GET', `/shop/orders/${status}`, {})).json<Basket>()
    const pieces = [linesOf(shown)[book] ?? 0, linesOf(await mine(desk))[book] ?? 0]
    expect(pieces.toSorted((a, b) => a - b)).toEqual([0, round])
  }
})

test('nobody else opens somebody’s basket, not by its name and not by what it was called before', async () => {
  const own = (await begin(phone)).token
  const stranger = await at.signUp('stranger@example.org')
  for (const cookies of [{}, stranger, at.adaCookies]) {
    expect((await at.ask('GET', `/shop/baskets/${own}`, cookies)).statusCode).toBe(404)
    expect((await set(cookies, own, at.shop.book, 9)).statusCode).toBe(404)
  }
  expect((await at.ask('GET', '/shop/my-basket?market=NO', {})).statusCode).toBe(401)
  const seenBy = (actor: Partial<Actor>) =>
    read(
      at.database,
      { realm: 'public', accountId: null, personId: null, requestId: 'req-basket', ...actor },
      async (tx) => {
        const { rows } = await sql<{ baskets: number; lines: number }>`
          SELECT (SELECT count(*)::int FROM orders.basket) AS baskets,
            (SELECT count(*)::int FROM orders.basket_line) AS lines`.execute(tx)
        return rows[0]
      },
    )
  expect(await seenBy({})).toEqual({ baskets: 0, lines: 0 })
  expect(await seenBy({ realm: 'customer', personId: at.ada.personId })).toEqual({ baskets: 0, lines: 0 })
  expect(await seenBy({ realm: 'customer', personId: at.hege.personId })).toMatchObject({ baskets: 1 })
  // Whoever took the position over since then finds nothing of it.
  const personSince = new Date((await at.now()) + 60_000)
  expect(await seenBy({ realm: 'customer', personId: at.hege.personId, personSince })).toEqual({
    baskets: 0,
    lines: 0,
  })
})

test('an own basket that nobody touched for long is removed as a guest’s is, and begun anew', async () => {
  const before = await fill(phone, { [at.shop.book]: 1 })
  await sql`UPDATE orders.basket SET touched_at = now() - make_interval(days => ${BASKET_DAYS_KEPT + 1})`.execute(
    at.database.owner,
  )
  await removeLeftBasketsTask.run(at.server.deps, {}, undefined)
  expect(await mine(desk)).toBeNull()
  expect(await begin(desk)).toMatchObject({ pieces: 0, total: nok('0') })
  expect((await begin(desk)).token).not.toBe(before)
})

async function begin(cookies: Cookies): Promise<Basket> {
  return (await at.ask('POST', '/shop/baskets', cookies, { market: 'NO' })).json<Basket>()
}

async function fill(cookies: Cookies, goods: Readonly<Record<string, number>>): Promise<string> {
  const { token } = await begin(cookies)
  for (const [product, quantity] of Object.entries(goods))
    expect((await set(cookies, token, product, quantity)).statusCode).toBe(200)
  return token
}

function set(cookies: Cookies, basket: string, product: string, quantity: number, seen?: number) {
  const body = seen === undefined ? { quantity } : { quantity, seen }
  return at.ask('PUT', `/shop/baskets/${basket}/lines/${product}`, cookies, body)
}

async function mine(cookies: Cookies): Promise<Basket | null> {
  const asked = await at.ask('GET', '/shop/my-basket?market=NO', cookies)
  expect(asked.statusCode).toBe(200)
  return asked.json<{ basket: Basket | null }>().basket
}

function linesOf(basket: Basket | null): Record<string, number> {
  return Object.fromEntries((basket?.lines ?? []).map(({ product, quantity }) => [product.code, quantity]))
}
