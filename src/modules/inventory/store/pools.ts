import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { Pickup, PoolChannel } from '../domain/stock.ts'

export type Pool = Readonly<{ id: bigint; code: string; name: string }>
/** Which pool serves orders of a market and channel, by how they come to their buyers; null is any. */
export type PoolRule = Readonly<{
  marketId: bigint | null
  channel: PoolChannel | null
  pickup: Pickup | null
  showroomId: bigint | null
  poolId: bigint
}>

/** All pools in order of their codes. */
export async function listPools(tx: Tx): Promise<readonly Pool[]> {
  const { rows } = await sql<Pool>`SELECT id, code, name FROM inventory.pool ORDER BY code`.execute(tx)
  return rows
}

/** Adds a pool, or names it anew. */
export async function putPool(tx: Tx, pool: Readonly<{ code: string; name: string }>): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO inventory.pool (code, name) VALUES (${pool.code}, ${pool.name})
    ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a pool is written')
  return row.id
}

/** The rules in their order: of those that fit an order, the first names the pool. */
export async function listRules(tx: Tx): Promise<readonly PoolRule[]> {
  const { rows } = await sql<PoolRule>`
    SELECT market_id AS "marketId", channel, pickup, showroom_id AS "showroomId", pool_id AS "poolId" FROM inventory.pool_rule ORDER BY position`.execute(
    tx,
  )
  return rows
}

/** Puts a whole list of rules in place of the one before. */
export async function replaceRules(tx: Tx, rules: readonly PoolRule[]): Promise<void> {
  await sql`DELETE FROM inventory.pool_rule`.execute(tx)
  const text = JSON.stringify(
    rules.map(({ marketId, channel, pickup, showroomId, poolId }) => ({
      market: marketId?.toString() ?? null,
      channel,
      pickup,
      showroom: showroomId?.toString() ?? null,
      pool: poolId.toString(),
    })),
  )
  await sql`
    INSERT INTO inventory.pool_rule (position, market_id, channel, pickup, showroom_id, pool_id)
    SELECT x.n, (x.r->>'market')::bigint, x.r->>'channel', x.r->>'pickup', (x.r->>'showroom')::bigint, (x.r->>'pool')::bigint
    FROM jsonb_array_elements(${text}::jsonb) WITH ORDINALITY x (r, n)`.execute(tx)
}

export type NamedShowroom = Readonly<{ id: bigint; code: string; name: string; marketId: bigint }>

/** The showrooms that rules can name. */
export async function listShowrooms(tx: Tx): Promise<readonly NamedShowroom[]> {
  const { rows } = await sql<NamedShowroom>`
    SELECT id, code, name, market_id AS "marketId" FROM shipping.v_showroom ORDER BY code`.execute(tx)
  return rows
}
