import MailComposer from 'nodemailer/lib/mail-composer'
import { addJob } from '../jobs/jobs.ts'
import type { Db } from '../postgres/database.ts'
import { inTransaction, read, systemActor } from '../postgres/transact.ts'
import type { MailAttachment } from './mail-content.ts'
import { nextDueMs, noteAttempt, takeDue, type StoredMail } from './mail-rows.ts'
import type { Carrying, MailDeps, MailSettings, Outcome } from './mail-settings.ts'
import { SEND_MAILS } from './post-mail.ts'
import { mailHtml, mailText } from './render-mail.ts'

type Deps = MailDeps & Readonly<{ db: Db; attach: (what: MailAttachment) => Promise<Buffer> }>

/** How long it is waited after the first attempt, the second one and so on. After the last one nobody tries by itself any more. */
const WAITS_SECONDS = [60, 300, 1_800, 7_200, 28_800, 86_400] as const
/** Longer than an attempt can take; whoever was stopped in one leaves the mail to others after this time. */
const LEASE_SECONDS = 120
/** Conversations with the server at the same time. */
const TOGETHER = 4

const actor = systemActor(SEND_MAILS)

/**
 * Sends what is due, and asks for the next run when something is due later. An attempt is counted before it is made, so that whoever
 * is stopped in between leaves a mail of which nobody knows whether it went; it is tried again as the same message.
 */
export async function sendMails(deps: Deps, signal?: AbortSignal): Promise<void> {
  await Promise.all(Array.from({ length: TOGETHER }, () => sendOneByOne(deps, signal)))
  const nextMs = await read(deps, actor, nextDueMs)
  if (nextMs === undefined) return
  const runAtMs = Date.now() + Math.max(0, nextMs)
  await inTransaction(deps.db, actor, (tx) =>
    addJob(tx, SEND_MAILS, {}, { key: `${SEND_MAILS}:next`, runAtMs }),
  )
}

async function sendOneByOne(deps: Deps, signal: AbortSignal | undefined): Promise<void> {
  const carrying = deps.mail.carrier.begin()
  const domain = deps.mail.from.address.split('@').at(-1) ?? 'localhost'
  try {
    for (;;) {
      if (signal?.aborted === true) return
      // oxlint-disable-next-line no-await-in-loop -- one after the other: that is what a conversation is
      const mail = await inTransaction(deps.db, actor, (tx) =>
        takeDue(tx, { domain, leaseSeconds: LEASE_SECONDS }),
      )
      if (!mail) return
      // oxlint-disable-next-line no-await-in-loop -- as above
      const outcome = await attempt(deps, carrying, mail)
      // oxlint-disable-next-line no-await-in-loop -- it is noted before the next one is taken
      await inTransaction(deps.db, actor, (tx) =>
        noteAttempt(tx, { ...mail, ...noteOf(outcome, mail.attempts), keepsSecret: deps.mail.showsSecrets }),
      )
    }
  } finally {
    carrying.end()
  }
}

async function attempt(deps: Deps, carrying: Carrying, mail: StoredMail): Promise<Outcome> {
  let bytes: Buffer
  try {
    bytes = await messageBytes(deps.mail, mail, deps.attach)
  } catch (error) {
    return { is: 'later', answer: error instanceof Error ? error.message : String(error) }
  }
  const { messageId } = mail
  if (messageId === null) throw new Error('a mail is sent before its message has an id')
  return carrying.carry({ id: messageId, from: deps.mail.from.address, to: mail.recipient, bytes })
}

function noteOf({ is, answer }: Outcome, attempts: number) {
  if (is === 'sent') return { state: 'sent', answer, againInSeconds: undefined } as const
  if (is === 'refused') return { state: 'failed', answer, againInSeconds: undefined } as const
  const againInSeconds = WAITS_SECONDS[attempts - 1]
  if (is === 'unknown') return { state: 'unknown', answer, againInSeconds } as const
  return { state: againInSeconds === undefined ? 'failed' : 'waiting', answer, againInSeconds } as const
}

/** The message as it goes: headers, plain text, HTML and what goes along. */
async function messageBytes(
  settings: MailSettings,
  mail: StoredMail,
  attach: Deps['attach'],
): Promise<Buffer> {
  const site = { siteUrl: settings.siteUrl(), secret: mail.secret, language: mail.language }
  const attachments = await Promise.all(
    mail.attachments.map(async (what) => ({
      filename: what.name,
      contentType: what.type,
      content: await attach(what),
    })),
  )
  return new MailComposer({
    from: {
      name: settings.from.name === '' ? mail.content.sender : settings.from.name,
      address: settings.from.address,
    },
    to: { name: mail.recipientName, address: mail.recipient },
    subject: mail.subject,
    messageId: mail.messageId ?? undefined,
    date: mail.postedAt,
    text: mailText(mail.content, site),
    html: mailHtml(mail.content, site),
    attachments,
    // Programs that answer by themselves leave it alone (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
    // A repeat has the same bytes.
    baseBoundary: mail.messageId?.replaceAll(/[^\w]/g, '') ?? undefined,
  })
    .compile()
    .build()
}
