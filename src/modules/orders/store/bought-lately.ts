import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'

const pieces = z.record(z.string(), z.number())

/** Pieces of products that a buyer has bought within days; `waits` for other orders of the buyer that are being placed. */
export async function boughtLately(
  tx: Tx,
  of: Readonly<{
    buyerId: bigint
    asked: readonly Readonly<{ productId: bigint; days: number }>[]
    waits: boolean
    atMs: number
  }>,
): Promise<ReadonlyMap<bigint, number>> {
  const asked = of.asked.map(({ productId, days }) => ({ product: productId.toString(), days }))
  const { rows } = await sql<{ bought: unknown }>`
    SELECT orders.bought_lately(${of.buyerId}, ${JSON.stringify(asked)}::jsonb, ${of.waits}, ${new Date(of.atMs)})
      AS bought`.execute(tx)
  return new Map(Object.entries(pieces.parse(rows[0]?.bought)).map(([id, count]) => [BigInt(id), count]))
}
