import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditBooks } from '#modules/ledger/api.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import { statementsOf } from './store/earnings.ts'
import { runOfPeriod, stepsOf } from './store/runs.ts'
import { acceptClose } from './use-cases/accept-close.ts'
import { startFigures, type PayFigures } from './use-cases/ask-figures.ts'
import { closeStepsInThreads } from './use-cases/close-in-threads.ts'
import { computeResults } from './use-cases/compute-results.ts'
import { cutPeriod } from './use-cases/cut-period.ts'
import { freezeSnapshot } from './use-cases/freeze-snapshot.ts'
import { postAcceptance } from './use-cases/post-acceptance.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { startClose } from './use-cases/start-close.ts'
import { storeResults } from './use-cases/store-results.ts'

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
  CV: {reads: 'volume:CV', belongs_to: seller}
  customer CV: {reads: 'volume:CV', belongs_to: seller, where: not own purchase}
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV >= 100
ranks:
  - {rank: Bronze, needs: group PV >= 300}
tables:
  team: {by: group PV, steps: [{from: 100, value: 5 %}, {from: 500, value: 10 %}]}
bonuses:
  retail margin: {kind: amount, base: customer CV, rate: 20 %, qualified: true, rounding: half_up, rounded_per: person}
  team bonus:
    {kind: differential, tree: sponsor, on: CV, rate: team, against: path_maximum, own: paid, unpaid: pass_up,
     qualified: active, rounding: half_up, rounded_per: person}
