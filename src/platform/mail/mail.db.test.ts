import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startJobs } from '#platform/jobs/jobs.ts'
import { read, systemActor, transact, type Actor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { scratchFolder } from '#test/support/scratch.ts'
import { startSmtpSimulator, type SmtpSimulator } from '#test/support/smtp-simulator.ts'
import { folderCarrier } from './mail-folder.ts'
import { listMails, postCopy, tryAnew } from './mail-rows.ts'
import type { MailSettings } from './mail-settings.ts'
import { postMail, SEND_MAILS, type MailToPost } from './post-mail.ts'
import { sendMails } from './send-mails.ts'
import { smtpCarrier } from './smtp.ts'

const system = systemActor('req-mail')
const call = { actor: system, useCase: 'test.mail' }
let database: TestDatabase
let simulator: SmtpSimulator
let counter = 0

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  simulator = await startSmtpSimulator()
  await sql`DELETE FROM platform.mail`.execute(database.owner)
})
afterEach(() => simulator.stop())

test('a mail goes once, with plain text, HTML and what goes along, and its secret is forgotten when it has gone', async () => {
  const mail = {
    to: { address: 'ada@example.org', name: 'Ada Ødegård' },
    secret: 'only-for-ada',
    attachments: [{ name: 'I-1.pdf', type: 'application/pdf', source: 'test', ref: '7' }],
  }
  const id = await post({ key: 'order:1', ...mail })
  expect(id).toBeTypeOf('bigint')
  // The same told twice is posted once.
  expect(await post({ key: 'order:1', ...mail })).toBeUndefined()
  expect(await mails()).toMatchObject([{ state: 'waiting', secret: 'only-for-ada', messageId: null }])
  await send()
  await send()
  const [message, ...others] = simulator.taken()
  expect(others).toEqual([])
  expect(message).toMatchObject({ from: 'no-reply@example.com', to: 'ada@example.org' })
  const { headers, parts } = partsOf(message?.text ?? '')
  expect(headers).toMatchObject({ subject: 'Your order', from: 'Example <no-reply@example.com>' })
  expect(parts.get('text/plain')).toContain('Open:\nhttps://shop.test/open/only-for-ada')
  expect(parts.get('text/html')).toContain('href="https://shop.test/open/only-for-ada"')
  expect(parts.get('text/html')).toContain('2 &lt; 3')
  expect(parts.get('application/pdf')).toBe('bytes of 7')
  const [row] = await mails()
  expect(row).toMatchObject({ state: 'sent', attempts: 1, secret: null, dueAt: null })
  expect(headers['message-id']).toBe(row?.messageId)
})

test('whose connection is lost after the message is unknown, and goes again as the very same message', async () => {
  await post({ key: 'lost' })
  simulator.failNext('cut_after_message')
  await send()
  const [lost] = await mails()
  expect(lost).toMatchObject({ state: 'unknown', attempts: 1, sentAt: null })
  await comeTime()
  await send()
  expect(await mails()).toMatchObject([{ state: 'sent', attempts: 2, messageId: lost?.messageId }])
  const [first, second, ...others] = simulator.taken()
  expect(others).toEqual([])
  expect(second?.text).toBe(first?.text)
  expect(first?.text).toContain(`Message-ID: ${lost?.messageId}`)
})

test('a recipient that there is none of fails at once; what was certainly not taken waits longer and longer, then fails', async () => {
  simulator.refuse('nobody@example.org')
  await post({ key: 'nobody', to: { address: 'nobody@example.org', name: '' } })
  await send()
  expect(await mails()).toMatchObject([
    { state: 'failed', attempts: 1, dueAt: null, answer: expect.stringContaining('550 5.1.1') },
  ])
  await post({ key: 'later' })
  const waits: number[] = []
  for (const fault of [
    'cut_before_data',
    ...Array.from({ length: 6 }, () => 'busy_after_message'),
  ] as const) {
    simulator.failNext(fault === 'cut_before_data' ? fault : 'busy_after_message')
    await send()
    const [mail] = await mails()
    if (mail?.dueAt) waits.push(Math.round((mail.dueAt.getTime() - Date.now()) / 60_000))
    expect(mail?.state).toBe(mail?.dueAt ? 'waiting' : 'failed')
    await comeTime()
  }
  expect(waits).toEqual([1, 5, 30, 120, 480, 1440])
  await send()
  expect(simulator.taken()).toEqual([])
  const [given] = await mails()
  // Sent again by hand it is still the same message; what has gone is sent again as another one.
  await transact(database, call, (tx) => tryAnew(tx, given?.id ?? 0n))
  await send()
  expect((await mails())[0]).toMatchObject({ state: 'sent', messageId: given?.messageId })
  await transact(database, call, (tx) => postCopy(tx, given?.id ?? 0n))
  await send()
  expect(new Set(simulator.taken().map(({ text }) => /Message-ID: (\S+)/i.exec(text)?.[1])).size).toBe(2)
})

test('a server that cannot be reached or knows another password says nothing about a mail, which waits', async () => {
  await post({ key: 'wrong password' })
  const guarded = await startSmtpSimulator({ password: 'right' })
  const sendAs = (password: string) =>
    send({ carrier: smtpCarrier(guarded.url.replace('//', `//house:${password}@`)) })
  await sendAs('wrong')
  expect(await mails()).toMatchObject([{ state: 'waiting', answer: expect.stringContaining('535') }])
  await comeTime()
  await guarded.stop()
  await sendAs('right')
  expect(await mails()).toMatchObject([{ state: 'waiting', attempts: 2 }])
  expect(smtpCarrier('smtps://house:hidden@mail.example.com').where).toBe('mail.example.com')
})

