import { array, assert, asyncProperty, boolean, nat, record, tuple } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStanding, STANDINGS_KNOWN } from '#modules/field/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { createDemonstrationAccount } from '#modules/identity/api.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { bindConsumer, type ConsumerDefinition } from '#platform/module/module.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { followOutbox, waitForConsumer } from '#platform/outbox/follow.ts'
import { waitingEvents } from '#platform/outbox/waiting.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import {
  beginField,
  join,
  joinDeps,
  signIn,
  signInStaff,
  withDeps,
  type TestPerson,
} from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { moved, teamIn, type Places } from '#test/support/tree-oracle.ts'
import {
  startTeamImage,
  type FiguresPiece,
  type FiguresThen,
  type TeamFigures,
  type TeamImage,
} from './api.ts'
import { genealogyModule } from './module.ts'
import { parentOf } from './store/links.ts'
import { movesPage } from './store/moves.ts'
import { beginToWait } from './store/trees.ts'
import { stampKnownConsumer } from './tasks/stamp-known.ts'
import { decideMove } from './use-cases/decide-move.ts'
import { makeTree } from './use-cases/make-tree.ts'
import { place } from './use-cases/place.ts'
import { rollUpTerminated } from './use-cases/roll-up-terminated.ts'
import { requestMove } from './use-cases/request-move.ts'
import { KNOWN_CONSUMER, teamThen } from './use-cases/team-then.ts'

const DAY = 86_400_000
const EPOCH = Date.parse('2026-01-01T00:00:00Z')
/** People join in the first month; moves are of the two months after it, in any order. */
const FIRST_MOVE = 31
const long = process.env['OPENFIELD_TEST_LONG'] === '1'

let database: TestDatabase
let server: TestApp
let house: TestPerson & { marketId: bigint }
/** Everybody of this file stands below; the house itself came today. */
let root: TestPerson
let staff: readonly Actor[]
const stops: (() => Promise<void>)[] = []
const nobody = (): never => {
  throw new Error('the team was asked')
}
const teamImage: TeamImage = {
  list: nobody,
  counts: nobody,
  member: nobody,
  line: nobody,
  relation: nobody,
  takeFigures: nobody,
  window: nobody,
  windowThen: (question, of) => threads.windowThen(question, of),
  takeFiguresThen: (of, figures) => threads.takeFiguresThen(of, figures),
  stop: nobody,
}
let threads: TeamImage
const teamFigures: TeamFigures = nobody
/** What plans say of then: whatever comes next. */
const figuresOf: Awaited<ReturnType<FiguresThen['ofEverybody']>>[] = []
let maySee = true
const figuresThen: FiguresThen = {
  maySee: async () => maySee,
  ofEverybody: async () => figuresOf.shift(),
}

/** Everybody's own volume as of then: of the first one, of the second two. */
const volumes = (people: readonly TestPerson[]): FiguresPiece => ({
  maker: 'test',
  generation: 1,
  isEverybody: true,
  seq: 1n,
  period: '2026-01',
  before: null,
  ladder: ['Bronze'],
  state: 'accepted',
  numbers: Int32Array.from(people, (_, index) => index),
  ids: Float64Array.from(people, ({ personId }) => Number(personId)),
  rank: new Uint8Array(people.length).fill(1),
  own: Float64Array.from(people, (_, index) => (index + 1) * 1_000_000),
  branch: new Float64Array(people.length).fill(Number.NaN),
  activity: new Uint8Array(people.length),
})
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
  root = await under(house, 'Root', day(0))
  server = await testApp(database, [withDeps(genealogyModule, { teamImage, teamFigures, figuresThen })])
  const onError = (error: Error): void => {
    throw error
  }
  threads = startTeamImage({ onError }, database.url)
  const sequencer = startSequencer({ onError }, database.url)
  const listener = await openListener({ onError }, database.url)
  const follow = (consumer: ConsumerDefinition<PlatformDeps>) =>
    followOutbox({ db: database.db, onError, listener }, bindConsumer(server.deps, consumer))
  const followers = await Promise.all(
    [
      stampKnownConsumer,
      ...(withDeps<PlatformDeps, typeof joinDeps>(fieldModule, joinDeps).consumers ?? []),
    ].map(follow),
  )
  stops.push(
    ...followers.map(({ stop }) => stop),
    sequencer.stop,
    () => listener.stop(),
    server.close,
    threads.stop,
  )
  staff = await Promise.all(['asks@test.test', 'decides@test.test'].map(staffOf))
})
afterAll(async () => {
  for (const stop of stops) await stop()
  await database.close()
})

