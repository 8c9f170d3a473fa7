import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeOrder } from '#modules/orders/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { deltasOf } from './store/deltas.ts'
import { statementsOf } from './store/earnings.ts'
import { runOfPeriod } from './store/runs.ts'
import { acceptClose } from './use-cases/accept-close.ts'
import { computeResults } from './use-cases/compute-results.ts'
import { cutPeriod } from './use-cases/cut-period.ts'
import { freezeSnapshot } from './use-cases/freeze-snapshot.ts'
import { postAcceptance } from './use-cases/post-acceptance.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { startDelta } from './use-cases/start-delta.ts'
import { storeResults } from './use-cases/store-results.ts'

// One piece is 100 PV. Whoever brought the seller in gets 20 % of a month with 300 PV, and 10 % of one with less.
const plan = (version: number, effective: string, returns: string) => `
openfield: 2
plan: small
version: ${version}
effective: ${effective}
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
returns: ${returns}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 1, rate: if source.PV >= 300 then 20 % else 10 %, unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
`

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let leader: { personId: bigint }
let seller: { personId: bigint }

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer(
    {
      onError: (error) => {
        throw error
      },
    },
    database.url,
  )
  company = await smallCompany(database.db)
  const write = { actor: systemActor('test'), useCase: 'test.plan' }
  await transact(database, write, (tx) =>
    publishPlan(tx, plan(1, '2026-01-01', '{mode: reverse, volumes: ignored}')),
  )
  await transact(database, write, (tx) => publishPlan(tx, plan(2, '2026-11-01', '{mode: recompute}')))
  leader = await company.join('Leader', company.houseId)
  seller = await company.join('Seller', leader.personId)
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

test('a piece that comes back is taken off the pay of the month in which it does, by its share of what was paid', async () => {
  const order = await sell(3)
  await close('2026-09', '2026-10-01T08:00:00Z')
  // 300 PV at 20 %.
  expect(await paid('2026-09')).toBe(6_000n)
  await company.moveTo('2026-10-05T10:00:00Z')
  await bringBack(order, 1)
  await sell(4)
  await close('2026-10', '2026-11-01T08:00:00Z')
  // 400 PV at 20 % are 80.00, less a third of the 60.00 that the three pieces were paid.
  expect(await paid('2026-10')).toBe(6_000n)
  // A late order of October: 500 PV are 100.00, and what came back is taken off once.
  await company.order({
    sellerId: seller.personId,
    pieces: 1,
    takenAtMs: Date.parse('2026-10-30T10:00:00Z'),
  })
  expect(await delta('2026-10', '2026-11-01T09:00:00Z')).toBe(2_000n)
  expect(await paid('2026-09')).toBe(6_000n)
}, 60_000)

test('a plan that computes anew pays the difference that the month of the order makes without the piece', async () => {
  await company.moveTo('2026-11-10T10:00:00Z')
  const order = await sell(3)
  await close('2026-11', '2026-12-01T08:00:00Z')
  expect(await paid('2026-11')).toBe(6_000n)
  await company.moveTo('2026-12-05T10:00:00Z')
  await bringBack(order, 1)
  await sell(4)
  await close('2026-12', '2027-01-01T08:00:00Z')
  // November anew: 200 PV at 10 % are 20.00 instead of 60.00. December: 80.00 less these 40.00.
  expect(await paid('2026-12')).toBe(4_000n)
  await company.order({
    sellerId: seller.personId,
    pieces: 1,
    takenAtMs: Date.parse('2026-12-30T10:00:00Z'),
  })
  expect(await delta('2026-12', '2027-01-01T09:00:00Z')).toBe(2_000n)
  expect(await paid('2026-11')).toBe(6_000n)
}, 60_000)

/** Sells so many pieces now, which a parcel takes along; gives the order. */
async function sell(pieces: number): Promise<bigint> {
  const code = await company.order({ sellerId: seller.personId, pieces })
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders."order" WHERE code = ${code}`.execute(
    database.owner,
  )
  const orderId = rows[0]?.id ?? 0n
  await change({ orderId, kind: 'send' })
  return orderId
}

async function bringBack(orderId: bigint, quantity: number): Promise<void> {
  await change({ orderId, kind: 'return', lines: [{ line: 1, quantity }] })
}

async function change(input: Parameters<typeof changeOrder>[1]): Promise<void> {
  const changed = await transact(database, { actor: systemActor('test'), useCase: 'test.change' }, (tx) =>
    changeOrder(tx, input),
  )
  if (!changed.ok) throw new Error(changed.refusal.code)
}

async function close(period: string, at: string): Promise<void> {
  await closeMonth(database, company, period, at)
}

/** Computes an accepted month again, accepts the difference, and gives what it brings the leader. */
async function delta(period: string, at: string): Promise<bigint> {
  await company.moveTo(at)
  const before = await paid(period)
  const [first, second] = company.staff
  const started = await startDelta(database, { actor: first, period })
  if (!started.ok) throw new Error(started.refusal.code)
  const { id } = started.value
  for (const step of [cutPeriod, freezeSnapshot, computeResults, storeResults]) await step(database, id)
  const run = await read(database, systemActor('test'), async (tx) => {
    const of = await runOfPeriod(tx, period)
    return of && (await deltasOf(tx, of.id)).at(-1)
  })
  const accepted = await acceptClose(database, { actor: second, period, results: run?.results ?? '' })
  if (!accepted.ok) throw new Error(accepted.refusal.code)
  await postAcceptance(database, id)
  return (await paid(period)) - before
}

/** What the leader's statement of a month comes to, its deltas too. */
async function paid(period: string): Promise<bigint> {
  const all = await read(database, systemActor('test'), (tx) => statementsOf(tx, leader.personId))
  return all.find((one) => one.period === period)?.minor ?? 0n
}
