import { createHash } from 'node:crypto'
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStanding } from '#modules/field/api.ts'
import { createDemonstrationAccount, hashPassword } from '#modules/identity/api.ts'
import { changeOrder } from '#modules/orders/api.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { closeMonth, payDelta } from '#test/support/close-month.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { PASSWORD, signIn, withDeps } from '#test/support/field.ts'
import { knowField } from '#test/support/known-field.ts'
import { merge } from '#test/support/merge.ts'
import { askForMove, decide } from '#test/support/move.ts'
import { smallCompany, type SmallCompany } from '#test/support/small-company.ts'
import type { AsKnown } from './store/as-known.ts'
import { encodedParts } from './domain/frozen/frozen.ts'
import { periodOfPlan } from './domain/pay/periods.ts'
import { readColumns, stateBefore } from './use-cases/read-facts.ts'
import { readPayPlanText } from './use-cases/read-plan-text.ts'
import { statementsOf } from './store/earnings.ts'
import { compensationModule } from './module.ts'
import { stampKnownConsumer } from './tasks/previews.ts'
import { startFigures, type PayFigures } from './use-cases/ask-figures.ts'
import { decideAdjustment } from './use-cases/decide-adjustment.ts'
import { publishPlan } from './use-cases/publish-plan.ts'
import { requestAdjustment, type AdjustmentRequest } from './use-cases/request-adjustment.ts'
import { showExpectedPay } from './use-cases/show-expected-pay.ts'
import { showPayThen, showStandingsThen, type AskedThen } from './use-cases/show-pay-then.ts'
import { teamFiguresThen } from './use-cases/team-figures-then.ts'

const plan = `
openfield: 2
plan: as of then
version: 1
effective: 2026-01-01
time_zone: Europe/Dublin
currency: EUR
calendar: month
paid: kind = distributor
without_owner: company
changes: {orders: at_end, upline: at_end, payees: at_end, suspended: {rank: frozen, carry: frozen}, terminated: {rank: dropped, carry: dropped}}
volumes:
  PV: {reads: 'volume:PV', belongs_to: seller}
  group PV: {group_of: PV, tree: sponsor, own: included}
active: PV >= 100
ranks:
  - {rank: Bronze, needs: group PV >= 300}
  - {rank: Silver, needs: group PV >= 900}
bonuses:
  team: {kind: levels, tree: sponsor, on: PV, starts_at: upline, steps: levels, counts: everybody, depth: 2, rate: 10 %,
    unpaid: to_company, qualified: true, rounding: half_up, rounded_per: person}
  share: {kind: amount, base: PV, rate: 5 %, qualified: true, rounding: half_up, rounded_per: person}
  host: {kind: amount, for_each: hosted parties where guests >= 1, base: total, rate: 10 %, qualified: true, rounding: half_up, rounded_per: line}
  party: {kind: amount, for_each: "held parties where type = 'home'", amount: 20, qualified: true, rounding: half_up, rounded_per: line}
`
const planRead = readPayPlanText(plan, 'plan')
type Person = Readonly<{ personId: bigint; code: string }>
const call = { actor: systemActor('test'), useCase: 'test.arrange' }
const long = process.env['OPENFIELD_TEST_LONG'] === '1'
const onError = (error: Error): void => {
  throw error
}

let database: TestDatabase
let server: TestApp
let company: SmallCompany
let figures: PayFigures
let known: Awaited<ReturnType<typeof knowField>>
/** The first of the month that goes on. */
let month = '2026-09'
let people: Person[] = []
const orders: { id: bigint; code: string }[] = []
const corrections: bigint[] = []
const parties: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  company = await smallCompany(database.db)
  figures = startFigures({ onError }, database.url)
  const closeStep = (): Promise<never> => Promise.reject(new Error('no page closes a month here'))
  server = await testApp(database, [withDeps(compensationModule, { payFigures: figures, closeStep })])
  known = await knowField(database, server, [stampKnownConsumer, ...(ordersModule.consumers ?? [])])
  await transact(database, call, (tx) => publishPlan(tx, plan))
  const ada = await company.join('Ada', company.houseId)
  people = [ada, await company.join('Ben', ada.personId), await company.join('Cid', ada.personId)]
})
afterAll(async () => {
  await figures.stop()
  await known.stop()
  await server.close()
  await database.close()
})

