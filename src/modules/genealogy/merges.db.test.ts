import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { addPosition, personByCode, positionsMost } from '#modules/field/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { createDemonstrationAccount } from '#modules/identity/api.ts'
import { read, sqlState, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
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
import { knowField } from '#test/support/known-field.ts'
import { askForMerge, merge } from '#test/support/merge.ts'
import { askForMove, decide } from '#test/support/move.ts'
import { answerThen } from '#test/support/team-then.ts'
import { parentOf } from './api.ts'
import { placementTree, beginToWait, waitingPage } from './store/trees.ts'
import { makeTree } from './use-cases/make-tree.ts'
import { place } from './use-cases/place.ts'

const DAY = 86_400_000
const EPOCH = Date.parse('2026-01-01T00:00:00Z')
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }

let database: TestDatabase
let server: TestApp
let house: TestPerson & { marketId: bigint }
let root: TestPerson
let staff: readonly [Actor, Actor]
let known: Awaited<ReturnType<typeof knowField>>

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
  root = await under(house, 'Root', day(0))
  server = await testApp(database, [withDeps(fieldModule, joinDeps)])
  known = await knowField(database, server)
  staff = [await staffOf('asks@test.test'), await staffOf('decides@test.test')]
})
afterAll(async () => {
  await known.stop()
  await server.close()
  await database.close()
})

const day = (number: number): Date => new Date(EPOCH + number * DAY)
const under = (sponsor: TestPerson, name: string, from: Date, login?: string) =>
  join(database, {
    sponsorId: sponsor.personId,
    marketId: house.marketId,
    name,
    joinedAt: from,
    ...(login === undefined ? {} : { login }),
  })
const staffOf = async (login: string): Promise<Actor> => ({
  realm: 'staff',
  accountId: await transact(database, call, (tx) =>
    createDemonstrationAccount(tx, { realm: 'staff', login, name: login, personId: null, passwordHash: '' }),
  ),
  personId: null,
  requestId: login,
})
const parentIn = (tree: string, person: TestPerson) =>
  read(database, call.actor, (tx) => parentOf(tx, { tree, personId: person.personId }))
const endsIn = (person: TestPerson, into: TestPerson, from?: Date) =>
  merge(database, staff, { person, into, fromMs: from?.getTime() })

async function move(person: TestPerson, parent: TestPerson, from: Date, withTeam: boolean): Promise<string> {
  try {
    const of = { person, parent, from: from.toISOString(), withTeam }
    const moveId = await askForMove(database, staff[0], of)
    const done = await decide(database, staff[1], { moveId, decision: 'approve' })
    return done.ok ? 'done' : done.refusal.code
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('a position ends in another one in every tree; it signs in no more, and its number and shop find the one that stays', async () => {
  const shape = { code: 'legs', kind: 'binary', width: 2, depth: null, way: 'outer_left' } as const
  await transact(database, call, (tx, about) => makeTree(tx, about, { ...shape, holdingHours: 24 }))
  const above = await under(root, 'Alma Above', day(1))
  const twice = await under(above, 'Tove Twice', day(1), 'twice@example.com')
  const stays = await under(twice, 'Tove Twice', day(2), 'stays@example.com')
  const [one, other] = [await under(twice, 'One', day(3)), await under(stays, 'Other', day(3))]
  for (const person of [above, twice, stays])
    await transact(database, call, async (tx) => {
      await beginToWait(tx, { personId: person.personId, sponsorId: null, at: day(4) }, 'legs')
      return place(tx, { tree: 'legs', personId: person.personId, at: day(4), wanted: { by: 'rule' } })
    })
  const cookies = await signIn(server, { realm: 'distributor', login: 'twice@example.com' })
  expect(await endsIn(twice, stays, day(40))).toBe('done')
  for (const [person, parent] of [
    [stays, above],
    [one, stays],
    [other, stays],
  ] as const)
    expect(await parentIn('sponsor', person)).toBe(parent.personId)
  expect(await parentIn('legs', stays)).toBe(above.personId)
  expect(await parentIn('legs', twice)).toBeUndefined()
  expect((await read(database, call.actor, (tx) => placementTree(tx, 'legs')))?.placed).toBeGreaterThan(0)
  const get = (url: string, as: Record<string, string>) =>
    server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies: as })
  expect((await get('/sessions/current', cookies)).statusCode).toBe(401)
  await expect(signIn(server, { realm: 'distributor', login: 'twice@example.com' })).rejects.toThrow(
    'refused',
  )
  expect((await read(database, call.actor, (tx) => personByCode(tx, twice.code)))?.id).toBe(stays.personId)
  const desk = await signInStaff(server, database, { login: 'desk@example.com', rights: ['people.read'] })
  const found = (await get(`/people?search=${twice.code}`, desk)).json().rows
  expect(found.map((row: { code: string }) => row.code)).toEqual(
    expect.arrayContaining([twice.code, stays.code]),
  )
  const { rows } = await read(database, call.actor, (tx) =>
    sql<{
      id: bigint
      status: string
    }>`SELECT s.person_id AS id, p.status FROM field.shop_name s, field.person p
      WHERE s.name = 'tove-twice' AND p.id = ${twice.personId}`.execute(tx),
  )
  expect(rows).toEqual([{ id: stays.personId, status: 'terminated' }])
  expect(await endsIn(twice, above)).toBe('genealogy.merge.gone')
  await expect(under(twice, 'Late', day(50))).rejects.toSatisfy((error) => sqlState(error) === '23503')
  expect(await move(one, above, day(60), true)).toBe('done')
})

