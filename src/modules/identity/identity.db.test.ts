import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginCompany } from '#modules/company/api.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { cookiesOf, testApp, type TestApp } from '#test/support/http.ts'
import {
  createAccount,
  createDemonstrationAccount,
  hashPassword,
  inviteStaff,
  issueLink,
  saveRole,
} from './api.ts'
import * as contract from './contract.ts'

let database: TestDatabase
let server: TestApp
const system = systemActor('req-test')
const password = 'three tired kittens'

const write = <T>(work: Parameters<typeof transact<T>>[2]) =>
  transact(database, { actor: system, useCase: 'test.arrange' }, work)

beforeAll(async () => {
  database = await freshDatabase()
  server = await testApp(database)
  await write((tx) =>
    beginCompany(tx, { name: 'X', country: 'NO', currency: 'NOK', timeZone: 'Europe/Oslo', language: 'en' }),
  )
  await write((tx) => saveRole(tx, { code: 'viewer', name: 'Viewer', rights: ['identity.read'] }))
  await write((tx) => saveRole(tx, { code: 'manager', name: 'Manager', rights: ['identity.write'] }))
})
afterAll(async () => {
  await server.close()
  await database.close()
})

const post = (url: string, payload: object, more: object = {}) =>
  server.app.inject({ method: 'POST', url: `/api/v1${url}`, payload, ...more })

/** A member of staff with a role, signed in. */
async function staff(login: string, role: string, market: bigint | null = null) {
  const invited = await write((tx) =>
    inviteStaff(tx, { login, name: login, grants: [{ role, marketId: market }] }),
  )
  if (!invited.ok) throw new Error(invited.refusal.code)
  const entered = await post('/one-time-links/use', { token: invited.value.token, password })
  return { ...invited.value, entered, cookies: cookiesOf(entered) }
}

test('a one-time link lets its holder in once, with a password that is good enough', async () => {
  const invited = await write((tx) =>
    inviteStaff(tx, {
      login: 'Ada@Example.com ',
      name: 'Ada',
      grants: [{ role: 'administrator', marketId: null }],
    }),
  )
  const token = invited.ok ? invited.value.token : ''
  expect((await post('/one-time-links/look', { token })).json()).toMatchObject({ login: 'ada@example.com' })
  const short = await post('/one-time-links/use', { token, password: 'short' })
  expect(short.json()).toMatchObject({ code: 'identity.password_short', field: 'password' })
  const both = await Promise.all([1, 2].map(() => post('/one-time-links/use', { token, password })))
  expect(both.map((reply) => reply.statusCode).toSorted((a, b) => a - b)).toEqual([200, 422])
  const entered = both.find((reply) => reply.statusCode === 200)
  expect(contract.me.parse(entered?.json())).toMatchObject({ name: 'Ada', rights: ['*'] })
  expect((await post('/one-time-links/look', { token })).json()).toMatchObject({ code: 'identity.link_gone' })
})

