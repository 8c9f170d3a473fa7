import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** What a promotion gave: orders, times, and minor units taken off and given as gifts. */
export type UseSums = Readonly<{ orders: number; times: bigint; minor: bigint; giftsMinor: bigint }>

export const NO_USES: UseSums = { orders: 0, times: 0n, minor: 0n, giftsMinor: 0n }

/** What some promotions gave altogether, by promotion; cancelled orders are taken off. */
export async function useSums(tx: Tx, ids: readonly bigint[]): Promise<ReadonlyMap<bigint, UseSums>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<UseSums & { id: bigint }>`
    SELECT u.promotion_id AS id, (count(*) - 2 * count(*) FILTER (WHERE u.opposite))::int AS orders,
      sum(u.times)::bigint AS times, sum(u.minor)::bigint AS minor, sum(u.gifts_minor)::bigint AS "giftsMinor"
    FROM promotions.use u WHERE u.promotion_id = ANY(${ids.map(String)}::bigint[]) GROUP BY u.promotion_id`.execute(
    tx,
  )
  return new Map(rows.map(({ id, ...sums }) => [id, sums]))
}

/** By promotion and day since a day: orders, and what was taken off and given. */
export async function usesByDay(
  tx: Tx,
  of: Readonly<{ ids: readonly bigint[]; since: string }>,
): Promise<ReadonlyMap<bigint, readonly Readonly<{ day: string; orders: number; minor: bigint }>[]>> {
  if (of.ids.length === 0) return new Map()
  const { rows } = await sql<{ id: bigint; day: string; orders: number; minor: bigint }>`
    SELECT u.promotion_id AS id, u.day::text AS day,
      (count(*) - 2 * count(*) FILTER (WHERE u.opposite))::int AS orders, sum(u.minor + u.gifts_minor)::bigint AS minor
    FROM promotions.use u WHERE u.promotion_id = ANY(${of.ids.map(String)}::bigint[]) AND u.day >= ${of.since}::date
    GROUP BY u.promotion_id, u.day ORDER BY u.promotion_id, u.day`.execute(tx)
  return Map.groupBy(rows, ({ id }) => id)
}

/** What the promotions of campaigns took off, by campaign; gifts do not count against a budget. */
export async function campaignsUsed(tx: Tx, ids: readonly bigint[]): Promise<ReadonlyMap<bigint, bigint>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: bigint; minor: bigint }>`
    SELECT p.campaign_id AS id, sum(u.minor)::bigint AS minor FROM promotions.use u
    JOIN promotions.promotion p ON p.id = u.promotion_id
    WHERE p.campaign_id = ANY(${ids.map(String)}::bigint[]) GROUP BY p.campaign_id`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.minor]))
}
