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
import { changeSetting } from '#modules/company/api.ts'
import { transact } from '#platform/postgres/transact.ts'
import {
  half,
  nok,
  plus,
  rule,
  system,
  thanks,
  type PartyCompany,
  partyCompany,
} from '#test/support/party-company.ts'
import { partyRewards } from './use-cases/party-rule.ts'
import { replaceGoods } from './use-cases/replace-goods.ts'

let at: PartyCompany
let hosts = 0

beforeAll(async () => {
  at = await partyCompany()
}, 60_000)
afterAll(() => at.close())

test('of many who close at once one does; the host gets what the step says, uses it in an order, and no more', async () => {
  const opened = await at.open()
  await at.report(opened, { [at.shop.soap]: 1 })
  const answers = await Promise.all(Array.from({ length: 8 }, () => at.act(opened, 'close')))
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(7)
  const closed = await at.mine(opened)
  expect(closed).toMatchObject({
    state: 'closed',
    rewards: [{ title: half.title, uses: 1, used: 0, isBooking: false }],
  })
  expect((await at.placeAsGuest(opened, { [at.shop.soap]: 1 })).json()).toMatchObject({
    code: 'orders.party_over',
  })
  const first = await at.buyIn(at.hegeCookies, { [at.shop.soap]: 1 })
  expect(first).toMatchObject({ subtotal: nok('5000') })
  expect(await at.buyIn(at.hegeCookies, { [at.shop.soap]: 1 })).toMatchObject({ subtotal: nok('10000') })
  expect((await at.mine(opened)).rewards).toMatchObject([{ used: 1 }])
  const again = await at.act(opened, 'reopen', 'closed')
  expect(again.json()).toMatchObject({ state: 'open', rewards: [] })
  await at.report(opened, { [at.shop.soap]: 2 })
  expect((await at.act(opened, 'close')).json()).toMatchObject({
    rewards: [
      { title: half.title, uses: 3, used: 1 },
      { title: thanks.title, uses: 2, used: 0 },
    ],
  })
  expect((await at.act(opened, 'cancel', 'closed')).statusCode).toBe(409)
})

test('orders that come while a party is closed are in it with all that they bring, or are refused', async () => {
  const opened = await at.open()
  const order = (books: number) => ({
    buyer: { kind: 'guest', name: 'Gro' },
    lines: [{ product: at.shop.book, quantity: books }],
    party: { code: opened.party },
    payment: 'pay_later',
  })
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => at.ask('POST', '/office/reported-orders', at.adaCookies, order(1))),
    at.act(opened, 'close'),
    ...Array.from({ length: 6 }, () => at.ask('POST', '/office/reported-orders', at.adaCookies, order(1))),
  ])
  const placed = answers.filter(({ statusCode }) => statusCode === 201).length
  const over = answers.filter((answer) => answer.json<{ code?: string }>().code === 'orders.party_over')
  const { sales, rewards, state } = await at.mine(opened)
  expect([placed + over.length, state, sales.minor]).toEqual([12, 'closed', String(placed * 6000)])
  const uses = slowUses({ books: [placed], isClosed: true })
  expect(rewards.find(({ title }) => title === half.title)?.uses ?? 0).toBe(uses)
})