test('whoever is stopped in an attempt leaves it unknown, and it is tried again as the same message once the time is over', async () => {
  await post({ key: 'stopped' })
  let halted = () => undefined as void
  const reached = new Promise<void>((resolve) => {
    halted = resolve
  })
  const hangs = {
    kind: 'smtp',
    where: 'nowhere',
    begin: () => ({ carry: () => (halted(), new Promise<never>(() => undefined)), end: () => undefined }),
  } as const
  void send({ carrier: hangs })
  await reached
  const [begun] = await mails()
  expect(begun).toMatchObject({
    state: 'unknown',
    attempts: 1,
    messageId: expect.stringContaining('@example.com>'),
  })
  // Nobody else takes it as long as it may still be under way.
  await send()
  expect(simulator.taken()).toEqual([])
  await comeTime()
  await send()
  expect(await mails()).toMatchObject([{ state: 'sent', attempts: 2, messageId: begun?.messageId }])
})

test('many posted at once go by the job, each once, over a few connections', async () => {
  await Promise.all(Array.from({ length: 60 }, (_, at) => post({ key: `many:${at}` })))
  const tasks = { [SEND_MAILS]: () => send() }
  const onError = (error: Error): void => {
    throw error
  }
  const jobs = await startJobs({ onError }, { url: database.url, concurrency: 2, tasks })
  try {
    const sent = async () => (await mails()).filter(({ state }) => state === 'sent').length
    await expect.poll(sent, { timeout: 20_000 }).toBe(60)
  } finally {
    await jobs.stop()
  }
  expect(new Set(simulator.taken().map(({ text }) => /Subject: .*/.exec(text)?.[0])).size).toBe(1)
  expect(simulator.taken()).toHaveLength(60)
  expect(simulator.connections()).toBeLessThan(60)
})

test('without a server mails are files in a folder; what is sent again is the same file', async () => {
  const folder = await scratchFolder('test')
  await post({ key: 'kept', secret: 'seen' })
  await send({ carrier: folderCarrier(join(folder, 'mail')), showsSecrets: true })
  const [row] = await mails()
  expect(row).toMatchObject({ state: 'sent', secret: 'seen' })
  const [file, ...others] = await readdir(join(folder, 'mail'))
  expect(others).toEqual([])
  expect(await readFile(join(folder, 'mail', file ?? ''), 'utf8')).toContain(`Message-ID: ${row?.messageId}`)
  await rm(folder, { recursive: true })
})

test('nobody but staff and the program sees a mail, whoever it is to', async () => {
  await post({ key: 'private' })
  const asked = { limit: 10, offset: 0 }
  for (const realm of ['distributor', 'customer', 'public'] as const) {
    const actor: Actor = { realm, accountId: 1n, personId: 1n, requestId: 'req' }
    expect(await read(database, actor, (tx) => listMails(tx, asked))).toEqual({ rows: [], total: 0 })
  }
  await expect(post({ key: 'bad', to: { address: 'no address', name: '' } })).rejects.toThrow('no address')
})

function post(mail: Partial<MailToPost> & { key: string }): Promise<bigint | undefined> {
  counter += 1
  return transact(database, call, (tx) =>
    postMail(tx, {
      kind: 'test',
      to: { address: `reader${counter}@example.org`, name: 'Reader' },
      language: 'en',
      subject: 'Your order',
      content: {
        sender: 'Example',
        title: 'Thank you',
        blocks: [
          { what: 'text', text: '2 < 3' },
          { what: 'button', label: 'Open', path: '/open/{secret}' },
        ],
        closing: 'Written by a program.',
      },
      ...mail,
    }),
  )
}

async function send(other: Partial<MailSettings> = {}): Promise<void> {
  const mail: MailSettings = {
    carrier: smtpCarrier(simulator.url),
    from: { name: '', address: 'no-reply@example.com' },
    siteUrl: () => 'https://shop.test',
    showsSecrets: false,
    ...other,
  }
  await sendMails({ db: database.db, mail, attach: async ({ ref }) => Buffer.from(`bytes of ${ref}`) })
}

/** What waits for a later time waits no longer. */
async function comeTime(): Promise<void> {
  await sql`UPDATE platform.mail SET due_at = now() WHERE due_at IS NOT NULL`.execute(database.owner)
}

async function mails() {
  return (await read(database, system, (tx) => listMails(tx, { limit: 100, offset: 0 }))).rows
}

/** The headers and parts of a message, decoded. */
function partsOf(message: string) {
  const boundaries = [...message.matchAll(/boundary="(.+?)"/g)].map(([, boundary = '']) => boundary)
  const [head = ''] = message.split('\r\n\r\n')
  const parts = boundaries
    .flatMap((boundary) => message.split(`--${boundary}`).slice(1))
    .map((part) => part.replace(/^\r\n/, ''))
    .filter((part) => part.startsWith('Content-Type') && !part.startsWith('Content-Type: multipart'))
    .map((part) => {
      const [top = '', ...rest] = part.split('\r\n\r\n')
      const body = rest.join('\r\n\r\n')
      const isBase64 = /base64/i.test(top)
      const text = isBase64
        ? Buffer.from(body, 'base64').toString('utf8')
        : body
            .replaceAll(/=\r\n/g, '')
            .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
            .replaceAll('\r\n', '\n')
      return [/Content-Type: ([^;\s]+)/.exec(top)?.[1] ?? '', text] as const
    })
  const headers = Object.fromEntries(
    head
      .replaceAll(/\r\n\s+/g, ' ')
      .split('\r\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
  )
  return { headers, parts: new Map(parts) }
}
