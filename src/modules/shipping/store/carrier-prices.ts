import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CarrierPrice } from '../domain/carrier.ts'

/** Adds what a carrier takes as the price of a way from a moment on; the one that held ends there. */
export async function addCarrierPriceRow(
  tx: Tx,
  price: Omit<CarrierPrice, 'id' | 'untilMs'>,
): Promise<bigint> {
  const { wayId, carrier, service, surchargeMinor, estimateMinor, elseTables, taxClass, sender } = price
  const from = new Date(price.fromMs)
  await sql`
    UPDATE shipping.carrier_price SET valid_until = ${from}
    WHERE way_id = ${wayId} AND valid_from < ${from} AND (valid_until IS NULL OR valid_until > ${from})`.execute(
    tx,
  )
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO shipping.carrier_price (way_id, carrier, service, surcharge_minor, estimate_minor, else_tables, tax_class,
      from_country, from_postal_code, valid_from)
    VALUES (${wayId}, ${carrier}, ${service}, ${surchargeMinor}, ${estimateMinor}, ${elseTables}, ${taxClass},
      ${sender.country}, ${sender.postalCode}, ${from}) RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a price is written')
  return row.id
}

/** Ends what a carrier takes as the price of a way; false where there is none of a market that still holds then. */
export async function endCarrierPriceRow(
  tx: Tx,
  of: Readonly<{ marketId: bigint; priceId: bigint; untilMs: number }>,
): Promise<boolean> {
  const until = new Date(of.untilMs)
  const { numAffectedRows } = await sql`
    UPDATE shipping.carrier_price c SET valid_until = ${until} FROM shipping.way w
    WHERE c.id = ${of.priceId} AND w.id = c.way_id AND w.market_id = ${of.marketId} AND c.valid_from < ${until}
      AND (c.valid_until IS NULL OR c.valid_until > ${until})`.execute(tx)
  return numAffectedRows === 1n
}
