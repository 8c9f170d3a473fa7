import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeSetting } from '#modules/company/api.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
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
import { autoApprove, publishAgreement } from './api.ts'
import * as contract from './contract.ts'
import { fieldModule } from './module.ts'
import { changeStanding } from './use-cases/change-standing.ts'
import { decideByRule } from './use-cases/decide-by-rule.ts'

let database: TestDatabase
let server: TestApp
let house: TestPerson & { marketId: bigint }
let sponsor: TestPerson
let staff: Record<string, string>
const call = { actor: systemActor('req-test'), useCase: 'test.arrange' }

beforeAll(async () => {
  database = await freshDatabase()
  server = await testApp(database, [withDeps(fieldModule, joinDeps)])
  house = await beginField(database)
  sponsor = await under(house, 'Zoë Sponsor', 'zoe@example.com')
  staff = await signInStaff(server, database, {
    login: 'desk@example.com',
    rights: ['applications.decide', 'people.read', 'people.write'],
  })
  await transact(database, call, (tx) =>
    publishAgreement(tx, { language: 'en', title: 'Agreement', body: 'You sell in your own name.' }),
  )
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
const get = (url: string, cookies: Record<string, string> = {}) =>
  server.app.inject({ method: 'GET', url: `/api/v1${url}`, cookies })
const send = (method: 'POST' | 'PUT', url: string, payload: object, cookies: Record<string, string> = {}) =>
  server.app.inject({
    method,
    url: `/api/v1${url}`,
    payload,
    cookies,
    headers: { 'idempotency-key': randomUUID() },
  })
const inviteOf = (person: TestPerson) => server.deps.ids.close('inv', person.personId)

async function apply(email: string, parent: TestPerson = sponsor): Promise<string> {
  const reply = await send('POST', '/applications', {
    invite: inviteOf(parent),
    givenName: 'Nova',
    familyName: 'Newcomer',
    email,
    language: 'en',
    acceptedAgreement: 1,
    password: 'a sentence of her own',
  })
  expect(reply.statusCode).toBe(202)
  return contract.submitApplication.response.parse(reply.json()).application
}

test('a newcomer opens the invitation, applies, waits, is approved and signs in under the sponsor', async () => {
  const invite = (await get(`/invites/${inviteOf(sponsor)}`)).json()
  expect(invite).toMatchObject({
    sponsor: { displayName: 'Zoë Sponsor', shopName: 'zoe-sponsor' },
    market: 'NO',
    agreement: { version: 1, title: 'Agreement' },
  })
  const application = await apply('Nova@Example.com')
  expect((await get(`/applications/${application}/state`)).json()).toEqual({
    state: 'waiting',
    sponsorName: 'Zoë Sponsor',
  })
  const early = await send('POST', '/sessions', {
    realm: 'distributor',
    login: 'nova@example.com',
    password: 'a sentence of her own',
  })
  expect(early.json()).toMatchObject({ code: 'identity.sign_in_refused' })
  const waiting = (await get('/applications?state=waiting&search=nova', staff)).json()
  expect(waiting.rows).toMatchObject([
    { application, emailKnown: false, sponsor: { code: sponsor.code, displayName: 'Zoë Sponsor' } },
  ])
  const approved = await send('POST', `/applications/${application}/approve`, {}, staff)
  expect(approved.statusCode).toBe(200)
  const again = await send('POST', `/applications/${application}/approve`, {}, staff)
  expect(again.json()).toEqual(approved.json())
  const cookies = await signIn(server, {
    realm: 'distributor',
    login: 'nova@example.com',
    password: 'a sentence of her own',
  })
  const me = (await get('/me/person', cookies)).json()
  expect(me).toMatchObject({
    displayName: 'Nova Newcomer',
    kind: 'distributor',
    status: 'active',
    shopName: 'nova-newcomer',
    code: approved.json().code,
  })
  const { rows } = await sql<{ parent_id: bigint; events: bigint; password_hash: string | null }>`
    SELECT link.parent_id, application.password_hash,
      (SELECT count(*) FROM platform.outbox WHERE topic = 'field.person_joined' AND key_id = person.id) AS events
    FROM field.person JOIN genealogy.link ON link.person_id = person.id
    JOIN field.application ON application.person_id = person.id
    WHERE person.code = ${me.code}`.execute(database.owner)
  expect(rows).toEqual([{ parent_id: sponsor.personId, events: 1n, password_hash: null }])
})

test('an application under a known address gets the same answer, and only the staff see that it is known', async () => {
  const first = await apply('twice@example.com')
  await send('POST', `/applications/${first}/approve`, {}, staff)
  const second = await apply('TWICE@example.com')
  expect((await get(`/applications/${second}`, staff)).json()).toMatchObject({
    emailKnown: true,
    phone: null,
  })
  const approval = await send('POST', `/applications/${second}/approve`, {}, staff)
  expect(approval.json()).toMatchObject({ code: 'field.email.conflict' })
  expect((await get(`/applications/${second}/state`)).json()).toMatchObject({ state: 'waiting' })
  const refused = await send('POST', `/applications/${second}/refuse`, { reason: 'Applied twice.' }, staff)
  expect(refused.statusCode).toBe(204)
  const late = await send('POST', `/applications/${second}/approve`, {}, staff)
  expect(late.json()).toMatchObject({ code: 'field.application.conflict', params: { state: 'refused' } })
})

test('an outdated agreement, a weak password and a foreign invitation are refused with their field', async () => {
  const body = {
    invite: inviteOf(sponsor),
    givenName: 'A',
    familyName: 'B',
    email: 'ab@example.com',
    language: 'en',
    password: 'a sentence of her own',
  }
  expect((await send('POST', '/applications', body)).json()).toMatchObject({
    code: 'field.agreement_changed',
    field: 'acceptedAgreement',
  })
  const weak = await send('POST', '/applications', {
    ...body,
    acceptedAgreement: 1,
    password: 'aaaaaaaaaaaa',
  })
  expect(weak.json()).toMatchObject({ code: 'identity.password_guessable', field: 'password' })
  const customer = await join(database, {
    sponsorId: sponsor.personId,
    marketId: house.marketId,
    name: 'Retail Customer',
    kind: 'retail',
  })
  expect((await get(`/invites/${inviteOf(customer)}`)).statusCode).toBe(404)
})

test('an applicant takes a waiting application back, and then nobody can approve it', async () => {
  const application = await apply('second.thoughts@example.com')
  for (let time = 0; time < 2; time++)
    expect((await send('POST', `/applications/${application}/withdrawal`, {})).statusCode).toBe(204)
  expect((await get(`/applications/${application}/state`)).json()).toMatchObject({ state: 'withdrawn' })
  expect((await get(`/applications/${application}`, staff)).json()).toMatchObject({ state: 'withdrawn' })
  const late = await send('POST', `/applications/${application}/approve`, {}, staff)
  expect(late.json()).toMatchObject({ code: 'field.application.conflict', params: { state: 'withdrawn' } })
  const { rows } = await sql`
    SELECT password_hash FROM field.application WHERE email = 'second.thoughts@example.com'`.execute(
    database.owner,
  )
  expect(rows).toEqual([{ password_hash: null }])
})

test('an application that was decided is not taken back', async () => {
  const application = await apply('too.late@example.com')
  await send('POST', `/applications/${application}/approve`, {}, staff)
  const late = await send('POST', `/applications/${application}/withdrawal`, {})
  expect(late.json()).toMatchObject({ code: 'field.application.conflict', params: { state: 'approved' } })
  expect((await get(`/applications/${application}/state`)).json()).toMatchObject({ state: 'approved' })
})

test('fifty applications approved at once under one sponsor all stand below it, each with its own code', async () => {
  const parent = await under(sponsor, 'Busy Sponsor')
  const applications: string[] = []
  for (let n = 0; n < 50; n++) applications.push(await apply(`crowd${n}@example.com`, parent))
  const replies = await Promise.all(
    applications.map((application) => send('POST', `/applications/${application}/approve`, {}, staff)),
  )
  expect(replies.map((reply) => reply.statusCode)).toEqual(Array.from({ length: 50 }, () => 200))
  expect(new Set(replies.map((reply) => reply.json().code)).size).toBe(50)
  const { rows } = await sql<{ below: bigint; shops: bigint }>`
    SELECT count(*) AS below, count(DISTINCT shop_name.name) AS shops
    FROM genealogy.link JOIN field.shop_name ON shop_name.person_id = link.person_id AND shop_name.in_use
    WHERE link.parent_id = ${parent.personId} AND link.valid_until IS NULL`.execute(database.owner)
  expect(rows).toEqual([{ below: 50n, shops: 50n }])
}, 60_000)

test('a rule approves who is new and leaves a known address to the staff', async () => {
  const decide = (application: string) =>
    decideByRule(
      { db: database.db, ...joinDeps },
      { applicationId: server.deps.ids.open('app', application) },
    )
  await transact(database, call, (tx) =>
    changeSetting(tx, autoApprove, { marketId: null, validFrom: '2000-01-01', value: true }),
  )
  const fresh = await apply('fresh@example.com')
  const known = await apply('zoe@example.com')
  const { rows } =
    await sql`SELECT FROM graphile_worker.jobs WHERE task_identifier = 'field.decide_by_rule'`.execute(
      database.owner,
    )
  expect(rows).toHaveLength(2)
  expect(await decide(fresh)).toMatchObject({ ok: true })
  expect(await decide(fresh)).toMatchObject({ ok: true })
  expect(await decide(known)).toMatchObject({ ok: false, refusal: { code: 'field.rule_not_sure' } })
  expect((await get(`/applications/${fresh}`, staff)).json()).toMatchObject({
    state: 'approved',
    decidedBy: 'rule',
  })
  expect((await get(`/applications/${known}`, staff)).json()).toMatchObject({ state: 'waiting' })
})

test('personal rows are seen by their owner, by who serves them and by staff, and nothing stays on the pool', async () => {
  const direct = await under(sponsor, 'Direct Person', 'direct@example.com')
  const deep = await under(direct, 'Deep Person', 'deep@example.com')
  const as = (personId: bigint | null, realm: Actor['realm'] = 'distributor'): Actor => ({
    realm,
    accountId: 1n,
    personId,
    requestId: 'req-look',
  })
  const seen = (actor: Actor, table: 'person_name' | 'person_contact') =>
    read(database, actor, async (tx) => {
      const { rows } = await sql<{ person_id: bigint }>`
        SELECT person_id FROM ${sql.table(`field.${table}`)}
        WHERE person_id IN (${direct.personId}, ${deep.personId})`.execute(tx)
      return rows.map((row) => row.person_id)
    })
  expect(await seen(as(sponsor.personId), 'person_name')).toEqual([direct.personId])
  expect(await seen(as(sponsor.personId), 'person_contact')).toEqual([])
  expect(await seen(as(deep.personId), 'person_contact')).toEqual([deep.personId])
  expect(await seen(as(null, 'public'), 'person_name')).toEqual([])
  expect(await seen(as(null, 'staff'), 'person_contact')).toHaveLength(2)
  const mixed = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      n % 2 === 0 ? seen(as(null, 'staff'), 'person_name') : seen(as(null, 'public'), 'person_name'),
    ),
  )
  expect(mixed.map((rows) => rows.length)).toEqual(
    Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 2 : 0)),
  )
  const bare = await sql`SELECT FROM field.person_name`.execute(database.db)
  expect(bare.rows).toEqual([])
})

