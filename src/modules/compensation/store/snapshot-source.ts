import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import { currencyDigits } from '#shared/money.ts'
import { returnCode } from '../domain/frozen/order-tables.ts'
import type { OrderType } from '../domain/language/words.ts'
import type { LineInput } from '../domain/pay/pay-input.ts'
import { movedOrders, type MovedOrder } from './adjustments.ts'
import { mergedLine, mergesDone } from './merges.ts'

/** The moment of the first volume in a stretch of time (epoch milliseconds), or undefined when there is none. */
export async function firstVolumeAt(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
): Promise<number | undefined> {
  const from = Number.isFinite(stretch.fromMs) ? new Date(stretch.fromMs) : null
  const inside = sql`commission_at >= coalesce(${from}::timestamptz, '-infinity')
    AND commission_at < ${new Date(stretch.untilMs)}`
  const { rows } = await sql<{ at: Date | null }>`
    SELECT least((SELECT min(commission_at) FROM orders.v_order_volume WHERE ${inside}),
      (SELECT min(commission_at) FROM orders.v_volume_change WHERE ${inside})) AS at`.execute(tx)
  return rows[0]?.at?.getTime()
}

type LineRow = Readonly<{
  id: bigint
  code: string
  line: number
  at: Date
  type: OrderType
  /** The number of the change that took it back; 0 for what was bought. */
  change: number
  party: string | null
  buyer: string | null
  seller: string | null
  product: string
  category: string
  quantity: number
  currency: string
  amountMinor: bigint
  /** Millionths as text, by name; null where a line has no volume. */
  volumes: Readonly<Record<string, string>> | null
}>

/**
 * The lines of some orders with volume in a stretch of time, with the named volumes. What a change of an order took back
 * comes as a return of its own, named by the order's code with `-R`. All orders are read by `copyLines`.
 */
export async function linesBetween(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
  volumeNames: readonly string[],
  only: readonly bigint[],
): Promise<LineInput[]> {
  const moved = await movedOrders(tx)
  const counted = only.filter((id) => {
    const atMs = moved.get(id)?.atMs
    return atMs === undefined || (atMs >= stretch.fromMs && atMs < stretch.untilMs)
  })
  const otherTime = counted.filter((id) => moved.get(id)?.atMs !== undefined)
  const among = (ids: readonly bigint[]) => sql`${ids.map(String)}::bigint[]`
  const from = Number.isFinite(stretch.fromMs) ? new Date(stretch.fromMs) : '-infinity'
  const { rows } = await sql<LineRow>`
    SELECT id, code, line, at, type, change, party, buyer, seller, product, category, quantity, currency, minor AS "amountMinor", volumes
    FROM compensation.lines_of(${among(only)}, ${among(counted)}, ${among(otherTime)}, ${from}::timestamptz,
      ${new Date(stretch.untilMs)}::timestamptz)`.execute(tx)
  const merges = await mergesDone(tx)
  return rows.map((row) => mergedLine(lineOf(row, volumeNames, moved.get(row.id)), merges))
}

/** What is taken back is negative, line by line. */
function lineOf(row: LineRow, volumeNames: readonly string[], moved: MovedOrder | undefined): LineInput {
  const isBack = row.change > 0
  const sign = isBack ? -1n : 1n
  return {
    orderId: returnCode(row.code, row.change),
    row: row.line,
    atMs: (isBack ? undefined : moved?.atMs) ?? row.at.getTime(),
    buyerId: row.buyer ?? '',
    sellerId: moved?.sellerCode ?? row.seller ?? '',
    type: isBack ? 'return' : row.type,
    product: row.product,
    category: row.category,
    quantityMicro: sign * BigInt(row.quantity) * MICRO,
    amountMicro: (sign * row.amountMinor * MICRO) / 10n ** BigInt(currencyDigits(row.currency)),
    currency: row.currency,
    ofOrderId: isBack ? row.code : '',
    partyId: row.party ?? '',
    volumes: new Map(volumeNames.map((name) => [name, BigInt(row.volumes?.[name] ?? '0')])),
    attributes: NOTHING,
  }
}

const MICRO = 1_000_000n
const NOTHING: LineInput['attributes'] = new Map()

/**
 * How many orders with volume count for a stretch of time, and what their goods were sold for, as a run counts both: an order that
 * is taken back stays counted in its own stretch, and what came back of it is taken off in the one in which it did.
 */
export async function salesBetween(
  tx: Tx,
  stretch: Readonly<{ fromMs: number; untilMs: number }>,
): Promise<{ orders: number; minor: bigint; currency: string | null }> {
  const [from, until] = [new Date(stretch.fromMs), new Date(stretch.untilMs)]
  const moved = [...(await movedOrders(tx))]
  const otherTime = moved.flatMap(([id, { atMs }]) => (atMs === undefined ? [] : [{ id, atMs }]))
  const ids = (of: typeof otherTime) => sql`ANY(${of.map(({ id }) => String(id))}::bigint[])`
  const here = otherTime.filter(({ atMs }) => atMs >= stretch.fromMs && atMs < stretch.untilMs)
  const { rows } = await sql<{ orders: number; minor: bigint; currency: string | null }>`
    SELECT count(*) FILTER (WHERE o.sold AND o.type <> 'return')::int AS orders, coalesce(sum(o.minor), 0)::bigint AS minor,
      min(o.currency) AS currency
    FROM (
      SELECT id, type, currency, subtotal_minor AS minor, true AS sold FROM orders.v_order
      WHERE commission_at >= ${from} AND commission_at < ${until} AND id <> ALL(${otherTime.map(({ id }) => String(id))}::bigint[])
        OR id = ${ids(here)}
      UNION ALL
      SELECT b.id, b.type, b.currency, -c.goods_minor, false FROM orders.v_order_change c JOIN orders.v_order b ON b.id = c.order_id
      WHERE c.at >= ${from} AND c.at < ${until}
    ) o WHERE EXISTS (SELECT FROM orders.v_order_volume v WHERE v.order_id = o.id)`.execute(tx)
  return rows[0] ?? { orders: 0, minor: 0n, currency: null }
}

/** How many orders were placed after an instant of the company's time. */
export async function ordersSince(tx: Tx, sinceMs: number): Promise<number> {
  const { rows } = await sql<{ orders: number }>`
    SELECT count(*)::int AS orders FROM orders.v_order WHERE placed_at > ${new Date(sinceMs)}`.execute(tx)
  return rows[0]?.orders ?? 0
}
