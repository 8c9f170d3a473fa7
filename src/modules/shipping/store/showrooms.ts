import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { Showroom } from '../domain/shipping.ts'
import { momentOf } from './ways.ts'

/** Adds a showroom; undefined where there is one of that code, in any market. */
export async function addShowroomRow(
  tx: Tx,
  showroom: Omit<Showroom, 'id' | 'untilMs'> & Readonly<{ marketId: bigint }>,
): Promise<bigint | undefined> {
  const { marketId, code, name, address, opening, fromMs } = showroom
  const { line1, line2, postalCode, city, region = null, country } = address
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO shipping.showroom (market_id, code, name, line1, line2, postal_code, city, region, country, opening, valid_from)
    VALUES (${marketId}, ${code}, ${name}, ${line1}, ${line2}, ${postalCode}, ${city}, ${region}, ${country}, ${opening}, ${new Date(fromMs)})
    ON CONFLICT (code) DO NOTHING RETURNING id`.execute(tx)
  return rows[0]?.id
}

export async function changeShowroomRow(tx: Tx, showroom: Omit<Showroom, 'code' | 'fromMs'>): Promise<void> {
  const { id, name, address, opening, untilMs } = showroom
  const { line1, line2, postalCode, city, region = null, country } = address
  await sql`
    UPDATE shipping.showroom SET name = ${name}, line1 = ${line1}, line2 = ${line2}, postal_code = ${postalCode}, city = ${city},
      region = ${region}, country = ${country}, opening = ${opening}, valid_until = ${momentOf(untilMs)}
    WHERE id = ${id}`.execute(tx)
}
