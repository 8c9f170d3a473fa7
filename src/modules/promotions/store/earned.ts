import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '#platform/postgres/database.ts'

const scaled = z.string().transform((text) => BigInt(text))
const shape = z.object({
  earned: z.array(
    z.object({
      id: scaled,
      name: z.string(),
      uses: z.number(),
      used: z.number(),
      promotion: scaled,
      version: scaled,
      text: z.string(),
    }),
  ),
  known: z.unknown(),
  coupons: z.array(z.string()),
  used: z.record(z.string(), z.number()),
  credits: z.record(z.string(), scaled),
})

/** What an order earned that still stands, with the texts that gave it, and what the order used; undefined for nothing. One statement. */
export async function earnedBy(tx: Tx, of: Readonly<{ orderId: bigint; atMs: number }>) {
  const { rows } = await sql<{ earned: unknown }>`
    SELECT promotions.earned_by(${of.orderId}, ${new Date(of.atMs)}) AS earned`.execute(tx)
  const earned = rows[0]?.earned ?? undefined
  return earned === undefined ? undefined : shape.parse(earned)
}

/** Leaves so many uses of an entitlement as are still earned; see promotions.leave_earned. */
export async function leaveEarned(tx: Tx, id: bigint, still: number): Promise<void> {
  await sql`SELECT promotions.leave_earned(${id}, ${still})`.execute(tx)
}
