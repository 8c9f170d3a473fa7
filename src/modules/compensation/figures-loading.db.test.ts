import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStanding } from '#modules/field/api.ts'
import { changeOrder } from '#modules/orders/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { connectDirectly } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { startFigures, type PayFigures } from './use-cases/ask-figures.ts'
import { latestPeriods } from './use-cases/figures-origin.ts'
import { showExpectedPay } from './use-cases/show-expected-pay.ts'
import { publishPlan } from './use-cases/publish-plan.ts'

const plan = `
openfield: 2
plan: small
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: true
without_owner: company
changes: {orders: at_end, upline: at_end, payees: at_end, suspended: {rank: frozen, carry: frozen}, terminated: {rank: dropped, carry: dropped}}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
active: PV >= 100
ranks:
  - {rank: Bronze, needs: PV >= 300}
bonuses:
  margin: {kind: amount, base: PV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}
`
const onError = (error: Error): void => {
  throw error
}
const nowMs = Date.parse('2026-09-15T10:00:00Z')

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let figures: PayFigures | undefined
let seller: { personId: bigint }

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await company.moveTo(new Date(nowMs).toISOString())
  await transact(database, { actor: systemActor('test'), useCase: 'test.plan' }, (tx) =>
    publishPlan(tx, plan),
  )
  seller = await company.join('Seller', company.houseId)
  await company.order({ sellerId: seller.personId, pieces: 2 })
})
afterAll(async () => {
  await figures?.stop()
  await sequencer.stop()
  await database.close()
})

/** Asks for the figures that every test here looks at; `period` is the one that goes on where nothing is said. */
async function ofSeller(period = '2026-09') {
  if (!figures) throw new Error('the figures are started by the first test')
  return figures.expected({ personId: seller.personId, period })
}

/** A connection that keeps a table to itself until it is let go. */
async function holding(table: string): Promise<() => Promise<void>> {
  const holder = await connectDirectly({ onError }, database.ownerUrl)
  await holder.query('BEGIN')
  await holder.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
  return async () => {
    await holder.query('ROLLBACK')
    await holder.end()
  }
}

test('whoever asks while a period is loaded is told how far that is, and is answered once it is loaded', async () => {
  // The people can be read, the orders cannot: loading stands still in its middle.
  const letGo = await holding('orders.order_volume')
  figures = startFigures({ onError }, database.url)
  const deps = { db: database.db, clock: { now: () => nowMs, stop: () => undefined }, payFigures: figures }
  const asked = () => showExpectedPay(deps, { actor: systemActor('test'), personId: seller.personId })
  expect(await asked()).toMatchObject({
    ok: false,
    refusal: { code: 'pay.figures_loading', params: { period: '2026-09', percent: 30 } },
  })
  await letGo()
  await expect.poll(asked, { timeout: 20_000 }).toMatchObject({
    ok: true,
    value: { period: '2026-09', byBonus: [{ bonus: 'margin', amount: { minor: 4_000n } }] },
  })
})

test('an order is in the figures while closed periods are loaded and none of them gets on', async () => {
  await database.db.transaction().execute((tx) =>
    sql`
      INSERT INTO compensation.run (period, from_at, until_at, plan_version_id, state, cut_seq, snapshot, started_at)
      SELECT period, (period || '-01')::date, (period || '-01')::date + interval '1 month', (SELECT min(id) FROM compensation.plan_version), 'running', 1,
        repeat(digit, 64), now()
      FROM (VALUES ('2026-06', '6'), ('2026-07', '7'), ('2026-08', '8')) AS closed (period, digit)`.execute(
      tx,
    ),
  )
  const letGo = await holding('platform.file')
  const closed = ['2026-06', '2026-07', '2026-08'].map(ofSeller)
  expect(await Promise.all(closed)).toEqual([{ loading: 0 }, { loading: 0 }, { loading: 0 }])
  await company.order({ sellerId: seller.personId, pieces: 1 })
  await expect
    .poll(async () => (await ofSeller())?.told?.volumes[0]?.amount, { timeout: 20_000 })
    .toBe(300_000_000n)
  await letGo()
  // There are no such bytes, which whoever asks next is told.
  await expect(ofSeller('2026-08')).rejects.toThrow('are not kept')
})

