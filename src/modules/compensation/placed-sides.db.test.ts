import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTree, place } from '#modules/genealogy/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { runExported } from '#test/support/run-exported.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { publishPlan } from './use-cases/publish-plan.ts'

const plan = `
openfield: 2
plan: two sides
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
bonuses:
  pairs:
    {kind: binary, tree: binary, on: PV, own_volume: none, cycle: {strong: 100, weak: 100}, cycles: whole,
     strong_side: once, per_cycle: 10, carry: both, unqualified: keep, before_first_qualified: keep,
     evaluated: period, qualified: true, rounding: half_up, rounded_per: person}
`

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let folder: Awaited<ReturnType<typeof temporaryFolder>>

const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const onError = (error: Error): void => {
  throw error
}

beforeAll(async () => {
  database = await freshDatabase()
  folder = await temporaryFolder()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, call, (tx) => publishPlan(tx, plan))
})
afterAll(async () => {
  await sequencer.stop()
  await folder.remove()
  await database.close()
})

test('a company that places people on two sides is paid on them, and its export runs to the same', async () => {
  const shape = {
    code: 'binary',
    kind: 'binary',
    width: 2,
    depth: null,
    way: 'outer_left',
    holdingHours: 24,
  } as const
  await transact(database, call, (tx, about) => makeTree(tx, about, shape))
  const top = await company.join('Top', company.houseId)
  const [left, right] = [await company.join('Left', top.personId), await company.join('Right', top.personId)]
  const below = await company.join('Below', top.personId)
  const put = (person: { personId: bigint }, parent: { personId: bigint }, side: number) =>
    transact(database, call, (tx) =>
      place(tx, {
        tree: 'binary',
        personId: person.personId,
        at: new Date('2026-09-11T00:00:00Z'),
        wanted: { by: 'choice', parentId: parent.personId, side },
      }),
    )
  const first = await transact(database, call, (tx) =>
    place(tx, {
      tree: 'binary',
      personId: top.personId,
      at: new Date('2026-09-11T00:00:00Z'),
      wanted: { by: 'rule' },
    }),
  )
  expect(first).toMatchObject({ ok: true, value: { parentId: null } })
  expect([await put(left, top, 0), await put(right, top, 1), await put(below, left, 1)]).toMatchObject(
    [{}, {}, {}].map(() => ({ ok: true })),
  )
  await company.moveTo('2026-09-20T10:00:00Z')
  await company.order({ sellerId: below.personId, pieces: 5 })
  await company.order({ sellerId: right.personId, pieces: 3 })
  await closeMonth(database, company, '2026-09', '2026-10-01T08:00:00Z')
  await company.moveTo('2026-10-10T10:00:00Z')
  await company.order({ sellerId: right.personId, pieces: 1 })
  await closeMonth(database, company, '2026-10', '2026-11-01T08:00:00Z')
  for (const [period, pairs] of [
    ['2026-09', '30.00'],
    ['2026-10', '10.00'],
  ] as const) {
    const { exported, again } = await runExported(database, folder, { plan, period })
    const paid = (await csvFile(`${exported}/earnings.csv`)).map((row) => [row['person_id'], row['amount']])
    expect(paid).toEqual([[top.code, pairs]])
    const computed = (await csvFile(`${again}/earnings.csv`)).filter((row) => row['amount'] !== '0.00')
    expect(computed).toEqual(await csvFile(`${exported}/earnings.csv`))
  }
  const people = await csvFile(folder.path('of 2026-10/people.csv'))
  expect(people.map((row) => [row['id'], row['parent:binary'], row['side:binary']])).toContainEqual([
    below.code,
    left.code,
    'right',
  ])
})
