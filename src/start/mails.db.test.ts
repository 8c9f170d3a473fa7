import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { sellerAddress } from '#modules/billing/use-cases/billing-settings.ts'
import { billingModule } from '#modules/billing/module.ts'
import { issueDocumentsConsumer } from '#modules/billing/tasks/issue-documents.ts'
import { catalogModule } from '#modules/catalog/module.ts'
import { changeSetting, marketById } from '#modules/company/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { ordersModule } from '#modules/orders/module.ts'
import { placeAutoships } from '#modules/orders/use-cases/place-autoships.ts'
import { promotionsModule } from '#modules/promotions/module.ts'
import { addShowroom, addWay } from '#modules/shipping/api.ts'
import { companyNow, moveClock } from '#platform/clock/clock.ts'
import { beginInstallation } from '#platform/clock/installation.ts'
import type { MailSettings } from '#platform/mail/mail-settings.ts'
import { listMails, type StoredMail } from '#platform/mail/mail-rows.ts'
import { smtpCarrier } from '#platform/mail/smtp.ts'
import { bindConsumer, type ConsumerDefinition } from '#platform/module/module.ts'
import { readEvents } from '#platform/outbox/event.ts'
import { followOutbox, waitForConsumer } from '#platform/outbox/follow.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { openListener } from '#platform/postgres/listener.ts'
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
import { stockShop, type TestShop } from '#test/support/shop.ts'
import { startSmtpSimulator, type SmtpSimulator } from '#test/support/smtp-simulator.ts'
import { messagingModule } from '#modules/messaging/module.ts'
import { sendMailsTask } from '#modules/messaging/tasks/send-mails.ts'
import { tellByMailConsumer } from '#modules/messaging/tasks/tell-by-mail.ts'
import { mailDaysKept, mailsDocuments } from '#modules/messaging/use-cases/messaging-settings.ts'
import { removeMails } from '#modules/messaging/use-cases/remove-old-mails.ts'

type Cookies = Record<string, string>
type Placed = Readonly<{ order: string; status: string }>

const DAY_MS = 86_400_000
const system = { actor: systemActor('req-arrange'), useCase: 'test.arrange' }
const delivery = {
  recipient: 'Gro Hay',
  line1: 'Storgata 1',
  postalCode: '0155',
  city: 'Oslo',
  country: 'NO',
}

let database: TestDatabase
let server: TestApp
let simulator: SmtpSimulator
let mail: MailSettings
let shop: TestShop
let ada: TestPerson
let marketId: bigint
let staff: Cookies
let adaCookies: Cookies
let stops: (() => unknown)[] = []
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
  simulator = await startSmtpSimulator()
  mail = {
    carrier: smtpCarrier(simulator.url),
    from: { name: '', address: 'shop@example.com' },
    siteUrl: () => 'https://shop.test',
    showsSecrets: false,
  }
  await transact(database, system, (tx) => beginInstallation(tx, { demonstration: true }))
  const house = await beginField(database)
  marketId = house.marketId
  shop = await stockShop(database, marketId)
  ada = await join(database, {
    sponsorId: house.personId,
    marketId,
    name: 'Ada Berg',
    login: 'ada@example.org',
  })
  await set(sellerAddress, 'Eksempelgata 1, 0155 Oslo')
  await transact(database, system, async (tx) => {
    const market = await marketById(tx, marketId)
    if (!market) throw new Error('the company has a market')
    const at = { market, nowMs: 0 }
    await addWay(tx, at, { way: 'showroom', name: 'Pick up', note: '', kind: 'showroom' })
    const place = { line1: 'Torget 2', line2: '', postalCode: '5014', city: 'Bergen', country: 'NO' }
    await addShowroom(tx, at, { showroom: 'bergen', name: 'Bergen', ...place, opening: '10-16' })
  })
  server = await testApp(database, [
    withDeps(fieldModule, joinDeps),
    catalogModule,
    promotionsModule,
    ordersModule,
    billingModule,
    withDeps(messagingModule, { mail }),
  ])
  adaCookies = await signIn(server, { realm: 'distributor', login: 'ada@example.org' })
  const rights = [
    'messaging.read',
    'messaging.send',
    'billing.read',
    'orders.read',
    'orders.cancel',
    'orders.send',
  ]
  staff = await signInStaff(server, database, { login: 'staff@example.org', rights })
  const onError = (error: Error): void => {
    throw error
  }
  const sequencer = startSequencer({ onError }, database.url)
  const listener = await openListener({ onError }, database.url)
  const follow = (consumer: ConsumerDefinition<TestApp['deps']>) =>
    followOutbox({ db: database.db, onError, listener }, bindConsumer(server.deps, consumer))
  const followers = [await follow(issueDocumentsConsumer), await follow(tellByMailConsumer)]
  stops = [
    ...followers.map((follower) => () => follower.stop()),
    () => sequencer.stop(),
    () => listener.stop(),
    () => server.close(),
    () => simulator.stop(),
  ]
}, 60_000)
afterAll(async () => {
  for (const stop of stops) await stop()
  await database.close()
})

