import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSequencer, type Sequencer } from '#platform/outbox/sequencer.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, withDeps, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { startTeamImage, type TeamImage } from './api.ts'
import { genealogyModule } from './module.ts'
import { fillTree } from './use-cases/make-tree.ts'

let database: TestDatabase
let server: TestApp
let house: TestPerson & { marketId: bigint }

const onError = (error: Error): void => {
  throw error
}
// No question of this file is about the team list.
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
  window: (question, since) => threads.window(question, since),
  windowThen: nobody,
  takeFiguresThen: nobody,
  stop: nobody,
}
let threads: TeamImage
let sequencer: Sequencer

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
  sequencer = startSequencer({ onError }, database.url)
  threads = startTeamImage({ onError }, database.url)
  server = await testApp(database, [withDeps(genealogyModule, { teamImage })])
})
afterAll(async () => {
  await server.close()
  await threads.stop()
  await sequencer.stop()
  await database.close()
})

const under = (sponsor: TestPerson, name: string, login?: string) =>
  join(database, {
    sponsorId: sponsor.personId,
    marketId: house.marketId,
    name,
    ...(login === undefined ? {} : { login }),
  })
const send = (
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  cookies: Record<string, string>,
  payload?: object,
) => server.app.inject({ method, url: `/api/v1${url}`, cookies, ...(payload ? { payload } : {}) })

test('staff make a tree; a sponsor wishes, sees where ways lead, and places the own newcomers only', async () => {
  const staff = await signInStaff(server, database, {
    login: 'trees@example.com',
    rights: ['genealogy.read', 'genealogy.place'],
  })
  const reader = await signInStaff(server, database, {
    login: 'reader@example.com',
    rights: ['genealogy.read'],
  })
  const sponsor = await under(house, 'Sigrid Sponsor', 'sponsor@example.com')
  const other = await under(house, 'Odd Other', 'other@example.com')
  const tree = { code: 'legs', kind: 'binary', width: 2, depth: null, way: 'outer_left', holdingHours: 24 }
  expect((await send('POST', '/trees', reader, tree)).statusCode).toBe(403)
  expect((await send('POST', '/trees', staff, { ...tree, way: 'spill_over' })).json()).toMatchObject({
    code: 'genealogy.tree_way',
    field: 'way',
  })
  expect((await send('POST', '/trees', staff, tree)).statusCode).toBe(200)
  expect((await send('POST', '/trees', staff, tree)).statusCode).toBe(409)
  await fillTree({ db: database.db }, 'legs')
  expect((await send('GET', '/trees', reader)).json()).toMatchObject({ trees: [{ placed: 3, waiting: 0 }] })

  const newcomer = await under(sponsor, 'Nils Newcomer')
  const cookies = await signIn(server, { realm: 'distributor', login: 'sponsor@example.com' })
  const wish = await send('PUT', '/me/placements/legs/wish', cookies, { way: 'inner_right' })
  expect(wish.statusCode).toBe(204)
  const mine = (await send('GET', '/me/placements', cookies)).json()
  expect(mine).toMatchObject({
    total: 1,
    rows: [{ tree: 'legs', newcomer: { code: newcomer.code, displayName: 'Nils Newcomer' } }],
    trees: [{ code: 'legs', wish: 'inner_right', holdingHours: 24 }],
  })
  const leads = new Map(
    mine.trees[0].ways.map((one: { way: string; place: unknown }) => [one.way, one.place]),
  )
  // The other one already stands on the outer left of the sponsor's place, as both came by that way.
  expect(leads.get('outer_left')).toEqual({ parent: other.code, side: 0 })
  expect(leads.get('inner_right')).toEqual({ parent: sponsor.code, side: 1 })
  expect(leads.get('balanced')).toEqual({ parent: sponsor.code, side: 1 })

  const person = server.deps.ids.close('per', newcomer.personId)
  const stranger = await signIn(server, { realm: 'distributor', login: 'other@example.com' })
  const taken = await send('PUT', `/me/placements/legs/${person}`, stranger, { way: 'outer_left' })
  expect(taken.json()).toMatchObject({ code: 'genealogy.placement.not_found' })
  const outside = await send('PUT', `/me/placements/legs/${person}`, cookies, { parent: house.code, side: 1 })
  expect(outside.json()).toMatchObject({ code: 'genealogy.place.not_found' })
  const placed = await send('PUT', `/me/placements/legs/${person}`, cookies, { way: 'inner_right' })
  expect(placed.json()).toEqual({ parent: sponsor.code, side: 1 })
  expect((await send('GET', '/placements', reader)).json()).toMatchObject({ total: 0 })
})

test('staff see who waits and place anywhere', async () => {
  const staff = await signInStaff(server, database, {
    login: 'places@example.com',
    rights: ['genealogy.read', 'genealogy.place'],
  })
  const newcomer = await under(house, 'Wanda Waiting')
  const waiting = (await send('GET', '/placements?tree=legs', staff)).json()
  expect(waiting).toMatchObject({
    total: 1,
    rows: [{ newcomer: { code: newcomer.code }, sponsor: { code: house.code } }],
  })
  const person = server.deps.ids.close('per', newcomer.personId)
  const wrong = await send('PUT', `/placements/legs/${person}`, staff, { parent: house.code, side: 2 })
  expect(wrong.json()).toMatchObject({ code: 'genealogy.place.not_found', field: 'side' })
  const done = await send('PUT', `/placements/legs/${person}`, staff, { parent: house.code, side: 1 })
  expect(done.json()).toEqual({ parent: house.code, side: 1 })
  const again = await send('PUT', `/placements/legs/${person}`, staff, { parent: house.code, side: 1 })
  expect(again.json()).toMatchObject({ code: 'genealogy.placed_conflict' })
})

test('a placement tree is drawn by its places, follows who is placed, and one that nobody made has nobody in it', async () => {
  const staff = await signInStaff(server, database, {
    login: 'draws@example.com',
    rights: ['genealogy.read', 'genealogy.place'],
  })
  const newcomer = await under(house, 'Paula Placed')
  const [top, person] = [house, newcomer].map(({ personId }) => server.deps.ids.close('per', personId))
  const url = `/people/${top}/team/window?nodes=40&columns=9&tree=`
  const drawn = async (tree: string) => (await send('GET', `${url}${tree}`, staff)).json()
  const codes = async () => (await drawn('legs')).nodes.map((node: Drawn) => node.who.code)
  await expect.poll(async () => (await drawn('legs')).nodes).toBeDefined()
  expect(await codes()).not.toContain(newcomer.code)
  const before = (await drawn('legs')).nodes
  expect(before.map((node: Drawn) => node.side)).toContain(1)
  expect((await drawn('sponsor')).trees).toEqual(['legs'])
  expect((await send('PUT', `/placements/legs/${person}`, staff, { way: 'outer_right' })).statusCode).toBe(
    200,
  )
  await expect.poll(codes).toContain(newcomer.code)
  expect((await drawn('legs')).nodes[0].people).toBe(before[0].people + 1)
  expect(await drawn('nobody')).toMatchObject({ code: 'genealogy.no_place_there' })
})

type Drawn = Readonly<{ who: { code: string }; side: number | null }>
