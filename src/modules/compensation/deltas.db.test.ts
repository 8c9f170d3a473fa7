import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditBooks } from '#modules/ledger/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { deltasOf } from './store/deltas.ts'
import { statementsOf } from './store/earnings.ts'
import { runOfPeriod } from './store/runs.ts'
import { acceptClose } from './use-cases/accept-close.ts'
import { startFigures, type PayFigures } from './use-cases/ask-figures.ts'
import { computeResults } from './use-cases/compute-results.ts'
import { cutPeriod } from './use-cases/cut-period.ts'
import { freezeSnapshot } from './use-cases/freeze-snapshot.ts'
import { postAcceptance } from './use-cases/post-acceptance.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { deltasShown } from './use-cases/show-deltas.ts'
import { startDelta } from './use-cases/start-delta.ts'
import { storeResults } from './use-cases/store-results.ts'

// One piece is 100 PV and 80 CV. The award is paid once in a lifetime, in the first month with 300 PV.
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
ranks:
  - {rank: Bronze, needs: PV >= 300}
bonuses:
  retail margin: {kind: amount, base: customer CV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}
  award: {kind: amount, amount: '50', qualified: PV >= 300, once: ever, rounding: half_up, rounded_per: person}
`

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let figures: PayFigures
let seller: { personId: bigint; code: string }
let other: { personId: bigint; code: string }
const onError = (error: Error): void => {
  throw error
}

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, { actor: systemActor('test'), useCase: 'test.plan' }, (tx) =>
    publishPlan(tx, plan),
  )
  seller = await company.join('Seller', company.houseId)
  other = await company.join('Other', company.houseId)
  figures = startFigures({ onError }, database.url)
})
afterAll(async () => {
  await figures.stop()
  await sequencer.stop()
  await database.close()
})

const sell = (pieces: number, takenAt: string) =>
  company.order({ sellerId: seller.personId, pieces, takenAtMs: Date.parse(takenAt) })
const sellNow = (pieces: number) => company.order({ sellerId: seller.personId, pieces })
const statements = () => read(database, systemActor('test'), (tx) => statementsOf(tx, seller.personId))
const shown = (period: string) =>
  read(database, systemActor('test'), async (tx) =>
    deltasShown(tx, await runOfPeriod(tx, period), company.staff[1].accountId),
  )
const newestDelta = (period: string) =>
  read(database, systemActor('test'), async (tx) => {
    const close = await runOfPeriod(tx, period)
    const run = close && (await deltasOf(tx, close.id)).at(-1)
    if (!run) throw new Error(`${period} has no delta`)
    return run
  })

/** Computes a period again as far as its review. */
async function computeDelta(period: string): Promise<bigint> {
  const started = await startDelta(database, { actor: company.staff[0], period })
  if (!started.ok) throw new Error(started.refusal.code)
  const { id } = started.value
  for (const step of [cutPeriod, freezeSnapshot, computeResults, storeResults]) await step(database, id)
  return id
}

async function accept(period: string, by: 0 | 1 = 1) {
  const { id, results } = await newestDelta(period)
  const answer = await acceptClose(database, {
    actor: company.staff[by],
    period,
    results: results ?? '',
  })
  if (answer.ok) await postAcceptance(database, id)
  return answer
}

test('a month that is not accepted has no delta', async () => {
  expect(await startDelta(database, { actor: company.staff[0], period: '2026-09' })).toMatchObject({
    refusal: { code: 'pay.not_accepted' },
  })
})

test('late orders of an accepted month are told, and wait until it is computed again', async () => {
  await sellNow(2)
  await company.order({ sellerId: other.personId, pieces: 2 })
  await closeMonth(database, company, '2026-09', '2026-10-01T08:00:00Z')
  await sell(1, '2026-09-29T10:00:00Z')
  await sell(1, '2026-09-30T10:00:00Z')
  await sell(9, '2026-10-01T07:00:00Z')
  expect(await shown('2026-09')).toEqual({
    pending: {
      lateOrders: 2,
      lateSales: { minor: 24_600n, currency: 'EUR' },
      moves: 0,
      adjustments: 0,
      stateChanged: false,
    },
    deltas: [],
  })
  expect(await statements()).toMatchObject([{ period: '2026-09', minor: 3_200n, rank: null, deltas: [] }])
})

test('the delta pays the difference, names the people whom it changes, and leaves the accepted run as it was', async () => {
  const close = await read(database, systemActor('test'), (tx) => runOfPeriod(tx, '2026-09'))
  await computeDelta('2026-09')
  // 2 more pieces: 20 % of 160 CV, and the award for 400 PV.
  expect((await shown('2026-09')).deltas).toMatchObject([
    {
      number: 1,
      state: 'review',
      lateOrders: 2,
      changes: [{ people: 1, amount: { minor: 8_200n, currency: 'EUR' } }],
      youStarted: false,
    },
  ])
  expect((await shown('2026-09')).pending?.lateOrders).toBe(0)
  expect(await statements()).toMatchObject([{ minor: 3_200n }])
  expect(await accept('2026-09', 0)).toMatchObject({ refusal: { code: 'pay.second_person' } })
  expect(await accept('2026-09')).toMatchObject({ ok: true })
  expect(await accept('2026-09')).toMatchObject({ ok: true })
  expect(await statements()).toMatchObject([
    { period: '2026-09', minor: 11_400n, rank: 'Bronze', deltas: [{ minor: '8200' }] },
  ])
  expect(await read(database, systemActor('test'), (tx) => runOfPeriod(tx, '2026-09'))).toEqual(close)
  expect(await walletOf(seller.personId)).toBe(11_400n)
  expect(await read(database, systemActor('test'), auditBooks)).toEqual([])
})

test('the explanation tells the whole amount of the period, late orders among its sources', async () => {
  const why = await figures.explain({
    personId: seller.personId,
    period: '2026-09',
    bonus: 'retail margin',
    source: seller.code,
  })
  expect(why?.told?.amount.minor).toBe(6_400n)
  expect(why?.told?.sources[0]?.orders).toHaveLength(3)
})

test('a period is due again when a delta changed the state before it: an award that now came earlier is taken back', async () => {
  await company.order({ sellerId: other.personId, pieces: 3 })
  await closeMonth(database, company, '2026-10', '2026-11-01T08:00:00Z')
  // The award was paid for September already.
  expect(await statements()).toMatchObject([{ period: '2026-10', minor: 14_400n }, {}])
  await sell(1, '2026-10-20T10:00:00Z')
  await computeDelta('2026-10')
  await accept('2026-10')
  expect(await statements()).toMatchObject([{ period: '2026-10', minor: 16_000n }, {}])
  // With it the other seller reaches in September what paid the award in October.
  await company.order({
    sellerId: other.personId,
    pieces: 1,
    takenAtMs: Date.parse('2026-09-20T10:00:00Z'),
  })
  expect((await shown('2026-10')).pending).toMatchObject({ lateOrders: 0, stateChanged: false })
  await computeDelta('2026-09')
  expect((await shown('2026-09')).deltas.at(-1)).toMatchObject({
    changes: [{ people: 1, amount: { minor: 6_600n } }],
  })
  await accept('2026-09')
  expect(await shown('2026-10')).toMatchObject({ pending: { lateOrders: 0, stateChanged: true } })
  await computeDelta('2026-10')
  expect((await shown('2026-10')).deltas.at(-1)).toMatchObject({
    number: 2,
    changes: [{ people: 1, amount: { minor: -5_000n } }],
  })
  await accept('2026-10')
  expect((await shown('2026-10')).pending).toMatchObject({ stateChanged: false })
})

test('two who begin a delta at once share it, and a killed step is done once', async () => {
  await sell(1, '2026-10-21T10:00:00Z')
  const begin = () => startDelta(database, { actor: company.staff[0], period: '2026-10' })
  const [one, another] = await Promise.all([begin(), begin()])
  expect(one.ok && another.ok && one.value.id === another.value.id).toBe(true)
  const id = await computeDelta('2026-10')
  await storeResults(database, id)
  await accept('2026-10')
  await postAcceptance(database, id)
  expect(await walletOf(seller.personId)).toBe(
    (await statements()).reduce((sum, { minor }) => sum + minor, 0n),
  )
})

async function walletOf(personId: bigint): Promise<bigint> {
  const { rows } = await sql<{ minor: bigint }>`
    SELECT coalesce(sum(e.minor), 0)::bigint AS minor
    FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id WHERE a.person_id = ${personId}`.execute(
    database.owner,
  )
  return rows[0]?.minor ?? 0n
}
