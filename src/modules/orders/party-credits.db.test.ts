import {
  array,
  assert,
  asyncProperty,
  constant,
  integer,
  oneof,
  readConfigureGlobal,
  record,
  type Arbitrary,
} from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting, marketByCode } from '#modules/company/api.ts'
import { setUpPromotions } from '#modules/promotions/api.ts'
import { transact } from '#platform/postgres/transact.ts'
import { signInStaff } from '#test/support/field.ts'
import { nok, system, type PartyCompany, partyCompany } from '#test/support/party-company.ts'
import { partyRewards } from './use-cases/party-rule.ts'

const BOOK = 6000
/** 12.34 % of what a party sells: of one book 740.4, so that something is rounded. */
const credit = { name: 'host', title: 'Your share', uses: 1, days: 60, creditPpm: 123_400 }
const example = join(import.meta.dirname, '../../../examples/promotions/host-credit.yaml')

let at: PartyCompany
let staff: Record<string, string>
let hosts = 0

beforeAll(async () => {
  at = await partyCompany()
  staff = await signInStaff(at.server, at.database, { login: 'desk@example.org', rights: ['orders.read'] })
  await transact(at.database, system, async (tx) => {
    await changeSetting(tx, partyRewards, {
      marketId: at.marketId,
      validFrom: '2020-01-02',
      value: { tiers: [{ from: '1', gives: [credit] }], booking: null, looksAgainDays: 30 },
    })
    const market = await marketByCode(tx, 'NO')
    if (!market) throw new Error('the market is there')
    const text = readFileSync(example, 'utf8')
    const made = await setUpPromotions(tx, market, {
      campaigns: [],
      coupons: [],
      promotions: [{ state: 'active', text }],
    })
    if (!made.ok) throw new Error(made.refusal.code)
  })
}, 60_000)
afterAll(() => at.close())

/** A customer of the company who hosts a party of Ada's. */
async function openFor() {
  const login = `credit${++hosts}@example.org`
  const cookies = await at.signUp(login)
  const { code } = await at.personOf(login)
  return { cookies, code, opened: await at.open({ host: { kind: 'customer', code } }) }
}

test('a host uses a credit for exactly as much as a basket takes, part now and the rest later, and is told what is left', async () => {
  const { cookies, opened } = await openFor()
  await at.report(opened, { [at.shop.book]: 10 })
  await at.act(opened, 'close')
  const rewards = async () => (await at.mine(opened)).rewards
  expect(await rewards()).toMatchObject([
    { title: 'Your share', credit: { whole: nok('7404'), used: nok('0') } },
  ])
  const told = async () =>
    (await at.ask('GET', '/my-rewards', cookies)).json<{ credits: { left: object }[] }>().credits
  expect(await told()).toMatchObject([{ name: 'host', left: nok('7404') }])
  expect(await at.buyIn(cookies, { [at.shop.book]: 1 })).toMatchObject({ subtotal: nok('0') })
  expect(await told()).toMatchObject([{ left: nok('1404') }])
  const second = await at.buyIn(cookies, { [at.shop.book]: 2 })
  expect(second).toMatchObject({ subtotal: nok('10596') })
  expect(await at.buyIn(cookies, { [at.shop.book]: 1 })).toMatchObject({ subtotal: nok('6000') })
  expect(await rewards()).toMatchObject([{ credit: { whole: nok('7404'), used: nok('7404') } }])
  // One of the two books brings back half of what it took of the credit, and the other one the other half.
  await seesBack(second.order, 1, '702')
  await seesBack(second.order, 2, '1404')
  await at.takeBack(second.order, 1)
  expect(await told()).toMatchObject([{ left: nok('702') }])
  await seesBack(second.order, 1, '702')
  await at.takeBack(second.order, 1)
  expect(await told()).toMatchObject([{ left: nok('1404') }])
})

/** Staff see before how much of a change goes back to the credit. */
async function seesBack(code: string, quantity: number, minor: string): Promise<void> {
  const body = { kind: 'cancel', lines: [{ line: 1, quantity }] }
  const seen = await at.ask('POST', `/orders/${code}/change-previews`, staff, body)
  expect(seen.json()).toMatchObject({ credits: [{ name: 'host', amount: nok(minor) }] })
}

test('of many orders at once none takes more of a credit than there is, and what was refused took nothing', async () => {
  const opened = await at.open({ host: { kind: 'distributor', code: at.bo.code }, hostName: 'Bo' })
  await at.report(opened, { [at.shop.book]: 20 })
  await at.act(opened, 'close')
  // Unlike goods, so that none waits for another one's stock.
  const { soap, towel, book } = at.shop
  const order = (product: string) =>
    at.ask('POST', '/office/orders', at.boCookies, {
      lines: [{ product, quantity: 2 }],
      payment: 'pay_later',
      delivery: { recipient: 'Bo', line1: 'Storgata 1', postalCode: '0155', city: 'Oslo', country: 'NO' },
    })
  const answers = await Promise.all([soap, towel, book, soap, towel, book].map(order))
  const codes = answers.map((answer) => answer.json<{ code?: string }>().code ?? 'placed')
  expect(codes.every((code) => ['placed', 'promotions.used_up'].includes(code))).toBe(true)
  const { rows } = await sql<{ used: number; taken: number; uses_most: number }>`
    SELECT e.uses AS used, e.uses_most, (
      SELECT coalesce(sum(s.minor), 0)::int FROM orders.line_promotion s JOIN promotions.promotion p ON p.id = s.promotion_id
      JOIN orders."order" o ON o.id = s.order_id WHERE p.code = 'host-credit' AND o.buyer_person_id = e.person_id) AS taken
    FROM promotions.entitlement e WHERE e.person_id = ${at.bo.personId} AND e.is_credit`.execute(
    at.database.owner,
  )
  // They cost more than the credit; what is left after those that were placed at once goes into the next one.
  expect(rows).toMatchObject([{ uses_most: 14_808, taken: rows[0]?.used }])
  expect((await order(towel)).statusCode).toBe(201)
  const left = (await at.ask('GET', '/my-rewards', at.boCookies)).json<{ credits: object[] }>().credits
  expect(left).toEqual([])
})