const staffOf = async (login: string): Promise<Actor> => ({
  realm: 'staff',
  accountId: await transact(database, call, (tx) =>
    createDemonstrationAccount(tx, { realm: 'staff', login, name: login, personId: null, passwordHash: '' }),
  ),
  personId: null,
  requestId: login,
})

/** Midnight, so many days into the year. */
const day = (number: number): Date => new Date(EPOCH + number * DAY)
const under = (sponsor: TestPerson, name: string, from: Date, login?: string) =>
  join(database, {
    sponsorId: sponsor.personId,
    marketId: house.marketId,
    name,
    joinedAt: from,
    ...(login === undefined ? {} : { login }),
  })

/** Asks for a move and lets the other one approve it; the refusal's code where it cannot be done. */
async function move(person: TestPerson, parent: TestPerson, from: Date, withTeam = true): Promise<string> {
  const [asker, decider] = staff
  if (!asker || !decider) throw new Error('nobody works here')
  const asked = await transact(database, { actor: asker, useCase: 'test.ask' }, (tx, about) =>
    requestMove(tx, about, asker, {
      personId: person.personId,
      parent: parent.code,
      withTeam,
      fromMs: from.getTime(),
      reason: 'as drawn',
    }),
  )
  if (!asked.ok) return asked.refusal.code
  const decision = { moveId: asked.value, decision: 'approve', note: '' } as const
  const done = await transact(database, { actor: decider, useCase: 'test.decide' }, (tx, about) =>
    decideMove(tx, about, decider, decision),
  )
  if (!done.ok) throw new Error(done.refusal.code)
  return 'done'
}

/** The team of somebody as of a day and as known at a position, in the oracle's words. */
async function answer(personId: bigint, atMs: number, knownSeq?: bigint) {
  const told = await read(database, systemActor('test'), (tx) =>
    teamThen(tx, personId, { atMs, knownSeq, limit: 200, offset: 0 }),
  )
  return {
    seq: told.seq,
    path: told.stands ? told.upline.map((one) => one.personId) : undefined,
    below: told.rows.map(({ person, level }) => [person?.personId, level]),
    total: told.total,
    levels: told.levels,
  }
}
/** Everything that was written has its position, and every link and standing knows its own. */
const settled = async () => {
  const isSequenced = async () =>
    (await read(database, systemActor('test'), (tx) => waitingEvents(tx))).waiting === 0
  expect(await waitUntil(isSequenced, { stepMs: 5, mostMs: 10_000 })).toBe(true)
  for (const name of [KNOWN_CONSUMER, STANDINGS_KNOWN])
    await waitForConsumer(database.db, { name, timeoutMs: 10_000 })
}

