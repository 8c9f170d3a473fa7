import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CardEvent, DisputeSeen } from '../domain/card.ts'
import type { PaymentsTables } from './tables.ts'

/** A payment by card as whoever asks the provider needs it. */
export type CardPayment = Readonly<{
  id: bigint
  orderId: bigint
  order: string
  /** What the provider knows it by. */
  key: string
  state: PaymentsTables['payments.payment']['state']
  currency: string
  minor: bigint
  /** What the provider calls it; undefined as long as it did not say. */
  intent: string | undefined
}>

/** A payment by card, by its id, by what the provider calls it, or by the key that it knows it by. */
export async function cardPaymentBy(
  tx: Tx,
  by: Readonly<{ id: bigint }> | Readonly<{ intent: string | undefined; key: string | undefined }>,
): Promise<CardPayment | undefined> {
  const rows = cards(tx)
  if ('id' in by) return shown(await rows.where('id', '=', by.id).executeTakeFirst())
  const { intent, key } = by
  const found =
    intent === undefined ? undefined : await rows.where('reference', '=', intent).executeTakeFirst()
  if (found || key === undefined || !isUuid(key)) return shown(found)
  return shown(await rows.where('journal_client_id', '=', key).executeTakeFirst())
}

/** The payments by card of an order that did not end, the oldest first. */
export async function openCardsOf(tx: Tx, orderId: bigint): Promise<readonly CardPayment[]> {
  const rows = await cards(tx)
    .where('subject_id', '=', orderId)
    .where('state', 'in', ['created', 'pending', 'unknown'])
    .orderBy('id')
    .execute()
  return rows.flatMap((row) => shown(row) ?? [])
}

/** Payments by card that did not end and were begun in a span, the oldest first. */
export async function openCards(
  tx: Tx,
  of: Readonly<{ since: Date; until: Date; most: number }>,
): Promise<readonly bigint[]> {
  const rows = await cards(tx)
    .where('state', 'in', ['created', 'pending', 'unknown'])
    .where('created_at', '>=', of.since)
    .where('created_at', '<', of.until)
    .orderBy('created_at')
    .limit(of.most)
    .execute()
  return rows.map(({ id }) => id)
}

/** Payments of which something is on its way back to the card, and the bank has not taken it yet; those asked the longest ago first. */
export async function pendingRefunds(
  tx: Tx,
  of: Readonly<{ until: Date; most: number }>,
): Promise<readonly bigint[]> {
  const rows = await tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.card_refund')
    .select('payment_id as paymentId')
    .where('state', '=', 'pending')
    .where('asked_at', '<', of.until)
    .orderBy('asked_at')
    .limit(of.most)
    .execute()
  return [...new Set(rows.map(({ paymentId }) => paymentId))]
}

/** Keeps an event; false where it was kept before. */
export async function keepEvent(tx: Tx, event: CardEvent, paymentId: bigint | undefined): Promise<boolean> {
  const { rows } = await sql<{ isNew: boolean }>`
    SELECT payments.keep_card_event(${event.id}, ${event.kind}, ${event.intent ?? null}, ${paymentId ?? null},
      ${new Date(event.madeAt)}) AS "isNew"`.execute(tx)
  return rows[0]?.isNew ?? false
}

/** Keeps how a dispute stands. */
export async function keepDispute(tx: Tx, paymentId: bigint, dispute: DisputeSeen): Promise<void> {
  const due = dispute.dueAt === undefined ? null : new Date(dispute.dueAt)
  await sql`SELECT payments.keep_dispute(${dispute.id}, ${paymentId}, ${dispute.minor}, ${dispute.reason}, ${dispute.state},
    ${due}, ${new Date(dispute.madeAt)})`.execute(tx)
}

/** Asks that money goes back to a card; gives the id. */
export async function askRefund(
  tx: Tx,
  refund: Readonly<{
    paymentId: bigint
    minor: bigint
    reason: string | undefined
    accountId: bigint | null
    key: string
    payloadHash: Buffer
  }>,
): Promise<bigint> {
  const { paymentId, minor, reason = null, accountId, key, payloadHash } = refund
  const { rows } = await sql<{ id: bigint }>`
    SELECT payments.ask_card_refund(${paymentId}, ${minor}, ${reason}, ${accountId}, ${key}, ${payloadHash.toString('hex')}) AS id`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new Error('asking for a refund gives its id')
  return row.id
}

