import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTree, place, plannedMove } from '#modules/genealogy/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { closeMonth, payDelta } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { askForMerge } from '#test/support/merge.ts'
import { decide } from '#test/support/move.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { encodeColumns, frozenOf } from './domain/frozen/frozen.ts'
import { noState } from './domain/frozen/result-columns.ts'
import { beginPreview } from './store/change-effects.ts'
import { statementsOf } from './store/earnings.ts'
import { runOfPeriod } from './store/runs.ts'
import { linesBetween } from './store/snapshot-source.ts'
import { assumedMove, previewMove } from './use-cases/preview-move.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { readColumns } from './use-cases/read-facts.ts'
import { readPayPlanText } from './use-cases/read-plan-text.ts'
import { showChangeEffect } from './use-cases/show-change-effect.ts'
import { deltasShown } from './use-cases/show-deltas.ts'

// One piece is 100 PV and 80 CV: 10 % of what those up to two levels below sell, and an award on the own volume.
const plan = `
openfield: 2
plan: merges
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  CV: {reads: 'volume:CV', belongs_to: seller}
active: PV >= 0
bonuses:
  team bonus: {kind: levels, tree: sponsor, on: CV, starts_at: upline, steps: levels, counts: everybody, depth: 2, rate: 10 %,
    unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
  award: {kind: amount, amount: '50', qualified: PV >= 300, rounding: half_up, rounded_per: person}
`
const START = Date.parse('2026-09-10T10:00:00Z')
const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const onError = (error: Error): void => {
  throw error
}
type Person = Readonly<{ personId: bigint; code: string }>

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let [above, ends, stays, below]: Person[] = []

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, call, (tx) => publishPlan(tx, plan))
  const shape = { code: 'legs', kind: 'binary', width: 2, depth: null, way: 'outer_left' } as const
  await transact(database, call, (tx, about) => makeTree(tx, about, { ...shape, holdingHours: 24 }))
  above = await company.join('Above', company.houseId)
  ends = await company.join('Twice', known(above).personId)
  stays = await company.join('Twice', known(ends).personId)
  below = await company.join('Below', known(ends).personId)
  for (const [person, pieces] of [
    [ends, 2],
    [stays, 1],
    [below, 4],
  ] as const)
    await company.order({ sellerId: known(person).personId, pieces })
  await company.order({ buyerId: known(ends).personId, sellerId: known(below).personId, pieces: 1 })
  await closeMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  await company.order({ sellerId: known(ends).personId, pieces: 3 })
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

function known(person: Person | undefined): Person {
  if (!person) throw new Error('nobody has joined yet')
  return person
}
const askedFor = async (): Promise<bigint> => {
  const of = { person: known(ends), into: known(stays), fromMs: START }
  const asked = await askForMerge(database, company.staff[0], of)
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.value
}
const payPlan = readPayPlanText(plan, 'merges')
const columnsOf = (period: Period) =>
  read(database, systemActor('test'), (tx) =>
    readColumns(tx, { plan: payPlan, planHash: '', period, cutSeq: 0n, state: noState, late: 'counted' }),
  )
async function paid(): Promise<Record<string, bigint | undefined>> {
  const sums: Record<string, bigint | undefined> = {}
  for (const { personId, code } of [above, ends, stays, below].map(known)) {
    const rows = await read(database, systemActor('test'), (tx) => statementsOf(tx, personId))
    sums[code] = rows.find(({ period }) => period === '2026-09')?.minor
  }
  return sums
}

test('what a merge would change is previewed as it is read afterwards; an accepted month stays, and its delta pays the difference', async () => {
  for (const person of [above, ends, stays].map(known)) {
    const input = {
      tree: 'legs',
      personId: person.personId,
      at: new Date(START),
      wanted: { by: 'rule' },
    } as const
    expect(await transact(database, call, (tx) => place(tx, input))).toMatchObject({ ok: true })
  }
  const moveId = await askedFor()
  await transact(database, call, (tx) => beginPreview(tx, { kind: 'move', id: moveId }))
  await previewMove(database, moveId)
  const effect = await read(database, systemActor('test'), (tx) =>
    showChangeEffect(tx, { change: { kind: 'move', id: moveId }, period: '2026-09', limit: 100, offset: 0 }),
  )
  expect(effect).toMatchObject({ state: 'ready', failure: null })
  const september = parsePeriod('2026-09', 'Europe/Dublin')
  if (!september) throw new Error('no such month')
  const before = await columnsOf(september)
  const previewed = await read(database, systemActor('test'), async (tx) => {
    const planned = await plannedMove(tx, moveId)
    if (!planned.ok) throw new Error(planned.refusal.code)
    return assumedMove(tx, planned.value).applied(before, { plan: payPlan, period: september })
  })
  const accepted = await paid()
  expect(await decide(database, company.staff[1], { moveId, decision: 'approve' })).toMatchObject({
    ok: true,
  })
  const after = await columnsOf(september)
  expect(Buffer.compare(encodeColumns(previewed.columns), encodeColumns(after))).toBe(0)
  expect(Buffer.compare(encodeColumns(before), encodeColumns(after))).not.toBe(0)
  expect(await paid()).toEqual(accepted)
  const pending = await read(database, systemActor('test'), async (tx) =>
    deltasShown(tx, await runOfPeriod(tx, '2026-09'), company.staff[1].accountId),
  )
  expect(pending.pending).toMatchObject({ moves: 1 })
  await payDelta(database, company, '2026-09')
  const told = new Map(effect.rows.map((row) => [row.person.code, row.change.minor]))
  for (const [code, minor] of Object.entries(await paid()))
    expect([code, (minor ?? 0n) - (accepted[code] ?? 0n)]).toEqual([code, told.get(code) ?? 0n])
  // The award of 50 for 300 PV: neither had it alone, and they do together.
  expect(told.get(known(stays).code)).toBeGreaterThan(0n)
})

test('what the position that ended sells later counts for the one that stays, order by order as in all', async () => {
  const period = parsePeriod('2026-10', 'Europe/Dublin')
  if (!period) throw new Error('no such month')
  const { rows } = await read(database, systemActor('test'), (tx) =>
    sql<{ id: bigint }>`SELECT id FROM orders.v_order`.execute(tx),
  )
  const one = await read(database, systemActor('test'), (tx) =>
    linesBetween(
      tx,
      period,
      ['CV', 'PV'],
      rows.map(({ id }) => id),
    ),
  )
  const all = frozenOf(await columnsOf(period)).input.lines
  expect(one.map(({ orderId, buyerId, sellerId }) => [orderId, buyerId, sellerId])).toEqual(
    all.map(({ orderId, buyerId, sellerId }) => [orderId, buyerId, sellerId]),
  )
  expect(all.map(({ sellerId }) => sellerId)).toEqual([known(stays).code])
})
