import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKept } from '#platform/files/files.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { runExported } from '#test/support/run-exported.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { decodeResults } from './domain/frozen/results.ts'
import { publishPlan } from './use-cases/publish-plan.ts'

/**
 * A plan that remembers: volume on two sides with its age, an award that comes once, ranks with grace, a window of months.
 * Nobody is placed on sides here; the own volume goes to the weaker side, so that it is carried from month to month.
 */
const plan = `
openfield: 2
plan: remembering
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
returns: {mode: reverse, window_days: 60}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
active: PV >= 100
ranks:
  - {rank: Bronze, needs: 'sum(last 2 periods, PV) >= 300'}
  - {rank: Silver, needs: PV >= 1000}
rank_rules: {grace_periods: 1}
measures:
  first orders: count(sales where order number = 1)
bonuses:
  pairs:
    {kind: binary, tree: placement, on: PV, own_volume: weaker, cycle: {strong: 100, weak: 100}, cycles: whole,
     strong_side: once, per_cycle: 10, carry: both, carry_periods: 2, unqualified: keep, before_first_qualified: keep,
     evaluated: period, qualified: true, rounding: half_up, rounded_per: person}
  rank award:
    {kind: amount, amount: '50', once: at_rank, qualified: rank >= Bronze, rounding: half_up, rounded_per: person}
  welcome:
    {kind: amount, for_each: sales, amount: '1', once: per_item, qualified: true, rounding: half_up, rounded_per: line}
`

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let people: Record<'top' | 'low', { personId: bigint; code: string }>

const onError = (error: Error): void => {
  throw error
}

beforeAll(async () => {
  database = await freshDatabase()
  folder = await temporaryFolder()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, { actor: systemActor('test'), useCase: 'test.arrange' }, (tx) =>
    publishPlan(tx, plan),
  )
  const top = await company.join('Top', company.houseId)
  people = { top, low: await company.join('Low', top.personId) }
})
afterAll(async () => {
  await sequencer.stop()
  await folder.remove()
  await database.close()
})

test('run on an exported month gives what its close paid and what it left, carried volume and awards included', async () => {
  const { top, low } = people
  const both = [top, low]
  for (const { personId } of both) await company.order({ sellerId: personId, pieces: 3 })
  await company.order({ sellerId: low.personId, pieces: 1 })
  const closes = new Map<string, string>()
  const close = async (period: string, at: string): Promise<void> => {
    const { results } = await closeMonth(database, company, period, at)
    if (results) closes.set(period, results)
  }
  await close('2026-09', '2026-10-01T08:00:00Z')
  await company.moveTo('2026-10-12T10:00:00Z')
  await company.order({ sellerId: low.personId, pieces: 2 })
  await close('2026-10', '2026-11-01T08:00:00Z')
  await company.moveTo('2026-11-12T10:00:00Z')
  await company.order({ sellerId: top.personId, pieces: 5 })
  await close('2026-11', '2026-12-01T08:00:00Z')
  for (const [period, hash] of closes) {
    const { again } = await runExported(database, folder, { plan, period })
    const results = decodeResults(await readKept(database.db, hash))
    const paid = (await csvFile(`${again}/earnings.csv`)).filter((row) => row['amount'] !== '0.00')
    expect(paid).toEqual(await csvFile(folder.path(`of ${period}/earnings.csv`)))
    const left = (await csvFile(`${again}/state.csv`)).map((row) => Object.values(row))
    expect(left).toEqual(results.state.map((row) => [row.personId, row.period, row.name, row.value]))
  }
  // By hand: October matches 200 of the 400 that lay on the other side since September, and leaves the other 200.
  const october = await csvFile(folder.path('of 2026-10/earnings.csv'))
  expect(october.map((row) => [row['person_id'], row['bonus'], row['amount']])).toEqual([
    [low.code, 'pairs', '20.00'],
    [low.code, 'welcome', '1.00'],
  ])
  const into = (await csvFile(folder.path('of 2026-11/state.csv'))).map((row) => Object.values(row))
  expect(into).toContainEqual([low.code, '2026-09', 'pairs right', '200'])
  expect(into).toContainEqual([low.code, '2026-09', 'rank award once', 'Bronze'])
  expect(into.filter(([, , name]) => name?.startsWith('welcome once '))).toHaveLength(4)
  // History of before the month stands in orders.csv, as the plan looks back.
  const orders = await csvFile(folder.path('of 2026-11/orders.csv'))
  expect([...new Set(orders.map((row) => row['at']?.slice(0, 7)))]).toEqual(['2026-09', '2026-10', '2026-11'])
})