/** Says how far a refund to a card is. */
export async function sayRefund(
  tx: Tx,
  id: bigint,
  said: Readonly<{
    state: 'unknown' | 'pending' | 'sent' | 'failed'
    reference?: string
    problem?: string | undefined
  }>,
): Promise<void> {
  await sql`SELECT payments.say_card_refund(${id}, ${said.state}, ${said.reference ?? null}, ${said.problem ?? null})`.execute(
    tx,
  )
}

/** The refunds to the card of some payments, the oldest first. */
export async function cardRefundsOf(tx: Tx, paymentIds: readonly bigint[]) {
  if (paymentIds.length === 0) return []
  const rows = await tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.card_refund')
    .selectAll()
    .where('payment_id', 'in', paymentIds)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    paymentId: row.payment_id,
    minor: row.minor,
    reason: row.reason,
    state: row.state,
    problem: row.problem,
    askedAt: row.asked_at,
    accountId: row.account_id,
    key: row.key,
    providerKey: row.provider_key,
    payloadHash: row.payload_hash,
  }))
}

/** How the disputes about some payments stand, the oldest first. */
export async function disputesOf(tx: Tx, paymentIds: readonly bigint[]) {
  if (paymentIds.length === 0) return []
  return tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.dispute')
    .select([
      'id',
      'payment_id as paymentId',
      'minor',
      'reason',
      'state',
      'due_at as dueAt',
      'made_at as madeAt',
    ])
    .where('payment_id', 'in', paymentIds)
    .orderBy('made_at')
    .orderBy('id')
    .execute()
}

/** What the provider told about some payments, the oldest first. */
export async function eventsOf(tx: Tx, paymentIds: readonly bigint[]) {
  if (paymentIds.length === 0) return []
  return tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.card_event')
    .select(['id', 'kind', 'payment_id as paymentId', 'made_at as madeAt', 'received_at as receivedAt'])
    .where('payment_id', 'in', paymentIds)
    .orderBy('made_at')
    .orderBy('received_at')
    .execute()
}

/** Disputes that the company can still answer, the most urgent first; where markets are named, of theirs. */
export async function openDisputes(
  tx: Tx,
  of: Readonly<{ marketIds: readonly bigint[] | undefined; limit: number }>,
) {
  const rows = tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.dispute')
    .innerJoin('payments.payment', 'payments.payment.id', 'payments.dispute.payment_id')
    .select([
      'payments.payment.subject_code as order',
      'payments.payment.currency',
      'payments.dispute.id',
      'payments.dispute.minor',
      'payments.dispute.due_at as dueAt',
    ])
    .where('payments.dispute.state', '=', 'open')
    .orderBy('payments.dispute.due_at')
    .orderBy('payments.dispute.id')
    .limit(of.limit)
  const { marketIds } = of
  if (marketIds === undefined) return rows.execute()
  return marketIds.length === 0 ? [] : rows.where('payments.payment.market_id', 'in', marketIds).execute()
}

/** What the provider told that is about nothing of ours, the newest first. */
export async function strangeEvents(tx: Tx, limit: number) {
  return tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.card_event')
    .select(['id', 'kind', 'received_at as receivedAt'])
    .where('payment_id', 'is', null)
    .orderBy('received_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function isUuid(text: string): boolean {
  return UUID.test(text)
}

function cards(tx: Tx) {
  return tx
    .$extendTables<PaymentsTables>()
    .selectFrom('payments.payment')
    .select([
      'id',
      'subject_id',
      'subject_code',
      'journal_client_id',
      'state',
      'currency',
      'minor',
      'reference',
    ])
    .where('method', '=', 'card')
    .where('subject_kind', '=', 'order')
}

type Row = Awaited<ReturnType<ReturnType<typeof cards>['executeTakeFirst']>>

function shown(row: Row): CardPayment | undefined {
  return (
    row && {
      id: row.id,
      orderId: row.subject_id,
      order: row.subject_code,
      key: row.journal_client_id,
      state: row.state,
      currency: row.currency,
      minor: row.minor,
      intent: row.reference ?? undefined,
    }
  )
}
