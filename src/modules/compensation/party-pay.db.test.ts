import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeOrder, ordersNotKnown } from '#modules/orders/api.ts'
import { partyChanged } from '#modules/orders/contract/parties.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { headSeq } from '#platform/outbox/event.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { waitingEvents } from '#platform/outbox/waiting.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { inputNames } from './domain/files/input-files.ts'
import { exportPeriod } from './use-cases/export-period.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { readPayPlanText } from './use-cases/read-plan-text.ts'
import { partiesBetween } from './store/parties-source.ts'
import { runPayFiles } from './use-cases/run-pay-files.ts'

const plan = `
openfield: 2
plan: parties
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
  host reward: {kind: amount, for_each: hosted parties where guests >= 2, base: total, rate: 10 %, qualified: true, rounding: half_up, rounded_per: line}
  party bonus: {kind: amount, for_each: "held parties where orders >= 1 and type = 'home'", amount: 20, qualified: true, rounding: half_up, rounded_per: line}
  at parties: {kind: amount, for_each: "sales where party != ''", base: amount, rate: 1 %, qualified: true, rounding: half_up, rounded_per: person}
`

const system = systemActor('test')
let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  database = await freshDatabase()
  folder = await temporaryFolder()
  const onError = (error: Error): void => {
    throw error
  }
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, { actor: system, useCase: 'test.arrange' }, (tx) => publishPlan(tx, plan))
})
afterAll(async () => {
  await sequencer.stop()
  await folder.remove()
  await database.close()
})

test('a plan pays hosts and sellers of parties by the company’s own data as run does by its export, each party in one month', async () => {
  const seller = await company.join('Seller', company.houseId)
  const host = await company.join('Host', seller.personId)
  const guest = await company.join('Guest', seller.personId)
  const by = { sellerId: seller.personId }
  const hosted = { ...by, host: { kind: 'distributor', code: host.code } } as const

  // Held in September and over in October: it counts there, with its orders of September.
  const first = await company.openParty({ ...hosted, endsOn: '2026-10-03' })
  await company.order({ ...by, pieces: 2, party: first })
  await company.order({ ...by, buyerId: guest.personId, pieces: 1, party: first })
  // Of the host's own order a piece comes back; a return is no guest and no order.
  const own = await company.order({ ...by, buyerId: host.personId, pieces: 2, party: first })
  await takeBack(own, 1)
  // Closed in September, with one guest only.
  const second = await company.openParty({ ...hosted, endsOn: '2026-09-30' })
  await company.order({ ...by, pieces: 3, party: second })
  await company.actOnParty(second, 'close')
  // Called off, and what has nothing to do with any.
  await company.actOnParty(await company.openParty({ ...hosted, endsOn: '2026-09-30' }), 'cancel')
  await company.order({ ...by, pieces: 5 })

  await closeMonth(database, company, '2026-09', '2026-10-01T08:00:00Z')
  // 20.00 for the second party, and a hundredth of 2 + 1 + 2 - 1 + 3 pieces at parties.
  expect(await sameFromFiles('2026-09')).toEqual([
    [seller.code, 'party bonus', '20.00'],
    [seller.code, 'at parties', '8.61'],
  ])
  expect(await csvFile(folder.path('2026-09/parties.csv'))).toEqual([
    { ...common(first), closed_at: '2026-10-03T22:59:59.999Z' },
    { ...common(second), closed_at: expect.stringMatching(/^2026-09-1\dT/) as unknown },
  ])
  await company.order({ ...by, pieces: 1, party: first })
  await company.actOnParty(first, 'close')
  await company.moveTo('2026-11-01T07:00:00Z')
  await closeMonth(database, company, '2026-10', '2026-11-01T08:00:00Z')
  // A tenth of the five pieces of both months that stayed, by three guests; 20.00; a hundredth of what was bought in October.
  expect(await sameFromFiles('2026-10')).toEqual([
    [seller.code, 'party bonus', '20.00'],
    [seller.code, 'at parties', '1.23'],
    [host.code, 'host reward', '61.50'],
  ])

  function common(code: string) {
    const at: unknown = expect.stringMatching(/^2026-09-1\dT/)
    return { party_id: code, host_id: host.code, seller_id: seller.code, type: 'home', at }
  }
})

