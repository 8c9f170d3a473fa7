import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { headOf } from '#test/support/pay-field.ts'
import { smallCompany } from '#test/support/small-company.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { startClose } from './use-cases/start-close.ts'

const plan = `${headOf('returns: {mode: net}')}
bonuses:
  margin: {kind: amount, base: PV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}
`

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

test('the earlier period that has to be accepted first is named by the days of the company, not by those of UTC', async () => {
  const company = await smallCompany(database.db)
  await transact(database, { actor: systemActor('test'), useCase: 'test.plan' }, (tx) =>
    publishPlan(tx, plan),
  )
  const { personId } = await company.join('Seller', company.houseId)
  // Half past midnight of the first of October in Dublin.
  await company.moveTo('2026-09-30T23:30:00Z')
  await company.order({ sellerId: personId, pieces: 1 })
  await company.moveTo('2026-12-01T08:00:00Z')
  const close = (period: string) => startClose({ db: database.db }, { actor: company.staff[0], period })
  expect(await close('2026-11')).toMatchObject({
    ok: false,
    refusal: { code: 'pay.earlier_open', params: { period: '2026-11', earlier: '2026-10' } },
  })
  expect(await close('2026-10')).toMatchObject({ ok: true, value: { period: '2026-10' } })
})