test('sign-in, session, sign-out: the cookie holds a secret that the database does not know', async () => {
  await staff('bo@example.com', 'viewer')
  const refused = await post('/sessions', {
    realm: 'staff',
    login: 'bo@example.com',
    password: 'not this one',
  })
  const nobody = await post('/sessions', { realm: 'staff', login: 'nobody@example.com', password })
  expect(refused.json().code).toBe('identity.sign_in_refused')
  expect(nobody.json().code).toBe('identity.sign_in_refused')
  const other = await post('/sessions', { realm: 'customer', login: 'bo@example.com', password })
  expect(other.statusCode).toBe(422)
  const entered = await post('/sessions', { realm: 'staff', login: 'BO@example.com', password })
  const cookies = cookiesOf(entered)
  expect(entered.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  const { rows } = await sql`SELECT FROM identity.session
    WHERE token_hash = ${Buffer.from(cookies['openfield_staff'] ?? '', 'base64url')}`.execute(database.owner)
  expect(rows).toEqual([])
  const session = () => server.app.inject({ url: '/api/v1/sessions/current', cookies })
  expect((await session()).json()).toMatchObject({ realm: 'staff', rights: ['identity.read'] })
  const asOffice = await server.app.inject({
    url: '/api/v1/sessions/current',
    cookies,
    headers: { 'x-openfield-realm': 'distributor' },
  })
  expect(asOffice.statusCode).toBe(401)
  await server.app.inject({ method: 'DELETE', url: '/api/v1/sessions/current', cookies })
  expect((await session()).statusCode).toBe(401)
})

test('after eight tries even the right password waits, for this login only', async () => {
  await staff('cy@example.com', 'viewer')
  await staff('di@example.com', 'viewer')
  const enter = (login: string, tried: string) =>
    post('/sessions', { realm: 'staff', login, password: tried })
  const tries = await Promise.all(Array.from({ length: 8 }, () => enter('cy@example.com', 'wrong wrong')))
  expect(tries.every((reply) => reply.statusCode === 422)).toBe(true)
  const ninth = await enter('cy@example.com', password)
  expect(ninth.statusCode).toBe(429)
  expect(ninth.json().params.seconds).toBeGreaterThan(0)
  expect((await enter('di@example.com', password)).statusCode).toBe(200)
})

test('a change of roles and a block hold for running sessions at once', async () => {
  const admin = await staff('eve@example.com', 'administrator')
  const worker = await staff('flo@example.com', 'viewer')
  const id = server.deps.ids.close('acc', worker.accountId)
  const list = (cookies: Record<string, string>) => server.app.inject({ url: '/api/v1/staff', cookies })
  const put = (url: string, payload: object) =>
    server.app.inject({ method: 'PUT', url: `/api/v1${url}`, payload, cookies: admin.cookies })
  expect((await list(worker.cookies)).json().rows.length).toBeGreaterThan(1)
  await put(`/staff/${id}/roles`, { roles: [] })
  expect((await list(worker.cookies)).statusCode).toBe(403)
  await put(`/staff/${id}/roles`, { roles: [{ role: 'viewer', market: 'NO' }] })
  expect((await list(worker.cookies)).statusCode).toBe(200)
  expect((await put(`/accounts/${id}/blocked`, { blocked: true })).statusCode).toBe(204)
  expect((await list(worker.cookies)).statusCode).toBe(401)
  const own = await put(`/accounts/${server.deps.ids.close('acc', admin.accountId)}/blocked`, {
    blocked: true,
  })
  expect(own.json().code).toBe('identity.own_account')
})

test('who manages staff in one market cannot give rights in all', async () => {
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM company.market`.execute(database.db)
  const manager = await staff('gus@example.com', 'manager', rows[0]?.id ?? null)
  const body = { login: 'x@example.com', name: 'X', roles: [{ role: 'administrator' }] }
  const headers = { 'idempotency-key': 'key-of-manager' }
  const reply = await post('/staff', body, { cookies: manager.cookies, headers })
  expect(reply.statusCode).toBe(403)
})

test('an invitation has one effect, and names what it does not know', async () => {
  const admin = await staff('hal@example.com', 'administrator')
  const body = { login: 'ida@example.com', name: 'Ida', roles: [{ role: 'viewer', market: 'NO' }] }
  const send = (change: object = {}) => post('/staff', { ...body, ...change }, { cookies: admin.cookies })
  expect((await send()).statusCode).toBe(201)
  expect((await send()).json()).toMatchObject({ code: 'identity.login_conflict', field: 'login' })
  const unknown = await send({ login: 'jo@example.com', roles: [{ role: 'nothing' }] })
  expect(unknown.json().code).toBe('identity.role_unknown')
  const elsewhere = await send({ login: 'jo@example.com', roles: [{ role: 'viewer', market: 'XX' }] })
  expect(elsewhere.json().code).toBe('identity.market_unknown')
})

test('a write under a key needs the key, answers a copy alike and refuses other content', async () => {
  const admin = await staff('lou@example.com', 'administrator')
  const entity = { code: 'SE', name: 'X Sweden', country: 'SE', currency: 'SEK' }
  const send = (payload: object, headers: Record<string, string>) =>
    post('/legal-entities', payload, { cookies: admin.cookies, headers })
  const headers = { 'idempotency-key': 'key-entity' }
  expect((await send(entity, {})).json().code).toBe('idempotency.key_needed')
  const copies = await Promise.all(Array.from({ length: 5 }, () => send(entity, headers)))
  expect(copies.map((reply) => reply.statusCode)).toEqual([201, 201, 201, 201, 201])
  expect((await send({ ...entity, name: 'Y' }, headers)).statusCode).toBe(409)
})

test('a new password ends the other sessions', async () => {
  const account = await staff('kim@example.com', 'viewer')
  const change = (payload: object) =>
    server.app.inject({ method: 'PUT', url: '/api/v1/password', payload, cookies: account.cookies })
  expect((await change({ present: 'guess', password })).json()).toMatchObject({ field: 'present' })
  const changed = await change({ present: password, password: 'four awake kittens' })
  const asked = (cookies: Record<string, string>) =>
    server.app.inject({ url: '/api/v1/sessions/current', cookies })
  expect((await asked(account.cookies)).statusCode).toBe(401)
  expect((await asked(cookiesOf(changed))).statusCode).toBe(200)
})

test('whoever is signed in sees where else, ends that, and changes name and login, which is to be confirmed anew', async () => {
  const eva = await staff('eva@example.com', 'viewer')
  await staff('taken@example.com', 'viewer')
  const signIn = { realm: 'staff', login: 'eva@example.com', password }
  const second = cookiesOf(await post('/sessions', signIn))
  const as = (cookies: Record<string, string>) => {
    const ask = (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) =>
      server.app.inject({ method, url: `/api/v1${url}`, cookies, ...(payload ? { payload } : {}) })
    return { ask, status: async () => (await ask('GET', '/sessions/current')).statusCode }
  }
  const [one, two] = [as(eva.cookies), as(second)]
  type Sessions = { sessions: { session: string; isThis: boolean }[] }
  const { sessions } = (await one.ask('GET', '/me/sessions')).json<Sessions>()
  expect(sessions.map(({ isThis }) => isThis)).toEqual([false, true])
  const other = sessions[0]?.session ?? ''
  // Nobody ends a session of somebody else.
  const stranger = as((await staff('strange@example.com', 'administrator')).cookies)
  expect((await stranger.ask('DELETE', `/me/sessions/${other}`)).statusCode).toBe(404)
  expect([await one.status(), await two.status()]).toEqual([200, 200])
  expect((await one.ask('DELETE', `/me/sessions/${other}`)).statusCode).toBe(204)
  expect([await one.status(), await two.status()]).toEqual([200, 401])
  expect((await one.ask('DELETE', `/me/sessions/${other}`)).statusCode).toBe(404)
  expect((await one.ask('PUT', '/me/name', { name: 'Eva Strand' })).json()).toMatchObject({
    name: 'Eva Strand',
  })
  const login = (to: string, present = password) => one.ask('PUT', '/me/login', { login: to, present })
  expect((await login('new@example.com', 'another one')).json()).toMatchObject({
    code: 'identity.password_wrong',
    field: 'present',
  })
  expect((await login('Taken@example.com')).json()).toMatchObject({ code: 'identity.login_conflict' })
  expect((await login(' EVA@example.com')).json()).toMatchObject({ code: 'identity.login_same' })
  await sql`UPDATE identity.account SET confirmed_at = now() WHERE login = 'eva@example.com'`.execute(
    database.owner,
  )
  const { token } = await write((tx) => issueLink(tx, { accountId: eva.accountId, purpose: 'new_password' }))
  expect((await login('New@example.com')).json()).toMatchObject({
    login: 'new@example.com',
    confirmed: false,
  })
  // A link that went to the earlier address lets nobody in, and the mail that confirms the new one is asked for.
  expect((await post('/one-time-links/look', { token })).json()).toMatchObject({
    code: 'identity.link_gone',
  })
  const { rows } = await sql<{ payload: object }>`SELECT payload FROM platform.outbox
    WHERE topic = 'identity.link_asked' ORDER BY id DESC LIMIT 1`.execute(database.owner)
  expect(rows).toMatchObject([{ payload: { purpose: 'confirm_login', accountId: eva.accountId.toString() } }])
  expect((await post('/sessions', signIn)).json()).toMatchObject({ code: 'identity.sign_in_refused' })
  expect((await post('/sessions', { ...signIn, login: 'new@example.com' })).statusCode).toBe(200)
})

test('demonstration accounts come in here, and never in production', async () => {
  const passwordHash = await hashPassword('demonstration')
  await write((tx) =>
    createDemonstrationAccount(tx, {
      realm: 'distributor',
      login: 'demo@example.com',
      name: 'Demo',
      personId: 41n,
      passwordHash,
    }),
  )
  const body = { realm: 'distributor', login: 'demo@example.com', password: 'demonstration' }
  const entered = await post('/sessions', body)
  expect(entered.json().personId).toMatch(/^per_/)
  const production = await testApp(database, [], { production: true })
  const late = await production.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: body })
  expect(late.statusCode).toBe(422)
  const kept = await production.app.inject({
    url: '/api/v1/sessions/current',
    cookies: cookiesOf(entered),
  })
  expect(kept.statusCode).toBe(401)
  await production.close()
})

test('no account sees another one, whoever used the connection before', async () => {
  const make = (login: string, personId: bigint) =>
    write(async (tx) => {
      const made = await createAccount(tx, { realm: 'distributor', login, name: login, personId })
      if (made.ok) await issueLink(tx, { accountId: made.value, purpose: 'activation' })
      return made
    })
  const [one, two] = [await make('one@example.com', 51n), await make('two@example.com', 52n)]
  if (!one.ok || !two.ok) throw new Error('the accounts could not be made')
  const as = (accountId: bigint, personId: bigint): Actor => ({
    realm: 'distributor',
    accountId,
    personId,
    requestId: 'req',
  })
  const seen = (actor: Actor) =>
    read(database, actor, async (tx) => {
      const accounts = await sql<{ id: bigint }>`SELECT id FROM identity.account`.execute(tx)
      const links = await sql`SELECT FROM identity.one_time_link`.execute(tx)
      return { accounts: accounts.rows.map((row) => row.id), links: links.rows.length }
    })
  const rounds = await Promise.all(
    Array.from({ length: 60 }, (_, round) => {
      if (round % 3 === 0) return seen(as(one.value, 51n))
      if (round % 3 === 1) return seen(as(two.value, 52n))
      return seen(systemActor('req'))
    }),
  )
  const wrong = rounds.filter((round, index) => {
    if (index % 3 === 2) return round.accounts.length < 2 || round.links < 2
    return round.links !== 0 || round.accounts.join() !== String(index % 3 === 0 ? one.value : two.value)
  })
  expect(wrong).toEqual([])
  const nobody = await sql`SELECT FROM identity.account`.execute(database.db)
  expect(nobody.rows).toEqual([])
  const changed = await sql`UPDATE identity.account SET name = 'x'`.execute(database.db)
  expect(changed.numAffectedRows).toBe(0n)
})