test('a shop takes a free name only, never one of the site, and keeps its earlier name', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'zoe@example.com' })
  const change = (shopName: string) => send('PUT', '/me/shop', { shopName, greeting: 'Hello.' }, cookies)
  for (const name of ['checkout', 'office', 'API', 'check-out'])
    expect((await change(name)).json()).toMatchObject({ code: 'field.shop_name_reserved', field: 'shopName' })
  expect((await change('a_b')).json()).toMatchObject({ code: 'field.shop_name_shape' })
  expect((await change('example')).json()).toMatchObject({ code: 'field.shop_name.conflict' })
  expect((await change('zoes-garden')).statusCode).toBe(204)
  expect((await get('/shops/zoe-sponsor')).json()).toMatchObject({
    shopName: 'zoes-garden',
    displayName: 'Zoë Sponsor',
    greeting: 'Hello.',
  })
  expect((await get('/me/invite', cookies)).json()).toMatchObject({ shopPath: '/zoes-garden' })
  expect((await change('zoe-sponsor')).statusCode).toBe(204)
  expect((await get('/shops/nobody-here')).statusCode).toBe(404)
})

test('a distributor adds customers and sees only these, with their contacts', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'direct@example.com' })
  const customer = { kind: 'preferred', givenName: 'Kim', familyName: 'Kunde', email: 'kim@example.com' }
  const made = await send('POST', '/me/customers', customer, cookies)
  expect(made.statusCode).toBe(201)
  const { rows } = (await get('/me/customers?search=kun', cookies)).json()
  expect(rows).toMatchObject([
    { code: made.json().code, email: 'kim@example.com', kind: 'preferred', shopName: null },
  ])
  const other = await signIn(server, { realm: 'distributor', login: 'zoe@example.com' })
  expect((await get('/me/customers?search=kim', other)).json()).toMatchObject({ rows: [], total: 0 })
})

