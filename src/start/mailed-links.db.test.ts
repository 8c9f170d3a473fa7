import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldModule } from '#modules/field/module.ts'
import { messagingModule } from '#modules/messaging/module.ts'
import { sendMailsTask } from '#modules/messaging/tasks/send-mails.ts'
import { tellByMailConsumer } from '#modules/messaging/tasks/tell-by-mail.ts'
import { bindConsumer } from '#platform/module/module.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import type { MailSettings } from '#platform/mail/mail-settings.ts'
import { smtpCarrier } from '#platform/mail/smtp.ts'
import { followOutbox, waitForConsumer } from '#platform/outbox/follow.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { Realm } from '#shared/realm.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { beginField, join, joinDeps, PASSWORD, signIn, signInStaff, withDeps } from '#test/support/field.ts'
import { cookiesOf, testApp, type TestApp } from '#test/support/http.ts'
import { startSmtpSimulator, type SmtpSimulator } from '#test/support/smtp-simulator.ts'

type Cookies = Record<string, string>

const call = { actor: systemActor('req-links'), useCase: 'test.links' }
const ANOTHER = 'a kettle and two spoons'

let database: TestDatabase
let server: TestApp
let simulator: SmtpSimulator
let mail: MailSettings
let house: Readonly<{ personId: bigint; code: string; marketId: bigint }>
let reader: Cookies
let stops: (() => unknown)[] = []

beforeAll(async () => {
  database = await freshDatabase()
  simulator = await startSmtpSimulator()
  mail = {
    carrier: smtpCarrier(simulator.url),
    from: { name: '', address: 'shop@example.com' },
    siteUrl: () => 'https://shop.test',
    showsSecrets: false,
  }
  await transact(database, call, (tx) => beginInstallation(tx, { demonstration: true }))
  house = await beginField(database)
  server = await testApp(database, [withDeps(fieldModule, joinDeps), withDeps(messagingModule, { mail })])
  reader = await signInStaff(server, database, {
    login: 'reader@example.org',
    rights: ['messaging.read', 'messaging.send'],
  })
  const onError = (error: Error): void => {
    throw error
  }
  const sequencer = startSequencer({ onError }, database.url)
  const listener = await openListener({ onError }, database.url)
  const follower = await followOutbox(
    { db: database.db, onError, listener },
    bindConsumer(server.deps, tellByMailConsumer),
  )
  stops = [follower.stop, () => sequencer.stop(), () => listener.stop(), server.close, simulator.stop]
})
afterAll(async () => {
  for (const stop of stops) await stop()
  await database.close()
})

test.each<{ realm: Realm; login: string; page: RegExp }>([
  { realm: 'staff', login: 'staff@example.org', page: /\/console\/welcome#(\S+)/ },
  { realm: 'distributor', login: 'ada@example.org', page: /\/office\/welcome#(\S+)/ },
  { realm: 'customer', login: 'gro@example.org', page: /\/account\/welcome\/(\S+)/ },
])(
  '$realm: whoever forgot the password sets another by the mailed link, once, and every session ends',
  async ({ realm, login, page }) => {
    const before = await arrive(realm, login)
    const mailed = await mailsTo(login)
    const known = await post('/new-passwords', { realm, login: login.toUpperCase() })
    const unknown = await post('/new-passwords', { realm, login: 'nobody@example.org' })
    expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body])
    const message = (await mailsTo(login)).slice(mailed.length)
    expect(message).toHaveLength(1)
    const token = page.exec(message[0] ?? '')?.[1] ?? ''
    // As long as nobody used it, everything stays.
    expect((await session(before)).statusCode).toBe(200)
    expect((await post('/one-time-links/use', { token, password: 'short' })).statusCode).toBe(422)
    const entered = await post('/one-time-links/use', { token, password: ANOTHER })
    expect(entered.json()).toMatchObject({ realm, login, confirmed: true })
    expect((await session(cookiesOf(entered))).statusCode).toBe(200)
    expect((await session(before)).statusCode).toBe(401)
    expect((await post('/sessions', { realm, login, password: PASSWORD })).statusCode).toBe(422)
    expect((await post('/sessions', { realm, login, password: ANOTHER })).statusCode).toBe(200)
    expect((await post('/one-time-links/use', { token, password: PASSWORD })).json()).toMatchObject({
      code: 'identity.link_gone',
    })
    // Nobody but its reader learns the secret: it is kept nowhere, not shown to staff, and goes no second time.
    const { rows } = (await get(`/mails?search=${login}&kind=new_password`, reader)).json<{
      rows: [{ mail: string }]
    }>()
    const shown = await get(`/mails/${rows[0].mail}`, reader)
    expect(shown.json()).toMatchObject({ isSecret: true, maySendAgain: false, state: 'sent' })
    expect(shown.body).not.toContain(token)
    const again = await post(`/mails/${rows[0].mail}/sendings`, undefined, reader)
    expect(again.json()).toMatchObject({ code: 'messaging.secret_gone' })
    const { rows: kept } = await sql<{ secret: string | null }>`SELECT secret FROM platform.mail`.execute(
      database.owner,
    )
    expect(kept.every(({ secret }) => secret === null)).toBe(true)
  },
)