test('answers asked now as of then, as known then, equal those that were given then', async () => {
  const any = nat({ max: 60 })
  const step = record({ who: any, to: any, day: nat({ max: 59 }), alone: boolean(), joins: nat({ max: 3 }) })
  let [drawn, done] = [0, 0]
  await assert(
    asyncProperty(
      array(step, { minLength: 9, maxLength: long ? 20 : 10 }),
      tuple(any, any, any, nat({ max: 94 })),
      async (steps, asks) => {
        drawn += 1
        const top = await under(root, `Top ${drawn}`, day(0))
        const people = [top]
        let places: Places = new Map([
          [root.personId, [{ fromMs: EPOCH, parent: house.personId }]],
          [top.personId, [{ fromMs: EPOCH, parent: root.personId }]],
        ])
        const unlike: string[] = []
        const given: { seq: bigint; places: Places }[] = []
        for (const { who, to, alone, joins, day: on } of steps) {
          const [person, parent] = [people[who % people.length], people[to % people.length]]
          if (!person || !parent) throw new Error('nobody is there')
          if (joins === 0 || people.length < 4) {
            const from = day(Math.max(on % FIRST_MOVE, dayOf(places, parent.personId)))
            const newcomer = await under(parent, `Person ${drawn} ${people.length}`, from)
            people.push(newcomer)
            places = new Map([
              ...places,
              [newcomer.personId, [{ fromMs: from.getTime(), parent: parent.personId }]],
            ])
          } else {
            const from = day(FIRST_MOVE + on)
            const outcome = await move(person, parent, from, !alone)
            const next = moved(places, {
              person: person.personId,
              parent: parent.personId,
              fromMs: from.getTime(),
              alone,
            })
            // What the oracle knows to be a tree at all times is done, and nothing else is.
            const mayDiffer = outcome === 'genealogy.move.too_early'
            if (!mayDiffer && (outcome === 'done') !== (next !== undefined)) unlike.push(outcome)
            if (outcome === 'done') done += 1
            if (outcome === 'done') places = next ?? places
          }
          await settled()
          given.push({ seq: (await answer(top.personId, EPOCH)).seq, places })
        }
        expect(unlike).toEqual([])
        for (const { seq, places: then } of given)
          for (const ask of asks) {
            const person = people[ask % people.length] ?? top
            const atMs = day(ask % 95).getTime() + 1
            const told = await answer(person.personId, atMs, seq)
            const expected = teamIn(then, person.personId, atMs, house.personId)
            expect(told.path).toEqual(expected.path)
            expect(told.below).toEqual(expected.below)
            expect(told.total).toBe(expected.below.length)
          }
      },
    ),
    { numRuns: long ? 60 : 3, endOnFailure: true },
  )
  expect(done).toBeGreaterThan(0)
}, 300_000)

/** The first day on which somebody had a place. */
function dayOf(places: Places, person: bigint): number {
  const from = places.get(person)?.[0]?.fromMs ?? EPOCH
  return Math.ceil((from - EPOCH) / DAY)
}

test('staff ask for anybody, a distributor for the own team, and of who left it nothing but that somebody was there', async () => {
  const leader = await under(root, 'Lena Leader', day(1), 'leader@example.com')
  const stays = await under(leader, 'Stig Stays', day(2))
  const leaves = await under(leader, 'Liv Leaves', day(2))
  expect(await move(leaves, root, day(20))).toBe('done')
  await settled()
  const cookies = await signIn(server, { realm: 'distributor', login: 'leader@example.com' })
  const desk = await signInStaff(server, database, { login: 'then@example.com', rights: ['genealogy.read'] })
  const get = async (url: string, as: Record<string, string>) =>
    (await server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies: as })).json()
  const at = day(10).toISOString()
  const own = await get(`/me/team-then?at=${at}`, cookies)
  expect(own).toMatchObject({
    stands: true,
    levels: [{ level: 1, people: 2 }],
    rows: [{ person: { code: stays.code, name: 'Stig Stays' } }, { person: null }],
    total: 2,
  })
  expect(own.upline).toBeUndefined()
  expect(await get(`/me/team-then?at=${day(21).toISOString()}`, cookies)).toMatchObject({ total: 1 })
  const id = server.deps.ids.close('per', leaves.personId)
  const line = await get(`/people/${id}/team-then?at=${at}`, desk)
  expect(line.upline).toMatchObject([{ code: leader.code }, { code: root.code }, { code: house.code }])
  expect(await get(`/people/${id}/team-then?at=${at}&knownSeq=1`, desk)).toMatchObject({ stands: false })
  expect(await get(`/people/${id}/team-then`, cookies)).toMatchObject({ code: expect.any(String) })
})