`

let database: TestDatabase
let company: SmallCompany
let sequencer: { stop: () => Promise<void> }
let figures: PayFigures
let people: Record<'top' | 'middle' | 'low', { personId: bigint; code: string }>
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
  const top = await company.join('Top', company.houseId)
  const middle = await company.join('Middle', top.personId)
  people = { top, middle, low: await company.join('Low', middle.personId) }
  figures = startFigures({ onError }, database.url)
})
afterAll(async () => {
  await figures.stop()
  await sequencer.stop()
  await database.close()
})

const deps = () => ({ db: database.db })
const run = () => read(database, systemActor('test'), (tx) => runOfPeriod(tx, '2026-09'))

async function expectedOf(personId: bigint, period: string) {
  const answer = await figures.expected({ personId, period })
  return Object.fromEntries((answer?.told?.byBonus ?? []).map((one) => [one.bonus, one.amount.minor]))
}

test('an order is in the expected pay of the upline; the inactive one is passed over', async () => {
  expect(await expectedOf(people.top.personId, '2026-09')).toEqual({ 'retail margin': 0n, 'team bonus': 0n })
  await company.order({ sellerId: people.low.personId, pieces: 3 })
  await company.order({ sellerId: people.top.personId, pieces: 2 })
  // low: 300 PV, 240 CV at 5 %; middle has nothing and is passed over; top: group 500 PV, 10 %.
  await expect
    .poll(() => expectedOf(people.top.personId, '2026-09'), { timeout: 20_000 })
    .toEqual({ 'retail margin': 3_200n, 'team bonus': 2_800n })
  expect(await expectedOf(people.low.personId, '2026-09')).toEqual({
    'retail margin': 4_800n,
    'team bonus': 1_200n,
  })
  const why = await figures.explain({
    personId: people.middle.personId,
    period: '2026-09',
    bonus: 'team bonus',
  })
  expect(why?.told).toMatchObject({
    amount: { minor: 0n },
    why: [
      { code: 'not_qualified', needs: [{ what: 'PV', missing: '100' }] },
      // Those below stand at the same rate: own volume is paid, or a higher rate.
      {
        code: 'no_difference',
        needs: [{ kind: 'choice', alternatives: [[{}], [{ what: 'group PV', missing: '200' }]] }],
      },
    ],
  })
})

test('a period that goes on cannot be closed', async () => {
  expect(await startClose(deps(), { actor: company.staff[0], period: '2026-09' })).toMatchObject({
    ok: false,
    refusal: { code: 'pay.period_goes_on' },
  })
})

test('orders fall into the right month while it is closed: late ones before the cut, new ones after it', async () => {
  await company.moveTo('2026-10-01T08:00:00Z')
  await company.order({
    sellerId: people.top.personId,
    pieces: 1,
    takenAtMs: Date.parse('2026-09-30T20:00:00Z'),
  })
  const started = await startClose(deps(), { actor: company.staff[0], period: '2026-09' })
  expect(started).toMatchObject({ ok: true, value: { state: 'cutting' } })
  const runId = started.ok ? started.value.id : 0n
  await cutPeriod(deps(), runId)
  // Late: it counts in September, whose close leaves it to a delta.
  await company.order({
    sellerId: people.top.personId,
    pieces: 4,
    takenAtMs: Date.parse('2026-09-30T21:00:00Z'),
  })
  await company.order({ sellerId: people.top.personId, pieces: 5 })
  await company.order({ sellerId: people.low.personId, pieces: 7 })
  const inThread = closeStepsInThreads(database.url)
  await inThread('freeze', runId)
  await freezeSnapshot(deps(), runId)
  const progress = await rememberProgress('run')
  await computeResults(deps(), runId)
  const told = await progress()
  expect(told.length).toBeGreaterThan(2)
  expect(told.toSorted((a, b) => a - b)).toEqual(told)
  expect(told.slice(1, -1).every((ppm) => ppm > 0 && ppm < 1_000_000)).toBe(true)
  expect(told.at(-1)).toBe(1_000_000)
  await inThread('store', runId)
  await storeResults(deps(), runId)
  // top: 300 own PV, group 600: 10 % of 240 CV and 5 % of low's 240.
  expect(await run()).toMatchObject({
    state: 'review',
    totals: {
      orders: 3,
      salesMinor: '73800',
      peopleWithPay: 2,
      byBonus: [
        { bonus: 'retail margin', minor: '9600' },
        { bonus: 'team bonus', minor: '4800' },
      ],
    },
  })
  expect(
    (await read(database, systemActor('test'), (tx) => stepsOf(tx, runId))).every(
      (step) => step.doneAtMs !== null,
    ),
  ).toBe(true)
  await expect
    .poll(
      async () =>
        (await figures.expected({ personId: people.top.personId, period: '2026-10' }))?.told?.volumes[0]
          ?.amount,
      { timeout: 20_000 },
    )
    .toBe(500_000_000n)
  // Three threads begin one after the other and give way to whatever else a busy machine does.
}, 120_000)

/** Remembers what a step is set to from now on; gives what that was. */
async function rememberProgress(step: string): Promise<() => Promise<number[]>> {
  await sql
    .raw(`
    CREATE TABLE public.remembered (id bigint GENERATED ALWAYS AS IDENTITY, step text, ppm integer);
    CREATE FUNCTION public.remember() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      INSERT INTO public.remembered (step, ppm) VALUES (NEW.step, NEW.progress_ppm);
      RETURN NULL;
    END $$;
    CREATE TRIGGER remember AFTER INSERT OR UPDATE ON compensation.run_step
      FOR EACH ROW EXECUTE FUNCTION public.remember()`)
    .execute(database.owner)
  return async () => {
    const { rows } = await sql<{ ppm: number }>`
      SELECT ppm FROM public.remembered WHERE step = ${step} ORDER BY id`.execute(database.owner)
    return rows.map((row) => row.ppm)
  }
}

test('only a second person accepts, and only what was looked at', async () => {
  const results = (await run())?.results ?? ''
  const by = (who: 0 | 1, hash: string) =>
    acceptClose(deps(), { actor: company.staff[who], period: '2026-09', results: hash })
  expect(await by(0, results)).toMatchObject({ refusal: { code: 'pay.second_person' } })
  expect(await by(1, 'f'.repeat(64))).toMatchObject({ refusal: { code: 'pay.other_results' } })
  expect(await by(1, results)).toMatchObject({ ok: true, value: { state: 'accepting' } })
  expect(await by(1, results)).toMatchObject({ ok: true })
})

test('acceptance posts one balanced journal, however often it is carried out', async () => {
  const runId = (await run())?.id ?? 0n
  await Promise.all([postAcceptance(deps(), runId), postAcceptance(deps(), runId)])
  await postAcceptance(deps(), runId)
  expect(await run()).toMatchObject({ state: 'accepted' })
  const journals = await sql<{ sum: bigint; entries: number; state: string }>`
    SELECT sum(e.minor)::bigint AS sum, count(*)::int AS entries, min(j.state) AS state
    FROM ledger.journal j JOIN ledger.entry e ON e.journal_id = j.id WHERE j.code = 'compensation.accepted' GROUP BY j.id`.execute(
    database.owner,
  )
  expect(journals.rows).toEqual([{ sum: 0n, entries: 3, state: 'posted' }])
  expect(await read(database, systemActor('test'), auditBooks)).toEqual([])
})

test('an acceptance tells promotions the ranks that people were paid as, once', async () => {
  const { rows } = await sql<{ person: bigint; known: string[]; holds: boolean }>`
    SELECT f.person_id AS person, f.known, f.from_at = r.accepted_at AS holds
    FROM promotions.person_fact f, compensation.run r WHERE f.name = 'rank' AND r.period = '2026-09'
    ORDER BY f.person_id`.execute(database.owner)
  const everybody = [company.houseId, ...Object.values(people).map(({ personId }) => personId)]
  expect(rows).toEqual(everybody.map((person) => ({ person, known: ['Bronze'], holds: true })))
})

test('a person sees the own statement and nobody else sees it', async () => {
  const actor = {
    realm: 'distributor',
    accountId: null,
    personId: people.top.personId,
    requestId: 'test',
  } as const
  const seen = (personId: bigint) => read(database, actor, (tx) => statementsOf(tx, personId))
  expect(await seen(people.top.personId)).toMatchObject([
    { period: '2026-09', minor: 8_400n, rank: 'Bronze' },
  ])
  expect(await seen(people.low.personId)).toEqual([])
})

test('a closed period is explained from its frozen bytes', async () => {
  await expect
    .poll(
      async () =>
        (await figures.explain({ personId: people.top.personId, period: '2026-09', bonus: 'team bonus' }))
          ?.told?.amount.minor,
      { timeout: 20_000 },
    )
    .toBe(3_600n)
  const told = (
    await figures.explain({
      personId: people.top.personId,
      period: '2026-09',
      bonus: 'team bonus',
      source: people.low.code,
    })
  )?.told
  expect(told?.sources.map((source) => [source.person.code, source.rate, source.exact])).toEqual([
    [people.low.code, '0.05', '12'],
  ])
  expect(told?.sources[0]?.path.map((step) => [step.skipped, step.paidRate, step.ownRate])).toEqual([
    [null, '0.05', '0.05'],
    ['not_qualified', null, '0.05'],
    [null, '0.05', '0.1'],
  ])
  expect(told?.more).toMatchObject({ sources: 1, exact: '24' })
})

test('a closed period is not closed again, and the next one waits for its end', async () => {
  expect(await startClose(deps(), { actor: company.staff[0], period: '2026-09' })).toMatchObject({
    refusal: { code: 'pay.close_conflict' },
  })
  expect(await startClose(deps(), { actor: company.staff[0], period: '2026-11' })).toMatchObject({
    refusal: { code: 'pay.period_goes_on' },
  })
})
