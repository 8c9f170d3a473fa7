import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

export type OrderFacts = Readonly<{
  id: bigint
  buyerId: bigint | null
  sellerId: bigint | null
  commissionAtMs: number | null
  /** Whether a correction by hand that goes on has it count otherwise already. */
  isMoved: boolean
}>

/** What pay goes by of an order, by its code. */
export async function orderFacts(tx: Tx, code: string): Promise<OrderFacts | undefined> {
  const { rows } = await sql<OrderFacts>`
    SELECT o.id, o.buyer_person_id AS "buyerId", o.seller_person_id AS "sellerId",
      (extract(epoch FROM o.commission_at) * 1000)::float8 AS "commissionAtMs",
      EXISTS (SELECT FROM compensation.adjustment a WHERE a.order_id = o.id AND a.state = 'done' AND NOT EXISTS (
        SELECT FROM compensation.adjustment e WHERE e.ends_id = a.id AND e.state = 'done')) AS "isMoved"
    FROM orders.v_order o WHERE o.code = ${code}`.execute(tx)
  return rows[0]
}

/** The codes of some orders. */
export async function orderCodes(tx: Tx, ids: readonly bigint[]): Promise<ReadonlyMap<bigint, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: bigint; code: string }>`
    SELECT id, code FROM orders.v_order WHERE id = ANY(${ids.map(String)}::bigint[])`.execute(tx)
  return new Map(rows.map(({ id, code }) => [id, code]))
}
