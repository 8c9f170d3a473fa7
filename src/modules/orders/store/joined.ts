import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** Joins a guest's order to a person by the hash of its page's secret; gives its code, see orders.join_order. */
export async function joinOrderRow(
  tx: Tx,
  of: Readonly<{ statusHash: Buffer; personId: bigint }>,
): Promise<string | undefined> {
  const { rows } = await sql<{ code: string | null }>`
    SELECT orders.join_order(${of.statusHash}, ${of.personId}) AS code`.execute(tx)
  return rows[0]?.code ?? undefined
}

/** Which of these orders a person joined to the own account. */
export async function joinedOrders(
  tx: Tx,
  of: Readonly<{ personId: bigint; orderIds: readonly bigint[] }>,
): Promise<ReadonlySet<bigint>> {
  if (of.orderIds.length === 0) return new Set()
  const { rows } = await sql<{ id: bigint }>`
    SELECT order_id AS id FROM orders.joined_order
    WHERE person_id = ${of.personId} AND order_id = ANY (${of.orderIds.map(String)}::bigint[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
