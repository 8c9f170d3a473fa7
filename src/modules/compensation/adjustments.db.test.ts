import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { closeMonth, payDelta } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { runExported } from '#test/support/run-exported.ts'
import { csvFile, temporaryFolder } from '#test/support/run-folder.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { adjustmentById, correctionsBefore } from './store/adjustments.ts'
import { beginPreview } from './store/change-effects.ts'
import { statementsOf } from './store/earnings.ts'
import { runOfPeriod } from './store/runs.ts'
import { decideAdjustment, type AdjustmentDecision } from './use-cases/decide-adjustment.ts'
import { previewAdjustment } from './use-cases/preview-adjustment.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { requestAdjustment, type AdjustmentRequest } from './use-cases/request-adjustment.ts'
import { showChangeEffect } from './use-cases/show-change-effect.ts'
import { deltasShown } from './use-cases/show-deltas.ts'

// One piece is 100 PV and 80 CV: 10 % of what those up to two levels below sell, and 50 for a group of 300 PV.
const plan = `
openfield: 2
plan: by hand
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor and status = active
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  CV: {reads: 'volume:CV', belongs_to: seller}
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV >= 0
measures: {large: group PV >= 300}
ranks:
  - {rank: Bronze, needs: group PV >= 300}
bonuses:
  team bonus: {kind: levels, tree: sponsor, on: CV, starts_at: upline, steps: levels, counts: everybody, depth: 2, rate: 10 %,
    unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
  award: {kind: amount, amount: '50', qualified: large, rounding: half_up, rounded_per: person}
`

type Person = Readonly<{ personId: bigint; code: string }>
type Request = AdjustmentRequest extends infer R
  ? R extends AdjustmentRequest
    ? Omit<R, 'reason'>
    : never
  : never

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let [ada, ben, cid, dan]: Person[] = []
let order = ''
let folder: Awaited<ReturnType<typeof temporaryFolder>>
const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const IN_SEPTEMBER = Date.parse('2026-09-12T10:00:00Z')
const IN_OCTOBER = Date.parse('2026-10-12T10:00:00Z')
/** The first moment of the month in Dublin. */
const OCTOBER = Date.parse('2026-09-30T23:00:00Z')

beforeAll(async () => {
  database = await freshDatabase()
  folder = await temporaryFolder()
  sequencer = startSequencer(
    {
      onError: (error) => {
        throw error
      },
    },
    database.url,
  )
  company = await smallCompany(database.db)
  await transact(database, call, (tx) => publishPlan(tx, plan))
  ada = await company.join('Ada', company.houseId)
  ben = await company.join('Ben', ada.personId)
  cid = await company.join('Cid', ben.personId)
  dan = await company.join('Dan', company.houseId)
  await company.order({ sellerId: ben.personId, pieces: 3 })
  await closeMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  order = await company.order({ sellerId: ben.personId, pieces: 1 })
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
  await folder.remove()
})

function known(person: Person | undefined): Person {
  if (!person) throw new Error('nobody has joined yet')
  return person
}
const ask = (request: Request, actor: Actor = company.staff[0]) =>
  transact(database, { actor, useCase: 'test.ask' }, (tx, about) =>
    requestAdjustment(tx, about, actor, { ...request, reason: 'as the test says' }),
  )
const decide = (adjustmentId: bigint, decision: AdjustmentDecision = 'approve', actor = company.staff[1]) =>
  transact(database, { actor, useCase: 'test.decide' }, (tx, about) =>
    decideAdjustment(tx, about, actor, { adjustmentId, decision, note: '' }),
  )

async function asked(request: Request): Promise<bigint> {
  const result = await ask(request)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.value
}

/** Asks for a correction and computes what it would change: month, person, cents, and the rank where it changes. */
async function preview(request: Request): Promise<Readonly<{ id: bigint; told: readonly string[] }>> {
  const id = await asked(request)
  const change = { kind: 'adjustment', id } as const
  await transact(database, call, (tx) => beginPreview(tx, change))
  await previewAdjustment(database, id)
  const effect = await read(database, systemActor('test'), (tx) =>
    showChangeEffect(tx, { change, period: undefined, limit: 100, offset: 0 }),
  )
  expect(effect.state).toBe('ready')
  const nameOf = new Map([ada, ben, cid, dan].map((one, at) => [known(one).code, 'abcd'[at]]))
  const told = effect.rows.map(({ period, person, change: by, rankBefore, rankAfter }) => {
    const rank = rankBefore === rankAfter ? '' : ` ${rankBefore ?? 'none'}>${rankAfter ?? 'none'}`
    return `${period} ${nameOf.get(person.code)} ${by.minor}${rank}`
  })
  return { id, told: told.toSorted() }
}

async function paidIn(period: string): Promise<readonly bigint[]> {
  const people = [ada, ben, cid, dan].map(known)
  return Promise.all(
    people.map(async ({ personId }) => {
      const rows = await read(database, systemActor('test'), (tx) => statementsOf(tx, personId))
      return rows.find((row) => row.period === period)?.minor ?? 0n
    }),
  )
}