const step = oneof(
  { weight: 4, arbitrary: record({ do: constant('order' as const), books: integer({ min: 1, max: 9 }) }) },
  {
    weight: 3,
    arbitrary: record({
      do: constant('return' as const),
      which: integer({ min: 0, max: 9 }),
      books: integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 3, arbitrary: record({ do: constant('close' as const) }) },
  { weight: 1, arbitrary: record({ do: constant('reopen' as const) }) },
  { weight: 5, arbitrary: record({ do: constant('buy' as const), books: integer({ min: 1, max: 3 }) }) },
  {
    weight: 6,
    arbitrary: record({
      do: constant('back' as const),
      which: integer({ min: 0, max: 9 }),
      books: integer({ min: 1, max: 3 }),
    }),
  },
)

test('whatever a party sells, takes back and is closed by, and its host buys and brings back, the credit is that of a slow count', async () => {
  await assert(
    asyncProperty(array(step, { minLength: 6, maxLength: 14 }), async (later) => {
      const steps: Step[] = [{ do: 'order', books: 9 }, { do: 'close' }, { do: 'buy', books: 2 }, ...later]
      const { cookies, code, opened } = await openFor()
      const sold: Bought[] = []
      const bought: Bought[] = []
      const paid: [expected: number, was: number][] = []
      let isClosed = false
      for (const one of steps) {
        // What is left is what is due less what stands of the host's orders.
        const due = isClosed ? slowShare(sold.reduce((sum, { books }) => sum + books, 0)) : 0
        const left = Math.max(0, due - (await standing(code)))
        if (one.do === 'order' && !isClosed)
          sold.push({ order: await at.report(opened, { [at.shop.book]: one.books }), books: one.books })
        else if (one.do === 'return') await bringBack(sold, one)
        else if (one.do === 'close') isClosed ||= (await at.act(opened, 'close')).statusCode === 200
        else if (one.do === 'reopen')
          isClosed &&= (await at.act(opened, 'reopen', 'closed')).statusCode !== 200
        else if (one.do === 'buy') {
          const { order, subtotal } = await at.buyIn(cookies, { [at.shop.book]: one.books })
          bought.push({ order, books: one.books })
          paid.push([Math.max(0, one.books * BOOK - left), Number(subtotal.minor)])
        } else if (one.do === 'back') await bringBack(bought, one)
        expect(paid.map(([, was]) => was)).toEqual(paid.map(([expected]) => expected))
        const dueNow = isClosed ? slowShare(sold.reduce((sum, { books }) => sum + books, 0)) : 0
        const usedNow = await standing(code)
        const { rows } = await sql<{ usable: number; used: number }>`
          SELECT coalesce(sum(uses_most - uses) FILTER (WHERE NOT taken_back), 0)::int AS usable, coalesce(sum(uses), 0)::int AS used
          FROM promotions.entitlement e JOIN field.person p ON p.id = e.person_id
          WHERE p.code = ${code} AND e.is_credit`.execute(at.database.owner)
        expect(rows).toEqual([{ usable: Math.max(0, dueNow - usedNow), used: usedNow }])
      }
    }),
    { numRuns: Math.min(readConfigureGlobal().numRuns ?? 10, 60) },
  )
}, 120_000)

type Step = typeof step extends Arbitrary<infer T> ? T : never
type Bought = { order: string; books: number }

async function bringBack(among: Bought[], { which, books }: { which: number; books: number }): Promise<void> {
  const one = among[which % Math.max(1, among.length)]
  const count = Math.min(books, one?.books ?? 0)
  if (!one || count === 0) return
  await at.takeBack(one.order, count)
  one.books -= count
}

/** The share of so many books: counted unit by unit, as far as whole ones of it are reached. */
function slowShare(books: number): number {
  let units = 0
  while ((units + 1) * 1_000_000 <= books * BOOK * credit.creditPpm) units += 1
  return units
}

/** What of a host's orders stands as paid with the credit, by the shares of their lines less those of their changes. */
async function standing(code: string): Promise<number> {
  const { rows } = await sql<{ minor: number }>`
    SELECT (coalesce((
        SELECT sum(s.minor) FROM orders.line_promotion s JOIN promotions.promotion p ON p.id = s.promotion_id
        JOIN orders."order" o ON o.id = s.order_id JOIN field.person b ON b.id = o.buyer_person_id
        WHERE p.code = 'host-credit' AND b.code = ${code}), 0) - coalesce((
        SELECT sum(s.minor) FROM orders.change_promotion s JOIN promotions.promotion p ON p.id = s.promotion_id
        JOIN orders."order" o ON o.id = s.order_id JOIN field.person b ON b.id = o.buyer_person_id
        WHERE p.code = 'host-credit' AND b.code = ${code}), 0))::int AS minor`.execute(at.database.owner)
  return rows[0]?.minor ?? 0
}
