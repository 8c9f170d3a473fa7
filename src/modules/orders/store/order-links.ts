import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

export type LinkKind = 'exchange' | 'substitute' | 'addition'

/** Says that an order takes the place of goods that a change of another one took back, or holds goods that were added to it. */
export async function linkOrder(
  tx: Tx,
  link: Readonly<{ orderId: bigint; kind: LinkKind; ofOrderId: bigint; change: number | null }>,
): Promise<void> {
  await sql`SELECT orders.link(${link.orderId}, ${link.kind}, ${link.ofOrderId}, ${link.change})`.execute(tx)
}

/** The order whose goods an order replaced, for whoever may see it; undefined where there is none. */
export async function replacedOrder(tx: Tx, orderId: bigint): Promise<bigint | undefined> {
  const { rows } = await sql<{ id: bigint }>`
    SELECT of_order_id AS id FROM orders.order_link WHERE order_id = ${orderId}`.execute(tx)
  return rows[0]?.id
}

/** A link of an order: to the one whose goods it replaces or adds to, or to one that does so with its own, by a change of it, which is 0 where none were taken back. */
export type OrderLink = Readonly<{ code: string; kind: LinkKind; isFrom: boolean; change: number }>

/** The orders that an order is linked to, as far as the viewer may see them. */
export async function linksOf(tx: Tx, orderId: bigint): Promise<readonly OrderLink[]> {
  const { rows } = await sql<OrderLink>`
    SELECT o.code, l.kind, l.order_id = ${orderId} AS "isFrom", coalesce(l.of_change, 0) AS change
    FROM orders.order_link l
    JOIN orders."order" o ON o.id = CASE WHEN l.order_id = ${orderId} THEN l.of_order_id ELSE l.order_id END
    WHERE l.order_id = ${orderId} OR l.of_order_id = ${orderId} ORDER BY o.id`.execute(tx)
  return rows
}

/** The number of an order that took the place of goods of an order or was added to it, and that stands; undefined where there is none. */
export async function standingAfter(tx: Tx, orderId: bigint): Promise<string | undefined> {
  const { rows } = await sql<{ code: string }>`
    SELECT o.code FROM orders.order_link l JOIN orders."order" o ON o.id = l.order_id
    WHERE l.of_order_id = ${orderId} AND o.state = 'placed' ORDER BY o.id LIMIT 1`.execute(tx)
  return rows[0]?.code
}

/** Who bought and sold an order, for another one that takes the place of its goods. */
export async function partiesOf(tx: Tx, orderId: bigint) {
  const { rows } = await sql<{
    marketId: bigint
    buyerId: bigint | null
    sellerId: bigint | null
    code: string
    partyId: bigint | null
  }>`
    SELECT market_id AS "marketId", buyer_person_id AS "buyerId", seller_person_id AS "sellerId", code, party_id AS "partyId"
    FROM orders."order" WHERE id = ${orderId}`.execute(tx)
  return rows[0]
}
