import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { makeTree } from '#modules/genealogy/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { readEvents } from '#platform/outbox/event.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
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
import { fieldModule } from './module.ts'
import { stampStandingsConsumer } from './tasks/stamp-known.ts'
import { positionsMost } from './use-cases/add-position.ts'
import { changeOwners } from './use-cases/change-owners.ts'

let database: TestDatabase
let server: TestApp
let house: TestPerson & { marketId: bigint }
let owner: TestPerson
let desk: Record<string, string>
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }

beforeAll(async () => {
  database = await freshDatabase()
  server = await testApp(database, [withDeps(fieldModule, joinDeps)])
  house = await beginField(database)
  owner = await under(house, 'Olga Owner', 'olga@example.com')
  desk = await signInStaff(server, database, {
    login: 'desk@example.com',
    rights: ['people.read', 'people.write'],
  })
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const under = (parent: TestPerson, name: string, login?: string) =>
  join(database, {
    sponsorId: parent.personId,
    marketId: house.marketId,
    name,
    ...(login === undefined ? {} : { login }),
  })
const idOf = ({ personId }: TestPerson) => server.deps.ids.close('per', personId)
const get = async (url: string, cookies: Record<string, string>) =>
  (await server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies })).json()
const add = (person: TestPerson, sponsor: TestPerson) =>
  server.app.inject({
    method: 'POST',
    url: `/api/v1/people/${idOf(person)}/positions`,
    payload: { sponsor: sponsor.code },
    cookies: desk,
    headers: { 'idempotency-key': randomUUID() },
  })
const look = (person: string, cookies: Record<string, string>) =>
  server.app.inject({ method: 'PUT', url: '/api/v1/me/position', payload: { person }, cookies })
const allow = (most: number) =>
  transact(database, call, (tx) =>
    changeSetting(tx, positionsMost, { marketId: null, validFrom: '2020-01-01', value: most }),
  )

test('the rule of the company says how many positions one person may have, also when several are asked for at once', async () => {
  expect((await add(owner, owner)).json()).toMatchObject({ code: 'field.positions_most' })
  await allow(2)
  expect((await add(owner, { ...owner, code: '99' })).json()).toMatchObject({
    code: 'field.positions_sponsor',
    field: 'sponsor',
  })
  const all = await Promise.all(Array.from({ length: 6 }, () => add(owner, owner)))
  expect(all.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1)
  await allow(3)
  const made = (await add(owner, house)).json()
  const { positions } = await get(`/people/${made.person}/positions`, desk)
  expect(positions).toMatchObject([
    { code: owner.code, isMain: true },
    { status: 'active', isMain: false },
    { code: made.code, isMain: false },
  ])
  // A further position asked for one more is the owner's, too.
  expect(
    (await add({ ...owner, personId: server.deps.ids.open('per', made.person) }, house)).json(),
  ).toMatchObject({
    code: 'field.positions_most',
  })
})

test('a further position comes only into the trees that take it, and has a name, a number and a shop of its own', async () => {
  const shape = { kind: 'binary', width: 2, depth: null, way: 'balanced', holdingHours: 0 } as const
  await transact(database, call, async (tx, about) => {
    await makeTree(tx, about, { ...shape, code: 'takes' })
    await makeTree(tx, about, { ...shape, code: 'takes_not', takesFurther: false })
  })
  const person = await under(house, 'Petra Plural')
  const made = (await add(person, person)).json()
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{ tree: string }>`SELECT tree FROM genealogy.placement p JOIN field.person f ON f.id = p.person_id
      WHERE f.code = ${made.code} ORDER BY tree`.execute(tx),
  )
  expect(rows).toEqual([{ tree: 'takes' }])
  expect(await get(`/people/${made.person}`, desk)).toMatchObject({
    displayName: 'Petra Plural',
    kind: 'distributor',
    shopName: expect.stringMatching(/^petra-plural-/),
  })
})

test('an owner looks from any of the own positions in that session, and from nobody else’s', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'olga@example.com' })
  const other = await under(house, 'Nora Neighbour')
  const { positions } = await get('/me/positions', cookies)
  expect(positions.map((one: { isCurrent: boolean }) => one.isCurrent)).toEqual([true, false, false])
  expect((await look(idOf(other), cookies)).statusCode).toBe(404)
  expect((await look(positions[2].person, cookies)).statusCode).toBe(204)
  expect(await get('/me/person', cookies)).toMatchObject({ code: positions[2].code })
  expect(await get('/sessions/current', cookies)).toMatchObject({ personId: positions[2].person })
  expect((await get('/me/positions', cookies)).positions).toMatchObject([
    { isCurrent: false, isMain: true },
    { isCurrent: false },
    { isCurrent: true },
  ])
  expect((await look(positions[0].person, cookies)).statusCode).toBe(204)
  expect(await get('/me/person', cookies)).toMatchObject({ code: owner.code })
})

test('each owner of a position is known from the event that told of it on, also where several events are followed at once', async () => {
  await allow(9)
  const [first, second] = [await under(house, 'Fia First'), await under(house, 'Sol Second')]
  const made = (await add(first, house)).json()
  const positionId = server.deps.ids.open('per', made.person)
  for (const { personId: ownerId } of [second, first])
    await transact(database, call, async (tx) => {
      const handedAt = new Date(await companyNow(tx))
      await changeOwners(tx, { positionId, positions: [positionId], ownerId, from: handedAt, handedAt })
    })
  await sql`SELECT platform.sequence_outbox(10000)`.execute(database.owner)
  const { events } = await readEvents(database.db, { after: 0n, topics: stampStandingsConsumer.topics })
  await transact(database, call, async (tx, about) => {
    for (const event of events) await stampStandingsConsumer.handle(server.deps, tx, event, about)
  })
  const told = events.filter(
    ({ topic, keyId }) =>
      keyId === positionId && (topic === 'field.person_joined' || topic === 'field.owner_changed'),
  )
  const { rows } = await sql<{ seq: bigint }>`SELECT known_seq AS seq FROM field.ownership
    WHERE position_id = ${positionId} ORDER BY valid_from`.execute(database.owner)
  expect(told).toHaveLength(3)
  expect(rows.map(({ seq }) => seq)).toEqual(told.map(({ seq }) => seq))
})
