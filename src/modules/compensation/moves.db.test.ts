import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTree, place, plannedMove } from '#modules/genealogy/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { parsePeriod, type Period } from '#shared/period.ts'
import { closeMonth, payDelta } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { askForMove, decide } from '#test/support/move.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { encodeColumns } from './domain/frozen/frozen.ts'
import { noState } from './domain/frozen/result-columns.ts'
import { withPlaces } from './domain/frozen/with-places.ts'
import { beginPreview } from './store/change-effects.ts'
import { statementsOf } from './store/earnings.ts'
import { runOfPeriod } from './store/runs.ts'
import { placesAfter } from './use-cases/places-after.ts'
import { previewMove } from './use-cases/preview-move.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { readColumns } from './use-cases/read-facts.ts'
import { readPayPlanText } from './use-cases/read-plan-text.ts'
import { deltasShown } from './use-cases/show-deltas.ts'
import { showChangeEffect } from './use-cases/show-change-effect.ts'

// One piece is 100 PV and 80 CV: 10 % of what those up to two levels below sell, and a rank on the volume of the group that is
// held a month longer; the award is paid once in a lifetime.
const plan = `
openfield: 2
plan: groups
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
ranks:
  - {rank: Bronze, needs: group PV >= 300}
rank_rules: {grace_periods: 1}
bonuses:
  team bonus: {kind: levels, tree: sponsor, on: CV, starts_at: upline, steps: levels, counts: everybody, depth: 2, rate: 10 %,
    unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
  award: {kind: amount, amount: '50', qualified: group PV >= 300, once: ever, rounding: half_up, rounded_per: person}
`

type Person = Readonly<{ personId: bigint; code: string }>

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let [a, b, mover, below]: Person[] = []
let backDated: Awaited<ReturnType<typeof preview>>
const onError = (error: Error): void => {
  throw error
}
const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const START = '2026-09-10T10:00:00Z'