test('each correction is previewed, done by a second person only, and paid by a delta that names it', async () => {
  const before = await paidIn('2026-09')
  expect(before).toEqual([7_400n, 5_000n, 0n, 0n])
  const at = { fromMs: IN_SEPTEMBER }
  const [a, b, c, d] = [ada, ben, cid, dan].map((one) => known(one).personId)
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('nobody')
  const steps: readonly (readonly [Request, readonly string[]])[] = [
    [
      { kind: 'exclusion', personId: b, name: 'award', value: '', ...at, untilMs: OCTOBER },
      ['2026-09 b -5000'],
    ],
    [{ kind: 'bonus', personId: d, name: 'team bonus', value: '7.5', ...at }, ['2026-09 d 750']],
    // 100 CV of Cid bring 10 to each of the two above.
    [{ kind: 'volume', personId: c, name: 'CV', value: '100', ...at }, ['2026-09 a 1000', '2026-09 b 1000']],
    [
      { kind: 'rank', personId: d, name: 'Bronze', value: '', ...at, untilMs: OCTOBER },
      ['2026-09 d 0 none>Bronze'],
    ],
    [{ kind: 'waiver', personId: c, name: 'award', value: '', ...at, untilMs: OCTOBER }, ['2026-09 c 5000']],
  ]
  for (const [request, expected] of steps) {
    const { id, told } = await preview(request)
    expect(told).toEqual(expected)
    expect(await decide(id, 'approve', company.staff[0])).toMatchObject({
      refusal: { code: 'pay.adjustment.asked_by_you' },
    })
    expect(await decide(id)).toMatchObject({ ok: true })
  }
  const pending = () =>
    read(database, systemActor('test'), async (tx) =>
      deltasShown(tx, await runOfPeriod(tx, '2026-09'), company.staff[1].accountId),
    )
  expect((await pending()).pending).toMatchObject({ adjustments: 5, moves: 0 })
  await payDelta(database, company, '2026-09')
  expect(await paidIn('2026-09')).toEqual([8_400n, 1_000n, 5_000n, 750n])
  expect(await pending()).toMatchObject({ pending: { adjustments: 0 }, deltas: [{ adjustments: 5 }] })
  const { exported, again } = await runExported(database, folder, { plan, period: '2026-09' })
  const computed = (await csvFile(`${again}/earnings.csv`)).filter((row) => row['amount'] !== '0.00')
  expect(computed).toEqual(await csvFile(`${exported}/earnings.csv`))
})

test('an order counts for another seller in another month, and as before once that ends', async () => {
  // One piece of Ben in October: 8 to Ada. Of Cid in September: 8 to both above, and Ada and Ben have 400 in their groups.
  const request = { kind: 'order', order, seller: known(cid).code, fromMs: IN_SEPTEMBER } as const
  const { id, told } = await preview(request)
  expect(told).toEqual(['2026-09 a 800', '2026-09 b 800', '2026-10 a -800'])
  expect(await decide(id)).toMatchObject({ ok: true })
  expect(await ask(request)).toMatchObject({ refusal: { code: 'pay.adjustment.order_moved' } })
  const back = await preview({ kind: 'end', endsId: id })
  expect(back.told).toEqual(['2026-09 a -800', '2026-09 b -800', '2026-10 a 800'])
  expect(await decide(back.id)).toMatchObject({ ok: true })
  expect(await ask({ kind: 'end', endsId: id })).toMatchObject({ refusal: { code: 'pay.adjustment.ended' } })
})

test('what lasts goes on in later months until it ends, and keeps both clocks', async () => {
  const personId = known(dan).personId
  const { id, told } = await preview({
    kind: 'waiver',
    personId,
    name: 'large',
    value: '',
    fromMs: IN_SEPTEMBER,
  })
  expect(told).toEqual(['2026-09 d 5000', '2026-10 d 5000'])
  expect(await decide(id)).toMatchObject({ ok: true })
  const end = await preview({ kind: 'end', endsId: id, fromMs: OCTOBER })
  expect(end.told).toEqual(['2026-10 d -5000'])
  expect(await decide(end.id)).toMatchObject({ ok: true })
  const found = await read(database, systemActor('test'), (tx) => adjustmentById(tx, id))
  expect(found).toMatchObject({ untilMs: null, endedFromMs: OCTOBER })
  const held = await read(database, systemActor('test'), (tx) => correctionsBefore(tx, IN_OCTOBER))
  expect(held.filter(({ name }) => name === 'large')).toMatchObject([
    { atMs: IN_SEPTEMBER, untilMs: OCTOBER },
  ])
  // What was decided stays as it is, whoever writes.
  await expect(
    sql`UPDATE compensation.adjustment SET value = '1' WHERE id = ${id}`.execute(database.owner),
  ).rejects.toThrow(/stays as it is/)
})

test('what cannot be corrected is refused with the field and the nearest word', async () => {
  const personId = known(dan).personId
  const of = { personId, fromMs: IN_OCTOBER } as const
  expect(await ask({ ...of, kind: 'volume', name: 'PC', value: '10' })).toMatchObject({
    refusal: { code: 'pay.adjustment.unknown_name', params: { near: 'PV' }, field: 'name' },
  })
  expect(await ask({ ...of, kind: 'bonus', name: 'award', value: '1.005' })).toMatchObject({
    refusal: { code: 'pay.adjustment.bad_value', params: { places: 2 }, field: 'value' },
  })
  expect(
    await ask({ ...of, kind: 'exclusion', name: 'all', value: '', untilMs: IN_SEPTEMBER }),
  ).toMatchObject({ refusal: { code: 'pay.adjustment.ends_before', field: 'until' } })
  expect(await ask({ kind: 'order', order, fromMs: undefined })).toMatchObject({
    refusal: { code: 'pay.adjustment.order_same' },
  })
  const id = await asked({ ...of, kind: 'exclusion', name: 'all', value: '' })
  expect(await decide(id, 'withdraw')).toMatchObject({ refusal: { code: 'pay.adjustment.not_yours' } })
  expect(await decide(id, 'withdraw', company.staff[0])).toMatchObject({ ok: true })
  expect(await decide(id)).toMatchObject({ refusal: { code: 'pay.adjustment.decided' } })
})
