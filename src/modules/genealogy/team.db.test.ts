import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSequencer, type Sequencer } from '#platform/outbox/sequencer.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, signIn, signInStaff, withDeps, type TestPerson } from '#test/support/field.ts'
import { testApp, type TestApp } from '#test/support/http.ts'
import { ACTIVE_BEFORE, parentOf, startTeamImage, type TeamFigures, type TeamImage } from './api.ts'
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
/** What is known of single people at the moment: a little more than what lists were handed. */
const teamFigures: TeamFigures = async ({ personIds }) =>
  new Map(
    personIds.map((id) => [
      id,
      { rank: { name: 'Gold', place: 2, of: 3 }, ownVolume: 13_000_000n, branchVolume: 31_000_000n },
    ]),
  )

/** Figures of some people, the later ones deeper and with more: what a plan would hand on. */
async function handOn(...people: readonly TestPerson[]): Promise<void> {
  const floats = (of: (index: number) => number) => Float64Array.from(people, (_, index) => of(index))
  await teamImage.takeFigures({
    maker: randomUUID(),
    generation: 1,
    isEverybody: true,
    seq: 3n,
    period: '2026-10',
    before: '2026-09',
    ladder: ['Bronze', 'Silver', 'Gold'],
    state: 'open',
    numbers: Int32Array.from(people, (_, index) => index),
    ids: Float64Array.from(people, ({ personId }) => Number(personId)),
    rank: new Uint8Array(people.length).fill(2),
    own: floats((index) => (index + 1) * 12_000_000),
    branch: floats((index) => (index + 1) * 30_000_000),
    activity: new Uint8Array(people.length).fill(ACTIVE_BEFORE),
  })
}

beforeAll(async () => {
  database = await freshDatabase()
  house = await beginField(database)
  sequencer = startSequencer({ onError }, database.url)
  teamImage = startTeamImage({ onError }, database.url)
  server = await testApp(database, [withDeps(genealogyModule, { teamImage, teamFigures })])
  top = await under(house, 'Tina Top', 'top@example.com')
  first = await under(top, 'Fritz First', 'first@example.com')
  second = await under(first, 'Selma Second', 'second@example.com')
  await handOn(first, second)
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
  expect(card).toMatchObject({ ownVolume: null, branchVolume: null, rank: { name: 'Gold' } })
  expect((await get(`/me/team/${idOf(first)}`, cookies)).json()).toMatchObject({ ownVolume: '13000000' })
  expect((await get('/me/team/counts', cookies)).json()).toMatchObject({
    people: 2,
    newcomers: 2,
    levels: [
      { level: 1, people: 1 },
      { level: 2, people: 1 },
    ],
  })
})

test('whatever a distributor sorts or narrows by, volumes and activity of deeper levels stay hidden', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'top@example.com' })
  const rows = async (query: string): Promise<{ code: string; ownVolume: string | null }[]> =>
    (await get(`/me/team?${query}`, cookies)).json().rows
  // The deeper one has more of everything, and stands behind the first level whichever way it is sorted.
  for (const sort of ['volume', '-volume', 'own', '-own'])
    expect(await rows(`sort=${sort}`)).toMatchObject([
      { code: first.code, ownVolume: '12000000', isLapsing: true },
      { code: second.code, ownVolume: null, branchVolume: null, isLapsing: null },
    ])
  expect(await rows('filter=lapsing')).toMatchObject([{ code: first.code }])
  expect(await rows('volumeFrom=1')).toMatchObject([{ code: first.code }])
  expect(await rows('rank=2&level=2')).toMatchObject([{ code: second.code }])
  expect((await get('/me/team/counts', cookies)).json()).toMatchObject({
    lapsing: 1,
    figures: { period: '2026-10', before: '2026-09', seq: '3', ranks: ['Bronze', 'Silver', 'Gold'] },
  })
})

