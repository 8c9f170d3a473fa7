import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'

const sumsShape = z.record(
  z.string(),
  z.string().transform((text) => BigInt(text)),
)

/** A question about earlier orders, as `orders.bought_sums` reads it; it is JSON already. */
export type BoughtQuestion = Readonly<Record<string, unknown>>

/** How many orders of a buyer stand from before a moment; `waits` for others of the same buyer that are being placed. */
export async function orderCount(
  tx: Tx,
  of: Readonly<{ buyerId: bigint; waits: boolean; atMs: number }>,
): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    SELECT orders.order_count(${of.buyerId}, ${of.waits}, ${new Date(of.atMs)}) AS count`.execute(tx)
  return Number(rows[0]?.count ?? 0n)
}

/** The answers to questions about what a buyer, or people whom the buyer brought, bought before; by key. */
export async function boughtSums(
  tx: Tx,
  of: Readonly<{ buyerId: bigint; asked: readonly BoughtQuestion[]; atMs: number }>,
): Promise<Readonly<Record<string, bigint>>> {
  const { rows } = await sql<{ sums: unknown }>`
    SELECT orders.bought_sums(${of.buyerId}, ${JSON.stringify(of.asked)}::jsonb, ${new Date(of.atMs)}) AS sums`.execute(
    tx,
  )
  return sumsShape.parse(rows[0]?.sums)
}
