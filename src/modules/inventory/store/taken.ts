import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'

/** What one piece of a product takes from stock: itself, or the parts of a kit as it is made now. */
export type Taken = Readonly<{ product: string; productId: bigint; each: number }>

/** What goods take, by their codes; unknown codes are left out. */
export async function takenBy(tx: Tx, codes: readonly string[]): Promise<readonly Taken[]> {
  if (codes.length === 0) return []
  const { rows } = await sql<Taken>`
    SELECT p.code AS product, coalesce(k.part_id, p.id) AS "productId", coalesce(k.quantity, 1) AS each
    FROM catalog.v_product p LEFT JOIN catalog.v_kit_part k ON k.kit_id = p.id AND k.until_version IS NULL
    WHERE p.code = ANY (${codes}) ORDER BY p.code`.execute(tx)
  return rows
}

/** The inner id of a product; undefined for an unknown code. */
export async function productIdOf(tx: Tx, code: string): Promise<bigint | undefined> {
  const { rows } = await sql<{ id: bigint }>`SELECT id FROM catalog.v_product WHERE code = ${code}`.execute(
    tx,
  )
  return rows[0]?.id
}