test('what takes the place of goods belongs to their party, also once that is closed', async () => {
  const opened = await at.open()
  const order = await at.report(opened, { [at.shop.book]: 2 })
  await at.act(opened, 'close')
  const replaced = await transact(at.database, system, async (tx) => {
    const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders."order" WHERE code = ${order}`.execute(
      tx,
    )
    return replaceGoods(at.database, tx, {
      orderId: rows[0]?.id ?? 0n,
      as: 'substitute',
      key: 'a towel for two books',
      lines: [{ line: 1, quantity: 2 }],
      goods: [{ product: at.shop.towel, quantity: 2 }],
    })
  })
  expect(replaced).toMatchObject({ ok: true })
  expect(await at.mine(opened)).toMatchObject({
    sales: nok('49900'),
    orders: 1,
    rewards: [{ uses: 3 }, { uses: 2 }],
  })
})

test('a return after closing lowers what the host got, as long as the rule of that day says', async () => {
  const opened = await at.open()
  const order = await at.report(opened, { [at.shop.book]: 6 })
  await at.act(opened, 'close')
  expect((await at.mine(opened)).rewards.map(({ uses }) => uses)).toEqual([3, 2])
  await at.takeBack(order, 2)
  expect((await at.mine(opened)).rewards.map(({ uses }) => uses)).toEqual([1])
  // Another rule from now on changes nothing of what was closed before.
  const today = await at.dayIn(0)
  await transact(at.database, system, (tx) =>
    changeSetting(tx, partyRewards, {
      marketId: at.marketId,
      validFrom: plus(today, 1),
      value: { ...rule, tiers: [] },
    }),
  )
  await at.moveDays(2)
  await at.takeBack(order, 1)
  expect((await at.mine(opened)).rewards.map(({ uses }) => uses)).toEqual([1])
  await at.moveDays(31)
  await at.takeBack(order, 3)
  expect(await at.mine(opened)).toMatchObject({ sales: nok('0'), orders: 0, rewards: [{ uses: 1 }] })
  await transact(at.database, system, (tx) =>
    changeSetting(tx, partyRewards, { marketId: at.marketId, validFrom: plus(today, 1), value: rule }),
  )
})

test('what was used and is due no more does not come back with the order that used it', async () => {
  const host = await at.signUp('una@example.org')
  const { code } = await at.personOf('una@example.org')
  const opened = await at.open({ host: { kind: 'customer', code } })
  const order = await at.report(opened, { [at.shop.soap]: 1 })
  await at.act(opened, 'close')
  const used = await at.buyIn(host, { [at.shop.soap]: 1 })
  expect(used).toMatchObject({ subtotal: nok('5000') })
  await at.takeBack(order, 1)
  await at.takeBack(used.order, 1)
  expect(await at.buyIn(host, { [at.shop.soap]: 1 })).toMatchObject({ subtotal: nok('10000') })
})

test('a party that was booked at another one brings its host something once it was held, in time, and keeps it only so long', async () => {
  const first = await at.open()
  expect(
    (
      await at.ask('POST', '/me/parties', at.adaCookies, await at.partyBody({ bookedFrom: first.party }))
    ).json(),
  ).toMatchObject({
    code: 'orders.party_booked',
  })
  const second = await at.open({ host: { kind: 'guest' }, hostName: 'Kari', bookedFrom: first.party })
  await at.act(second, 'close')
  expect((await at.mine(first)).rewards).toEqual([])
  await at.act(second, 'reopen', 'closed')
  const order = await at.report(second, { [at.shop.book]: 1 })
  await at.act(second, 'close')
  expect((await at.mine(first)).rewards).toMatchObject([{ party: second.party, isBooking: true, used: 0 }])
  await at.takeBack(order, 1)
  expect((await at.mine(first)).rewards).toEqual([])
  const late = await at.open()
  await at.moveDays(21)
  const third = await at.open({ host: { kind: 'guest' }, hostName: 'Kari', bookedFrom: late.party })
  await at.report(third, { [at.shop.book]: 1 })
  await at.act(third, 'close')
  expect((await at.mine(late)).rewards).toEqual([])
})

test('what a host without an account got waits until the host has one', async () => {
  const opened = await at.open({ host: { kind: 'guest' }, hostName: 'Siri' })
  await at.report(opened, { [at.shop.soap]: 1 })
  await at.act(opened, 'close')
  expect((await at.mine(opened)).rewards).toMatchObject([{ title: half.title, used: null }])
  const siriCookies = await at.signUp('siri@example.org')
  const siri = await at.personOf('siri@example.org')
  const name = (code: string) => at.ask('PUT', `/me/parties/${opened.party}/host`, at.adaCookies, { code })
  expect((await name(siri.code)).json()).toMatchObject({ rewards: [{ used: 0 }] })
  expect((await name(at.hege.code)).statusCode).toBe(409)
  expect(await at.buyIn(siriCookies, { [at.shop.soap]: 1 })).toMatchObject({ subtotal: nok('5000') })
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
      const login = `host${++hosts}@example.org`
      const host = await at.signUp(login)
      const { code } = await at.personOf(login)
      const opened = await at.open({ host: { kind: 'customer', code } })
      const slow = { books: [] as number[], orders: [] as string[], isClosed: false, using: [] as string[] }
      const answers: [expected: string, was: string][] = []
      for (const one of steps) {
        if (one.do === 'order' && !slow.isClosed) {
          slow.orders.push(await at.report(opened, { [at.shop.book]: one.books }))
          slow.books.push(one.books)
        } else if (one.do === 'return' && slow.books.length > 0) {
          const which = one.which % slow.books.length
          const left = slow.books[which] ?? 0
          const books = Math.min(one.books, left)
          if (books > 0) await at.takeBack(slow.orders[which] ?? '', books)
          slow.books[which] = left - books
        } else if (one.do === 'close') slow.isClosed ||= (await at.act(opened, 'close')).statusCode === 200
        else if (one.do === 'reopen')
          slow.isClosed &&= (await at.act(opened, 'reopen', 'closed')).statusCode !== 200
        else if (one.do === 'use') {
          const { order, subtotal } = await at.buyIn(host, { [at.shop.soap]: 1 })
          const isUsed = slowUses(slow) > slow.using.length
          answers.push([isUsed ? '5000' : '10000', subtotal.minor])
          if (isUsed) slow.using.push(order)
        } else if (one.do === 'unuse') {
          const order = slow.using.pop()
          if (order !== undefined) await at.takeBack(order, 1)
        }
        expect(answers.map(([, was]) => was)).toEqual(answers.map(([expected]) => expected))
        const { sales, orders, guests, rewards, state } = await at.mine(opened)
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
          WHERE p.code = ${code} AND e.name = ${half.name}`.execute(at.database.owner)
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
