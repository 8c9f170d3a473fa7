import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStanding } from '#modules/field/api.ts'
import { addLink, endLink } from '#modules/genealogy/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { inputNames } from './domain/files/input-files.ts'
import { exportPeriod } from './use-cases/export-period.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { readPayPlanText } from './use-cases/read-plan-text.ts'
import { runPayFiles } from './use-cases/run-pay-files.ts'

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
active: PV >= 100
ranks:
  - {rank: Bronze, needs: PV >= 300}
bonuses:
  margin: {kind: amount, base: PV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}
`

/** What the same company might run next, over all that the export says. */
const nextPlan = `
openfield: 2
plan: small
version: 2
effective: 2026-10-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
given_pay: [margin]
changes:
  orders: at_order
  upline: at_order
  payees: at_order
  suspended: {rank: frozen, carry: frozen}
  terminated: {rank: dropped, carry: dropped}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
active: PV >= 100
ranks:
  - {rank: Bronze, needs: PV >= 300}
measures:
  rank before: previous rank
  margin before: earned(margin)
bonuses:
  team bonus:
    kind: levels
    tree: sponsor
    on: PV
    starts_at: upline
    steps: levels
    counts: everybody
    depth: 1
    rate: 10 %
    unpaid: to_company
    qualified: market != ''
    rounding: half_up
    rounded_per: person
`

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let people: Record<'top' | 'middle' | 'low', { personId: bigint; code: string }>

const onError = (error: Error): void => {
  throw error
}

const write = <T>(work: Parameters<typeof transact<T>>[2]) =>
  transact(database, { actor: systemActor('test'), useCase: 'test.arrange' }, work)

beforeAll(async () => {
  database = await freshDatabase()
  folder = await temporaryFolder()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await write((tx) => publishPlan(tx, plan))
  const top = await company.join('Top', company.houseId)
  const middle = await company.join('Middle', top.personId)
  people = { top, middle, low: await company.join('Low', middle.personId) }
})
afterAll(async () => {
  await sequencer.stop()
  await folder.remove()
  await database.close()
})

/** September as a company lives it: an order, the close, the acceptance by a second person. */
async function closeSeptember(): Promise<void> {
  await company.order({ sellerId: people.low.personId, pieces: 3 })
  await closeMonth(database, company, '2026-09', '2026-10-01T08:00:00Z')
}

test('an export has every file of a run, with what changed and what earlier periods left', async () => {
  await closeSeptember()
  await company.moveTo('2026-10-05T10:00:00Z')
  await company.order({ sellerId: people.low.personId, pieces: 1 })
  await company.moveTo('2026-10-10T10:00:00Z')
  const { top, middle, low } = people
  const standing = { personId: middle.personId, kind: 'distributor', status: 'suspended' } as const
  await write((tx, about) => changeStanding(tx, about, standing))
  await company.order({ sellerId: low.personId, pieces: 2 })
  await company.moveTo('2026-10-16T10:00:00Z')
  const at = new Date('2026-10-16T10:00:00Z')
  await write(async (tx) => {
    await endLink(tx, { tree: 'sponsor', personId: low.personId, at })
    await addLink(tx, { tree: 'sponsor', personId: low.personId, parentId: top.personId, at })
  })
  await company.moveTo('2026-10-20T10:00:00Z')
  await company.order({ sellerId: low.personId, pieces: 4 })

  const out = folder.path('october')
  expect(await exportPeriod(database, { period: '2026-10', out })).toMatchObject({ ok: true })
  const rows = (name: string) => csvFile(`${out}/${name}.csv`)
  // The company's clock goes on while the test runs: times to the minute.
  const facts = (await rows('facts')).map((row) => Object.values(row).map((cell) => cell.slice(0, 16)))
  expect(facts).toEqual([
    ['person', middle.code, 'kind', 'distributor', '', '2026-10-10T10:00'],
    ['person', middle.code, 'kind', 'distributor', '2026-10-10T10:00', ''],
    ['person', middle.code, 'status', 'active', '', '2026-10-10T10:00'],
    ['person', middle.code, 'status', 'suspended', '2026-10-10T10:00', ''],
  ])
  const ofLow = (await rows('links')).filter((row) => row['person_id'] === low.code)
  expect(ofLow.map((row) => [row['tree'], row['parent_id'], row['from'], row['to']])).toEqual([
    ['sponsor', middle.code, '2026-09-10T10:00:00.000Z', '2026-10-16T10:00:00.000Z'],
    ['sponsor', top.code, '2026-10-16T10:00:00.000Z', ''],
  ])
  expect((await rows('earned')).map((row) => Object.values(row))).toEqual([
    [low.code, 'margin', '2026-09', '60.00', 'EUR'],
  ])
  expect((await rows('state')).map((row) => Object.values(row))).toEqual([
    [low.code, '2026-09', 'active', 'true'],
    [low.code, '2026-09', 'career rank', 'Bronze'],
    [low.code, '2026-09', 'rank', 'Bronze'],
  ])
  for (const name of ['rates', 'adjust', 'parties']) expect(await rows(name)).toEqual([])
})

test('run takes the folder as it is, and pays by what held at each order', async () => {
  const out = folder.path('october')
  const sources = Object.fromEntries(inputNames.map((name) => [name, { path: `${out}/${name}.csv` }]))
  await runPayFiles({
    plan: readPayPlanText(nextPlan, 'plan.yaml'),
    planText: nextPlan,
    sources,
    period: '2026-10',
    out: folder.path('again'),
    allowEmpty: false,
  })
  const paid = (await csvFile(folder.path('again/earnings.csv'))).filter((row) => row['amount'] !== '0.00')
  // 100 PV to the middle one; 200 while he is suspended to nobody; 400 after the move to the top.
  expect(paid.map((row) => [row['person_id'], row['amount']])).toEqual([
    [people.top.code, '40.00'],
    [people.middle.code, '10.00'],
  ])
  const low = (await csvFile(folder.path('again/people.csv'))).find((row) => row['id'] === people.low.code)
  expect(low).toMatchObject({ 'measure:rank before': 'Bronze', 'measure:margin before': '0' })
})