test('only positions of one person are merged, and the main one stays', async () => {
  await transact(database, call, (tx) =>
    changeSetting(tx, positionsMost, { marketId: null, validFrom: '2020-01-01', value: 3 }),
  )
  const [ada, ben] = [await under(root, 'Ada', day(1)), await under(root, 'Ben', day(1))]
  const further = async (owner: TestPerson) =>
    transact(database, call, async (tx, about) => {
      const made = await addPosition(joinDeps, tx, about, { personId: owner.personId, sponsor: owner.code })
      if (!made.ok) throw new Error(made.refusal.code)
      return made.value
    })
  const [hers, his] = [await further(ada), await further(ben)]
  expect(await endsIn(ada, hers)).toBe('genealogy.merge.main')
  expect(await endsIn(hers, his)).toBe('genealogy.merge.owners')
  expect(await endsIn(hers, hers)).toBe('genealogy.merge.same')
  // In the tree with legs she waits to be placed, and does no longer.
  const waits = async (tree: string) =>
    (await read(database, call.actor, (tx) => waitingPage(tx, { tree, limit: 100, offset: 0 }))).rows.map(
      (one) => one.personId,
    )
  expect(await waits('legs')).toContain(hers.personId)
  expect(await endsIn(hers, ada)).toBe('done')
  expect(await waits('legs')).not.toContain(hers.personId)
})

test('whoever came under a position later than from when it is merged may have stood above the one that stays before', async () => {
  const [ends, above] = [await under(root, 'Ends', day(1)), await under(root, 'Above', day(1))]
  const stays = await under(above, 'Stays', day(1))
  expect(await move(stays, root, day(40), true)).toBe('done')
  expect(await move(above, ends, day(45), true)).toBe('done')
  // On the days between it would be a circle, and is none: who stood above comes there from day 45 on.
  expect(await endsIn(ends, stays, day(31))).toBe('done')
  await known.settled()
  expect((await answerThen(database, stays, day(35).getTime())).path).toEqual([
    above.personId,
    root.personId,
    house.personId,
  ])
  expect((await answerThen(database, above, day(45).getTime() + 1)).path?.[0]).toBe(stays.personId)
})

test('a merge is approved by a second person only, who may say no; the database itself keeps no other', async () => {
  const [ends, stays] = [await under(root, 'Ends', day(1)), await under(root, 'Stays', day(1))]
  const asked = await askForMerge(database, staff[0], { person: ends, into: stays })
  if (!asked.ok) throw new Error(asked.refusal.code)
  const own = await decide(database, staff[0], { moveId: asked.value, decision: 'approve' })
  expect(own).toMatchObject({ refusal: { code: 'genealogy.move.second_person' } })
  const alone = transact(database, call, (tx) =>
    sql`UPDATE genealogy.move SET state = 'done', decided_at = now(), decided_by = requested_by,
      done_number = nextval('genealogy.move_done') WHERE id = ${asked.value}`.execute(tx),
  )
  await expect(alone).rejects.toSatisfy((error) => sqlState(error) === '23514')
  expect(await decide(database, staff[1], { moveId: asked.value, decision: 'reject' })).toMatchObject({
    ok: true,
  })
  expect(await parentIn('sponsor', ends)).toBe(root.personId)
})

test('a merge and moves at the same moment leave a tree, and nobody joins under a position that ends', async () => {
  let merged = 0
  const refused: string[] = []
  for (let round = 0; round < 6; round++) {
    const [ends, stays] = [await under(root, 'Ends', day(1)), await under(root, 'Stays', day(1))]
    const below = await under(ends, 'Below', day(2))
    const asked = await askForMerge(database, staff[0], { person: ends, into: stays })
    const moveId = await askForMove(database, staff[0], { person: stays, parent: below })
    if (!asked.ok) throw new Error(asked.refusal.code)
    const both = await Promise.all([
      decide(database, staff[1], { moveId: asked.value, decision: 'approve' }),
      decide(database, staff[1], { moveId, decision: 'approve' }),
      ...Array.from({ length: 4 }, (_, at) =>
        under(ends, `Late ${round} ${at}`, day(3)).catch(() => undefined),
      ),
    ])
    // Where the move came first, the one that stays stood elsewhere when the merge was to begin.
    refused.push(...(both[0].ok ? [] : [both[0].refusal.code]))
    if (!both[0].ok) continue
    merged += 1
    const { rows } = await read(database, call.actor, (tx) =>
      sql<{ below: number }>`SELECT count(*)::int AS below FROM genealogy.v_current_link
        WHERE tree = 'sponsor' AND parent_id = ${ends.personId}`.execute(tx),
    )
    expect(rows).toEqual([{ below: 0 }])
    await known.settled()
    expect((await answerThen(database, stays, Date.now())).path?.at(-1)).toBe(house.personId)
    expect((await answerThen(database, below, Date.now())).path?.at(-1)).toBe(house.personId)
  }
  expect(merged).toBeGreaterThan(0)
  expect(refused.filter((code) => code !== 'genealogy.move.too_early')).toEqual([])
})