test('an order is confirmed to its buyer once, with lines, sums, delivery and a link that opens its page', async () => {
  const { order, status } = await buy('gro@example.org')
  await followed()
  await send()
  const [told, ...others] = await mailsAbout(order, 'order_confirmation')
  expect(others).toEqual([])
  expect(told).toMatchObject({
    recipient: 'gro@example.org',
    subject: `Your order ${order}`,
    language: 'en',
    marketId,
  })
  const message = messageOf(told)
  for (const words of ['2 × NOK 60.00', 'NOK 120.00   Book', 'NOK 49.00   Delivery', 'NOK 169.00   Total'])
    expect(message).toContain(words)
  expect(message).toContain('Storgata 1')
  const link = /https:\/\/shop\.test(\/order\/(\S+))/.exec(message)
  expect(link?.[2]).toBe(status)
  expect((await ask('GET', `/shop/orders/${link?.[2] ?? ''}`, {})).json()).toMatchObject({ code: order })

  // The secret of that page is given to the program alone, which writes to the buyer.
  const keys = await read(database, { ...system.actor, realm: 'staff' }, (tx) =>
    sql`SELECT k.* FROM orders.v_order o, orders.shop_key(o.id) k`.execute(tx),
  )
  expect(keys.rows).toEqual([])

  // Told again, at the same time and by one who is stopped before the end: it is posted and goes once.
  const { events } = await readEvents(database.db, { after: 0n, topics: ['orders.order_placed'] })
  const event = events.at(-1)
  if (!event) throw new Error('the order was told')
  const again = (isStopped: boolean) =>
    transact(database, system, async (tx, about) => {
      await tellByMailConsumer.handle(server.deps, tx, event, about)
      if (isStopped) throw new Error('stopped')
    })
  await Promise.all([again(false), again(false)])
  expect(await mailsAbout(order, 'order_confirmation')).toEqual([told])
  await sql`DELETE FROM platform.mail WHERE id = ${told?.id}`.execute(database.owner)
  const before = simulator.taken().length
  await Promise.all([again(true).catch(() => undefined), again(false), again(false)])
  await Promise.all([send(), send()])
  expect(await mailsAbout(order, 'order_confirmation')).toMatchObject([{ state: 'sent', attempts: 1 }])
  expect(simulator.taken().slice(before)).toMatchObject([{ to: 'gro@example.org' }])
})

