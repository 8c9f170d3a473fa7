import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { read, transact, type Actor } from '#platform/postgres/transact.ts'
import { signInStaff } from '#test/support/field.ts'
import {
  delivery,
  half,
  nok,
  rule,
  secretOf,
  system,
  type PartyCompany,
  type ShownParty,
  partyCompany,
} from '#test/support/party-company.ts'
import { isDeliveryPaid, partyByLink } from './store/parties.ts'
import { closeParties } from './use-cases/close-parties.ts'
import { partyDeliveryOnce } from './use-cases/party-delivery.ts'

const DAY_MS = 86_400_000
const home = { recipient: 'Hege', line1: 'Hostveien 9', postalCode: '0155', city: 'Oslo', country: 'NO' }

let at: PartyCompany

beforeAll(async () => {
  at = await partyCompany()
}, 60_000)
afterAll(() => at.close())

test('guests order by the link in the seller’s name and pay for themselves; nobody but the seller sees their orders', async () => {
  const opened = await at.open()
  const page = `/shop/parties/${secretOf(opened)}`
  expect((await at.ask('GET', page, {})).json()).toMatchObject({
    host: 'Hege',
    isOpen: true,
    sales: nok('0'),
    guests: 0,
  })
  const gro = await at.buyAsGuest(opened, { [at.shop.book]: 2 })
  const kari = await at.buyAsGuest(opened, { [at.shop.soap]: 1 })
  const seen = await at.mine(opened)
  expect(seen).toMatchObject({ sales: nok('22000'), orders: 2, guests: 2, next: { missing: nok('8000') } })
  expect(seen.tiers.map(({ isReached }) => isReached)).toEqual([true, false])
  const status = (await at.ask('GET', `/shop/orders/${gro.status}`, {})).json<object>()
  expect(status).toMatchObject({
    party: { code: opened.party, host: 'Hege', shipsTo: 'guests' },
    seller: at.ada.code,
    money: { owed: nok('16900') },
    delivery,
  })
  // What guests and the host are told names nobody who bought, and no order.
  const told =
    (await at.ask('GET', page, {})).body +
    (await at.ask('GET', `/me/parties/${opened.party}`, at.hegeCookies)).body
  expect(told).toContain('22000')
  for (const secret of ['Gro', gro.order, kari.order, 'gro@example.org']) expect(told).not.toContain(secret)
  expect((await at.ask('GET', `/office/orders/${gro.order}`, at.hegeCookies)).statusCode).toBe(404)
  const orders = `/me/parties/${opened.party}/orders`
  expect((await at.ask('GET', orders, at.hegeCookies)).statusCode).toBe(401)
  for (const stranger of [at.boCookies, await at.signUp('nobody@example.org')])
    expect((await at.ask('GET', `/me/parties/${opened.party}`, stranger)).statusCode).toBe(404)
  expect((await at.ask('GET', orders, at.boCookies)).statusCode).toBe(404)
  expect((await at.ask('GET', orders, at.adaCookies)).json()).toMatchObject({
    total: 2,
    rows: [{ order: kari.order }, { order: gro.order, guestName: 'Gro Hay' }],
  })
  expect((await at.ask('GET', '/me/parties?role=host', at.hegeCookies)).json()).toMatchObject({ total: 1 })
})

