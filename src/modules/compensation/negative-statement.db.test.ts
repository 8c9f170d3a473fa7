import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditBooks, postJournal } from '#modules/ledger/api.ts'
import { changeOrder } from '#modules/orders/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { parsePeriod } from '#shared/period.ts'
import type { Result } from '#shared/refusal.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { statementsOf } from './store/earnings.ts'
import { salesBetween } from './store/snapshot-source.ts'
import { publishPlan } from './use-cases/publish-plan.ts'

const plan = `
openfield: 2
plan: small
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  customer CV: {reads: 'volume:CV', belongs_to: seller, where: not own purchase}
active: PV >= 100
bonuses:
  retail margin: {kind: amount, base: customer CV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}
`

/** 20 % of 240 CV. */
const EARNED_MINOR = 4_800n

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }

beforeAll(async () => {
  database = await freshDatabase()
  const onError = (error: Error): void => {
    throw error
  }
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await write((tx) => publishPlan(tx, plan))
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

test('acceptance of a negative statement lets the wallet owe what was paid out, and later pay pays the debt', async () => {
  const seller = await company.join('Seller', company.houseId)
  const order = await company.order({ sellerId: seller.personId, pieces: 3 })
  await closeAndCount('2026-09', '2026-10-01T08:00:00Z')
  expect(await walletOf(seller.personId)).toEqual({ balance: EARNED_MINOR, mayOwe: false })

  await payOut(seller.personId, EARNED_MINOR - 1_000n)
  await takeBack(order)
  await takeBack(await company.order({ sellerId: seller.personId, pieces: 1 }))
  // Of two pieces the first comes back alone, and the second one later.
  const two = await company.order({ sellerId: seller.personId, pieces: 2 })
  await takeBack(two, 1)
  await takeBack(two)
  await company.order({ buyerId: seller.personId, sellerId: seller.personId, pieces: 1 })
  await closeAndCount('2026-10', '2026-11-01T08:00:00Z')
  expect(await walletOf(seller.personId)).toEqual({ balance: 1_000n - EARNED_MINOR, mayOwe: true })
  const statements = await read(database, systemActor('test'), (tx) => statementsOf(tx, seller.personId))
  expect(statements.map((one) => [one.period, one.minor])).toEqual([
    ['2026-10', -EARNED_MINOR],
    ['2026-09', EARNED_MINOR],
  ])
  expect(await read(database, systemActor('test'), auditBooks)).toEqual([])

  await company.order({ sellerId: seller.personId, pieces: 6 })
  await closeAndCount('2026-11', '2026-12-01T08:00:00Z')
  expect((await walletOf(seller.personId)).balance).toBe(EARNED_MINOR + 1_000n)
  expect(await read(database, systemActor('test'), auditBooks)).toEqual([])
})

test('whoever has not been accepted a negative statement cannot owe', async () => {
  const other = await company.join('Other', company.houseId)
  const paid = await write((tx) => postJournal(tx, payout(other.personId, 1n)))
  expect(paid).toMatchObject({ ok: false, refusal: { code: 'ledger.balance_short' } })
})

/** Closes a month, whose orders and sales are counted alike before and after it. */
async function closeAndCount(period: string, at: string): Promise<void> {
  const before = await soldIn(period)
  const run = await closeMonth(database, company, period, at)
  expect({ orders: run.totals?.orders, minor: run.totals?.salesMinor }).toEqual(before)
}

async function soldIn(label: string): Promise<{ orders: number; minor: string }> {
  const period = parsePeriod(label, 'Europe/Dublin')
  if (!period) throw new Error(`${label} is no month`)
  const { orders, minor } = await read(database, systemActor('test'), (tx) => salesBetween(tx, period))
  return { orders, minor: minor.toString() }
}

async function payOut(personId: bigint, minor: bigint): Promise<void> {
  valueOf(await write((tx) => postJournal(tx, payout(personId, minor))))
}

function payout(personId: bigint, minor: bigint): Parameters<typeof postJournal>[1] {
  return {
    id: randomUUID(),
    code: 'payout',
    legalEntityId: 1n,
    atMs: Date.parse('2026-10-02T08:00:00Z'),
    entries: [
      { account: 'wallet', person: personId, currency: 'EUR', minor: -minor },
      { account: 'payout_clearing', currency: 'EUR', minor },
    ],
  }
}

async function takeBack(code: string, quantity?: number): Promise<void> {
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders."order" WHERE code = ${code}`.execute(
    database.owner,
  )
  const orderId = rows[0]?.id ?? 0n
  const some = quantity === undefined ? {} : { lines: [{ line: 1, quantity }] }
  valueOf(await write((tx) => changeOrder(tx, { orderId, kind: 'cancel', reason: 'Sent back', ...some })))
}

async function walletOf(personId: bigint): Promise<{ balance: bigint; mayOwe: boolean }> {
  const { rows } = await sql<{ balance: bigint; mayOwe: boolean }>`
    SELECT w.balance_minor AS balance, b.may_owe AS "mayOwe" FROM ledger.v_wallet w
    JOIN ledger.balance b ON b.account_id = w.account_id WHERE w.person_id = ${personId}`.execute(
    database.owner,
  )
  const [wallet] = rows
  if (!wallet) throw new Error('there is no wallet')
  return wallet
}

function write<T>(work: Parameters<typeof transact<T>>[2]): Promise<T> {
  return transact(database, { actor: systemActor('test'), useCase: 'test.arrange' }, work)
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}
