import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrderChannel } from '../domain/order.ts'
import type { PartyKind, PartyShipping } from '../domain/party.ts'

const linesShape = z.array(z.object({ product: z.string(), quantity: z.int() }))

/** A placed order as it was wanted: goods by the codes that named them, without gifts, and which order of its buyer it was. */
export type ReplayedOrder = Readonly<{
  atMs: number
  channel: OrderChannel
  kind: 'retail' | 'preferred' | 'distributor'
  buyerId: bigint | undefined
  orderNumber: number | undefined
  /** The party that it belonged to. */
  party: Readonly<{ kind: PartyKind; shipsTo: PartyShipping; hostId: bigint | null }> | undefined
  /** What was known of the buyer at that moment, as promotions tell it. */
  known: unknown
  lines: readonly Readonly<{ product: string; quantity: number }>[]
}>

type Row = Readonly<{
  at: Date
  channel: OrderChannel
  kind: ReplayedOrder['kind']
  buyer: bigint | null
  number: bigint | null
  partyKind: PartyKind | null
  shipsTo: PartyShipping | null
  hostId: bigint | null
  known: unknown
  lines: unknown
}>

type Stretch = Readonly<{ marketId: bigint; fromMs: number; untilMs: number }>

/** How many orders of a market stand that were placed in a stretch of time. */
export async function countPlaced(tx: Tx, of: Stretch): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT count(*) FROM orders."order" o WHERE ${placedIn(of)}`.execute(tx)
  return Number(rows[0]?.count ?? 0n)
}

/** The newest orders of a stretch, at most so many, the oldest first. */
export async function placedOrders(
  tx: Tx,
  of: Stretch & Readonly<{ most: number }>,
): Promise<ReplayedOrder[]> {
  const { rows } = await sql<Row>`
    SELECT o.placed_at AS at, o.channel, o.price_kind AS kind, o.buyer_person_id AS buyer,
      CASE WHEN o.buyer_person_id IS NULL THEN NULL ELSE 1 + (
        SELECT count(*) FROM orders."order" e
        WHERE e.buyer_person_id = o.buyer_person_id AND e.state = 'placed' AND e.placed_at < o.placed_at) END AS number,
      y.kind AS "partyKind", y.ships_to AS "shipsTo", y.host_person_id AS "hostId",
      promotions.facts_of(o.buyer_person_id, o.placed_at) AS known,
      (SELECT json_agg(json_build_object('product', coalesce(l.printed_code, p.code), 'quantity', l.quantity) ORDER BY l.line)
        FROM orders.order_line l JOIN catalog.v_product p ON p.id = l.product_id
        WHERE l.order_id = o.id AND NOT l.gift) AS lines
    FROM (SELECT * FROM orders."order" o WHERE ${placedIn(of)} ORDER BY o.placed_at DESC, o.id DESC LIMIT ${of.most}) o
    LEFT JOIN orders.party y ON y.id = o.party_id
    ORDER BY o.placed_at, o.id`.execute(tx)
  return rows.map(({ at, channel, kind, buyer, number, partyKind, shipsTo, hostId, known, lines }) => ({
    atMs: at.getTime(),
    channel,
    kind,
    buyerId: buyer ?? undefined,
    orderNumber: number === null ? undefined : Number(number),
    party: partyKind === null || shipsTo === null ? undefined : { kind: partyKind, shipsTo, hostId },
    known,
    lines: linesShape.parse(lines ?? []),
  }))
}

function placedIn({ marketId, fromMs, untilMs }: Stretch) {
  return sql`o.market_id = ${marketId} AND o.state = 'placed' AND o.placed_at >= ${new Date(fromMs)}
    AND o.placed_at < ${new Date(untilMs)}`
}
