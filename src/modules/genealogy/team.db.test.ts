import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSequencer, type Sequencer } from '#platform/outbox/sequencer.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, withDeps, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { startTeamImage, type TeamFigures, type TeamImage } from './api.ts'
import * as contract from './contract.ts'
import { genealogyModule } from './module.ts'

let database: TestDatabase
let server: TestApp
let sequencer: Sequencer
let teamImage: TeamImage
let house: TestPerson & { marketId: bigint }
let top: TestPerson
let first: TestPerson
let second: TestPerson
const onError = (error: Error): void => {
  throw error
}
const teamFigures: TeamFigures = async ({ personIds }) =>
  new Map(
    personIds.map((id) => [
      id,
      { rank: { name: 'Silver', place: 1, of: 5 }, ownVolume: 12_000_000n, branchVolume: 30_000_000n },
    ]),
  )

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
  sequencer = startSequencer({ onError }, database.url)
  teamImage = startTeamImage({ onError }, database.url)
  server = await testApp(database, [withDeps(genealogyModule, { teamImage, teamFigures })])
  top = await under(house, 'Tina Top', 'top@example.com')
  first = await under(top, 'Fritz First', 'first@example.com')
  second = await under(first, 'Selma Second', 'second@example.com')
})
afterAll(async () => {
  await server.close()
  await teamImage.stop()
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
const get = (url: string, cookies: Record<string, string>) =>
  server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies })
const idOf = (person: TestPerson) => server.deps.ids.close('per', person.personId)

test('a distributor sees the first level by name and volume, deeper levels by code and rank only', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'top@example.com' })
  const page = await expect
    .poll(async () => (await get('/me/team', cookies)).json(), { timeout: 10_000 })
    .toMatchObject({ total: 2 })
    .then(async () => (await get('/me/team', cookies)).json())
  expect(page.rows).toMatchObject([
    { code: first.code, level: 1, name: 'Fritz First', ownVolume: '12000000', branchVolume: '30000000' },
    {
      code: second.code,
      level: 2,
      name: null,
      ownVolume: null,
      branchVolume: null,
      rank: { name: 'Silver' },
    },
  ])
  expect(JSON.stringify(page)).not.toMatch(/Selma|@example/)
  expect(contract.listTeam.response.parse(page).seq).toBeGreaterThan(0n)
  const search = async (text: string) =>
    (await get(`/me/team?search=${encodeURIComponent(text)}`, cookies)).json().total
  expect(await search('frit')).toBe(1)
  expect(await search('Selma')).toBe(0)
  expect(await search(`${second.code.slice(0, 3)} ${second.code.slice(3)}`)).toBe(1)
  const card = (await get(`/me/team/${idOf(second)}`, cookies)).json()
  expect(card).toMatchObject({ level: 2, name: null, line: [{ code: first.code, name: 'Fritz First' }] })
  expect((await get('/me/team/counts', cookies)).json()).toMatchObject({
    people: 2,
    newcomers: 2,
    levels: [
      { level: 1, people: 1 },
      { level: 2, people: 1 },
    ],
  })
})

test('nobody sees people above or beside, and an answer is never older than what its asker has seen', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'first@example.com' })
  expect((await get(`/me/team/${idOf(top)}`, cookies)).statusCode).toBe(404)
  expect((await get(`/me/team?under=${idOf(house)}`, cookies)).statusCode).toBe(404)
  expect((await get('/me/sponsor', cookies)).json()).toEqual({
    sponsor: { code: top.code, name: 'Tina Top' },
  })
  const { seq } = (await get('/me/team/counts', cookies)).json()
  await under(first, 'Nora New')
  const next = (await get(`/me/team/counts?sinceSeq=${BigInt(seq) + 1n}`, cookies)).json()
  expect(next).toMatchObject({ people: 2, directs: 2 })
})

test('staff see the whole line upward by name, and the directs page by page', async () => {
  const staff = await signInStaff(server, database, {
    login: 'desk@example.com',
    rights: ['genealogy.read'],
  })
  const line = (await get(`/people/${idOf(second)}/line`, staff)).json()
  expect(line.upline.map((one: { displayName: string }) => one.displayName)).toEqual([
    'Fritz First',
    'Tina Top',
    'Example',
  ])
  const directs = (await get(`/people/${idOf(first)}/directs?rows=1`, staff)).json()
  expect(directs).toMatchObject({ total: 2, rows: [{ code: second.code, displayName: 'Selma Second' }] })
})