test('in the database, too, a guest’s link opens the party alone: no other party, no order, no address', async () => {
  const opened = await at.open({ shipsTo: 'host', address: home })
  await at.buyAsGuest(opened, { [at.shop.book]: 1 })
  const count = async (actor: Actor, link?: string) =>
    read(at.database, actor, async (tx) => {
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
  expect(await count({ ...nobody, realm: 'distributor', personId: at.bo.personId })).toMatchObject({
    parties: 0,
    addresses: 0,
  })
  const host = await count({ ...nobody, realm: 'customer', personId: at.hege.personId })
  expect(host).toMatchObject({ addresses: 0, orders: 0 })
  expect(host?.parties).toBeGreaterThan(1)
  // The one who sells may change own parties and nobody else's.
  const change = (personId: bigint) =>
    transact(at.database, { ...system, actor: { ...nobody, realm: 'distributor', personId } }, async (tx) => {
      const { numAffectedRows } =
        await sql`UPDATE orders.party SET kind = 'other' WHERE code = ${opened.party}`.execute(tx)
      return Number(numAffectedRows)
    })
  expect([await change(at.bo.personId), await change(at.ada.personId)]).toEqual([0, 1])
})

test('where all parcels go to the host, guests give no address and learn none; else one is asked for', async () => {
  const toHost = await at.open({ shipsTo: 'host', address: home })
  const placed = await at.buyAsGuest(toHost, { [at.shop.book]: 1 }, { delivery: undefined })
  const status = await at.ask('GET', `/shop/orders/${placed.status}`, {})
  expect(status.json()).toMatchObject({ delivery: null, party: { shipsTo: 'host' } })
  const page = await at.ask('GET', `/shop/parties/${secretOf(toHost)}`, {})
  expect(status.body + page.body).not.toContain('Hostveien')
  expect((await at.ask('GET', `/me/parties/${toHost.party}`, at.adaCookies)).json()).toMatchObject({
    address: home,
  })
  expect((await at.ask('GET', `/me/parties/${toHost.party}`, at.hegeCookies)).json()).toMatchObject({
    address: null,
  })
  const toGuests = await at.open()
  const refused = await at.placeAsGuest(toGuests, { [at.shop.book]: 1 }, { delivery: undefined })
  expect(refused.json()).toMatchObject({ code: 'orders.no_delivery', field: 'delivery' })
  expect(await at.mine(toGuests)).toMatchObject({ orders: 0 })
})

test('where the rule says so, a parcel to the host pays for delivery once, also when two order at once; the next one pays once that came back', async () => {
  const say = (value: boolean) =>
    transact(at.database, system, (tx) =>
      changeSetting(tx, partyDeliveryOnce, { marketId: at.marketId, validFrom: '2020-01-01', value }),
    )
  const deliveries = async (party: ShownParty, orders: number) => {
    const placed = await Promise.all(
      Array.from({ length: orders }, () => at.buyAsGuest(party, { [at.shop.book]: 1 })),
    )
    const paid = await Promise.all(
      placed.map(async ({ status, order }) => {
        const shown = await at.ask('GET', `/shop/orders/${status}`, {})
        return { order, minor: shown.json<{ shipping: { minor: string } }>().shipping.minor }
      }),
    )
    return paid.toSorted((one, other) => Number(other.minor) - Number(one.minor))
  }
  const minors = (paid: readonly { minor: string }[]) => paid.map(({ minor }) => minor)
  const toHost = { shipsTo: 'host', address: home }
  expect(minors(await deliveries(await at.open(toHost), 2))).toEqual(['4900', '4900'])
  await say(true)
  const opened = await at.open(toHost)
  const paid = await deliveries(opened, 4)
  expect(minors(paid)).toEqual(['4900', '0', '0', '0'])
  const quote = async () => {
    const lines = [{ product: at.shop.book, quantity: 1 }]
    const order = { buyer: { kind: 'self' }, lines, party: { code: opened.party } }
    const quoted = await at.ask('POST', '/office/quotes', at.adaCookies, order)
    return quoted.json<{ shipping: { minor: string } }>().shipping.minor
  }
  expect(await quote()).toBe('0')
  const { token } = (await at.ask('POST', '/shop/baskets', {}, { market: 'NO' })).json<{ token: string }>()
  await at.ask('PUT', `/shop/baskets/${token}/lines/${at.shop.book}`, {}, { quantity: 1 })
  const basket = await at.ask('PUT', `/shop/baskets/${token}/party`, {}, { link: secretOf(opened) })
  expect(basket.json()).toMatchObject({ shipping: nok('0'), total: nok('6000') })
  await at.takeBack(paid[0]?.order ?? '', 1)
  expect(await quote()).toBe('4900')
  expect(minors(await deliveries(opened, 2))).toEqual(['4900', '0'])
  expect(minors(await deliveries(await at.open(), 2))).toEqual(['4900', '4900'])
  // Whoever places waits for somebody else who does.
  const other = await at.open(toHost)
  const id = await partyIdOf(other)
  const placing = await transact(at.database, system, async (tx) => {
    await isDeliveryPaid(tx, { partyId: id, waits: true })
    const second = at.buyAsGuest(other, { [at.shop.book]: 1 })
    await expect.poll(waiting).toBe(1)
    return { second }
  })
  expect(await placing.second).toMatchObject({ order: expect.any(String) })
  await say(false)
})

test('a distributor hosts and is a guest at another one’s party: the order is the seller’s, at the guest’s own prices', async () => {
  const opened = await at.open({ host: { kind: 'distributor', code: at.bo.code }, hostName: 'Bo' })
  const lines = [{ product: at.shop.soap, quantity: 1 }]
  const party = { link: secretOf(opened) }
  const quote = await at.ask('POST', '/office/quotes', at.boCookies, {
    buyer: { kind: 'self' },
    lines,
    party,
  })
  // A promotion asks for the host of a party.
  expect(quote.json()).toMatchObject({
    subtotal: nok('4000'),
    promotions: { applied: [{ code: 'hosts-at-home' }] },
  })
  const placed = await at.ask('POST', '/office/orders', at.boCookies, {
    lines,
    party,
    delivery,
    payment: 'pay_later',
  })
  const { order } = placed.json<{ order: string }>()
  expect((await at.ask('GET', `/office/orders/${order}`, at.boCookies)).json()).toMatchObject({
    buyer: { code: at.bo.code },
    seller: { code: at.ada.code },
    party: { code: opened.party },
  })
  expect(await at.mine(opened)).toMatchObject({ sales: nok('4000'), orders: 1, guests: 0 })
  // Rewards of others hang on it, so that its buyer asks the company for another quantity.
  const more = { lines: [{ line: 1, quantity: 2 }], goods: [] }
  expect((await at.ask('POST', `/office/orders/${order}/edit`, at.boCookies, more)).json()).toMatchObject({
    code: 'orders.edit_party',
  })
  // Nobody takes orders of others at somebody else's party, nor orders there by its number.
  const others = { buyer: { kind: 'guest', name: 'Gro' }, lines, payment: 'pay_later' }
  expect(
    (await at.ask('POST', '/office/reported-orders', at.boCookies, { ...others, party })).statusCode,
  ).toBe(404)
  const byCode = { ...others, party: { code: opened.party } }
  expect((await at.ask('POST', '/office/reported-orders', at.boCookies, byCode)).statusCode).toBe(404)
  expect((await at.ask('POST', '/office/reported-orders', at.adaCookies, byCode)).statusCode).toBe(201)
  const own = await at.partyBody({ host: { kind: 'distributor', code: at.ada.code } })
  expect((await at.ask('POST', '/me/parties', at.adaCookies, own)).json()).toMatchObject({
    code: 'orders.party_host',
  })
})

test('parties close on their day by themselves, once; what is wrong with one is said, and nothing of it stays', async () => {
  const opened = await at.open({ endsOn: await at.dayIn(1) })
  await at.report(opened, { [at.shop.soap]: 1 })
  await closeParties(at.database)
  expect(await at.mine(opened)).toMatchObject({ state: 'open' })
  await at.moveDays(2)
  expect((await at.placeAsGuest(opened, { [at.shop.soap]: 1 })).json()).toMatchObject({
    code: 'orders.party_over',
  })
  await Promise.all([closeParties(at.database), closeParties(at.database)])
  expect(await at.mine(opened)).toMatchObject({ state: 'closed', rewards: [{ uses: 1 }], acts: [] })
  expect((await at.act(opened, 'reopen', 'closed')).json()).toMatchObject({ code: 'orders.party_over' })
  const refused = async (change: object) => {
    const asked = await at.ask('POST', '/me/parties', at.adaCookies, await at.partyBody(change))
    return asked.json<{ code: string }>().code
  }
  expect(await refused({ endsOn: await at.dayIn(-1) })).toBe('orders.party_days')
  expect(await refused({ endsOn: await at.dayIn(80) })).toBe('orders.party_days')
  expect(
    await refused({
      heldAt: new Date((await at.now()) + 3 * DAY_MS).toISOString(),
      endsOn: await at.dayIn(2),
    }),
  ).toBe('orders.party_days')
  expect(await refused({ shipsTo: 'host' })).toBe('orders.party_address')
  expect(await refused({ shipsTo: 'host', address: { ...home, country: 'SE' } })).toBe('orders.party_country')
  expect(await refused({ host: { kind: 'customer', code: at.bo.code } })).toBe('orders.customer_not_found')
  const early = await at.open({ heldAt: new Date((await at.now()) + DAY_MS).toISOString() })
  expect((await at.act(early, 'close')).json()).toMatchObject({ code: 'orders.party_early' })
  const before = secretOf(early)
  const after = (await at.act(early, 'new_link')).json<ShownParty>()
  expect(secretOf(after)).not.toBe(before)
  expect((await at.ask('GET', `/shop/parties/${before}`, {})).statusCode).toBe(404)
  const changed = await at.ask(
    'PUT',
    `/me/parties/${early.party}`,
    at.adaCookies,
    await at.partyBody({ hostName: 'Hege and Per' }),
  )
  expect(changed.json()).toMatchObject({
    host: { name: 'Hege and Per', person: at.hege.code, isDistributor: false },
  })
  const staff = await signInStaff(at.server, at.database, {
    login: 'staff@example.org',
    rights: ['orders.read', 'orders.parties'],
  })
  expect((await at.ask('GET', `/parties?state=open&search=and%20per`, staff)).json()).toMatchObject({
    total: 1,
    rows: [{ party: early.party, seller: { code: at.ada.code } }],
  })
  const acts = `/parties/${early.party}/acts`
  expect((await at.ask('POST', acts, staff, { act: 'cancel', state: 'open' })).json()).toMatchObject({
    state: 'cancelled',
  })
  const tiers = [{ from: { minor: '5000', currency: 'NOK' }, gives: [half] }]
  const next = { market: 'NO', validFrom: await at.dayIn(300), ...rule, tiers }
  expect((await at.ask('PUT', '/party-rewards', staff, next)).json()).toMatchObject({
    tiers,
    on: next.validFrom,
  })
  const falling = await at.ask('PUT', '/party-rewards', staff, { ...next, tiers: [...tiers, ...tiers] })
  expect(falling.json()).toMatchObject({ code: 'orders.party_tiers' })
  expect((await at.ask('GET', '/party-rewards?market=NO', staff)).json()).toMatchObject({ tiers: [{}, {}] })
})

async function partyIdOf({ party }: ShownParty): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders.party WHERE code = ${party}`.execute(
    at.database.owner,
  )
  return rows[0]?.id ?? 0n
}

/** How many wait for somebody else's order of a party. */
async function waiting(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(
    at.database.owner,
  )
  return rows[0]?.count ?? 0
}