test('a team is drawn as of then, a distributor sees of who left it only that somebody stood there, with ranks and volumes of then as far as they may be seen', async () => {
  const leader = await under(root, 'Dora Drawn', day(1), 'drawn@example.com')
  const stays = await under(leader, 'Stina Stays', day(2))
  const leaves = await under(leader, 'Lars Leaves', day(2))
  const along = await under(leaves, 'Alf Along', day(3))
  expect(await move(leaves, root, day(20))).toBe('done')
  await settled()
  const idOf = ({ personId }: TestPerson) => server.deps.ids.close('per', personId)
  const cookies = await signIn(server, { realm: 'distributor', login: 'drawn@example.com' })
  const desk = await signInStaff(server, database, { login: 'draw@example.com', rights: ['genealogy.read'] })
  // A tree that is still read is asked for again, as pages do.
  const get = async (url: string, as: Record<string, string>) => {
    for (;;) {
      const told = (await server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies: as })).json()
      if (told.code !== 'genealogy.tree_loading') return told
    }
  }
  const at = (on: number) => `at=${day(on).toISOString()}`
  type Drawn = { nodes: { who: { name: string | null; rank: unknown } | null; people: number }[] }
  const names = ({ nodes }: Drawn) => nodes.map(({ who, people }) => `${who && who.name} ${people}`)
  const mine = await get(`/me/team/window?${at(10)}`, cookies)
  expect(names(mine)).toEqual(['Dora Drawn 3', 'null 1', 'null 0', 'Stina Stays 0'])
  expect(mine).toMatchObject({ at: day(10).toISOString() })
  expect(JSON.stringify(mine)).not.toMatch(new RegExp(`${leaves.code}|${along.code}|${idOf(leaves)}`))
  expect(names(await get(`/me/team/window?${at(21)}`, cookies))).toEqual(['Dora Drawn 1', 'Stina Stays 0'])
  expect(await get(`/me/team/window?${at(10)}&find=${idOf(along)}`, cookies)).toMatchObject({
    code: 'genealogy.person.not_found',
  })
  const url = `/people/${idOf(leader)}/team/window`
  expect(names(await get(`${url}?${at(10)}&root=${idOf(leaves)}`, desk))).toEqual([
    'Lars Leaves 1',
    'Alf Along 0',
  ])
  const found = await get(`${url}?${at(10)}&open=${idOf(leaves)}*0&find=${idOf(along)}`, desk)
  expect(names(found)).toContain('Alf Along 0')
  expect(await get(`${url}?${at(21)}&find=${idOf(along)}`, desk)).toMatchObject({
    code: 'genealogy.person.not_found',
  })
  // Ranks and volumes of then follow as soon as they are computed: to a distributor of the first level alone.
  const withFigures = `/me/team/window?${at(10)}&open=${idOf(leader)}*0`
  expect(await get(withFigures, cookies)).toMatchObject({ figures: null, figuresPercent: null })
  figuresOf.push({ loading: 40 }, volumes([stays, leaves, along]))
  expect(await get(withFigures, cookies)).toMatchObject({ figures: null, figuresPercent: 40 })
  expect(await get(withFigures, cookies)).toMatchObject({
    figures: { period: '2026-01', state: 'accepted' },
    figuresPercent: null,
    nodes: [{ sold: '6000000', rest: { people: 3, sold: '6000000', lapsing: null } }],
  })
  const unfolded = await get(`/me/team/window?${at(10)}`, cookies)
  expect(unfolded.nodes).toMatchObject([
    { who: { isLapsing: null, ownVolume: null } },
    { who: null, sold: '3000000' },
    { who: null, sold: null },
    { who: { rank: { name: 'Bronze', place: 0, of: 1 }, ownVolume: '1000000' }, sold: '0' },
  ])
  const [first, second] = (await get(`${url}?${at(10)}&root=${idOf(leaves)}`, desk)).nodes
  expect(first).toMatchObject({ who: { ownVolume: '2000000', isLapsing: null }, sold: '3000000' })
  expect(second).toMatchObject({ who: { ownVolume: '3000000' } })
  maySee = false
  expect(await get(withFigures, cookies)).toMatchObject({
    figures: null,
    nodes: [{ sold: null, rest: { sold: null }, who: { rank: null } }],
  })
  maySee = true
})