test('what is picked up is confirmed with its place, and its buyer is told once that it is ready', async () => {
  const { order } = await buy('per@example.org', { way: 'showroom', place: 'bergen' })
  await followed()
  await send()
  const [told] = await mailsAbout(order, 'order_confirmation')
  for (const words of ['Pick up', 'Torget 2', '10-16']) expect(messageOf(told)).toContain(words)
  expect(messageOf(told)).not.toContain('Storgata 1')
  for (let times = 0; times < 2; times++)
    expect((await ask('POST', `/orders/${order}/ready`, staff)).statusCode).toBe(200)
  await followed()
  await send()
  const ready = await mailsAbout(order, 'order_ready')
  expect(ready).toMatchObject([{ recipient: 'per@example.org', subject: `Your order ${order} is ready` }])
  for (const words of ['Torget 2', '10-16', 'https://shop.test/order/'])
    expect(messageOf(ready[0])).toContain(words)
})

test('an invoice and a credit note go with their PDF once they are issued, and not where that is switched off', async () => {
  const { order } = await buy('bo@example.org')
  await followed()
  await ask('POST', `/orders/${order}/cancel`, staff, { reason: 'Asked for' })
  await followed()
  await send()
  const [invoice] = await mailsAbout(order, 'invoice')
  const [credit] = await mailsAbout(order, 'credit_note')
  for (const [of, words] of [
    [invoice, 'Invoice I-'],
    [credit, 'Credit note C-'],
  ] as const) {
    expect(of).toMatchObject({ state: 'sent', subject: expect.stringContaining(words) })
    const raw = simulator.taken().find(({ text }) => text.includes(of?.messageId ?? 'none'))?.text ?? ''
    const [, body = ''] = /Content-Type: application\/pdf[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(raw) ?? []
    const shown = await ask('GET', `/mails/${idOf(of)}/attachments/1`, staff)
    expect(shown.headers['content-type']).toContain('application/pdf')
    expect(Buffer.from(body, 'base64').equals(shown.rawPayload)).toBe(true)
    expect(shown.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  }
  await set(mailsDocuments, false)
  const silent = await buy('bo@example.org')
  await followed()
  expect(await mailsAbout(silent.order, 'invoice')).toEqual([])
  expect(await mailsAbout(silent.order, 'order_confirmation')).toHaveLength(1)

  // Asked for by hand it goes all the same, also to another address, once for a key.
  const { documents } = (await ask('GET', `/orders/${silent.order}/documents`, staff)).json<{
    documents: [{ document: string }]
  }>()
  const path = `/orders/${silent.order}/documents/${documents[0].document}/mails`
  const key = 'one-key-for-it'
  const asked = await ask('POST', path, staff, { to: 'books@example.com' }, key)
  expect(asked.statusCode).toBe(201)
  expect((await ask('POST', path, staff, { to: 'books@example.com' }, key)).json()).toEqual(asked.json())
  expect((await ask('POST', path, staff, {})).statusCode).toBe(201)
  expect((await mailsAbout(silent.order, 'invoice')).map(({ recipient }) => recipient)).toEqual([
    'bo@example.org',
    'books@example.com',
  ])
  expect((await ask('POST', path.replace(silent.order, order), staff, {})).statusCode).toBe(404)
  await set(mailsDocuments, true)
})

test('staff see what was sent in their markets, how it reads and what became of it; nobody else sees anything', async () => {
  simulator.refuse('gone@example.org')
  const { order } = await buy('gone@example.org')
  await followed()
  await send()
  const listed = await ask('GET', '/mails?search=GONE&state=failed&kind=order_confirmation', staff)
  expect(listed.json()).toMatchObject({
    total: 1,
    carrier: { kind: 'smtp' },
    rows: [{ to: { address: 'gone@example.org' }, state: 'failed', about: { kind: 'order', code: order } }],
  })
  const { rows } = listed.json<{ rows: [{ mail: string }] }>()
  const path = `/mails/${rows[0].mail}`
  const shown = await ask('GET', path, staff)
  expect(shown.json()).toMatchObject({
    answer: expect.stringContaining('550'),
    text: expect.stringContaining('Thank you for your order'),
    html: expect.stringContaining('<h1'),
    maySendAgain: true,
  })
  expect((await ask('POST', `${path}/sendings`, staff)).json()).toEqual({ mail: rows[0].mail })
  const reader = await signInStaff(server, database, {
    login: 'reader@example.org',
    rights: ['messaging.read'],
  })
  const elsewhere = await signInStaff(server, database, {
    login: 'elsewhere@example.org',
    rights: ['messaging.read', 'messaging.send'],
    marketId: await otherMarket(),
  })
  expect((await ask('POST', `${path}/sendings`, reader)).statusCode).toBe(403)
  expect((await ask('GET', '/mails', elsewhere)).json()).toMatchObject({ rows: [], total: 0 })
  for (const [method, at] of [
    ['GET', path],
    ['GET', `${path}/attachments/1`],
    ['POST', `${path}/sendings`],
  ] as const) {
    expect((await ask(method, at, elsewhere)).statusCode).toBe(404)
    expect((await ask(method, at, adaCookies)).statusCode).toBe(401)
    expect((await ask(method, at, {})).statusCode).toBe(401)
  }
})

test('a buyer is told in the own language of an autoship that comes, could not be placed, and pauses', async () => {
  await sql`UPDATE field.person_contact SET language = 'fr' WHERE person_id = ${ada.personId}`.execute(
    database.owner,
  )
  const { order } = (
    await ask('POST', '/office/orders', adaCookies, {
      lines: [{ product: shop.soap, quantity: 1 }],
      payment: 'pay_later',
      delivery,
    })
  ).json<{ order: string }>()
  const next = await dayIn(2)
  await ask('POST', '/me/autoships', adaCookies, { order, everyWeeks: 1, monthDay: null, next })
  await placeAutoships(database)
  await followed()
  await sql`UPDATE orders.autoship SET payment = 'wallet'`.execute(database.owner)
  for (const days of [2, 1, 2, 4]) {
    await moveDays(days)
    await placeAutoships(database)
  }
  await followed()
  await send()
  const told = (await mails()).filter(({ kind }) => kind.startsWith('autoship_')).toReversed()
  expect(told.map(({ kind, language }) => [kind, language])).toEqual([
    ['autoship_reminded', 'fr'],
    ['autoship_failed', 'fr'],
    ['autoship_failed', 'fr'],
    ['autoship_failed', 'fr'],
    ['autoship_paused', 'fr'],
  ])
  const [year = '', , day = ''] = next.split('-')
  expect(told[0]?.subject).toMatch(
    new RegExp(`^Votre prochaine commande arrive le ${Number(day)} \\S+ ${year}$`),
  )
  const failed = messageOf(told[1])
  for (const words of ['pu être payée', 'Nous réessayons le', '1 ×: Soap', '/office/sell/autoships'])
    expect(failed).toContain(words)
  expect((await mailsAbout(order, 'order_confirmation'))[0]?.subject).toBe(`Votre commande ${order}`)
})

test('mails that are not tried any more are removed after the days of their market, or of the company for those of none', async () => {
  const add = (key: string, market: bigint | null, state: 'sent' | 'waiting') =>
    sql`INSERT INTO platform.mail (key, kind, recipient, recipient_name, language, subject, content, market_id, state, attempts,
      sent_at, due_at) VALUES (${key}, 'old', 'ada@example.org', 'Ada', 'en', 'Old', '[]', ${market}, ${state}, 1,
      ${state === 'sent' ? new Date() : null}, ${state === 'sent' ? null : new Date()})`.execute(
      database.owner,
    )
  await add('old market', marketId, 'sent')
  await add('old waiting', marketId, 'waiting')
  await add('old company', null, 'sent')
  await set(mailDaysKept, 60)
  await transact(database, system, (tx) =>
    changeSetting(tx, mailDaysKept, { marketId, validFrom: '2000-01-01', value: 30 }),
  )
  const left = async () => {
    await removeMails(database)
    const { rows } = await sql<{
      key: string
    }>`SELECT key FROM platform.mail WHERE kind = 'old' ORDER BY key`.execute(database.owner)
    return rows.map(({ key }) => key)
  }
  expect(await left()).toEqual(['old company', 'old market', 'old waiting'])
  await moveDays(29)
  expect(await left()).toEqual(['old company', 'old market', 'old waiting'])
  await moveDays(3)
  expect(await left()).toEqual(['old company', 'old waiting'])
  await moveDays(30)
  expect(await left()).toEqual(['old waiting'])
})

async function set<T>(setting: Parameters<typeof changeSetting<T>>[1], value: T): Promise<void> {
  await transact(database, system, (tx) =>
    changeSetting(tx, setting, { marketId: null, validFrom: '2000-01-01', value }),
  )
}

async function otherMarket(): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO company.market (code, name, country, currency, time_zone, language, legal_entity_id, calendar_id)
    SELECT 'SE', 'Sverige', 'SE', currency, time_zone, language, legal_entity_id, calendar_id FROM company.market
    RETURNING id`.execute(database.owner)
  return rows[0]?.id ?? 0n
}

/** Buys two books in the shop as a guest with an address. */
async function buy(email: string, way?: object): Promise<Placed> {
  const { token } = (await ask('POST', '/shop/baskets', {}, { market: 'NO', seller: ada.code })).json<{
    token: string
  }>()
  await ask('PUT', `/shop/baskets/${token}/lines/${shop.book}`, {}, { quantity: 2 })
  if (way) await ask('PUT', `/shop/baskets/${token}/way`, {}, way)
  const body = { basket: token, contact: { name: 'Gro Hay', email }, delivery, payment: 'pay_later' }
  return (await ask('POST', '/shop/orders', {}, body)).json<Placed>()
}

async function followed(): Promise<void> {
  for (const { name } of [issueDocumentsConsumer, tellByMailConsumer]) {
    const { rows } = await sql<{
      head: bigint
    }>`SELECT count(*)::bigint AS head FROM platform.outbox`.execute(database.owner)
    await waitForConsumer(database.db, { name, seq: rows[0]?.head ?? 0n, timeoutMs: 20_000 })
  }
  const parked = await sql`SELECT error FROM platform.outbox_parked`.execute(database.owner)
  expect(parked.rows).toEqual([])
}

function send(): Promise<void> {
  return sendMailsTask.run({ ...server.deps, mail }, {}, undefined)
}

async function mails(): Promise<readonly StoredMail[]> {
  return (await read(database, system.actor, (tx) => listMails(tx, { limit: 500, offset: 0 }))).rows
}

async function mailsAbout(order: string, kind: string): Promise<readonly StoredMail[]> {
  return (await mails()).filter((one) => one.aboutCode === order && one.kind === kind)
}

function idOf(of: StoredMail | undefined): string {
  return server.deps.ids.close('mai', of?.id ?? 0n)
}

/** What the server got of a mail. */
function messageOf(of: StoredMail | undefined): string {
  const found = simulator.taken().find(({ text }) => text.includes(of?.messageId ?? 'none'))
  if (!found) throw new Error('that mail has not gone')
  return decoded(found.text)
}

/** Quoted-printable as letters, and spaces that do not break as others. */
function decoded(raw: string): string {
  const bytes = raw
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\u00A0', ' ')
}

async function dayIn(days: number): Promise<string> {
  const now = await read(database, system.actor, companyNow)
  return new Date(now + days * DAY_MS).toISOString().slice(0, 10)
}

async function moveDays(days: number): Promise<void> {
  await transact(database, system, async (tx) => moveClock(tx, (await companyNow(tx)) + days * DAY_MS))
}

function ask(method: 'GET' | 'POST' | 'PUT', path: string, cookies: Cookies, body?: object, key?: string) {
  return server.app.inject({
    method,
    url: `/api/v1${path}`,
    cookies,
    headers: method === 'GET' ? {} : { 'idempotency-key': key ?? `messaging-${(counter += 1)}` },
    ...(body === undefined ? {} : { payload: body }),
  })
}
