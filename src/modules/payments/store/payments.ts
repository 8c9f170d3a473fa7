import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { MoneyAbout, PaidFor } from '../domain/payment.ts'
import type { PaymentsViews } from '../views.ts'
import type { PaymentsTables } from './tables.ts'

type Subject = Pick<PaidFor, 'kind' | 'id'>

/** How the money of something stands, by the books and its payments. */
export async function moneyAbout(tx: Tx, of: Subject): Promise<MoneyAbout> {
  const { rows } = await sql<MoneyAbout>`
    SELECT -ledger.balance_about(${of.kind}, ${of.id}, 'receivable') AS "owedMinor",
      ledger.balance_about(${of.kind}, ${of.id}, 'refunds') AS "waitingMinor",
      s.paid_minor AS "paidMinor", s.refunded_minor AS "refundedMinor"
    FROM payments.sums_about(${of.kind}, ARRAY[${of.id}::bigint]) s`.execute(tx)
  const [money] = rows
  if (!money) throw new Error('sums have a row for each thing that is asked for')
  return money
}

/** The payments of something, the oldest first, as far as the viewer may see them. */
export async function paymentsOf(tx: Tx, of: Subject) {
  const rows = await tables(tx)
    .selectFrom('payments.v_payment')
    .select([
      'id',
      'method',
      'state',
      'currency',
      'minor',
      'paid_minor as paidMinor',
      'back_minor as backMinor',
      'person_id as personId',
      'reference',
      'created_at as createdAt',
      'settled_at as settledAt',
      'created_by as createdBy',
      'settled_by as settledBy',
    ])
    .where('subject_kind', '=', of.kind)
    .where('subject_id', '=', of.id)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, personId: row.personId ?? undefined }))
}

/** What went back of something, the oldest first. */
export async function refundsOf(tx: Tx, of: Subject) {
  return tables(tx)
    .selectFrom('payments.refund')
    .select([
      'id',
      'kind',
      'payment_id as paymentId',
      'method',
      'currency',
      'minor',
      'reference',
      'reason',
      'at',
      'account_id as accountId',
    ])
    .where('subject_kind', '=', of.kind)
    .where('subject_id', '=', of.id)
    .orderBy('id')
    .execute()
}

/** The payment that was made under a key before, with the hash of what was asked. */
export async function paymentByKey(tx: Tx, of: Subject, key: string) {
  return tables(tx)
    .selectFrom('payments.payment')
    .select(['id', 'state', 'paid_minor as paidMinor', 'created_at as at', 'payload_hash as payloadHash'])
    .where('subject_kind', '=', of.kind)
    .where('subject_id', '=', of.id)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** What went back under a key before. */
export async function refundByKey(tx: Tx, of: Subject, key: string) {
  return tables(tx)
    .selectFrom('payments.refund')
    .select(['id', 'kind', 'method', 'minor', 'at', 'payload_hash as payloadHash'])
    .where('subject_kind', '=', of.kind)
    .where('subject_id', '=', of.id)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** What the market's setting is replaced by for one person, in minor units, whoever asks; undefined where nothing is. */
export async function ownLimit(tx: Tx, personId: bigint): Promise<bigint | undefined> {
  const { rows } = await sql<{ minor: bigint | null }>`
    SELECT payments.own_limit_of(${personId}) AS minor`.execute(tx)
  return rows[0]?.minor ?? undefined
}

function tables(tx: Tx) {
  return tx.$extendTables<PaymentsTables & PaymentsViews>()
}
