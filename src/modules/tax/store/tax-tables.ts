import type { Tx } from '#platform/postgres/database.ts'
import type { TaxRate, TaxTable } from '../domain/tax.ts'
import type { TaxTables } from './tables.ts'

export async function taxVersion(tx: Tx): Promise<bigint> {
  const row = await tables(tx).selectFrom('tax.version').select('version').executeTakeFirstOrThrow()
  return row.version
}

/** Taxes of a market, as this transaction sees them. */
export async function loadTaxTable(tx: Tx, marketId: bigint): Promise<TaxTable> {
  const version = await taxVersion(tx)
  const rates = await tables(tx)
    .selectFrom('tax.rate')
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

function stretch(row: { valid_from: Date; valid_until: Date | null }) {
  return { fromMs: row.valid_from.getTime(), untilMs: row.valid_until?.getTime() ?? null }
}

function tables(tx: Tx) {
  return tx.$extendTables<TaxTables>()
}
