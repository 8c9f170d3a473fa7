import { sql } from 'kysely'
import { addJob } from '../jobs/jobs.ts'
import type { Tx } from '../postgres/database.ts'
import { mailContent, type MailAttachment, type MailContent } from './mail-content.ts'

/** The job that sends what waits; a module answers for it. */
export const SEND_MAILS = 'messaging.send_mails'

export type MailToPost = Readonly<{
  /** What it tells: the same is posted once. */
  key: string
  kind: string
  to: Readonly<{ address: string; name: string }>
  language: string
  subject: string
  content: MailContent
  attachments?: readonly MailAttachment[]
  /** What stands for `{secret}` in its links; it is forgotten as soon as the mail has gone. */
  secret?: string
  about?: Readonly<{ kind: string; code: string }>
  marketId?: bigint | undefined
}>

const ADDRESS = /^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+$/

/** Whether a text can be the address of a mail. What is behind it shows when a mail goes there. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text)
}

/**
 * Posts a mail: it goes once the transaction has committed. Gives its id; undefined when the same was posted before. Throws where the
 * address cannot be one.
 */
export async function postMail(tx: Tx, mail: MailToPost): Promise<bigint | undefined> {
  if (!isMailAddress(mail.to.address)) throw new Error('a mail is posted to something that is no address')
  const content = mailContent.parse(mail.content)
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO platform.mail (key, kind, recipient, recipient_name, language, subject, content, attachments, secret,
      about_kind, about_code, market_id)
    VALUES (${mail.key}, ${mail.kind}, ${mail.to.address}, ${oneLine(mail.to.name)}, ${mail.language}, ${oneLine(mail.subject)},
      ${JSON.stringify(content)}::jsonb, ${JSON.stringify(mail.attachments ?? [])}::jsonb, ${mail.secret ?? null},
      ${mail.about?.kind ?? null}, ${mail.about?.code ?? null}, ${mail.marketId ?? null})
    ON CONFLICT (key) DO NOTHING RETURNING id`.execute(tx)
  const id = rows[0]?.id
  if (id !== undefined) await askToSend(tx)
  return id
}

/** Asks for what is due to be sent, once for each transaction, so that posts at the same moment do not wait for each other. */
export async function askToSend(tx: Tx): Promise<void> {
  const { rows } = await sql<{ by: string }>`SELECT pg_current_xact_id()::text AS by`.execute(tx)
  await addJob(tx, SEND_MAILS, {}, { key: `${SEND_MAILS}:${rows[0]?.by ?? ''}` })
}

/** A header has one line. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
