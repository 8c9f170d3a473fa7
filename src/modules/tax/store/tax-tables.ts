import type { Tx } from '#platform/postgres/database.ts'
import type { ShippingRate, TaxRate, TaxTable } from '../domain/tax.ts'
import type { TaxTables } from './tables.ts'

export async function taxVersion(tx: Tx): Promise<bigint> {
  const row = await tables(tx).selectFrom('tax.version').select('version').executeTakeFirstOrThrow()
  return row.version
}

/** Taxes and shipping of a market, as this transaction sees them. */
export async function loadTaxTable(tx: Tx, marketId: bigint): Promise<TaxTable> {
  const version = await taxVersion(tx)
  const rates = await tables(tx)
    .selectFrom('tax.rate')
    .selectAll()
    .where('market_id', '=', marketId)
    .orderBy('id')
    .execute()
  const shipping = await tables(tx)
    .selectFrom('tax.shipping')
    .selectAll()
    .where('market_id', '=', marketId)
    .orderBy('id')
    .execute()
  return {
    version,
    rates: rates.map((row) => ({
      class: row.class,
      ratePpm: row.rate_ppm,
      rounding: row.rounding,
      country: row.country,
      ...stretch(row),
    })),
    shipping: shipping.map((row) => ({
      fromMinor: row.from_minor,
      upToGrams: row.up_to_grams,
      minor: row.minor,
      taxClass: row.tax_class,
      country: row.country,
      ...stretch(row),
    })),
  }
}

/** Adds a rate; the database refuses two of a class and country at the same moment. */
export async function addTaxRate(tx: Tx, marketId: bigint, rate: Omit<TaxRate, 'untilMs'>): Promise<void> {
  await tables(tx)
    .insertInto('tax.rate')
    .values({
      market_id: marketId,
      class: rate.class,
      rate_ppm: rate.ratePpm,
      rounding: rate.rounding,
      country: rate.country ?? null,
      valid_from: new Date(rate.fromMs),
      valid_until: null,
    })
    .execute()
}

export async function addShippingRate(
  tx: Tx,
  marketId: bigint,
  rate: Omit<ShippingRate, 'untilMs'>,
): Promise<void> {
  await tables(tx)
    .insertInto('tax.shipping')
    .values({
      market_id: marketId,
      from_minor: rate.fromMinor,
      up_to_grams: rate.upToGrams,
      minor: rate.minor,
      tax_class: rate.taxClass,
      country: rate.country ?? null,
      valid_from: new Date(rate.fromMs),
      valid_until: null,
    })
    .execute()
}

function stretch(row: { valid_from: Date; valid_until: Date | null }) {
  return { fromMs: row.valid_from.getTime(), untilMs: row.valid_until?.getTime() ?? null }
}

function tables(tx: Tx) {
  return tx.$extendTables<TaxTables>()
}