test('a link to a new password is too old after an hour, and goes with the password; asked for too often, no more are mailed', async () => {
  const login = 'often@example.org'
  const cookies = await arrive('distributor', login)
  for (let asked = 0; asked < 6; asked += 1)
    expect((await post('/new-passwords', { realm: 'distributor', login })).statusCode).toBe(204)
  const mails = await mailsTo(login)
  expect(mails).toHaveLength(3)
  const [first = '', second = ''] = mails.map((text) => /welcome#(\S+)/.exec(text)?.[1] ?? '')
  await sql`UPDATE identity.one_time_link SET expires_at = now() - interval '1 second'
    WHERE token_hash = sha256(convert_to(${first}, 'UTF8'))`.execute(database.owner)
  const gone = { code: 'identity.link_gone' }
  expect((await post('/one-time-links/use', { token: first, password: ANOTHER })).json()).toMatchObject(gone)
  const { rows } = await sql<{
    hours: number
  }>`SELECT round(extract(epoch FROM expires_at - created_at) / 3600)::int AS hours
    FROM identity.one_time_link WHERE token_hash = sha256(convert_to(${second}, 'UTF8'))`.execute(
    database.owner,
  )
  expect(rows).toEqual([{ hours: 1 }])
  const changed = await server.app.inject({
    method: 'PUT',
    url: '/api/v1/password',
    cookies,
    payload: { present: PASSWORD, password: ANOTHER },
  })
  expect(changed.statusCode).toBe(200)
  expect((await post('/one-time-links/use', { token: second, password: PASSWORD })).json()).toMatchObject(
    gone,
  )
  // Whoever is blocked is mailed nothing, and told nothing of it.
  await arrive('distributor', 'blocked@example.org')
  await sql`UPDATE identity.account SET status = 'blocked' WHERE login = 'blocked@example.org'`.execute(
    database.owner,
  )
  const blocked = await post('/new-passwords', { realm: 'distributor', login: 'blocked@example.org' })
  expect(blocked.statusCode).toBe(204)
  expect(await mailsTo('blocked@example.org')).toEqual([])
})

test('who opens an account confirms the address by the mailed link, once; that link sets no password', async () => {
  const login = 'new@example.org'
  const cookies = await arrive('customer', login)
  expect((await session(cookies)).json()).toMatchObject({ confirmed: false })
  const linkIn = (text: string | undefined) => /\/account\/confirm\/(\S+)/.exec(text ?? '')?.[1] ?? ''
  const [first] = await mailsTo(login)
  const token = linkIn(first)
  expect((await post('/one-time-links/use', { token, password: ANOTHER })).json()).toMatchObject({
    code: 'identity.link_gone',
  })
  expect((await post('/me/login-confirmations', undefined)).statusCode).toBe(401)
  expect((await post('/me/login-confirmations', undefined, cookies)).statusCode).toBe(204)
  const second = linkIn((await mailsTo(login))[1])
  expect((await post('/one-time-links/confirm', { token: second })).json()).toEqual({
    realm: 'customer',
    login,
  })
  expect((await post('/one-time-links/confirm', { token: second })).json()).toMatchObject({
    code: 'identity.link_gone',
  })
  expect((await session(cookies)).json()).toMatchObject({ confirmed: true })
  // Whoever is confirmed is asked no more, and after too many wishes says so.
  await post('/me/login-confirmations', undefined, cookies)
  expect(await mailsTo(login)).toHaveLength(2)
  await post('/me/login-confirmations', undefined, cookies)
  expect((await post('/me/login-confirmations', undefined, cookies)).statusCode).toBe(429)
})

test('whoever read mail at a login is told when another one takes its place, and not which', async () => {
  const [login, later, last] = ['mia@example.org', 'mia.new@example.org', 'mia.last@example.org']
  const cookies = await arrive('customer', login)
  const change = (to: string) =>
    server.app.inject({
      method: 'PUT',
      url: '/api/v1/me/login',
      cookies,
      headers: { 'idempotency-key': `links-key-${(counter += 1)}` },
      payload: { login: to, present: PASSWORD },
    })
  const count = (await mailsTo(login)).length
  expect((await change(later)).json()).toMatchObject({ login: later })
  // Changed again before anybody was told: each is told at the address that it was until then.
  expect((await change(last)).json()).toMatchObject({ login: last })
  const told = (await mailsTo(login)).slice(count)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('changed to another one')
  expect(told[0]).not.toMatch(/mia\.|https?:/)
  expect((await mailsTo(later)).filter((text) => text.includes('changed to another one'))).toHaveLength(1)
  expect((await mailsTo(last)).map((text) => text.includes('/account/confirm/'))).toContain(true)
  expect((await mailsTo(last)).some((text) => text.includes('changed to another one'))).toBe(false)
  const { rows } = (await get('/mails?search=mia@&kind=login_changed', reader)).json<{ rows: object[] }>()
  expect(rows).toMatchObject([{ kind: 'login_changed', state: 'sent', to: { address: login } }])
})

/** Makes an account as such people get one, signed in with the one password. */
async function arrive(realm: Realm, login: string): Promise<Cookies> {
  if (realm === 'staff') return signInStaff(server, database, { login, rights: ['people.read'] })
  if (realm === 'distributor') {
    await join(database, { sponsorId: house.personId, marketId: house.marketId, name: 'Ada Berg', login })
  } else {
    await post('/customers', {
      market: 'NO',
      givenName: 'Gro',
      familyName: 'Hay',
      email: login,
      password: PASSWORD,
    })
  }
  return signIn(server, { realm, login })
}

/** The plain texts of what was mailed to somebody, after everything that was asked for has gone. */
async function mailsTo(address: string): Promise<readonly string[]> {
  const { rows } = await sql<{ head: bigint }>`SELECT count(*)::bigint AS head FROM platform.outbox`.execute(
    database.owner,
  )
  await waitForConsumer(database.db, {
    name: tellByMailConsumer.name,
    seq: rows[0]?.head ?? 0n,
    timeoutMs: 20_000,
  })
  await sendMailsTask.run({ ...server.deps, mail }, {}, undefined)
  return simulator
    .taken()
    .filter(({ to }) => to === address)
    .map(({ text }) => text.replaceAll(/=\r\n/g, '').replaceAll('=3D', '='))
}

let counter = 0
function post(path: string, payload: object | undefined, cookies: Cookies = {}) {
  const headers = { 'idempotency-key': `links-key-${(counter += 1)}` }
  return server.app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    cookies,
    headers,
    ...(payload ? { payload } : {}),
  })
}

function get(path: string, cookies: Cookies) {
  return server.app.inject({ method: 'GET', url: `/api/v1${path}`, cookies })
}

const session = (cookies: Cookies) => get('/sessions/current', cookies)
