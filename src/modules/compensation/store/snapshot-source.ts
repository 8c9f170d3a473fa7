import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrderType, PersonKind, PersonStatus } from '../domain/plan/plan.ts'
import type { SnapshotOrder, SnapshotPerson } from '../domain/snapshot/snapshot.ts'

/** The moment of the first volume in a stretch of time (epoch milliseconds), or undefined when there is none. */
export async function firstVolumeAt(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
): Promise<number | undefined> {
  const from = Number.isFinite(stretch.fromMs) ? new Date(stretch.fromMs) : null
  const { rows } = await sql<{ at: Date | null }>`
    SELECT min(commission_at) AS at FROM orders.v_volume_entry
    WHERE commission_at >= coalesce(${from}::timestamptz, '-infinity') AND commission_at < ${new Date(stretch.untilMs)}`.execute(
    tx,
  )
  return rows[0]?.at?.getTime()
}

/**
 * Everybody who joined before an instant, with the sponsor of the present tree; a customer stands under the distributor who
 * looks after the customer. With `only`, just these people.
 */
export async function peopleBefore(
  tx: Tx,
  untilMs: number,
  only?: readonly bigint[],
): Promise<SnapshotPerson[]> {
  const filter = only === undefined ? sql`true` : sql`p.id = ANY(${only.map(String)}::bigint[])`
  const { rows } = await sql<{
    id: string
    personId: bigint
    sponsorId: string | null
    kind: PersonKind
    status: PersonStatus
  }>`
    SELECT p.code AS id, p.id AS "personId", s.code AS "sponsorId", p.kind, p.status
    FROM field.v_person p
    LEFT JOIN genealogy.v_current_link l ON l.person_id = p.id AND l.tree = 'sponsor'
    LEFT JOIN field.v_person s ON s.id = CASE WHEN l.person_id IS NULL THEN p.served_by ELSE l.parent_id END
    WHERE p.joined_at < ${new Date(untilMs)} AND ${filter}`.execute(tx)
  return rows.map((row) => ({ ...row, sponsorId: row.sponsorId ?? undefined, rank: undefined }))
}

type VolumeRow = Readonly<{
  code: string
  at: Date
  type: OrderType
  opposite: boolean
  buyer: string | null
  seller: string | null
  currency: string
  amountMinor: bigint
  /** Millionths as text, in the order asked for. */
  volumes: readonly string[]
}>

/**
 * Orders with volume in a stretch of time, volumes by name in micro-units. The opposite entries of a cancelled order come
 * as a return of its own, named by the order's code with `-R`. With `only`, just these orders.
 */
export async function ordersBetween(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
  volumeNames: readonly string[],
  only?: readonly bigint[],
): Promise<SnapshotOrder[]> {
  const filter = only === undefined ? sql`true` : sql`order_id = ANY(${only.map(String)}::bigint[])`
  const sums = volumeNames.map(
    (name) => sql`coalesce(sum(micro) FILTER (WHERE name = ${name.replace(/^volume:/, '')}), 0)::text`,
  )
  const { rows } = await sql<VolumeRow>`
    SELECT o.code, v.commission_at AS at, o.type, v.opposite, b.code AS buyer, s.code AS seller, o.currency,
      o.subtotal_minor AS "amountMinor", v.volumes
    FROM (
      SELECT order_id, opposite, commission_at, ARRAY[${sql.join(sums)}]::text[] AS volumes FROM orders.v_volume_entry
      WHERE commission_at >= ${new Date(stretch.fromMs)} AND commission_at < ${new Date(stretch.untilMs)} AND ${filter}
      GROUP BY order_id, opposite, commission_at
    ) v
    JOIN orders.v_order o ON o.id = v.order_id
    LEFT JOIN field.v_person b ON b.id = o.buyer_person_id
    LEFT JOIN field.v_person s ON s.id = o.seller_person_id`.execute(tx)
  return rows.map((row) => ({
    code: row.opposite ? `${row.code}-R` : row.code,
    atMs: row.at.getTime(),
    type: row.opposite ? 'return' : row.type,
    buyer: row.buyer ?? '',
    seller: row.seller ?? '',
    currency: row.currency,
    amountMinor: row.opposite ? -row.amountMinor : row.amountMinor,
    volumes: row.volumes.map(BigInt),
  }))
}

/**
 * How many orders with volume count for a stretch of time, and what their goods were sold for, as a run counts both: an order that
 * is taken back stays counted in its own stretch, and its amount is taken off in the one in which it was taken back.
 */
export async function salesBetween(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
): Promise<{ orders: number; minor: bigint; currency: string | null }> {
  const [from, until] = [new Date(stretch.fromMs), new Date(stretch.untilMs)]
  const { rows } = await sql<{ orders: number; minor: bigint; currency: string | null }>`
    SELECT count(*) FILTER (WHERE counts AND type <> 'return')::int AS orders,
      coalesce(sum(CASE WHEN counts THEN subtotal_minor ELSE 0 END - CASE WHEN gone THEN subtotal_minor ELSE 0 END), 0)::bigint AS minor,
      min(currency) AS currency
    FROM (
      SELECT o.*, o.commission_at >= ${from} AND o.commission_at < ${until} AS counts,
        coalesce(o.cancelled_at >= ${from} AND o.cancelled_at < ${until}, false) AS gone
      FROM orders.v_order o
      WHERE (o.commission_at >= ${from} AND o.commission_at < ${until}) OR (o.cancelled_at >= ${from} AND o.cancelled_at < ${until})
    ) o WHERE EXISTS (SELECT FROM orders.v_volume_entry v WHERE v.order_id = o.id)`.execute(tx)
  return rows[0] ?? { orders: 0, minor: 0n, currency: null }
}

/** How many orders were placed after an instant of the company's time. */
export async function ordersSince(tx: Tx, sinceMs: number): Promise<number> {
  const { rows } = await sql<{ orders: number }>`
    SELECT count(*)::int AS orders FROM orders.v_order WHERE placed_at > ${new Date(sinceMs)}`.execute(tx)
  return rows[0]?.orders ?? 0
}
