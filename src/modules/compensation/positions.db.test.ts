import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { addPosition, positionsMost } from '#modules/field/api.ts'
import { placeUnder } from '#modules/genealogy/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { runExported } from '#test/support/run-exported.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { frozenOf } from './domain/frozen/frozen.ts'
import { noState } from './domain/frozen/result-columns.ts'
import { peopleBefore } from './store/people-source.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { readColumns } from './use-cases/read-facts.ts'
import { readPayPlanText } from './use-cases/read-plan-text.ts'

// One piece is 100 PV: 10 % of what each position sells, and no more than 60 for all positions of one person.
const plan = `
openfield: 2
plan: positions
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
bonuses:
  share: {kind: amount, base: PV, rate: 10 %, qualified: true, cap: '60', cap_over: owner, rounding: half_up, rounded_per: person}
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
  await transact(database, call, async (tx) => {
    await publishPlan(tx, plan)
    await changeSetting(tx, positionsMost, { marketId: null, validFrom: '2026-01-01', value: 2 })
  })
})
afterAll(async () => {
  await sequencer.stop()
  await folder.remove()
  await database.close()
})

async function walletOf(personId: bigint): Promise<bigint> {
  const { rows } = await read(database, systemActor('test'), (tx) =>
    sql<{ minor: bigint }>`SELECT coalesce(sum(balance_minor), 0)::bigint AS minor FROM ledger.v_wallet
      WHERE person_id = ${personId}`.execute(tx),
  )
  return rows[0]?.minor ?? 0n
}

test('positions of one person share caps and a wallet, and what is exported runs to the same', async () => {
  const ada = await company.join('Ada', company.houseId)
  const ben = await company.join('Ben', company.houseId)
  const further = await transact(database, call, async (tx, about) => {
    const made = await addPosition({ placeUnder }, tx, about, { personId: ada.personId, sponsor: ben.code })
    if (!made.ok) throw new Error(made.refusal.code)
    return made.value
  })
  await company.moveTo('2026-09-20T10:00:00Z')
  for (const { personId } of [ada, ben, further]) await company.order({ sellerId: personId, pieces: 5 })
  await closeMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  expect([
    await walletOf(ada.personId),
    await walletOf(further.personId),
    await walletOf(ben.personId),
  ]).toEqual([6_000n, 0n, 5_000n])
  const { exported, again } = await runExported(database, folder, { plan, period: '2026-09' })
  const owners = (await csvFile(`${exported}/people.csv`)).map((row) => [row['id'], row['owner_id']])
  expect(owners).toContainEqual([further.code, ada.code])
  expect(owners).toContainEqual([ada.code, ''])
  const computed = (await csvFile(`${again}/earnings.csv`)).filter((row) => row['amount'] !== '0.00')
  expect(computed).toEqual(await csvFile(`${exported}/earnings.csv`))
  expect(computed.map((row) => row['amount'])).toEqual(expect.arrayContaining(['10.00', '50.00']))
  // One person that the feed tells of is read as all are.
  const untilMs = Date.parse('2026-10-01T00:00:00+01:00')
  const one = await read(database, systemActor('test'), (tx) => peopleBefore(tx, untilMs, [further.personId]))
  const columns = await read(database, systemActor('test'), (tx) =>
    readColumns(tx, {
      plan: readPayPlanText(plan, 'plan.yaml'),
      planHash: 'a'.repeat(64),
      period: { label: '2026-09', fromMs: 0, untilMs },
      cutSeq: 0n,
      state: noState,
      late: 'counted',
    }),
  )
  expect(frozenOf(columns).input.people.find(({ id }) => id === further.code)).toEqual(one[0]?.person)
})
