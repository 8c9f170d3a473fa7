import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askToSend, postMail } from '#platform/mail/post-mail.ts'
import { inTransaction, systemActor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import type { Program } from '#test/support/program.ts'
import { startSmtpSimulator, type SmtpFault, type SmtpSimulator } from '#test/support/smtp-simulator.ts'
import {
  databaseIsBack,
  killDatabase,
  killProgram,
  openAsOwner,
  seedFolder,
  startOn,
  stopProgram,
  type CompanyFolder,
} from './company-folder.ts'

const MAILS = 12
/** As many as there are conversations at once. */
const HELD = 4
const DONE = { stepMs: 50, mostMs: 60_000 }
const system = systemActor('req-mail-fault')

let folder: CompanyFolder
let simulator: SmtpSimulator
let program: Program

beforeAll(async () => {
  folder = await seedFolder(60)
  simulator = await startSmtpSimulator()
  program = await start()
  // What the demonstration has to tell is told before.
  const isSent = async (): Promise<boolean> => (await states()).every((state) => state === 'sent')
  if (!(await waitUntil(isSent, DONE))) throw new Error(`mails wait:\n${program.said()}`)
})
afterAll(async () => {
  await stopProgram(program)
  await simulator.stop()
  await folder.remove()
})

const cases = (['program', 'database'] as const).flatMap((victim) =>
  (['hold_after_message', 'hold_before_data'] as const).map((fault) => ({ victim, fault })),
)

test.for(cases)(
  'the $victim is killed amid sending, with the server at $fault: every mail arrives, under one Message-ID each',
  async ({ victim, fault }) => {
    const name = `${victim} ${fault}`
    const before = simulator.taken().length
    simulator.failNext(...Array.from({ length: HELD }, (): SmtpFault => fault))
    await owner((db) =>
      inTransaction(db, system, async (tx) => {
        for (let n = 0; n < MAILS; n++) await postMail(tx, mailOf(`${name} ${n}`))
      }),
    )
    expect(await waitUntil(() => simulator.held() === HELD, DONE)).toBe(true)
    if (victim === 'program') {
      await killProgram(program)
      simulator.letGo()
      program = await start()
    } else {
      const killed = await killDatabase(folder)
      simulator.letGo()
      await databaseIsBack(folder, killed, program.said)
    }
    // The time is over within which somebody else may still be at it.
    const isSent = async (): Promise<boolean> => {
      await comeTime()
      return (await states()).every((state) => state === 'sent')
    }
    expect(await waitUntil(isSent, { ...DONE, stepMs: 500 })).toBe(true)
    const texts = Map.groupBy(
      simulator
        .taken()
        .slice(before)
        .map(({ text }) => text),
      (text) => /^Message-ID: (\S+)/im.exec(text)?.[1] ?? '',
    )
    // Nothing is lost, and what came twice is the very same message, which a mailbox takes for one.
    expect(texts.size).toBe(MAILS)
    for (const same of texts.values()) expect(new Set(same).size).toBe(1)
    const subjects = [...texts.values()].map(([text = '']) => /^Subject: (.*)$/m.exec(text)?.[1])
    expect(new Set(subjects).size).toBe(MAILS)
    const twice = [...texts.values()].filter((same) => same.length > 1).length
    // A program that lives on may still have noted what the server took, once its database was back.
    const fewest = fault === 'hold_after_message' && victim === 'program' ? HELD : 0
    expect(twice).toBeGreaterThanOrEqual(fewest)
    expect(twice).toBeLessThanOrEqual(fault === 'hold_after_message' ? HELD : 0)
    expect(await messageIds(name)).toEqual([...texts.keys()].toSorted())
  },
)

function start(): Promise<Program> {
  return startOn(folder, { SMTP_URL: simulator.url, MAIL_FROM: 'no-reply@example.com' })
}

function mailOf(key: string) {
  const content = {
    sender: 'Example',
    title: 'Thank you',
    blocks: [{ what: 'text' as const, text: key }],
    closing: 'Written by a program.',
  }
  const to = { address: 'reader@example.org', name: 'Reader' }
  return { key, kind: 'test', to, language: 'en', subject: key, content }
}

async function states(): Promise<readonly string[]> {
  return owner(async (db) => {
    const { rows } = await sql<{ state: string }>`SELECT state FROM platform.mail`.execute(db)
    return rows.map(({ state }) => state)
  })
}

async function messageIds(of: string): Promise<readonly string[]> {
  return owner(async (db) => {
    const { rows } = await sql<{ id: string }>`
      SELECT message_id AS id FROM platform.mail WHERE key LIKE ${`${of} %`}`.execute(db)
    return rows.map(({ id }) => id).toSorted()
  })
}

async function comeTime(): Promise<void> {
  await owner((db) =>
    inTransaction(db, system, async (tx) => {
      const { numAffectedRows = 0n } = await sql`
        UPDATE platform.mail SET due_at = now() WHERE due_at IS NOT NULL AND state <> 'sent'`.execute(tx)
      if (numAffectedRows > 0n) await askToSend(tx)
    }),
  )
}

async function owner<T>(work: (db: Awaited<ReturnType<typeof openAsOwner>>['db']) => Promise<T>): Promise<T> {
  const open = await openAsOwner(folder, () => undefined)
  try {
    return await work(open.db)
  } finally {
    await open.close()
  }
}