test('a piece that came back is in the figures of the month in which it did', async () => {
  const { rows } = await sql<{ id: bigint }>`SELECT max(id) AS id FROM orders."order"`.execute(database.owner)
  const orderId = rows[0]?.id ?? 0n
  const before = (await ofSeller())?.told?.volumes[0]?.amount
  for (const kind of ['send', 'return'] as const)
    await transact(database, { actor: systemActor('test'), useCase: 'test.change' }, (tx) =>
      changeOrder(tx, { orderId, kind }),
    )
  expect(before).toBe(300_000_000n)
  await expect
    .poll(async () => (await ofSeller())?.told?.volumes[0]?.amount, { timeout: 20_000 })
    .toBe(200_000_000n)
})

test('lists are handed everybody once, and then those of whom an order changed something, as single people are told', async () => {
  if (!figures) throw new Error('the figures are started by the first test')
  const period = '2026-09'
  const all = await figures.changes({ period, held: undefined })
  if (!all) throw new Error('everybody is handed on at once')
  const { rows } = await sql<{ people: number }>`SELECT count(*)::int AS people FROM field.person`.execute(
    database.owner,
  )
  expect(all).toMatchObject({ isEverybody: true, period, before: null, ladder: ['Bronze'] })
  expect(all.ids.length).toBe(rows[0]?.people)
  const row = all.ids.indexOf(Number(seller.personId))
  expect([all.own[row], all.rank[row], all.activity[row]]).toEqual([200_000_000, 0, 1])
  await company.order({ sellerId: seller.personId, pieces: 1 })
  const { maker, generation } = all
  const next = await figures.changes({ period, held: { maker, generation } })
  expect(next).toMatchObject({ isEverybody: false, maker, generation: generation + 1 })
  expect([...(next?.ids ?? [])]).toEqual([Number(seller.personId)])
  expect([next?.own[0], next?.rank[0]]).toEqual([300_000_000, 1])
  const told = await figures.standings({ period, personIds: [seller.personId], sinceSeq: next?.seq })
  expect(told?.told).toMatchObject([{ ownVolume: 300_000_000n, rank: { name: 'Bronze' } }])
  // Whoever holds another piece than the last one begins with everybody again.
  const again = await figures.changes({ period, held: { maker, generation } })
  expect(again).toMatchObject({ isEverybody: true, generation: generation + 2 })
})

test('what columns cannot take over is in the figures once the period was made anew', async () => {
  const before = await ofSeller()
  await transact(database, { actor: systemActor('test'), useCase: 'test.change' }, (tx, about) =>
    changeStanding(tx, about, { personId: seller.personId, kind: 'distributor', status: 'suspended' }),
  )
  const positionOf = (one: Awaited<ReturnType<typeof ofSeller>>) => (one?.told ? one.seq : 0n)
  await expect
    .poll(async () => positionOf(await ofSeller()), { timeout: 20_000 })
    .toBeGreaterThan(positionOf(before))
  expect((await ofSeller())?.told?.volumes).toEqual(before?.told?.volumes)
})

test('what is loaded before anybody asks are the month that goes on, one that begins soon, and the closed ones', async () => {
  const soon = { closed: 2, laterMs: 1_800_000 }
  const { open, closed } = await latestPeriods(database, soon)
  expect([[...open], closed]).toEqual([['2026-09'], ['2026-08', '2026-07']])
  await company.moveTo('2026-09-30T22:45:00Z')
  expect([...(await latestPeriods(database, soon)).open]).toEqual(['2026-09', '2026-10'])
})