const nowMs = async () => Math.ceil(await transact(database, call, companyNow))
const monthAfter = (label: string): string => {
  const at = new Date(`${label}-15T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + 1)
  return at.toISOString().slice(0, 7)
}

async function correct(request: AdjustmentRequest): Promise<void> {
  const [asks, decides] = company.staff
  const asked = await transact(database, { actor: asks, useCase: 'test.ask' }, (tx, about) =>
    requestAdjustment(tx, about, asks, request),
  )
  if (!asked.ok) return
  const decision = { adjustmentId: asked.value, decision: 'approve', note: '' } as const
  const done = await transact(database, { actor: decides, useCase: 'test.decide' }, (tx, about) =>
    decideAdjustment(tx, about, decides, decision),
  )
  if (done.ok) corrections.push(asked.value)
}

type Step = Readonly<{ what: string; who: number; to: number; back: number }>

/** One thing that happens; whether it may is said by other tests. */
async function happens({ what, who, to, back }: Step): Promise<void> {
  const [person, other] = [people[who % people.length], people[to % people.length]]
  const order = orders[to % Math.max(1, orders.length)]
  if (!person || !other) throw new Error('nobody is there')
  const { personId } = person
  const backMs = (await nowMs()) - back * 86_400_000
  const reason = 'as the test says'
  if (what === 'order') {
    const code = await company.order({ sellerId: personId, pieces: 1 + (to % 3), takenAtMs: backMs })
    const { rows } = await sql<{ id: bigint }>`SELECT id FROM orders."order" WHERE code = ${code}`.execute(
      database.owner,
    )
    orders.push({ id: rows[0]?.id ?? 0n, code })
  } else if (what === 'take back' && order)
    await transact(database, call, (tx) =>
      changeOrder(tx, { orderId: order.id, kind: 'cancel', lines: [{ line: 1, quantity: 1 }] }),
    )
  else if (what === 'join') people.push(await company.join(`Person ${people.length}`, personId))
  else if (what === 'move') {
    const of = { person, parent: other, from: new Date(backMs).toISOString(), withTeam: to % 2 === 0 }
    const moveId = await askForMove(database, company.staff[0], of).catch(() => undefined)
    if (moveId !== undefined) await decide(database, company.staff[1], { moveId, decision: 'approve' })
  } else if (what === 'merge') {
    const outcome = await merge(database, company.staff, { person, into: other, fromMs: backMs })
    if (outcome === 'done') people = people.filter((one) => one !== person)
  } else if (what === 'volume')
    await correct({ kind: 'volume', personId, name: 'PV', value: '250', fromMs: backMs, reason })
  else if (what === 'exclude')
    await correct({ kind: 'exclusion', personId, name: 'share', value: '', fromMs: backMs, reason })
  else if (what === 'other seller' && order)
    await correct({ kind: 'order', order: order.code, seller: person.code, reason })
  else if (what === 'end') {
    const endsId = corrections[to % Math.max(1, corrections.length)]
    if (endsId !== undefined) await correct({ kind: 'end', endsId, reason })
  } else if (what === 'suspend')
    await transact(database, call, (tx, about) =>
      changeStanding(tx, about, { personId, kind: 'distributor', status: 'suspended' }),
    )
  else if (what.startsWith('party')) await happensToParty({ what, who, to })
  else if (what === 'category') await company.recategorize()
  else if (what === 'close') {
    const closed = month
    month = monthAfter(month)
    await closeMonth(database, company, closed, `${month}-03T10:00:00Z`)
    await company.moveTo(`${month}-12T10:00:00Z`)
  } else if (what === 'delta' && month > '2026-09') {
    const before = monthAfter(monthAfter(monthAfter('2026-09'))) > month ? '2026-09' : '2026-10'
    await payDelta(database, company, before)
  }
}

async function happensToParty({ what, who, to }: Omit<Step, 'back'>): Promise<void> {
  const [person, other] = [people[who % people.length], people[to % people.length]]
  const party = parties[to % Math.max(1, parties.length)]
  if (!person || !other) throw new Error('nobody is there')
  const sellerId = person.personId
  const host = { kind: 'distributor', code: other.code } as const
  const refused = () => undefined
  if (what === 'party' || party === undefined) {
    const opened = await company.openParty({ sellerId, host, endsOn: `${month}-28` }).catch(refused)
    if (opened !== undefined) parties.push(opened)
  } else if (what === 'party order') await company.order({ sellerId, pieces: 1, party }).catch(refused)
  else if (what === 'party host')
    await company.hostParty(party, { ...host, code: person.code }).catch(refused)
  else await company.actOnParty(party, PARTY_ACTS[who % 3] ?? 'close').catch(refused)
}

const PARTY_ACTS = ['close', 'reopen', 'cancel'] as const

/** The facts of a month as a close would freeze them, as they are or as of then: their hash. */
async function factsOf(label: string, cutSeq: bigint, asKnown?: AsKnown): Promise<string> {
  const period = periodOfPlan(planRead, label)
  if (!period) throw new Error(`${label} is no month`)
  const hash = createHash('sha256')
  await read(database, call.actor, async (tx) => {
    const { state } = await stateBefore(database, tx, period.fromMs, asKnown?.knownSeq)
    const of = { plan: planRead, planHash: '', period, cutSeq, state, late: 'counted', asKnown } as const
    for (const part of encodedParts(await readColumns(tx, of))) hash.update(part)
  })
  return hash.digest('hex')
}

/** What is known of everybody now: the facts of all months, and where it is asked for what is told of each. */
async function knownNow(isTold: boolean) {
  const atMs = await nowMs()
  const seq = await known.sequenced()
  const facts = new Map<string, string>()
  for (let label = '2026-09'; label <= month; label = monthAfter(label))
    facts.set(label, await factsOf(label, seq))
  return { atMs, seq, facts, all: isTold ? await toldNow(atMs, seq) : [] }
}

/** What is told of everybody now: by the open month, and by all statements. */
async function toldNow(atMs: number, seq: bigint) {
  const deps = { db: database.db, clock: { now: () => atMs, stop: () => undefined }, payFigures: figures }
  const all = []
  for (const { personId } of people.slice(0, 5)) {
    const asked = () => showExpectedPay(deps, { actor: call.actor, personId, sinceSeq: seq })
    let pay = await asked()
    // A month that is loaded anew is followed to its end by the old figures meanwhile.
    while (pay.ok ? pay.value.seq < seq : pay.refusal.code === 'pay.figures_loading') pay = await asked()
    if (!pay.ok) throw new Error(pay.refusal.code)
    const statements = await read(database, call.actor, (tx) => statementsOf(tx, personId))
    all.push({ personId, pay: said(pay.value), statements })
  }
  return all
}

type Figures = Readonly<{
  total: object
  byBonus: object
  volumes: object
  measures: object
  rank: object
  active: object
}>
const said = ({ total, byBonus, volumes, measures, rank, active }: Figures) => ({
  total,
  byBonus,
  volumes,
  measures,
  rank,
  active,
})

test('a distributor is told the own pay as of then, as known then', async () => {
  const [ada, ben] = people
  if (!ada || !ben) throw new Error('nobody is there')
  const login = { realm: 'distributor', login: 'ada@example.com' } as const
  const passwordHash = await hashPassword(PASSWORD)
  await transact(database, call, (tx) =>
    createDemonstrationAccount(tx, { ...login, name: 'Ada', personId: ada.personId, passwordHash }),
  )
  const cookies = await signIn(server, login)
  const ask = async (of: Readonly<{ at: number; knownSeq: bigint }>) => {
    const url = `/api/v1/office/pay/then?at=${new Date(of.at).toISOString()}&knownSeq=${of.knownSeq}`
    return (await server.app.inject({ method: 'GET', url, cookies })).json()
  }
  await company.order({ sellerId: ada.personId, pieces: 2 })
  await known.settled()
  const first = { at: await nowMs(), knownSeq: await known.sequenced() }
  // 5 % of the own 200 PV; what Ben sells later brings 10 % more.
  const told = {
    state: 'open',
    period: '2026-09',
    total: { minor: '1000', currency: 'EUR' },
    statement: null,
  }
  expect(await ask(first)).toMatchObject(told)
  await company.order({ sellerId: ben.personId, pieces: 1, takenAtMs: first.at - 60_000 })
  await known.settled()
  const knownSeq = await known.sequenced()
  expect(await ask({ ...first, knownSeq })).toMatchObject({ total: { minor: '2000', currency: 'EUR' } })
  expect(await ask(first)).toMatchObject(told)
}, 60_000)

test('volume, rank and pay, and statements, as of then and as known then are those that were told then', async () => {
  const what = constantFrom(
    'order',
    'order',
    'order',
    'take back',
    'join',
    'move',
    'merge',
    'volume',
    'exclude',
    'other seller',
    'end',
    'suspend',
    'close',
    'delta',
    'party',
    'party order',
    'party host',
    'party act',
    'category',
  )
  const step = record({ what, who: nat({ max: 20 }), to: nat({ max: 20 }), back: nat({ max: 9 }) })
  const one = { who: 1, to: 2, back: 0 }
  const each: Step[] = [
    { ...one, what: 'order' },
    { ...one, what: 'order', who: 2, back: 2 },
    { ...one, what: 'take back', to: 0 },
    { ...one, what: 'volume' },
    { ...one, what: 'close' },
    { ...one, what: 'order' },
    { ...one, what: 'move', back: 5 },
    { ...one, what: 'end', to: 0 },
    { ...one, what: 'delta' },
    { ...one, what: 'order', who: 2 },
    { ...one, what: 'merge', who: 2, to: 0, back: 5 },
    { ...one, what: 'exclude', who: 0 },
    { ...one, what: 'join', who: 0 },
    { ...one, what: 'party', who: 0, to: 1 },
    { ...one, what: 'party order', who: 0, to: 0 },
    { ...one, what: 'party host', who: 2, to: 0 },
    { ...one, what: 'category' },
    { ...one, what: 'party order', who: 0, to: 0 },
    { ...one, what: 'party act', who: 0, to: 0 },
    { ...one, what: 'party act', who: 1, to: 0 },
    { ...one, what: 'party', who: 1, to: 0 },
    { ...one, what: 'party act', who: 2, to: 1 },
  ]
  const given: Awaited<ReturnType<typeof knownNow>>[] = []
  await assert(
    asyncProperty(array(step, { minLength: 6, maxLength: long ? 16 : 7 }), async (steps) => {
      for (const drawn of steps) {
        await happens(drawn)
        given.push(await knownNow(given.length % 4 === 3))
      }
    }),
    { numRuns: long ? 10 : 2, endOnFailure: true, examples: [[each]] },
  )
  await known.settled()
  let [asked, differ] = [0, 0]
  for (const { atMs, seq, facts, all } of given) {
    for (const [label, hash] of facts) {
      expect(await factsOf(label, seq, { atMs, knownSeq: seq })).toBe(hash)
      asked += 1
      differ += (await factsOf(label, seq)) === hash ? 0 : 1
    }
    for (const { personId, pay } of all) {
      const then = await thenOf(personId, { atMs, knownSeq: seq })
      expect(said(then.told)).toEqual(pay)
      expect(then).toMatchObject({ state: 'open', atMs, seq, statement: null })
    }
    for (const { personId, statements } of all)
      for (const head of statements) {
        const earlier = { atMs: Date.parse(`${head.period}-11T12:00:00Z`), knownSeq: seq }
        const found = await thenOf(personId, earlier)
        expect(found).toMatchObject({ state: 'accepted', statement: head })
        expect(found.told.total).toEqual({ minor: head.minor, currency: head.currency })
        expect(found.told.rank.name).toBe(head.rank)
      }
  }
  // Parties were opened, ordered at, hosted by others, closed, opened again and called off, and goods sorted anew.
  const { rows } = await sql<Record<string, number>>`
    SELECT count(DISTINCT k.id)::int AS parties, count(*) FILTER (WHERE k.counts_at IS NULL)::int AS called_off,
      count(*) FILTER (WHERE k.host_person_id <> b.host_person_id)::int AS hosts, count(*) FILTER (WHERE k.counts_at < b.counts_at)::int AS closed,
      count(*) FILTER (WHERE k.counts_at > b.counts_at)::int AS again,
      (SELECT count(*)::int FROM orders.v_order WHERE party_id IS NOT NULL) AS orders,
      (SELECT count(*)::int FROM catalog.v_category_before) AS categories
    FROM orders.v_party_known k LEFT JOIN orders.v_party_known b ON b.id = k.id AND b.number = k.number - 1`.execute(
    database.owner,
  )
  expect(Object.entries(rows[0] ?? {}).filter(([, count]) => count === 0)).toEqual([])
  // What became known later would have changed many of the answers.
  expect(differ).toBeGreaterThan(asked / 4)
}, 600_000)

async function thenOf(personId: bigint, asked: AskedThen) {
  const deps = { db: database.db, payFigures: figures }
  const answer = await showPayThen(deps, { actor: call.actor, personId, asked })
  if (!answer.ok) throw new Error(answer.refusal.code)
  return answer.value
}

test('people of a list stand as of then, and nobody is told of what lies ahead', async () => {
  const deps = { db: database.db, payFigures: figures }
  const asked = { atMs: await nowMs() }
  const personIds = people.map(({ personId }) => personId)
  const list = await showStandingsThen(deps, { actor: call.actor, personIds, asked })
  if (!list.ok) throw new Error(list.refusal.code)
  for (const { personId, rank, branchVolume } of list.value.standings) {
    const one = await thenOf(personId, asked)
    expect(rank?.name ?? null).toBe(one.told.rank.name)
    expect(branchVolume).toBe(one.told.volumes.find(({ name }) => name === 'group PV')?.amount)
  }
  const ahead = { atMs: asked.atMs + 86_400_000 }
  expect(await showStandingsThen(deps, { actor: call.actor, personIds, asked: ahead })).toMatchObject({
    refusal: { code: 'pay.then_later', field: 'at' },
  })
})

test('everybody stands in a drawn tree as each single person is told, in a month that goes on and in one that was accepted', async () => {
  const deps = { db: database.db, payFigures: figures }
  const then = teamFiguresThen(deps)
  const personIds = people.map(({ personId }) => personId)
  const calendarStart = Date.parse('2026-09-15T00:00:00Z')
  for (const [atMs, state] of [
    [await nowMs(), 'then'],
    [calendarStart, 'accepted'],
  ] as const) {
    const list = await showStandingsThen(deps, { actor: call.actor, personIds, asked: { atMs } })
    if (!list.ok) throw new Error(list.refusal.code)
    const piece = await then.ofEverybody(atMs)
    if (!piece || 'loading' in piece) throw new Error('the period is not there')
    expect(piece).toMatchObject({ state, period: list.value.period, ladder: ['Bronze', 'Silver'] })
    for (const { personId, rank, ownVolume, branchVolume } of list.value.standings) {
      const at = piece.ids.indexOf(Number(personId))
      // Who joined later than in that month is not in it.
      const told = at < 0 ? undefined : [piece.rank[at], piece.own[at], piece.branch[at]]
      const single = [rank ? rank.place + 1 : 0, Number(ownVolume), Number(branchVolume)]
      expect(told).toEqual(ownVolume === null ? undefined : single)
    }
  }
  expect(await then.ofEverybody((await nowMs()) + 86_400_000)).toBeUndefined()
})

test('whoever asks for another moment while one is loaded waits for a turn, so that they are not all loaded at once', async () => {
  const deps = { db: database.db, payFigures: figures }
  const [person] = people
  if (!person) throw new Error('nobody is there')
  await known.settled()
  const atMs = await nowMs()
  const ask = (earlier: number) =>
    showPayThen(deps, {
      actor: call.actor,
      personId: person.personId,
      asked: { atMs: atMs - earlier },
    })
  const answers = await Promise.all([1, 2, 3].map(ask))
  const refused = answers.filter((one) => !one.ok)
  expect(refused).toHaveLength(2)
  for (const one of refused) expect(one).toMatchObject({ refusal: { code: 'pay.figures_loading' } })
  for (const earlier of [1, 2, 3]) expect(await ask(earlier)).toMatchObject({ ok: true })
})

test('nobody is told what a position brought before it was the own one', async () => {
  const { personId } = await company.join('Handed', company.houseId)
  await company.order({ sellerId: personId, pieces: 1 })
  await known.settled()
  const since = await nowMs()
  await sql`INSERT INTO field.ownership (position_id, owner_id, valid_from, handed_at)
    VALUES (${personId}, ${personId}, ${new Date(since)}, ${new Date(since)})`.execute(database.owner)
  const viewer = { realm: 'distributor', accountId: 1n, personId, requestId: 'test' } as const
  const ask = (atMs: number, personSince?: Date) =>
    showPayThen(
      { db: database.db, payFigures: figures },
      { actor: { ...viewer, ...(personSince && { personSince }) }, personId, asked: { atMs } },
    )
  const sold = { ok: true, value: { told: { total: { minor: 500n } } } }
  expect(await ask(since - 1)).toMatchObject(sold)
  expect(await ask(since - 1, new Date(since))).toMatchObject({ refusal: { code: 'pay.no_figures' } })
  expect(await ask(since, new Date(since))).toMatchObject(sold)
  const { maySee } = teamFiguresThen({ db: database.db, payFigures: figures })
  const after = { ...viewer, personSince: new Date(since) }
  expect([
    await maySee(viewer, since - 1),
    await maySee(after, since - 1),
    await maySee(after, since),
  ]).toEqual([true, false, true])
})
