import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { signIn, signInStaff } from '#test/support/field.ts'
import { partyCompany, secretOf, type Cookies, type PartyCompany } from '#test/support/party-company.ts'
import { BASKET_DAYS_KEPT, removeLeftBasketsTask } from './tasks/remove-left-baskets.ts'

type Draft = {
  draft: string
  version: number
  channel: string
  buyer: { kind: string; code?: string; name?: string } | null
  preparedBy: { name: string | null } | null
  lines: { product: string; quantity: number }[]
  handedAt: string | null
  isMine: boolean
  at: object | null
}

const delivery = { recipient: 'Gro', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' }
const contact = { name: 'Hege Ås', email: 'hege@example.org' }

let at: PartyCompany
let keys = 0
let clerk: Cookies
let reader: Cookies

beforeAll(async () => {
  at = await partyCompany()
  const rights = ['orders.place', 'orders.read']
  clerk = await signInStaff(at.server, at.database, { login: 'clerk@example.org', rights })
  reader = await signInStaff(at.server, at.database, { login: 'reader@example.org', rights: ['orders.read'] })
}, 60_000)
afterAll(() => at.close())

test('a distributor begins an order, goes on with it on another device, and places it as it then stands, once', async () => {
  const party = await at.open()
  const begun = await kept(at.adaCookies, {
    buyer: null,
    lines: linesOf({ [at.shop.soap]: 2 }),
    party: { code: party.party },
  })
  expect(begun).toMatchObject({ channel: 'office', buyer: null, preparedBy: null, isMine: true })
  const mine = await kept(at.adaCookies, { buyer: { kind: 'self' }, lines: linesOf({ [at.shop.book]: 1 }) })
  const elsewhere = await signIn(at.server, { realm: 'distributor', login: 'ada@example.org' })
  expect(await listed(elsewhere)).toMatchObject([{ draft: mine.draft }, { draft: begun.draft, pieces: 2 }])
  // What is for myself is found alone, so that an own order is gone on with on any device.
  expect(await listed(elsewhere, '?for=self')).toMatchObject([{ draft: mine.draft, buyer: { kind: 'self' } }])
  expect((await remove(elsewhere, `/office/drafts/${mine.draft}`)).statusCode).toBe(204)
  const hege = { kind: 'customer', code: at.hege.code }
  const content = {
    buyer: hege,
    lines: linesOf({ [at.shop.book]: 1, [at.shop.soap]: 1 }),
    party: begun.at,
    delivery,
  }
  const changed = await change(elsewhere, begun, content)
  expect(changed.json()).toMatchObject({
    buyer: { ...hege, name: 'Hege Ås' },
    party: { host: 'Hege' },
    delivery,
  })
  // Whoever looked at it before is told, and nothing is placed of what they saw.
  const stale = await place(at.adaCookies, begun)
  expect(stale.json()).toMatchObject({ code: 'orders.basket.conflict' })
  expect((await change(at.adaCookies, begun, { buyer: null, lines: [] })).statusCode).toBe(409)
  const placed = await place(elsewhere, changed.json<Draft>(), {}, 'place-once')
  expect(placed.statusCode).toBe(201)
  expect(
    await place(elsewhere, changed.json<Draft>(), {}, 'place-once').then((again) => again.json()),
  ).toEqual(placed.json())
  const { order } = placed.json<{ order: string }>()
  const seen = await at.ask('GET', `/office/orders/${order}`, at.hegeCookies)
  expect(seen.json()).toMatchObject({
    channel: 'reported',
    buyer: { code: at.hege.code },
    seller: { code: at.ada.code },
    party: { code: party.party },
    delivery,
    lines: [{ quantity: 1 }, { quantity: 1 }],
  })
  expect(await listed(at.adaCookies)).toEqual([])
  expect((await place(elsewhere, changed.json<Draft>())).statusCode).toBe(404)
})

test('what is handed over lies in the shop of who buys, who takes it once or says no', async () => {
  const hege = { kind: 'customer', code: at.hege.code }
  const nobody = await kept(at.adaCookies, { buyer: { kind: 'guest', name: 'Gro' }, lines: [] })
  expect((await hand(at.adaCookies, nobody)).json()).toMatchObject({ code: 'orders.draft_buyer' })
  const first = await kept(at.adaCookies, { buyer: hege, lines: linesOf({ [at.shop.soap]: 2 }) })
  const second = await kept(at.adaCookies, { buyer: hege, lines: linesOf({ [at.shop.towel]: 1 }) })
  expect(await prepared(at.hegeCookies)).toEqual([])
  const handed = await hand(at.adaCookies, first)
  expect(handed.json()).toMatchObject({ isMine: false })
  await hand(at.adaCookies, second)
  expect(await prepared(at.hegeCookies)).toMatchObject([
    { draft: second.draft, preparedBy: 'Ada Berg' },
    { draft: first.draft, preparedBy: 'Ada Berg', lines: [{ product: at.shop.soap, quantity: 2 }] },
  ])
  // It is the customer's now: the one who prepared it looks, and goes on with it no more.
  expect((await change(at.adaCookies, handed.json<Draft>(), { buyer: null, lines: [] })).statusCode).toBe(404)
  const own = (await at.ask('POST', '/shop/baskets', at.hegeCookies, { market: 'NO' })).json<{
    token: string
  }>()
  await at.ask('PUT', `/shop/baskets/${own.token}/lines/${at.shop.soap}`, at.hegeCookies, { quantity: 1 })
  const take = () => at.ask('POST', `/shop/prepared-baskets/${first.draft}/take`, at.hegeCookies)
  expect((await take()).json()).toMatchObject({ token: own.token, pieces: 3, seller: at.ada.code })
  expect((await take()).statusCode).toBe(404)
  const stranger = await at.signUp('draft-stranger@example.org')
  for (const cookies of [stranger, at.boCookies])
    expect((await remove(cookies, `/shop/prepared-baskets/${second.draft}`)).statusCode).not.toBe(204)
  expect((await remove(at.hegeCookies, `/shop/prepared-baskets/${second.draft}`)).statusCode).toBe(204)
  expect(await prepared(at.hegeCookies)).toEqual([])
  const order = { basket: own.token, contact, delivery, payment: 'pay_later' }
  expect((await at.ask('POST', '/shop/orders', at.hegeCookies, order)).statusCode).toBe(201)
})

test('staff begin an order for somebody, price it, place it in their name or hand it over, also to a distributor', async () => {
  const guest = { kind: 'guest', name: 'Gro Hay' }
  const noMarket = await at.ask('POST', '/order-drafts', clerk, { buyer: guest, lines: [] })
  expect(noMarket.json()).toMatchObject({ code: 'orders.draft_market', field: 'market' })
  const lines = linesOf({ [at.shop.soap]: 1 })
  const buyer = { kind: 'customer', code: at.hege.code }
  const begun = (await at.ask('POST', '/order-drafts', clerk, { buyer, lines, delivery })).json<Draft>()
  expect(begun).toMatchObject({ channel: 'desk', buyer: { name: 'Hege Ås' }, preparedBy: { name: null } })
  const quoted = (await at.ask('GET', `/order-drafts/${begun.draft}/quote`, clerk)).json<{ total: object }>()
  const body = { seen: begun.version, payment: 'pay_later', expectedTotal: quoted.total }
  for (const cookies of [reader, at.adaCookies, {}])
    expect((await at.ask('POST', `/order-drafts/${begun.draft}/order`, cookies, body)).statusCode).toBeOneOf([
      401, 403,
    ])
  const placed = await at.ask('POST', `/order-drafts/${begun.draft}/order`, clerk, body)
  expect(placed.json()).toMatchObject({ total: quoted.total })
  const { order } = placed.json<{ order: string }>()
  // Sold by who looks after the customer.
  expect((await at.ask('GET', `/orders/${order}`, clerk)).json()).toMatchObject({
    channel: 'desk',
    seller: { code: at.ada.code },
    delivery,
  })
  // What a distributor began stays theirs, also when staff change it before they place it.
  const adas = await kept(at.adaCookies, { buyer: guest, lines })
  const content = { buyer: guest, lines: linesOf({ [at.shop.book]: 2 }), seen: adas.version }
  const { version } = (await at.ask('PUT', `/order-drafts/${adas.draft}`, clerk, content)).json<Draft>()
  const atDesk = { seen: version, payment: 'pay_later' }
  const forGuest = await at.ask('POST', `/order-drafts/${adas.draft}/order`, clerk, atDesk)
  const shownOf = await at.ask('GET', `/orders/${forGuest.json<{ order: string }>().order}`, clerk)
  expect(shownOf.json()).toMatchObject({
    seller: { code: at.ada.code },
    guestName: 'Gro Hay',
    lines: [{ quantity: 2 }],
  })
  const bo = { kind: 'customer', code: at.bo.code }
  const forBo = (await at.ask('POST', '/order-drafts', clerk, { buyer: bo, lines })).json<Draft>()
  await at.ask('POST', `/order-drafts/${forBo.draft}/hand-over`, clerk, { seen: forBo.version })
  const shown = (await at.ask('GET', `/office/drafts/${forBo.draft}`, at.boCookies)).json<Draft>()
  expect(shown).toMatchObject({ buyer: { kind: 'self' }, preparedBy: { name: null }, isMine: true })
  const own = await place(at.boCookies, shown)
  expect(own.json()).toMatchObject({ total: { minor: '12900' } })
})

test('a link puts the goods of a draft into anybody’s basket, no goods twice, and nothing else of it is seen', async () => {
  const buyer = { kind: 'guest', name: 'Gro Secret' }
  const draft = await kept(at.adaCookies, { buyer, lines: linesOf({ [at.shop.soap]: 2 }), delivery })
  const { link } = (await at.ask('POST', `/office/drafts/${draft.draft}/link`, at.adaCookies)).json<{
    link: string
  }>()
  const secret = link.replace('/basket/', '')
  const page = await at.ask('GET', `/shop/shared-baskets/${secret}`, {})
  expect(page.json()).toMatchObject({
    preparedBy: 'Ada Berg',
    lines: [{ product: at.shop.soap, quantity: 2 }],
  })
  expect(page.body).not.toContain('Secret')
  const take = (cookies: Cookies, body = {}) =>
    at.ask('POST', `/shop/shared-baskets/${secret}/take`, cookies, body)
  const guest = (await take({})).json<{ token: string }>()
  expect(guest).toMatchObject({ pieces: 2, seller: at.ada.code })
  expect((await take({}, { basket: guest.token })).json()).toMatchObject({ token: guest.token, pieces: 2 })
  const boCustomer = await at.signUp('link-taker@example.org')
  const own = (await take(boCustomer)).json<{ token: string }>()
  expect(own).toMatchObject({ pieces: 2 })
  expect((await take(boCustomer)).json()).toMatchObject({ token: own.token, pieces: 2 })
  const withLink = await read(at.database, nobody, async (tx) => {
    await sql`SELECT set_config('openfield.orders_token', (SELECT encode(sha256(convert_to(${secret}, 'UTF8')), 'hex')), true)`.execute(
      tx,
    )
    const { rows } = await sql`SELECT (SELECT count(*)::int FROM orders.basket) AS baskets,
      (SELECT count(*)::int FROM orders.basket_line) AS lines, (SELECT count(*)::int FROM orders.basket_buyer) AS buyers`.execute(
      tx,
    )
    return rows[0]
  })
  expect(withLink).toEqual({ baskets: 1, lines: 1, buyers: 0 })
  expect((await remove(at.adaCookies, `/office/drafts/${draft.draft}`)).statusCode).toBe(204)
  expect((await at.ask('GET', `/shop/shared-baskets/${secret}`, {})).json()).toMatchObject({
    code: 'orders.link_gone',
  })
})

test('nobody sees or goes on with another one’s draft; what is wrong is said, and nothing of it stays', async () => {
  const lines = linesOf({ [at.shop.soap]: 1 })
  const draft = await kept(at.adaCookies, { buyer: { kind: 'guest', name: 'Gro' }, lines })
  const path = `/office/drafts/${draft.draft}`
  expect((await at.ask('GET', path, at.boCookies)).statusCode).toBe(404)
  expect((await change(at.boCookies, draft, { buyer: null, lines: [] })).statusCode).toBe(404)
  expect((await remove(at.boCookies, path)).statusCode).toBe(404)
  expect((await place(at.boCookies, draft)).statusCode).toBe(404)
  expect((await at.ask('GET', path, at.hegeCookies)).statusCode).toBe(401)
  expect(await counted({ realm: 'distributor', personId: at.bo.personId })).toBe(0)
  expect(await counted({ realm: 'distributor', personId: at.ada.personId })).toBeGreaterThan(0)
  const wrong: [object, string][] = [
    [{ buyer: { kind: 'customer', code: at.bo.code }, lines }, 'orders.customer_not_found'],
    [{ buyer: null, lines: linesOf({ '1000001': 1 }) }, 'orders.product_gone'],
    [{ buyer: null, lines, coupons: ['NO-SUCH'] }, 'promotions.coupon_unknown'],
    [{ buyer: null, lines, party: { code: '12345674' } }, 'orders.party_not_found'],
    [{ buyer: null, lines, delivery: { ...delivery, country: 'SE' } }, 'orders.address_country'],
  ]
  for (const [content, code] of wrong) {
    expect((await at.ask('POST', '/office/drafts', at.adaCookies, content)).json()).toMatchObject({ code })
    expect((await change(at.adaCookies, draft, content)).json()).toMatchObject({ code })
  }
  expect((await at.ask('GET', path, at.adaCookies)).json()).toEqual({
    ...draft,
    touchedAt: expect.anything(),
  })
  const othersParty = await at.open()
  const atParty = await kept(at.boCookies, {
    buyer: { kind: 'self' },
    lines,
    party: { link: secretOf(othersParty) },
  })
  expect((await place(at.boCookies, atParty)).statusCode).toBe(201)
  await sql`UPDATE orders.basket SET touched_at = now() - make_interval(days => ${BASKET_DAYS_KEPT + 1})`.execute(
    at.database.owner,
  )
  await removeLeftBasketsTask.run(at.server.deps, {}, undefined)
  expect(await listed(at.adaCookies)).toEqual([])
})

const nobody: Actor = { realm: 'public', accountId: null, personId: null, requestId: 'req-draft' }

function counted(actor: Partial<Actor>): Promise<number> {
  return read(at.database, { ...nobody, ...actor }, async (tx) => {
    const { rows } = await sql<{ seen: number }>`SELECT count(*)::int AS seen FROM orders.basket b
      JOIN orders.basket_buyer w ON w.basket_id = b.id JOIN orders.basket_line l ON l.basket_id = b.id`.execute(
      tx,
    )
    return rows[0]?.seen ?? 0
  })
}

function linesOf(goods: Readonly<Record<string, number>>) {
  return Object.entries(goods).map(([product, quantity]) => ({ product, quantity }))
}

async function kept(cookies: Cookies, content: object): Promise<Draft> {
  const begun = await at.ask('POST', '/office/drafts', cookies, content)
  expect(begun.statusCode).toBe(201)
  return begun.json<Draft>()
}

const change = (cookies: Cookies, { draft, version }: Draft, content: object) =>
  at.ask('PUT', `/office/drafts/${draft}`, cookies, { ...content, seen: version })

const hand = (cookies: Cookies, { draft, version }: Draft) =>
  at.ask('POST', `/office/drafts/${draft}/hand-over`, cookies, { seen: version })

async function place(
  cookies: Cookies,
  { draft, version }: Draft,
  more: object = {},
  key = `draft-key-${(keys += 1)}`,
) {
  return at.server.app.inject({
    method: 'POST',
    url: `/api/v1/office/drafts/${draft}/order`,
    cookies,
    payload: { seen: version, payment: 'pay_later', ...more },
    headers: { 'idempotency-key': key },
  })
}

async function remove(cookies: Cookies, path: string) {
  return at.server.app.inject({ method: 'DELETE', url: `/api/v1${path}`, cookies })
}

async function listed(cookies: Cookies, query = ''): Promise<Draft[]> {
  return (await at.ask('GET', `/office/drafts${query}`, cookies)).json<{ rows: Draft[] }>().rows
}

async function prepared(cookies: Cookies): Promise<object[]> {
  return (await at.ask('GET', '/shop/prepared-baskets', cookies)).json<{ prepared: object[] }>().prepared
}