test('staff find people by the end of a telephone number, however it is typed, and nobody else by it', async () => {
  const cookies = await signIn(server, { realm: 'distributor', login: 'direct@example.com' })
  const named = { kind: 'retail', givenName: 'Tea', familyName: 'Fon', email: 'tea@example.com' }
  const made = await send('POST', '/me/customers', { ...named, phone: '+47 22 33-44 55' }, cookies)
  const { code } = made.json<{ code: string }>()
  const found = async (search: string) =>
    (await get(`/people?search=${encodeURIComponent(search)}`, staff)).json<{ rows: { code: string }[] }>()
      .rows
  for (const typed of ['+47 22 33 44 55', '4722334455', '22334455', '0 22 33 44 55', '(22) 33.44-55'])
    expect(await found(typed)).toMatchObject([{ code }])
  for (const typed of ['22 33 44 56', '33445', '47 22 33 44']) expect(await found(typed)).toEqual([])
})

test('staff find people, see a history, and change a standing once', async () => {
  const page = (await get('/people?search=direct&sort=name', staff)).json()
  expect(page).toMatchObject({ total: 1, rows: [{ displayName: 'Direct Person', market: 'NO' }] })
  const person = page.rows[0].person
  const change = () =>
    send('PUT', `/people/${person}/standing`, { kind: 'distributor', status: 'suspended' }, staff)
  expect((await change()).statusCode).toBe(204)
  expect((await change()).statusCode).toBe(204)
  const card = (await get(`/people/${person}`, staff)).json()
  expect(card.history.map((row: { status: string }) => row.status)).toEqual(['active', 'suspended'])
  // Two changes of one moment follow each other: the history has both.
  const id = server.deps.ids.open('per', person) ?? 0n
  await transact(database, { actor: systemActor('at-once'), useCase: 'test.at_once' }, async (tx, about) => {
    for (const status of ['inactive', 'active'] as const)
      expect(await changeStanding(tx, about, { personId: id, kind: 'distributor', status })).toMatchObject({
        ok: true,
      })
  })
  const { history } = (await get(`/people/${person}`, staff)).json()
  expect(history.map((row: { status: string }) => row.status)).toEqual([
    'active',
    'suspended',
    'inactive',
    'active',
  ])
  const begins = history.map((row: { from: string }) => row.from)
  expect(new Set(begins).size).toBe(4)
  const elsewhere = await signInStaff(server, database, {
    login: 'nowhere@example.com',
    rights: ['company.read'],
  })
  expect((await get('/people', elsewhere)).statusCode).toBe(403)
})