test('who leaves for good rolls the team up or leaves the place empty, as the policy of each tree says', async () => {
  const desk = await signInStaff(server, database, {
    login: 'policy@example.com',
    rights: ['genealogy.read', 'genealogy.place'],
  })
  const set = (tree: string, onTermination: string) =>
    server.app.inject({
      method: 'PUT',
      url: `/api/v1/terminations/${tree}`,
      cookies: desk,
      payload: { onTermination },
    })
  const above = await under(root, 'Alma Above', day(1))
  const [stays, leaves] = [await under(above, 'Sig Stays', day(1)), await under(above, 'Lev Leaves', day(1))]
  const [one, other] = [await under(stays, 'One', day(2)), await under(leaves, 'Other', day(2))]
  const legs = {
    code: 'two',
    kind: 'binary',
    width: 2,
    depth: null,
    way: 'outer_left',
    holdingHours: 24,
  } as const
  await transact(database, call, (tx, about) => makeTree(tx, about, legs))
  for (const person of [above, leaves, other])
    await transact(database, call, async (tx) => {
      await beginToWait(tx, { personId: person.personId, sponsorId: null, at: day(3) }, 'two')
      return place(tx, { tree: 'two', personId: person.personId, at: day(3), wanted: { by: 'rule' } })
    })
  const terminate = (person: TestPerson) =>
    transact(database, call, (tx, about) =>
      rollUpTerminated(tx, about, { personId: person.personId, atMs: day(30).getTime() }),
    )
  const parents = (tree: string, ...people: TestPerson[]) =>
    read(database, systemActor('test'), (tx) =>
      Promise.all(people.map(({ personId }) => parentOf(tx, { tree, personId }))),
    )
  await terminate(stays)
  expect(await parents('sponsor', one)).toEqual([stays.personId])
  expect((await set('sponsor', 'roll_up')).statusCode).toBe(200)
  expect((await set('two', 'roll_up')).statusCode).toBe(200)
  expect((await set('none', 'roll_up')).statusCode).toBe(404)
  await terminate(leaves)
  expect(await parents('sponsor', one, other, leaves)).toEqual([
    stays.personId,
    above.personId,
    above.personId,
  ])
  // In the tree with places the one below takes the place.
  expect(await parents('two', other, leaves)).toEqual([above.personId, undefined])
  await settled()
  const url = `/api/v1/people/${server.deps.ids.close('per', above.personId)}/team/window`
  const drawn = async (on: number) => {
    const asked = `${url}?tree=two&at=${day(on).toISOString()}`
    const { nodes } = (await server.app.inject({ method: 'GET', url: asked, cookies: desk })).json()
    return nodes.map((node: { who: { code: string } }) => node.who.code)
  }
  expect(await drawn(29)).toEqual([above.code, leaves.code, other.code])
  expect(await drawn(31)).toEqual([above.code, other.code])
  expect((await answer(other.personId, day(29).getTime())).path?.slice(0, 2)).toEqual([
    leaves.personId,
    above.personId,
  ])
  expect((await answer(other.personId, day(31).getTime())).path?.[0]).toBe(above.personId)
  const { rows } = await read(database, systemActor('test'), (tx) =>
    movesPage(tx, { state: 'done', limit: 10_000, offset: 0 }),
  )
  expect(rows.filter(({ kind }) => kind === 'termination').map(({ tree }) => tree)).toEqual(
    expect.arrayContaining(['sponsor', 'two']),
  )
})

test('what somebody was then is told as it was known then, also after it changed', async () => {
  const person = await under(root, 'Una Unsteady', day(1))
  const standing = async (knownSeq?: bigint) => {
    const told = await read(database, systemActor('test'), async (tx) => {
      const page = { level: 1, limit: 200, offset: 0 }
      return teamThen(tx, root.personId, { atMs: await companyNow(tx), knownSeq, ...page })
    })
    const row = told.rows.find((one) => one.person?.personId === person.personId)
    return { seq: told.seq, status: row?.person?.standing?.status }
  }
  const given = []
  for (const status of ['active', 'inactive', 'suspended'] as const) {
    await transact(database, call, (tx, about) =>
      changeStanding(tx, about, { personId: person.personId, kind: 'distributor', status }),
    )
    await settled()
    given.push({ ...(await standing()), expected: status })
  }
  for (const { seq, status, expected } of given) {
    expect(status).toBe(expected)
    expect(await standing(seq)).toEqual({ seq, status })
  }
})
