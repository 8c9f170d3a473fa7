import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** An order, or by the number of the change what was taken back of it; 0 is the order itself. */
export type OrderFact = Readonly<{ orderId: bigint; change: number }>

/** What a party was, by the number of the stand. */
export type PartyStand = Readonly<{ partyId: bigint; number: number }>

/** Notes which orders and changes a stretch of the feed told of. */
export async function addKnown(
  tx: Tx,
  facts: readonly (OrderFact & Readonly<{ seq: bigint }>)[],
): Promise<void> {
  const last = facts.at(-1)
  if (!last) return
  await sql`INSERT INTO orders.known_stretch (until_seq, order_ids, changes, seqs)
    VALUES (${last.seq}, ${facts.map(({ orderId }) => String(orderId))}::bigint[],
      ${facts.map(({ change }) => change)}::integer[], ${facts.map(({ seq }) => String(seq))}::bigint[])
    ON CONFLICT DO NOTHING`.execute(tx)
}

/** Notes the positions that told of what parties were. */
export async function stampParties(
  tx: Tx,
  stands: readonly (PartyStand & Readonly<{ seq: bigint }>)[],
): Promise<void> {
  if (stands.length === 0) return
  await sql`UPDATE orders.party_stand s SET known_seq = t.seq
    FROM unnest(${stands.map(({ partyId }) => String(partyId))}::bigint[], ${stands.map(({ number }) => number)}::integer[],
      ${stands.map(({ seq }) => String(seq))}::bigint[]) t (party_id, number, seq)
    WHERE s.party_id = t.party_id AND s.number = t.number AND s.known_seq IS NULL`.execute(tx)
}

/** The noted orders and changes that were told of after a position. */
export async function knownAfter(tx: Tx, seq: bigint): Promise<readonly OrderFact[]> {
  const { rows } = await sql<OrderFact>`
    SELECT k.order_id AS "orderId", k.change
    FROM orders.known_stretch s CROSS JOIN LATERAL unnest(s.order_ids, s.changes, s.seqs) k (order_id, change, seq)
    WHERE s.until_seq > ${seq} AND k.seq > ${seq}`.execute(tx)
  return rows
}
