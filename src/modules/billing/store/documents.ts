import { sql, type Insertable } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { DocumentKind } from '../domain/document.ts'
import type { BillingTables } from './tables.ts'

export type NewDocument = Omit<Insertable<BillingTables['billing.document']>, 'content_hash'>

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

/** Writes documents in their order, and gives what became of each. */
export async function addDocuments(tx: Tx, documents: readonly NewDocument[]) {
  if (documents.length === 0) return []
  const hash = ({ content }: NewDocument) => sql<Buffer>`sha256(convert_to(${content}::text, 'UTF8'))`
  const rows = await tables(tx)
    .insertInto('billing.document')
    .values(documents.map((document) => ({ ...document, content_hash: hash(document) })))
    .returning(['id', 'kind', 'order_code as order', 'market_id as marketId'])
    .execute()
  return rows.toSorted((a, b) => Number(a.id - b.id))
}

/** Those of several orders for which something was issued or noted already. */
export async function ordersMet(tx: Tx, orderIds: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  const ids = orderIds.map(String)
  const { rows } = await sql<{ id: bigint }>`
    SELECT order_id AS id FROM billing.document WHERE order_id = ANY(${ids}::bigint[])
    UNION SELECT order_id FROM billing.awaited_order WHERE order_id = ANY(${ids}::bigint[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
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

/** Notes that the invoices of orders are due later than at placing, once. */
export async function awaitOrders(
  tx: Tx,
  orders: readonly Readonly<{ id: bigint; due: 'shipment' | 'payment' }>[],
): Promise<void> {
  if (orders.length === 0) return
  await tables(tx)
    .insertInto('billing.awaited_order')
    .values(orders.map(({ id, due }) => ({ order_id: id, due })))
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
