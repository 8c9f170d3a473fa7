import { sql, type Insertable } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { DocumentKind } from '../domain/document.ts'
import type { BillingTables } from './tables.ts'

type NewDocument = Omit<Insertable<BillingTables['billing.document']>, 'content_hash'>

/** The next number of a row of numbers; others who ask for one of it wait until the transaction ends. */
export async function nextSerial(
  tx: Tx,
  of: Readonly<{ legalEntityId: bigint; kind: DocumentKind; year: number }>,
): Promise<number> {
  const { rows } = await sql<{ serial: number }>`
    SELECT billing.next_serial(${of.legalEntityId}, ${of.kind}, ${of.year}) AS serial`.execute(tx)
  const serial = rows[0]?.serial
  if (serial === undefined) throw new Error('no number was given')
  return serial
}

export async function addDocument(tx: Tx, document: NewDocument): Promise<bigint> {
  const row = await tables(tx)
    .insertInto('billing.document')
    .values({
      ...document,
      content_hash: sql<Buffer>`sha256(convert_to(${document.content}::text, 'UTF8'))`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The documents of an order that the viewer may see, in the order in which they were issued. */
export async function documentsOf(tx: Tx, orderCode: string) {
  return tables(tx)
    .selectFrom('billing.document')
    .select([
      'id',
      'kind',
      'number',
      'change',
      'corrects_id as correctsId',
      'market_id as marketId',
      'issued_at as issuedAt',
      'total_minor as totalMinor',
      'currency',
      'content',
    ])
    .where('order_code', '=', orderCode)
    .orderBy('id')
    .execute()
}

/** Notes that the invoice of an order is due later than at placing, once. */
export async function awaitOrder(tx: Tx, order: { id: bigint; due: 'shipment' | 'payment' }): Promise<void> {
  await tables(tx)
    .insertInto('billing.awaited_order')
    .values({ order_id: order.id, due: order.due })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** When the invoice of an order is due; undefined where that was at placing. */
export async function awaitedDue(tx: Tx, orderId: bigint): Promise<'shipment' | 'payment' | undefined> {
  const row = await tables(tx)
    .selectFrom('billing.awaited_order')
    .select('due')
    .where('order_id', '=', orderId)
    .executeTakeFirst()
  return row?.due
}

/** One document as it was written; undefined where the viewer may not see it. */
export async function documentById(tx: Tx, id: bigint) {
  return tables(tx)
    .selectFrom('billing.document')
    .select([
      'kind',
      'number',
      'market_id as marketId',
      'order_code as order',
      'total_minor as totalMinor',
      'currency',
      'content',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

function tables(tx: Tx) {
  return tx.$extendTables<BillingTables>()
}
