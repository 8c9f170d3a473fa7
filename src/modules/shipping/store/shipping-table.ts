import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type {
  PlaceAddress,
  Showroom,
  ShippingPrice,
  ShippingTable,
  Way,
  WayKind,
} from '../domain/shipping.ts'
import type { CarrierPrice } from '../domain/carrier.ts'
import type { Area, Zone } from '../domain/zone.ts'

type Stretch = Readonly<{ validFrom: Date; validUntil: Date | null }>

/** What shipping says of a market, as this transaction sees it; the version is the caller's. */
export async function loadShippingTable(
  tx: Tx,
  of: Readonly<{ marketId: bigint; version: bigint }>,
): Promise<ShippingTable> {
  const { marketId, version } = of
  return {
    version,
    ways: await loadWays(tx, marketId),
    zones: await loadZones(tx, marketId),
    prices: await loadPrices(tx, marketId),
    carrierPrices: await loadCarrierPrices(tx, marketId),
    showrooms: await loadShowrooms(tx, marketId),
  }
}

async function loadWays(tx: Tx, marketId: bigint): Promise<readonly Way[]> {
  type Row = Readonly<{
    id: bigint
    code: string
    name: string
    note: string
    kind: WayKind
    position: number
  }>
  const { rows } = await sql<Row & Stretch>`
    SELECT id, code, name, note, kind, position, valid_from AS "validFrom", valid_until AS "validUntil"
    FROM shipping.way WHERE market_id = ${marketId} ORDER BY position, id`.execute(tx)
  return rows.map(dated)
}

async function loadZones(tx: Tx, marketId: bigint): Promise<readonly Zone[]> {
  const { rows } = await sql<Pick<Zone, 'id' | 'code' | 'name'>>`
    SELECT id, code, name FROM shipping.zone WHERE market_id = ${marketId} ORDER BY code`.execute(tx)
  const areas = await sql<Area & Readonly<{ zoneId: bigint }>>`
    SELECT a.zone_id AS "zoneId", a.country, a.region, a.postal_from AS "postalFrom", a.postal_until AS "postalUntil"
    FROM shipping.area a JOIN shipping.zone z ON z.id = a.zone_id WHERE z.market_id = ${marketId} ORDER BY a.id`.execute(
    tx,
  )
  const byZone = Map.groupBy(areas.rows, ({ zoneId }) => zoneId)
  return rows.map((zone) => ({
    ...zone,
    areas: (byZone.get(zone.id) ?? []).map(({ country, region, postalFrom, postalUntil }) => ({
      country,
      region,
      postalFrom,
      postalUntil,
    })),
  }))
}

async function loadPrices(tx: Tx, marketId: bigint): Promise<readonly ShippingPrice[]> {
  const { rows } = await sql<Omit<ShippingPrice, 'fromMs' | 'untilMs'> & Stretch>`
    SELECT p.id, p.way_id AS "wayId", p.zone_id AS "zoneId", p.from_minor AS "fromMinor", p.up_to_grams AS "upToGrams", p.minor,
      p.tax_class AS "taxClass", p.valid_from AS "validFrom", p.valid_until AS "validUntil"
    FROM shipping.price p JOIN shipping.way w ON w.id = p.way_id WHERE w.market_id = ${marketId} ORDER BY p.id`.execute(
    tx,
  )
  return rows.map(dated)
}

async function loadCarrierPrices(tx: Tx, marketId: bigint): Promise<readonly CarrierPrice[]> {
  type Row = Omit<CarrierPrice, 'fromMs' | 'untilMs' | 'sender'>
  const { rows } = await sql<Row & Stretch & Readonly<{ country: string; postalCode: string }>>`
    SELECT c.id, c.way_id AS "wayId", c.carrier, c.service, c.surcharge_minor AS "surchargeMinor", c.estimate_minor AS "estimateMinor",
      c.else_tables AS "elseTables", c.tax_class AS "taxClass", c.from_country AS country, c.from_postal_code AS "postalCode",
      c.valid_from AS "validFrom", c.valid_until AS "validUntil"
    FROM shipping.carrier_price c JOIN shipping.way w ON w.id = c.way_id WHERE w.market_id = ${marketId} ORDER BY c.id`.execute(
    tx,
  )
  return rows.map(({ country, postalCode, ...row }) => ({ ...dated(row), sender: { country, postalCode } }))
}

async function loadShowrooms(tx: Tx, marketId: bigint): Promise<readonly Showroom[]> {
  type Row = Readonly<{ id: bigint; code: string; name: string; opening: string }>
  type Place = Omit<PlaceAddress, 'region'> & Readonly<{ region: string | null }>
  const { rows } = await sql<Row & Place & Stretch>`
    SELECT id, code, name, line1, line2, postal_code AS "postalCode", city, region, country, opening, valid_from AS "validFrom",
      valid_until AS "validUntil"
    FROM shipping.showroom WHERE market_id = ${marketId} ORDER BY code`.execute(tx)
  return rows.map(({ line1, line2, postalCode, city, region, country, ...row }) => ({
    ...dated(row),
    address: { line1, line2, postalCode, city, ...(region === null ? {} : { region }), country },
  }))
}

function dated<T extends Stretch>({ validFrom, validUntil, ...row }: T) {
  return { ...row, fromMs: validFrom.getTime(), untilMs: validUntil?.getTime() ?? null }
}
