import { sql } from 'kysely'
import { z } from 'zod'
import type { Result } from '#shared/refusal.ts'
import { refuse } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { promisable, type Pickup } from '../domain/stock.ts'

const refused = z.object({
  ok: z.literal(false),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
const moved = z.object({ ok: z.literal(true), onHand: z.number(), promised: z.number() })

/** What lies there after a movement, and how much of it is promised. */
export type Moved = Readonly<{ onHand: number; promised: number }>

/**
 * How many pieces of products can be promised to orders of a market and channel, by how they come to their buyers; products that are not counted there are left out.
 * Looks only, and locks nothing: what is promised is decided by `inventory.promise_together`.
 */
export async function leftOf(
  tx: Tx,
  of: Readonly<{
    marketId: bigint
    channel: string
    /** How orders come to their buyers: to an address where nothing is said. */
    pickup?: Pickup | undefined
    showroomId?: bigint | undefined
    productIds: readonly bigint[]
  }>,
): Promise<ReadonlyMap<bigint, number>> {
  if (of.productIds.length === 0) return new Map()
  const { rows } = await sql<{
    productId: bigint
    onHand: number
    promised: number
    expected: number
    backorders: boolean
  }>`
    SELECT s.product_id AS "productId", s.on_hand AS "onHand", s.promised, s.expected, s.backorders
    FROM inventory.stock s
    WHERE s.product_id = ANY (${of.productIds.map(String)}::bigint[]) AND s.pool_id = (
      SELECT r.pool_id FROM inventory.pool_rows(${of.marketId}, ${of.channel}, ${of.pickup ?? null}, ${of.showroomId ?? null}) r)`.execute(
    tx,
  )
  return new Map(rows.map(({ productId, ...stock }) => [productId, promisable(stock)]))
}

/** Changes what lies there by so many pieces; see inventory.move. */
export async function moveRow(
  tx: Tx,
  document: Readonly<Record<string, unknown>>,
  at: Date,
): Promise<Result<Moved>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT inventory.move(${jsonOf(document)}::jsonb, ${at}) AS answer`.execute(tx)
  return resultOf(rows[0]?.answer)
}

/** Says how many pieces were counted; see inventory.count_stock. */
export async function countRow(
  tx: Tx,
  document: Readonly<Record<string, unknown>>,
  at: Date,
): Promise<Result<Moved>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT inventory.count_stock(${jsonOf(document)}::jsonb, ${at}) AS answer`.execute(tx)
  return resultOf(rows[0]?.answer)
}

/** Ends a delivery that was expected; see inventory.end_receipt. */
export async function endReceiptRow(
  tx: Tx,
  document: Readonly<Record<string, unknown>>,
  at: Date,
): Promise<Result<Moved>> {
  const { rows } = await sql<{ answer: unknown }>`
    SELECT inventory.end_receipt(${jsonOf(document)}::jsonb, ${at}) AS answer`.execute(tx)
  return resultOf(rows[0]?.answer)
}

/** A delivery that is expected; its id, or undefined where the product is not counted in the pool. */
export async function expectRow(
  tx: Tx,
  of: Readonly<{ productId: bigint; poolId: bigint; pieces: number; expectedOn: string }>,
  at: Date,
): Promise<bigint | undefined> {
  const { productId: product, poolId: pool, pieces, expectedOn } = of
  const { rows } = await sql<{ id: bigint | null }>`
    SELECT inventory.expect(${jsonOf({ product, pool, pieces, expectedOn })}::jsonb, ${at}) AS id`.execute(tx)
  return rows[0]?.id ?? undefined
}

/** Whether what is expected may be promised; false where the product is not counted in the pool. */
export async function allowBackordersRow(
  tx: Tx,
  of: Readonly<{ productId: bigint; poolId: bigint; allowed: boolean }>,
): Promise<boolean> {
  const { rows } = await sql<{ done: boolean | null }>`
    SELECT inventory.allow_backorders(${of.productId}, ${of.poolId}, ${of.allowed}) AS done`.execute(tx)
  return rows[0]?.done === true
}

function resultOf(answer: unknown): Result<Moved> {
  const no = refused.safeParse(answer)
  if (no.success) return refuse(no.data.code, no.data.params)
  const { onHand, promised } = moved.parse(answer)
  return { ok: true, value: { onHand, promised } }
}

function jsonOf(document: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
}