test('staff see names and volumes of the whole downline of anybody, find people in it by name, and say who stands below whom', async () => {
  const staff = await signInStaff(server, database, {
    login: 'tree@example.com',
    rights: ['genealogy.read'],
  })
  const list = async (of: TestPerson, query: string) =>
    (await get(`/people/${idOf(of)}/team?${query}`, staff)).json()
  expect(await list(house, 'sort=volume')).toMatchObject({
    total: 3,
    isCut: false,
    rows: [
      { code: second.code, level: 3, name: 'Selma Second', branchVolume: '60000000' },
      { code: first.code, level: 2, name: 'Fritz First' },
      { code: top.code, name: 'Tina Top', branchVolume: null, isLapsing: false },
    ],
  })
  // By the beginning of either name, in either order, and only within the downline asked.
  for (const search of ['sel', 'second', 'selma sec', 'SECOND sel'])
    expect(await list(top, `search=${encodeURIComponent(search)}`)).toMatchObject({
      total: 1,
      rows: [{ code: second.code }],
    })
  for (const search of ['elma', 'tina', 'selma first'])
    expect(await list(top, `search=${encodeURIComponent(search)}`)).toMatchObject({ total: 0 })
  expect((await get(`/people/${idOf(top)}/team/counts`, staff)).json()).toMatchObject({
    people: 2,
    lapsing: 2,
  })
  const relation = async (one: TestPerson, other: TestPerson) =>
    (await get(`/people/${idOf(one)}/relation?to=${other.code}`, staff)).json()
  expect(await relation(second, top)).toMatchObject({
    relation: 'below',
    levels: 2,
    line: [{ code: first.code, name: 'Fritz First' }],
  })
  expect(await relation(top, second)).toMatchObject({ relation: 'above', levels: 2 })
  const here = await signInStaff(server, database, {
    login: 'market@example.com',
    rights: ['genealogy.read'],
    marketId: house.marketId,
  })
  expect((await get(`/people/${idOf(house)}/team`, here)).json()).toMatchObject({ total: 3 })
  expect((await get(`/people/${idOf(top)}/line`, here)).json()).toMatchObject({ below: 2 })
  const elsewhere = await signInStaff(server, database, {
    login: 'nothing@example.com',
    rights: ['people.read'],
  })
  for (const path of ['team', 'team.csv', 'team/counts', `relation?to=${top.code}`])
    expect((await get(`/people/${idOf(top)}/${path}`, elsewhere)).statusCode).toBe(403)
})

test('a distributor learns how two of the own team stand to each other, and of nobody else whether they exist', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'first@example.com' })
  const relation = (one: TestPerson, to: string) => get(`/me/team/${idOf(one)}/relation?to=${to}`, cookies)
  expect((await relation(second, first.code)).json()).toMatchObject({ relation: 'below', levels: 1 })
  for (const [one, to] of [
    [second, top.code],
    [top, second.code],
    [second, '99999999'],
  ] as const)
    expect((await relation(one, to)).json()).toMatchObject({ code: 'genealogy.person.not_found' })
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

test('a drawn team shows what the list shows: names of the first level, deeper codes, and of the rest only counts', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'top@example.com' })
  const drawn = async (query = '', as = cookies) =>
    (await get(`/me/team/window?nodes=40&columns=3&${query}`, as)).json()
  const window = await drawn()
  expect(window).toMatchObject({
    levelsAbove: 0,
    above: [],
    figures: { period: '2026-10', state: 'open' },
    at: null,
  })
  const [viewer, near, ...far] = window.nodes
  expect(viewer).toMatchObject({ who: { name: 'Tina Top' }, level: 0, people: 3, active: 3, rest: null })
  expect(viewer.sold).toBe('36000000')
  expect(near).toMatchObject({
    who: { name: 'Fritz First', branchVolume: '31000000', rank: { name: 'Gold' }, isLapsing: true },
    parent: 0,
    directs: 2,
  })
  expect(far).toHaveLength(2)
  for (const { who, sold } of far) {
    expect(sold).toBeNull()
    expect(who).toMatchObject({
      name: null,
      ownVolume: null,
      branchVolume: null,
      isLapsing: null,
      rank: { name: 'Gold' },
    })
  }
  expect(JSON.stringify(window)).not.toMatch(/Selma|Nora|@example/)
  expect((await drawn(`open=${idOf(first)}*0`)).nodes[1]).toMatchObject({
    shown: 0,
    sold: '24000000',
    rest: { people: 2, active: 2, lapsing: null, sold: null },
  })
  // Of the own first level it is told how many are about to lapse, of all others to staff alone.
  const folded = `open=${idOf(top)}*0`
  expect((await drawn(folded)).nodes[0].rest).toMatchObject({
    people: 3,
    active: 3,
    lapsing: 1,
    sold: '36000000',
  })
  const found = await drawn(`open=${idOf(first)}*0&find=${idOf(second)}`)
  expect(found.nodes.map((node: { who: { code: string } }) => node.who.code)).toContain(second.code)
  expect(await drawn(`root=${idOf(second)}`)).toMatchObject({
    levelsAbove: 2,
    above: [{ code: first.code, name: 'Fritz First' }, { code: top.code }],
    nodes: [{ who: { code: second.code, name: null }, level: 2 }],
  })
  const below = await signIn(server, { realm: 'distributor', login: 'first@example.com' })
  for (const query of [`root=${idOf(top)}`, `find=${idOf(house)}`])
    expect(await drawn(query, below)).toMatchObject({ code: 'genealogy.person.not_found' })
})

