import { sql } from 'kysely'
import type { PromotionsViews } from '#modules/promotions/views.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrdersTables } from './tables.ts'

/** An order as payments see it. */
type PaidOrder = Readonly<{
  kind: 'order'
  id: bigint
  code: string
  legalEntityId: bigint
  marketId: bigint
  currency: string
  personId: bigint | undefined
}>

/** An order as payments see it; undefined when the viewer may not see it. */
export async function paidForOf(
  tx: Tx,
  by: Readonly<{ id: bigint }> | Readonly<{ code: string }> | Readonly<{ statusHash: Buffer }>,
): Promise<PaidOrder | undefined> {
  const orders = tx
    .$extendTables<OrdersTables>()
    .selectFrom('orders.order')
    .select(['id', 'code', 'legal_entity_id', 'market_id', 'currency', 'buyer_person_id'])
  const row = await (
    'id' in by
      ? orders.where('id', '=', by.id)
      : 'code' in by
        ? orders.where('code', '=', by.code)
        : orders.where('status_hash', '=', by.statusHash)
  ).executeTakeFirst()
  return (
    row && {
      kind: 'order',
      id: row.id,
      code: row.code,
      legalEntityId: row.legal_entity_id,
      marketId: row.market_id,
      currency: row.currency,
      personId: row.buyer_person_id ?? undefined,
    }
  )
}

/** What a buyer owes for all orders of a currency, in minor units; who places waits for others who do for the same buyer. */
export async function owedBy(
  tx: Tx,
  of: Readonly<{ buyerId: bigint; currency: string; waits: boolean }>,
): Promise<bigint> {
  const { rows } = await sql<{ owed: bigint }>`
    SELECT orders.owed_by(${of.buyerId}, ${of.currency}, ${of.waits}) AS owed`.execute(tx)
  return rows[0]?.owed ?? 0n
}

export type OrderNote = Readonly<{
  at: Date
  accountId: bigint | null
  byBuyer: boolean
  forBuyer: boolean
  text: string
}>

/** What was said about an order, the oldest first, as far as the viewer may know it. */
export async function notesOf(tx: Tx, orderId: bigint): Promise<readonly OrderNote[]> {
  return tx
    .$extendTables<OrdersTables>()
    .selectFrom('orders.note')
    .select(['at', 'account_id as accountId', 'by_buyer as byBuyer', 'for_buyer as forBuyer', 'text'])
    .where('order_id', '=', orderId)
    .orderBy('id')
    .execute()
}

/** Writes down what somebody says about an order; gives the moment. */
export async function addNote(
  tx: Tx,
  note: Readonly<{
    orderId: bigint
    text: string
    byBuyer: boolean
    forBuyer: boolean
    accountId: bigint
  }>,
): Promise<number> {
  const { rows } = await sql<{ at: Date }>`
    SELECT orders.add_note(${note.orderId}, ${note.text}, ${note.byBuyer}, ${note.forBuyer}, ${note.accountId}) AS at`.execute(
    tx,
  )
  return rows[0]?.at.getTime() ?? 0
}

/** What an order earned, as far as the viewer may see it. */
export async function earnedEntitlements(tx: Tx, orderId: bigint) {
  return tx
    .$extendTables<PromotionsViews>()
    .selectFrom('promotions.v_entitlement')
    .select([
      'name',
      'promotion',
      'expires_at as expiresAt',
      'uses_most as uses',
      'uses as used',
      'taken_back as takenBack',
      'unearned',
    ])
    .where('order_id', '=', orderId)
    .orderBy('id')
    .execute()
}
