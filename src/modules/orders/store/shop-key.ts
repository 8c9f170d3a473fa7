import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** The key under which the shop placed an order; undefined where it came otherwise. The program alone may ask. */
export async function shopKey(
  tx: Tx,
  orderId: bigint,
): Promise<Readonly<{ scope: string; key: string; payloadHash: Buffer }> | undefined> {
  const { rows } = await sql<{ scope: string; key: string; payloadHash: Buffer }>`
    SELECT scope, key, payload_hash AS "payloadHash" FROM orders.shop_key(${orderId})`.execute(tx)
  return rows[0]
}