test('what becomes of a party is told with its state', async () => {
  const seller = await company.join('Another', company.houseId)
  const party = { sellerId: seller.personId, host: { kind: 'guest' }, endsOn: '2026-12-01' } as const
  const code = await company.openParty(party)
  for (const act of ['close', 'reopen', 'cancel'] as const) await company.actOnParty(code, act)
  const { rows } = await sql<{ payload: unknown }>`
    SELECT o.payload FROM platform.outbox o JOIN orders.party p ON p.id = o.key_id
    WHERE o.topic = 'orders.party_changed' AND p.code = ${code} ORDER BY o.id`.execute(database.owner)
  expect(rows.map(({ payload }) => partyChanged.parse(payload).state)).toEqual([
    'open',
    'closed',
    'open',
    'cancelled',
  ])
})

test('what becomes of a party is known from its event on, also while nobody has noted that', async () => {
  const seller = await company.join('Third', company.houseId)
  const all = { fromMs: -Infinity, untilMs: Date.parse('2027-06-01T00:00:00Z') }
  const told = async () => {
    const isTold = async () => (await read(database, system, (tx) => waitingEvents(tx))).waiting === 0
    expect(await waitUntil(isTold, { stepMs: 5, mostMs: 10_000 })).toBe(true)
    return headSeq(database.db)
  }
  const before = await told()
  const party = { sellerId: seller.personId, host: { kind: 'guest' }, endsOn: '2026-12-01' } as const
  const code = await company.openParty(party)
  const seqs = [before, await told()]
  for (const act of ['close', 'reopen', 'cancel'] as const) {
    await company.actOnParty(code, act)
    seqs.push(await told())
  }
  const known = (knownSeq: bigint) =>
    read(database, system, async (tx) => {
      const atMs = await companyNow(tx)
      const { parties: leftOut } = await ordersNotKnown(tx, knownSeq)
      const parties = await partiesBetween(tx, all, [], [], { atMs, knownSeq, leftOut })
      const one = parties.find(({ party: { partyId } }) => partyId === code)
      return one && ((one.party.closedAtMs ?? Infinity) > atMs ? 'open' : 'closed')
    })
  const answers = []
  for (const seq of seqs)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    answers.push(await known(seq))
  expect(answers).toEqual([undefined, 'open', 'closed', 'open', undefined])
})

/** Exports a closed month, runs the files, and gives what both pay alike. */
async function sameFromFiles(period: string): Promise<unknown> {
  const out = folder.path(period)
  expect(await exportPeriod(database, { period, out })).toMatchObject({ ok: true, value: { frozen: true } })
  const sources = Object.fromEntries(inputNames.map((name) => [name, { path: `${out}/${name}.csv` }]))
  const again = folder.path(`${period}-again`)
  await runPayFiles({
    plan: readPayPlanText(plan, 'plan.yaml'),
    planText: plan,
    sources,
    period,
    out: again,
    allowEmpty: false,
  })
  const paid = async (path: string) =>
    (await csvFile(`${path}/earnings.csv`))
      .filter((row) => row['amount'] !== '0.00')
      .map((row) => [row['person_id'], row['bonus'], row['amount']])
  const own = await paid(out)
  expect(await paid(again)).toEqual(own)
  return own
}

async function takeBack(code: string, quantity: number): Promise<void> {
  const call = { actor: system, useCase: 'test.take_back' }
  const done = await transact(database, call, async (tx) => {
    const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders.v_order WHERE code = ${code}`.execute(tx)
    return changeOrder(tx, { orderId: rows[0]?.id ?? 0n, kind: 'cancel', lines: [{ line: 1, quantity }] })
  })
  expect(done).toMatchObject({ ok: true })
}