beforeAll(async () => {
  database = await freshDatabase()
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, call, (tx) => publishPlan(tx, plan))
  a = await company.join('Ada', company.houseId)
  b = await company.join('Ben', company.houseId)
  mover = await company.join('Mia', a.personId)
  below = await company.join('Noa', mover.personId)
  await sell(mover, 3)
  await sell(below, 1)
  await sell(b, 1)
  await closeMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  await sell(below, 2)
  await closeMonth(database, company, '2026-10', '2026-11-02T08:00:00Z')
  await sell(below, 1)
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

function known(person: Person | undefined): Person {
  if (!person) throw new Error('nobody has joined yet')
  return person
}
const sell = (person: Person | undefined, pieces: number) =>
  company.order({ sellerId: known(person).personId, pieces })
const ask = (
  person: Person,
  parent: Person,
  change: { from?: string; withTeam?: boolean; tree?: string; side?: number } = {},
) => askForMove(database, company.staff[0], { person, parent, ...change })
const shown = (moveId: bigint) =>
  read(database, systemActor('test'), (tx) =>
    showChangeEffect(tx, { change: { kind: 'move', id: moveId }, period: undefined, limit: 100, offset: 0 }),
  )

/** Asks for a move and computes what it would change. */
async function preview(...of: Parameters<typeof ask>) {
  const moveId = await ask(...of)
  await transact(database, call, (tx) => beginPreview(tx, { kind: 'move', id: moveId }))
  await previewMove(database, moveId)
  return { moveId, effect: await shown(moveId) }
}

/** What everybody was paid for a month by its close and deltas, by code. */
async function paidIn(period: string): Promise<ReadonlyMap<string, bigint>> {
  const people = [a, b, mover, below].map(known)
  const sums = new Map<string, bigint>()
  for (const { personId, code } of people) {
    const rows = await read(database, systemActor('test'), (tx) => statementsOf(tx, personId))
    sums.set(code, rows.find((row) => row.period === period)?.minor ?? 0n)
  }
  return sums
}
const pendingOf = (period: string) =>
  read(database, systemActor('test'), async (tx) =>
    deltasShown(tx, await runOfPeriod(tx, period), company.staff[1].accountId),
  )

test('a back-dated move is previewed month by month, and done by a second person only', async () => {
  backDated = await preview(known(mover), known(b), { from: '2026-09-10T10:00:00Z' })
  const { moveId, effect } = backDated
  expect(effect.state).toBe('ready')
  expect(effect.periods.map(({ period, accepted, volume }) => [period, accepted, volume])).toEqual([
    ['2026-09', true, { name: 'PV', amount: 400_000_000n, losers: 1, winners: 1 }],
    ['2026-10', true, { name: 'PV', amount: 200_000_000n, losers: 1, winners: 1 }],
    ['2026-11', false, { name: 'PV', amount: 100_000_000n, losers: 1, winners: 1 }],
  ])
  const row = (period: string, person: Person | undefined) =>
    effect.rows.find((one) => one.period === period && one.person.code === known(person).code)
  // Ada loses 10 % of 320 CV and the award, Ben gains both; he keeps the rank in October, she never has it.
  expect(row('2026-09', a)).toMatchObject({
    change: { minor: -8_200n },
    rankBefore: 'Bronze',
    rankAfter: null,
  })
  expect(row('2026-09', b)).toMatchObject({
    change: { minor: 8_200n },
    rankBefore: null,
    rankAfter: 'Bronze',
  })
  expect(row('2026-10', a)).toMatchObject({
    change: { minor: -1_600n },
    rankBefore: 'Bronze',
    rankAfter: null,
  })
  expect(effect.rows[0]?.period).toBe('2026-09')

  const own = await decide(database, company.staff[0], { moveId, decision: 'approve' })
  expect(own).toMatchObject({ ok: false, refusal: { code: 'genealogy.move.second_person' } })
  expect(await decide(database, company.staff[1], { moveId, decision: 'approve' })).toEqual({
    ok: true,
    value: undefined,
  })
})

test('a move changes no accepted month; its deltas pay what the preview said, and name it', async () => {
  for (const period of ['2026-09', '2026-10']) {
    const before = await paidIn(period)
    expect((await pendingOf(period)).pending).toMatchObject({ moves: 1, lateOrders: 0 })
    await payDelta(database, company, period)
    const told = new Map(
      backDated.effect.rows
        .filter((one) => one.period === period)
        .map((one) => [one.person.code, one.change.minor]),
    )
    for (const [code, minor] of await paidIn(period))
      expect([code, minor - (before.get(code) ?? 0n)]).toEqual([code, told.get(code) ?? 0n])
    expect(told.size).toBeGreaterThan(0)
    expect((await pendingOf(period)).deltas).toMatchObject([{ moves: 1, state: 'accepted' }])
    expect((await pendingOf(period)).pending).toMatchObject({ moves: 0 })
  }
}, 60_000)

test('what a preview computes from is to the byte what is read after the move', async () => {
  const tree = {
    code: 'legs',
    kind: 'binary',
    width: 2,
    depth: null,
    way: 'outer_left',
    holdingHours: 24,
  } as const
  await transact(database, call, (tx, about) => makeTree(tx, about, tree))
  const [top, left, right, low] = await Promise.all(
    ['Top', 'Lef', 'Rig', 'Low'].map((name) => company.join(name, company.houseId)),
  )
  const put = (person: Person, wanted: Parameters<typeof place>[1]['wanted']) =>
    transact(database, call, (tx) =>
      place(tx, { tree: 'legs', personId: person.personId, at: new Date(START), wanted }),
    )
  const under = (parent: Person, side: number) => ({ by: 'choice', parentId: parent.personId, side }) as const
  await put(known(top), { by: 'rule' })
  await put(known(left), under(known(top), 0))
  await put(known(right), under(known(top), 1))
  await put(known(low), under(known(left), 0))
  const moves: Parameters<typeof ask>[] = [
    [known(low), known(right), { tree: 'legs', side: 1, from: '2026-10-05T00:00:00Z' }],
    [known(low), known(left), { tree: 'legs', side: 1, from: '2026-10-20T00:00:00Z' }],
    [known(left), known(right), { tree: 'legs', side: 0, withTeam: false, from: '2026-10-25T00:00:00Z' }],
    [known(below), known(a), { from: '2026-10-10T00:00:00Z' }],
    [known(b), known(a), { withTeam: false, from: '2026-10-12T00:00:00Z' }],
    [known(b), known(mover), { from: '2026-10-12T00:00:00Z' }],
  ]
  const payPlan = readPayPlanText(plan, 'groups')
  const months = ['2026-09', '2026-10', '2026-11'].map((label) => parsePeriod(label, 'Europe/Dublin'))
  const columnsOf = (period: Period) =>
    read(database, systemActor('test'), (tx) =>
      readColumns(tx, { plan: payPlan, planHash: '', period, cutSeq: 0n, state: noState, late: 'counted' }),
    )
  for (const of of moves) {
    const moveId = await ask(...of)
    const told: { period: Period; bytes: Uint8Array }[] = []
    for (const period of months) {
      if (!period) throw new Error('no such month')
      const before = await columnsOf(period)
      const places = await read(database, systemActor('test'), async (tx) => {
        const planned = await plannedMove(tx, moveId)
        if (!planned.ok) throw new Error(planned.refusal.code)
        return placesAfter(tx, planned.value, before.people.ids)
      })
      told.push({ period, bytes: encodeColumns(withPlaces(before, places, period.untilMs)) })
    }
    const done = await decide(database, company.staff[1], { moveId, decision: 'approve' })
    expect(done).toEqual({ ok: true, value: undefined })
    for (const { period, bytes } of told)
      expect([period.label, Buffer.compare(bytes, encodeColumns(await columnsOf(period)))]).toEqual([
        period.label,
        0,
      ])
  }
})

test('a move inside a month whose plan says nothing of changes tells that its close would stop', async () => {
  const { effect } = await preview(known(below), known(b))
  expect(effect).toMatchObject({
    state: 'failed',
    failure: expect.stringMatching(/expected "changes" in the plan/),
  })
})

test('a move that was decided has no new preview', async () => {
  const moveId = await ask(known(below), known(mover))
  const other = await ask(known(mover), known(below), { withTeam: false })
  expect(await decide(database, company.staff[1], { moveId: other, decision: 'reject' })).toMatchObject({
    ok: true,
  })
  expect(await decide(database, company.staff[0], { moveId, decision: 'withdraw' })).toMatchObject({
    ok: true,
  })
  await transact(database, call, (tx) => beginPreview(tx, { kind: 'move', id: moveId }))
  await previewMove(database, moveId)
  expect(await shown(moveId)).toMatchObject({ state: 'failed', failure: null, rows: [] })
})
