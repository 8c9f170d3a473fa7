import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { labSummary } from './contract/lab-summary.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { createOpaqueIds } from '#shared/opaque-id.ts'
import { closeMonth } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { labTask } from './tasks/lab.ts'
import { closeStepsInThreads } from './use-cases/close-in-threads.ts'
import { planInEffect } from './store/plans.ts'
import { decidePlan, requestPlan, type PlanDecision } from './use-cases/publish-from-lab.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { runExperiment } from './use-cases/run-experiment.ts'
import {
  checkLabText,
  showExperiment,
  showLabPeople,
  type LabPeopleAsked,
} from './use-cases/show-experiments.ts'
import { cancelExperiment, startExperiment } from './use-cases/start-experiment.ts'

// One piece is 100 PV and 80 CV: 10 % of what those up to two levels below sell, and 50 for a group of 300 PV.
const plan = `openfield: 2
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
const changed = plan
  .replace('rate: 10 %', 'rate: 15 %')
  .replace("amount: '50'", "amount: '40'")
  .replace('needs: group PV >= 300', 'needs: group PV >= 200')

type Person = Readonly<{ personId: bigint; code: string }>

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let [ada, ben]: Person[] = []
const ids = createOpaqueIds([1, 2, 3, 4])
const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const limits = { payoutLimitPpm: 200_000, ownLimitPpm: 300_000 }

beforeAll(async () => {
  database = await freshDatabase()
  const onError = (error: Error): never => {
    throw error
  }
  sequencer = startSequencer({ onError }, database.url)
  company = await smallCompany(database.db)
  await transact(database, call, (tx) => publishPlan(tx, plan))
  ada = await company.join('Ada', company.houseId)
  ben = await company.join('Ben', ada.personId)
  const cid = await company.join('Cid', ben.personId)
  await company.join('Dan', company.houseId)
  await company.order({ sellerId: ben.personId, pieces: 3 })
  await closeMonth(database, company, '2026-09', '2026-10-02T08:00:00Z')
  await company.order({ buyerId: cid.personId, pieces: 2 })
  await closeMonth(database, company, '2026-10', '2026-11-02T08:00:00Z')
})
afterAll(async () => {
  await sequencer.stop()
  await database.close()
})

const asks = async (name: string, text = changed, actor: Actor = company.staff[0]) =>
  transact(database, { actor, useCase: 'test.ask' }, (tx, about) =>
    startExperiment(tx, about, actor, { name, text, months: 3, ...limits }),
  )

/** An experiment that ran. */
async function tried(name: string, text = changed): Promise<bigint> {
  const begun = await asks(name, text)
  if (!begun.ok) throw new Error(begun.refusal.code)
  await runExperiment(database, begun.value)
  return begun.value
}

async function shown(id: bigint) {
  const answer = await read(database, company.staff[0], (tx) => showExperiment(tx, ids, null, id))
  if (!answer.ok) throw new Error(answer.refusal.code)
  const { summary } = answer.value
  return { ...answer.value, summary: summary === null ? null : labSummary.parse(summary) }
}

const wish = (experimentId: bigint, effective = '2026-12-01', actor = company.staff[0]) =>
  transact(database, { actor, useCase: 'test.wish' }, (tx, about) =>
    requestPlan(tx, about, actor, { experimentId, effective, reason: 'as the test says' }),
  )
const decide = (experimentId: bigint, decision: PlanDecision = 'approve', actor = company.staff[1]) =>
  transact(database, { actor, useCase: 'test.decide' }, (tx, about) =>
    decidePlan(tx, about, actor, { experimentId, decision, note: '' }),
  )

async function waitingForLocks(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(database.owner)
  return rows[0]?.count ?? 0
}

/** Everything that says what the company pays. */
async function payOf(): Promise<unknown> {
  const { rows } = await sql`
    SELECT (SELECT jsonb_agg(to_jsonb(r) ORDER BY r.id) FROM compensation.run r) AS runs,
      (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.run_id, e.person_id, e.bonus_place) FROM compensation.earning e) AS pay,
      (SELECT count(*) FROM ledger.journal) AS journals, (SELECT count(*) FROM compensation.plan_version) AS plans`.execute(
    database.owner,
  )
  return rows
}

test('an experiment pays accepted months by both plans, tells who gains and loses, and is no pay', async () => {
  const before = await payOf()
  const { summary, ...told } = await shown(await tried('higher'))
  expect(await payOf()).toEqual(before)
  expect(told).toMatchObject({
    state: 'done',
    periods: ['2026-09', '2026-10'],
    isStale: false,
    differences: [
      'ranks.Bronze.needs: changed from group PV >= 300 to group PV >= 200',
      'bonuses.team bonus.rate: changed from 10 % to 15 %',
      'bonuses.award.amount: changed from 50 to 40',
    ],
  })
  // September: Ada 24 and 50, Ben 50; by the change 36 and 40, and 40. October: 16 each; by the change 24.
  expect(summary?.months).toMatchObject([
    {
      before: [{ minor: 12_400n }],
      accepted: [{ minor: 12_400n }],
      after: [{ minor: 11_600n }],
      byPasses: true,
    },
    { before: [{ minor: 3_200n }], accepted: [{ minor: 3_200n }], after: [{ minor: 4_800n }] },
  ])
  expect(summary?.months.map(({ inputs }) => inputs.frozen)).toEqual([true, true])
  expect(summary?.months[1]?.rankMoves).toEqual([
    [1, 4],
    [0, 0],
  ])
  expect(summary?.currencies).toMatchObject([
    {
      total: { people: 5, winners: 1, losers: 1, same: 3, before: 15_600n, after: 16_400n },
      gained: 1_000n,
      lost: 200n,
      spread: { edges: [10n, 20n, 50n, 100n, 200n, 500n, 1_000n], losers: [0, 0, 0, 0, 1, 0, 0] },
      byMarket: [{ market: 'IE', people: 5, before: 15_600n, after: 16_400n }],
    },
  ])
})

test('law checks measure pay of sales, what hangs on own consumption, and pay without a sale', async () => {
  const { summary } = await shown(await tried('checks'))
  const [sales = 0n, own = 0n] = [
    summary?.months.reduce((sum, { salesMinor }) => sum + salesMinor, 0n),
    summary?.months.reduce((sum, { ownSalesMinor }) => sum + ownSalesMinor, 0n),
  ]
  // Three pieces were sold to a guest, two were bought by Cid.
  expect(own * 5n).toBe(sales * 2n)
  expect(summary?.checks).toMatchObject([
    { check: 'payout', before: { part: 15_600n, whole: sales }, after: { part: 16_400n, whole: sales } },
    {
      check: 'own',
      before: { part: 3_200n, whole: 15_600n, ppm: 205_128, isMet: true },
      after: { part: 4_800n, whole: 16_400n, ppm: 292_683, isMet: true },
    },
    { check: 'recruiting', before: { part: 0n, ppm: 0, isMet: true } },
  ])
  // A plan that pays for people alone is told.
  const recruits = await shown(await tried('recruits', plan.replace('qualified: large', 'qualified: true')))
  expect(recruits.summary?.checks[2]).toMatchObject({
    before: { isMet: true },
    after: { part: 40_000n, isMet: false },
  })
})

test('whom it changes is listed by gain and loss, narrowed by rank, market and number', async () => {
  const id = await tried('lists')
  const { summary } = await shown(id)
  if (!summary) throw new Error('it ran')
  const none = {
    currency: undefined,
    group: undefined,
    rank: undefined,
    market: undefined,
    search: undefined,
  }
  const listed = async (asked: Partial<LabPeopleAsked>) => {
    const of = { ...none, sort: 'gain', limit: 10, offset: 0, ...asked } as const
    const { rows, total } = await read(database, company.staff[0], (tx) => showLabPeople(tx, id, summary, of))
    expect(total).toBe(rows.length)
    return rows.map(({ name, change, rankBefore, rankAfter }) => [name, change.minor, rankBefore, rankAfter])
  }
  const [a, b, c, house] = [
    ['Ada Tester', 1_000n, null, 'Bronze'],
    ['Ben Tester', -200n, null, 'Bronze'],
    ['Cid Tester', 0n, null, 'Bronze'],
    ['House', 0n, null, 'Bronze'],
  ]
  expect(await listed({})).toEqual([a, c, house, b])
  expect(await listed({ sort: 'loss' })).toEqual([b, house, c, a])
  expect(await listed({ group: 'losers' })).toEqual([b])
  expect(await listed({ group: 'ranks', search: ada?.code })).toEqual([a])
  expect(await listed({ rank: 1 })).toEqual([])
  expect(await listed({ market: 'IE', group: 'winners' })).toEqual([a])
  const distributor: Actor = {
    realm: 'distributor',
    accountId: null,
    personId: ben?.personId ?? null,
    requestId: '',
  }
  const hidden = await read(database, distributor, (tx) =>
    showLabPeople(tx, id, summary, { ...none, sort: 'gain', limit: 10, offset: 0 }),
  )
  expect(hidden.rows).toEqual([])
})

test('a plan that reads what the close did not freeze has the months read anew', async () => {
  const reads = plan.replace('  CV: {', "  XV: {reads: 'volume:XV', belongs_to: seller}\n  CV: {")
  const { summary } = await shown(await tried('reads more', reads))
  expect(summary?.months).toMatchObject([
    { inputs: { frozen: false }, before: [{ minor: 12_400n }], after: [{ minor: 12_400n }] },
    { inputs: { frozen: false }, before: [{ minor: 3_200n }], after: [{ minor: 3_200n }] },
  ])
})

test('a text that is no plan, or another one, is told by its lines and never tried', async () => {
  const problemsOf = async (text: string) => {
    const checked = await read(database, company.staff[0], (tx) => checkLabText(tx, text))
    return checked.ok ? checked.value.problems.map(({ line, path }) => [line, path]) : []
  }
  expect(await problemsOf(plan.replace('rate: 10 %', 'rate: ten'))).toEqual([[19, 'bonuses.team bonus.rate']])
  expect(await problemsOf(plan.replace('currency: EUR', 'currency: USD'))).toEqual([[6, 'currency']])
  expect(await problemsOf(`a: &a [*a, *a]\n${'['.repeat(5_000)}`)).not.toEqual([])
  expect(await problemsOf('\u0000')).not.toEqual([])
  expect(await problemsOf(plan.replace('PV >= 0', `${'('.repeat(9_000)}1`))).toEqual([[1, '']])
  // However many mistakes there are, not all are told, as each is looked up in the text.
  const wrong = Array.from({ length: 300 }, (_, at) => `  b${at}: {kind: levels}`).join('\n')
  expect(await problemsOf(`bonuses:\n${wrong}`)).toHaveLength(100)
  expect(await asks('broken', plan.replace('rate: 10 %', 'rate: ten'))).toMatchObject({
    refusal: { code: 'pay.lab.text', params: { line: 19 }, field: 'text' },
  })
})

test('an experiment that was cancelled ends at its next step and stays so', async () => {
  const begun = await asks('cancelled')
  if (!begun.ok) throw new Error(begun.refusal.code)
  const cancel = () => transact(database, call, (tx, about) => cancelExperiment(tx, about, begun.value))
  expect(await cancel()).toMatchObject({ ok: true })
  await runExperiment(database, begun.value)
  expect(await shown(begun.value)).toMatchObject({ state: 'cancelled', summary: null })
  const meanwhile = await asks('cancelled meanwhile')
  if (!meanwhile.ok) throw new Error(meanwhile.refusal.code)
  let ran: Promise<void> | undefined
  await transact(database, call, async (tx, about) => {
    await sql`SELECT FROM compensation.lab_experiment WHERE id = ${meanwhile.value} FOR UPDATE`.execute(tx)
    ran = runExperiment(database, meanwhile.value)
    // It has begun, and waits to say how far it is.
    await waitUntil(async () => (await waitingForLocks()) > 0, { stepMs: 20, mostMs: 10_000 })
    await cancelExperiment(tx, about, meanwhile.value)
  })
  await ran
  expect(await shown(meanwhile.value)).toMatchObject({ state: 'cancelled', progressPpm: 0, summary: null })
  // It did not go on to its end.
  const { rows } = await sql`
    SELECT FROM platform.audit WHERE use_case = 'compensation.keep_experiment'
      AND subjects->'experiment' ? ${String(meanwhile.value)}`.execute(database.owner)
  expect(rows).toEqual([])
  const over = await tried('over')
  expect(await transact(database, call, (tx, about) => cancelExperiment(tx, about, over))).toMatchObject({
    refusal: { code: 'pay.lab.over' },
  })
  await expect(
    sql`UPDATE compensation.lab_experiment SET name = 'x' WHERE id = ${over}`.execute(database.owner),
  ).rejects.toThrow(/stays as it is/)
})

test('the job runs an experiment in a thread; a plan that cannot pay a month ends it with the reason', async () => {
  const inThread = { ...database, closeStep: closeStepsInThreads(database.url) }
  const ran = async (text: string) => {
    const begun = await asks('in a thread', text)
    if (!begun.ok) throw new Error(begun.refusal.code)
    await labTask.run(inThread, { id: String(begun.value) }, undefined)
    return shown(begun.value)
  }
  expect(await ran(changed)).toMatchObject({ state: 'done', progressPpm: 1_000_000 })
  // What a guest bought counts for nobody by the buyer.
  const ownerless = plan
    .replace('without_owner: company', 'without_owner: refuse')
    .replace("CV: {reads: 'volume:CV', belongs_to: seller}", "CV: {reads: 'volume:CV', belongs_to: buyer}")
  expect(await ran(ownerless)).toMatchObject({
    state: 'failed',
    summary: null,
    failure: expect.stringMatching(/CV/),
  })
})

test('a plan is published from the lab by a second person only, from its month on, and not over a newer one', async () => {
  const [first, second] = [await tried('first'), await tried('second')]
  expect(await wish(first, '2026-12-15')).toMatchObject({ refusal: { code: 'pay.lab.first_of_month' } })
  expect(await wish(first, '2026-11-01')).toMatchObject({ refusal: { code: 'pay.lab.in_the_past' } })
  expect(await wish(first)).toMatchObject({ ok: true })
  expect(await wish(first)).toMatchObject({ refusal: { code: 'pay.lab.asked_already' } })
  expect(await wish(second, '2027-01-01')).toMatchObject({ ok: true })
  expect(await decide(first, 'approve', company.staff[0])).toMatchObject({
    refusal: { code: 'pay.lab.asked_by_you' },
  })
  await expect(
    sql`UPDATE compensation.plan_request SET state = 'done', decided_by = requested_by, decided_at = now(),
      version_id = 1 WHERE experiment_id = ${first}`.execute(database.owner),
  ).rejects.toThrow(/plan_request_second_person/)
  const inForce = (day: string) => read(database, call.actor, (tx) => planInEffect(tx, day))
  expect(await inForce('2026-12-01')).toMatchObject({ version: 1 })
  expect(await decide(first)).toMatchObject({ ok: true })
  expect(await decide(first)).toMatchObject({ ok: true })
  expect(await inForce('2026-11-30')).toMatchObject({ version: 1 })
  const next = await inForce('2026-12-01')
  expect(next).toMatchObject({ version: 2, effective: '2026-12-01' })
  expect(next?.source).toBe(
    changed.replace('version: 1', 'version: 2').replace('effective: 2026-01-01', 'effective: 2026-12-01'),
  )
  expect(await shown(first)).toMatchObject({ request: { state: 'done', version: 2 } })
  // The other one was measured against a plan that is no longer the newest.
  expect(await decide(second)).toMatchObject({
    refusal: { code: 'pay.lab.plan_changed', params: { version: 2 } },
  })
  expect(await shown(second)).toMatchObject({ isStale: true, request: { state: 'requested' } })
  expect(await decide(second, 'withdraw')).toMatchObject({ refusal: { code: 'pay.lab.not_yours' } })
  expect(await decide(second, 'reject')).toMatchObject({ ok: true })
})
