import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../postgres/database.ts'
import { mailAttachment, mailContent } from './mail-content.ts'

export const MAIL_STATES = ['waiting', 'sent', 'failed', 'unknown'] as const
export type MailState = (typeof MAIL_STATES)[number]

const state = z.enum(MAIL_STATES)
const storedMail = z.object({
  id: z.bigint(),
  kind: z.string(),
  recipient: z.string(),
  recipientName: z.string(),
  language: z.string(),
  subject: z.string(),
  content: mailContent,
  attachments: z.array(mailAttachment),
  secret: z.string().nullable(),
  aboutKind: z.string().nullable(),
  aboutCode: z.string().nullable(),
  marketId: z.bigint().nullable(),
  state,
  attempts: z.number(),
  messageId: z.string().nullable(),
  postedAt: z.date(),
  sentAt: z.date().nullable(),
  dueAt: z.date().nullable(),
  answer: z.string().nullable(),
})
export type StoredMail = Readonly<z.output<typeof storedMail>>

const COLUMNS = sql`m.id, m.kind, m.recipient, m.recipient_name AS "recipientName", m.language, m.subject, m.content,
  m.attachments, m.secret, m.about_kind AS "aboutKind", m.about_code AS "aboutCode", m.market_id AS "marketId", m.state,
  m.attempts, m.message_id AS "messageId", m.posted_at AS "postedAt", m.sent_at AS "sentAt", m.due_at AS "dueAt", m.answer`

/**
 * Takes the next mail that is due: its attempt is counted and its outcome unknown until it is noted. Nobody else takes it meanwhile;
 * whoever is stopped leaves it to others after the time. Undefined when nothing is due.
 */
export async function takeDue(
  tx: Tx,
  of: Readonly<{ domain: string; leaseSeconds: number }>,
): Promise<StoredMail | undefined> {
  const { rows } = await sql`
    UPDATE platform.mail m SET state = 'unknown', attempts = m.attempts + 1,
      due_at = now() + ${of.leaseSeconds} * interval '1 second',
      message_id = coalesce(m.message_id, ${`<${randomUUID()}@${of.domain}>`})
    FROM (SELECT id FROM platform.mail WHERE due_at <= now() ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) d
    WHERE m.id = d.id RETURNING ${COLUMNS}`.execute(tx)
  return rows[0] === undefined ? undefined : storedMail.parse(rows[0])
}

/** Notes how an attempt ended; nothing where another attempt has begun since. */
export async function noteAttempt(
  tx: Tx,
  of: Readonly<{
    id: bigint
    attempts: number
    state: MailState
    answer: string
    /** Undefined where it is not tried any more. */
    againInSeconds: number | undefined
    /** Whether its secret stays readable also once it has gone. */
    keepsSecret: boolean
  }>,
): Promise<void> {
  const isSent = of.state === 'sent'
  await sql`
    UPDATE platform.mail SET state = ${of.state}, answer = ${of.answer},
      sent_at = CASE WHEN ${isSent} THEN platform.company_now() END,
      secret = CASE WHEN ${isSent && !of.keepsSecret} THEN NULL ELSE secret END,
      due_at = now() + ${of.againInSeconds ?? null}::int * interval '1 second'
    WHERE id = ${of.id} AND attempts = ${of.attempts}`.execute(tx)
}

/** In how many milliseconds the next mail is due; undefined when none waits. */
export async function nextDueMs(tx: Tx): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT ceil(extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS ms FROM platform.mail WHERE due_at IS NOT NULL`.execute(
    tx,
  )
  return rows[0]?.ms ?? undefined
}

export type MailQuestion = Readonly<{
  /** The beginning of an address, or the code of what it is about. */
  search?: string | undefined
  kind?: string | undefined
  state?: MailState | undefined
  /** Undefined: all, also those of no market. */
  marketIds?: readonly bigint[] | undefined
  limit: number
  offset: number
}>

/** Mails, newest first, and how many there are. */
export async function listMails(tx: Tx, asked: MailQuestion): Promise<{ rows: StoredMail[]; total: number }> {
  const { kind, marketIds, limit, offset } = asked
  const parts = [sql`true`]
  if (kind !== undefined) parts.push(sql`m.kind = ${kind}`)
  if (asked.state !== undefined) parts.push(sql`m.state = ${asked.state}`)
  if (marketIds !== undefined) parts.push(sql`m.market_id = ANY (${marketIds.map(String)}::bigint[])`)
  const typed = (asked.search ?? '').trim()
  if (typed !== '') {
    const start = `${typed.toLowerCase().replaceAll(/[%_\\]/g, String.raw`\$&`)}%`
    parts.push(sql`(lower(m.recipient) LIKE ${start} OR m.about_code = ${typed})`)
  }
  const where = sql.join(parts, sql` AND `)
  const { rows } = await sql`
    SELECT ${COLUMNS} FROM platform.mail m WHERE ${where} ORDER BY m.posted_at DESC, m.id DESC
    LIMIT ${limit} OFFSET ${offset}`.execute(tx)
  const counted = await sql<{ total: bigint }>`
    SELECT count(*) AS total FROM platform.mail m WHERE ${where}`.execute(tx)
  return { rows: z.array(storedMail).parse(rows), total: Number(counted.rows[0]?.total ?? 0n) }
}

export async function mailById(tx: Tx, id: bigint): Promise<StoredMail | undefined> {
  const { rows } = await sql`SELECT ${COLUMNS} FROM platform.mail m WHERE m.id = ${id}`.execute(tx)
  return rows[0] === undefined ? undefined : storedMail.parse(rows[0])
}

/** Has a mail that did not go, or of which nobody knows, tried anew from now on, as the same message. */
export async function tryAnew(tx: Tx, id: bigint): Promise<void> {
  await sql`UPDATE platform.mail SET due_at = now() WHERE id = ${id} AND state <> 'sent'`.execute(tx)
}

/** Posts what went already once more, as another message. Gives its id. */
export async function postCopy(tx: Tx, id: bigint): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO platform.mail (key, kind, recipient, recipient_name, language, subject, content, attachments,
      about_kind, about_code, market_id)
    SELECT ${`again:${randomUUID()}`}, kind, recipient, recipient_name, language, subject, content, attachments,
      about_kind, about_code, market_id FROM platform.mail WHERE id = ${id} RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the mail that is sent again is not there')
  return row.id
}

/** Removes mails of a market, or of none, that are older than so many days and are not tried any more; gives how many. */
export async function removeOldMails(
  tx: Tx,
  of: Readonly<{ marketId: bigint | null; days: number; most: number }>,
): Promise<number> {
  const removed = await sql`
    DELETE FROM platform.mail WHERE id IN (SELECT id FROM platform.mail
      WHERE posted_at < platform.company_now() - ${of.days} * interval '1 day' AND due_at IS NULL
        AND market_id IS NOT DISTINCT FROM ${of.marketId}::bigint LIMIT ${of.most})`.execute(tx)
  return Number(removed.numAffectedRows ?? 0n)
}
