import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDirectly } from '#platform/postgres/database.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany } from '#test/support/small-company.ts'
import { startFigures, type PayFigures } from './use-cases/ask-figures.ts'
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
let figures: PayFigures | undefined

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await figures?.stop()
  await database.close()
})

test('whoever asks while a period is loaded is told how far that is, and is answered once it is loaded', async () => {
  const company = await smallCompany(database.db)
  await company.moveTo(new Date(nowMs).toISOString())
  await transact(database, { actor: systemActor('test'), useCase: 'test.plan' }, (tx) =>
    publishPlan(tx, plan),
  )
  const seller = await company.join('Seller', company.houseId)
  await company.order({ sellerId: seller.personId, pieces: 2 })
  // The people can be read, the orders cannot: loading stands still in its middle.
  const holder = await connectDirectly({ onError }, database.ownerUrl)
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE orders.order_volume IN ACCESS EXCLUSIVE MODE')
  figures = startFigures({ onError }, database.url)
  const deps = { db: database.db, clock: { now: () => nowMs, stop: () => undefined }, payFigures: figures }
  const asked = () => showExpectedPay(deps, { actor: systemActor('test'), personId: seller.personId })
  expect(await asked()).toMatchObject({
    ok: false,
    refusal: { code: 'pay.figures_loading', params: { period: '2026-09', percent: 30 } },
  })
  await holder.query('ROLLBACK')
  await holder.end()
  await expect.poll(asked, { timeout: 10_000 }).toMatchObject({
    ok: true,
    value: { period: '2026-09', byBonus: [{ bonus: 'margin', amount: { minor: 4_000n } }] },
  })
})
