import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { ShippingPrice, Way, WayKind } from '../domain/shipping.ts'
import type { Area } from '../domain/zone.ts'

export type NewWay = Readonly<{
  marketId: bigint
  code: string
  name: string
  note: string
  kind: WayKind
  fromMs: number
}>

/** Adds a way behind those of its market; undefined where the market has one of that code. */
export async function addWayRow(tx: Tx, way: NewWay): Promise<bigint | undefined> {
  const { marketId, code, name, note, kind, fromMs } = way
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO shipping.way (market_id, code, name, note, kind, position, valid_from)
    SELECT ${marketId}, ${code}, ${name}, ${note}, ${kind}, coalesce(max(w.position) + 1, 0), ${new Date(fromMs)}
    FROM shipping.way w WHERE w.market_id = ${marketId}
    ON CONFLICT (market_id, code) DO NOTHING RETURNING id`.execute(tx)
  return rows[0]?.id
}

/** Changes how a way is called and until when it is offered. */
export async function changeWayRow(
  tx: Tx,
  way: Pick<Way, 'id' | 'name' | 'note' | 'untilMs'>,
): Promise<void> {
  await sql`
    UPDATE shipping.way SET name = ${way.name}, note = ${way.note}, valid_until = ${momentOf(way.untilMs)}
    WHERE id = ${way.id}`.execute(tx)
}

/** Adds a zone, or says anew of what it is made. */
export async function putZoneRow(
  tx: Tx,
  zone: Readonly<{ marketId: bigint; code: string; name: string; areas: readonly Area[] }>,
): Promise<bigint> {
  const { marketId, code, name, areas } = zone
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO shipping.zone (market_id, code, name) VALUES (${marketId}, ${code}, ${name})
    ON CONFLICT (market_id, code) DO UPDATE SET name = excluded.name RETURNING id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a zone is written')
  await sql`DELETE FROM shipping.area WHERE zone_id = ${row.id}`.execute(tx)
  await sql`
    INSERT INTO shipping.area (zone_id, country, region, postal_from, postal_until)
    SELECT ${row.id}, a.country, a.region, a."postalFrom", a."postalUntil"
    FROM jsonb_to_recordset(${JSON.stringify(areas)}::jsonb)
      a (country text, region text, "postalFrom" text, "postalUntil" text)`.execute(tx)
  return row.id
}

/** Adds a price from a moment on, and ends the one of the same way, zone, sum and weight that would hold beside it. */
export async function addPriceRow(tx: Tx, price: Omit<ShippingPrice, 'id' | 'untilMs'>): Promise<bigint> {
  const { wayId, zoneId, fromMinor, upToGrams, minor, taxClass, fromMs } = price
  const from = new Date(fromMs)
  await sql`
    UPDATE shipping.price SET valid_until = ${from}
    WHERE way_id = ${wayId} AND zone_id IS NOT DISTINCT FROM ${zoneId} AND from_minor = ${fromMinor}
      AND up_to_grams IS NOT DISTINCT FROM ${upToGrams} AND valid_from < ${from} AND (valid_until IS NULL OR valid_until > ${from})`.execute(
    tx,
  )
  const { rows } = await sql<{ id: bigint }>`
    INSERT INTO shipping.price (way_id, zone_id, from_minor, up_to_grams, minor, tax_class, valid_from)
    VALUES (${wayId}, ${zoneId}, ${fromMinor}, ${upToGrams}, ${minor}, ${taxClass}, ${from}) RETURNING id`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new Error('a price is written')
  return row.id
}

/** Ends a price at a moment; false where there is none of a market that still holds then. */
export async function endPriceRow(
  tx: Tx,
  of: Readonly<{ marketId: bigint; priceId: bigint; untilMs: number }>,
): Promise<boolean> {
  const until = new Date(of.untilMs)
  const { numAffectedRows } = await sql`
    UPDATE shipping.price p SET valid_until = ${until} FROM shipping.way w
    WHERE p.id = ${of.priceId} AND w.id = p.way_id AND w.market_id = ${of.marketId} AND p.valid_from < ${until}
      AND (p.valid_until IS NULL OR p.valid_until > ${until})`.execute(tx)
  return numAffectedRows === 1n
}

export function momentOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms)
}
