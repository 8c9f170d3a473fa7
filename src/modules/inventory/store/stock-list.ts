import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { MoveReason, ReceiptState } from '../domain/stock.ts'

export const STOCK_SORTS = ['product', 'name', 'onHand', 'promised', 'left', 'expected'] as const
export type StockSort = (typeof STOCK_SORTS)[number]
export const STOCK_STATES = ['short', 'sold_out', 'left', 'expected'] as const
/** Short: more is promised than there is. Sold out: nothing is left to promise. */
export type StockState = (typeof STOCK_STATES)[number]

export type StockQuestion = Readonly<{
  search?: string | undefined
  pool?: string | undefined
  state?: StockState | undefined
}>

export type StockRow = Readonly<{
  product: string
  name: string
  pool: string
  onHand: number
  promised: number
  expected: number
  backorders: boolean
}>

/** A page of counted goods and how many match; names are in English where there are any. */
export async function listStock(
  tx: Tx,
  question: StockQuestion & Readonly<{ sort: StockSort; descending: boolean; limit: number; offset: number }>,
): Promise<{ rows: readonly StockRow[]; total: number }> {
  const from = matching(question)
  const direction = question.descending ? sql`DESC` : sql`ASC`
  const [found, counted] = [
    await sql<StockRow>`
      SELECT p.code AS product, n.name, o.code AS pool, s.on_hand AS "onHand", s.promised, s.expected, s.backorders
      ${from} ORDER BY ${sortKeys[question.sort]} ${direction}, p.code, o.code
      LIMIT ${question.limit} OFFSET ${question.offset}`.execute(tx),
    await sql<{ total: bigint }>`SELECT count(*) AS total ${from}`.execute(tx),
  ]
  return { rows: found.rows, total: Number(counted.rows[0]?.total ?? 0n) }
}

const left: RawBuilder<number> = sql`(s.on_hand + CASE WHEN s.backorders THEN s.expected ELSE 0 END - s.promised)`

const sortKeys: Readonly<Record<StockSort, RawBuilder<unknown>>> = {
  product: sql`p.code`,
  name: sql`lower(n.name)`,
  onHand: sql`s.on_hand`,
  promised: sql`s.promised`,
  left,
  expected: sql`s.expected`,
}

const states: Readonly<Record<StockState, RawBuilder<unknown>>> = {
  short: sql`${left} < 0`,
  sold_out: sql`${left} <= 0`,
  left: sql`${left} > 0`,
  expected: sql`s.expected > 0`,
}

function matching({ search, pool, state }: StockQuestion): RawBuilder<unknown> {
  const parts = [sql`true`]
  if (pool !== undefined) parts.push(sql`o.code = ${pool}`)
  if (state !== undefined) parts.push(sql`${states[state]}`)
  for (const word of wordsOf(search))
    parts.push(sql`(p.code LIKE ${`${word}%`} OR ' ' || lower(n.name) LIKE ${`% ${word}%`})`)
  return sql`
    FROM inventory.stock s JOIN inventory.pool o ON o.id = s.pool_id JOIN catalog.v_product p ON p.id = s.product_id
    JOIN catalog.v_product_name n ON n.id = s.product_id
    WHERE ${sql.join(parts, sql` AND `)}`
}

/** Words hold letters and digits only, so that none of them is a pattern. */
function wordsOf(search: string | undefined): readonly string[] {
  return (search ?? '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

export type MovementRow = Readonly<{
  at: Date
  pool: string
  pieces: number
  reason: MoveReason
  note: string | null
  accountId: bigint | null
}>

/** What came and went of a product, the newest first. */
export async function listMovements(
  tx: Tx,
  of: Readonly<{ productId: bigint; limit: number }>,
): Promise<readonly MovementRow[]> {
  const { rows } = await sql<MovementRow>`
    SELECT m.at, o.code AS pool, m.pieces, m.reason, m.note, m.account_id AS "accountId"
    FROM inventory.movement m JOIN inventory.pool o ON o.id = m.pool_id
    WHERE m.product_id = ${of.productId} ORDER BY m.id DESC LIMIT ${of.limit}`.execute(tx)
  return rows
}

export type ReceiptRow = Readonly<{
  id: bigint
  pool: string
  pieces: number
  expectedOn: string
  state: ReceiptState
  arrived: number | null
}>

/** Deliveries of a product, those that are expected first. */
export async function listReceipts(
  tx: Tx,
  of: Readonly<{ productId: bigint; limit: number }>,
): Promise<readonly ReceiptRow[]> {
  const { rows } = await sql<ReceiptRow>`
    SELECT r.id, o.code AS pool, r.pieces, r.expected_on::text AS "expectedOn", r.state, r.arrived
    FROM inventory.receipt r JOIN inventory.pool o ON o.id = r.pool_id
    WHERE r.product_id = ${of.productId} ORDER BY r.state <> 'expected', r.expected_on, r.id LIMIT ${of.limit}`.execute(
    tx,
  )
  return rows
}

/** The counters of a product in every pool that counts it. */
export async function stockOfProduct(
  tx: Tx,
  productId: bigint,
): Promise<readonly Omit<StockRow, 'product' | 'name'>[]> {
  const { rows } = await sql<Omit<StockRow, 'product' | 'name'>>`
    SELECT o.code AS pool, s.on_hand AS "onHand", s.promised, s.expected, s.backorders
    FROM inventory.stock s JOIN inventory.pool o ON o.id = s.pool_id
    WHERE s.product_id = ${productId} ORDER BY o.code`.execute(tx)
  return rows
}
