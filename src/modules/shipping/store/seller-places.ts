import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { PlaceAddress } from '../domain/shipping.ts'

/** Where and when somebody who sells hands orders over. */
export type SellerPlace = Readonly<{ isOpen: boolean; name: string; address: PlaceAddress; times: string }>

/** Where somebody hands orders over, as far as the viewer may see it: others see it while it is open. */
export async function sellerPlace(tx: Tx, personId: bigint): Promise<SellerPlace | undefined> {
  type Row = Omit<PlaceAddress, 'region'> &
    Readonly<{ region: string | null; isOpen: boolean; name: string; times: string }>
  const { rows } = await sql<Row>`
    SELECT is_open AS "isOpen", name, line1, line2, postal_code AS "postalCode", city, region, country, times
    FROM shipping.seller_place WHERE person_id = ${personId}`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const { isOpen, name, times, region, ...address } = row
  return { isOpen, name, times, address: { ...address, ...(region === null ? {} : { region }) } }
}

export async function saveSellerPlace(tx: Tx, personId: bigint, place: SellerPlace): Promise<void> {
  const { isOpen, name, times, address } = place
  await sql`
    INSERT INTO shipping.seller_place (person_id, is_open, name, line1, line2, postal_code, city, region, country, times)
    VALUES (${personId}, ${isOpen}, ${name}, ${address.line1}, ${address.line2}, ${address.postalCode}, ${address.city}, ${address.region ?? null}, ${address.country},
      ${times})
    ON CONFLICT (person_id) DO UPDATE SET is_open = excluded.is_open, name = excluded.name, line1 = excluded.line1, line2 = excluded.line2,
      postal_code = excluded.postal_code, city = excluded.city, region = excluded.region, country = excluded.country, times = excluded.times`.execute(
    tx,
  )
}