test('staff see the drawn team of anybody by name, with the right to', async () => {
  const [staff, other] = await Promise.all([
    signInStaff(server, database, { login: 'draws@example.com', rights: ['genealogy.read'] }),
    signInStaff(server, database, { login: 'other@example.com', rights: ['genealogy.move'] }),
  ])
  const url = `/people/${idOf(top)}/team/window`
  const names = (await get(url, staff)).json().nodes.map((node: { who: { name: string } }) => node.who.name)
  expect(names).toEqual(['Tina Top', 'Fritz First', 'Selma Second', 'Nora New'])
  const folded = (await get(`${url}?open=${idOf(top)}*0`, staff)).json()
  expect(folded.nodes[0].rest).toMatchObject({ people: 3, active: 3, lapsing: 2 })
  expect((await get(url, other)).statusCode).toBe(403)
  expect((await get(`${url}?find=${idOf(house)}`, staff)).statusCode).toBe(404)
  expect((await get(`${url}?open=nobody`, staff)).statusCode).toBe(400)
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

test('a move is asked for, decided by somebody else, and shown at once; the new sponsor sees the name, the old one no longer', async () => {
  const asker = await signInStaff(server, database, {
    login: 'asks@example.com',
    rights: ['genealogy.read', 'genealogy.move', 'genealogy.approve_move'],
  })
  const decider = await signInStaff(server, database, {
    login: 'decides@example.com',
    rights: ['genealogy.read', 'genealogy.approve_move'],
  })
  const old = await under(house, 'Olav Old', 'old@example.com')
  const next = await under(house, 'Nina Next', 'next@example.com')
  const person = await under(old, 'Per Person')
  const below = await under(person, 'Bodil Below')
  const send = (method: 'POST' | 'PUT', url: string, cookies: Record<string, string>, payload: object) =>
    server.app.inject({
      method,
      url: `/api/v1${url}`,
      cookies,
      payload,
      headers: { 'idempotency-key': randomUUID() },
    })
  const wanted = { person: idOf(person), parent: next.code, withTeam: true, reason: 'The wrong sponsor.' }
  expect((await send('POST', '/moves', decider, wanted)).statusCode).toBe(403)
  const circle = await send('POST', '/moves', asker, { ...wanted, parent: below.code })
  expect(circle.json()).toMatchObject({ code: 'genealogy.move.circle', field: 'parent' })
  expect(circle.json().message).toMatch(/would stand below itself/)
  const asked = await send('POST', '/moves', asker, wanted)
  expect(asked.statusCode).toBe(201)
  const { move } = asked.json()
  expect((await get('/moves?state=requested', decider)).json()).toMatchObject({
    total: 1,
    rows: [
      { move, people: 2, person: { displayName: 'Per Person' }, from: { code: old.code }, youAsked: false },
    ],
  })
  const own = await send('PUT', `/moves/${move}/approved`, asker, { note: '' })
  expect(own.json()).toMatchObject({ code: 'genealogy.move.second_person' })
  expect((await send('PUT', `/moves/${move}/withdrawn`, asker, { note: '' })).statusCode).toBe(204)
  const again = await send('POST', '/moves', asker, { ...wanted, reason: 'Asked again.' })
  const moveAgain = again.json().move
  expect((await send('PUT', `/moves/${moveAgain}/approved`, decider, { note: 'Seen.' })).statusCode).toBe(204)
  expect((await send('PUT', `/moves/${moveAgain}/approved`, decider, { note: 'Seen.' })).statusCode).toBe(204)
  expect((await get(`/moves/${moveAgain}`, asker)).json()).toMatchObject({
    state: 'done',
    note: 'Seen.',
    obstacle: null,
    youAsked: true,
  })
  const cookies = await signIn(server, { realm: 'distributor', login: 'next@example.com' })
  await expect
    .poll(async () => (await get('/me/team', cookies)).json(), { timeout: 10_000 })
    .toMatchObject({
      total: 2,
      rows: [
        { name: 'Per Person', branch: 1 },
        { name: null, level: 2 },
      ],
    })
  const before = await signIn(server, { realm: 'distributor', login: 'old@example.com' })
  expect((await get('/me/team', before)).json()).toMatchObject({ total: 0 })
})

test('who moves alone leaves the sellers below to the old sponsor and takes the customers along', async () => {
  const decider = await signInStaff(server, database, {
    login: 'second@example.com',
    rights: ['genealogy.approve_move'],
  })
  const asker = await signInStaff(server, database, { login: 'first@desk.com', rights: ['genealogy.move'] })
  const [old, next] = [await under(house, 'Ole Old'), await under(house, 'Nora Next')]
  const person = await under(old, 'Pia Person')
  const seller = await under(person, 'Sara Seller')
  const customer = await join(database, {
    sponsorId: person.personId,
    marketId: house.marketId,
    name: 'Kari Customer',
    kind: 'retail',
  })
  const send = (method: 'POST' | 'PUT', url: string, cookies: Record<string, string>, payload: object) =>
    server.app.inject({
      method,
      url: `/api/v1${url}`,
      cookies,
      payload,
      headers: { 'idempotency-key': randomUUID() },
    })
  const wanted = { person: idOf(person), parent: next.code, withTeam: false, reason: 'Goes alone.' }
  const { move } = (await send('POST', '/moves', asker, wanted)).json()
  expect((await send('PUT', `/moves/${move}/approved`, decider, { note: '' })).statusCode).toBe(204)
  const parents = await read(database, systemActor('test'), (tx) =>
    Promise.all(
      [person, seller, customer].map(({ personId }) => parentOf(tx, { tree: 'sponsor', personId })),
    ),
  )
  expect(parents).toEqual([next.personId, old.personId, person.personId])
})
