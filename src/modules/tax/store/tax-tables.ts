import type { Tx } from '#platform/postgres/database.ts'
import type { TaxRate, TaxRule, TaxTable } from '../domain/tax.ts'
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
  const rules = await tables(tx)
    .selectFrom('tax.rule')
    .selectAll()
    .where('market_id', '=', marketId)
    .orderBy('id')
    .execute()
  return {
    version,
    rates: rates.map((row) => ({
      class: row.class,
      name: row.name,
      ratePpm: row.rate_ppm,
      rounding: row.rounding,
      country: row.country,
      region: row.region,
      postal:
        row.postal_from === null || row.postal_until === null
          ? null
          : { from: row.postal_from, until: row.postal_until },
      ...stretch(row),
    })),
    rules: rules.map(({ prices, rounding, level, source, else_tables: elseTables, codes, ...row }) => ({
      prices,
      rounding,
      level,
      source,
      elseTables,
      codes,
      ...stretch(row),
    })),
  }
}

/** Adds a rate; the database refuses two of a class, name and place at the same moment. */
export async function addTaxRate(tx: Tx, marketId: bigint, rate: Omit<TaxRate, 'untilMs'>): Promise<void> {
  await tables(tx)
    .insertInto('tax.rate')
    .values({
      market_id: marketId,
      class: rate.class,
      rate_ppm: rate.ratePpm,
      rounding: rate.rounding,
      name: rate.name ?? '',
      country: rate.country ?? null,
      region: rate.region ?? null,
      postal_from: rate.postal?.from ?? null,
      postal_until: rate.postal?.until ?? null,
      valid_from: new Date(rate.fromMs),
      valid_until: null,
    })
    .execute()
}

/** Adds a rule of a market; the database refuses two at the same moment. */
export async function addTaxRule(tx: Tx, marketId: bigint, rule: Omit<TaxRule, 'untilMs'>): Promise<void> {
  const { prices, rounding, level, source, elseTables, codes, fromMs } = rule
  const dated = { valid_from: new Date(fromMs), valid_until: null }
  await tables(tx)
    .insertInto('tax.rule')
    .values({
      market_id: marketId,
      prices,
      rounding,
      level,
      source,
      else_tables: elseTables,
      codes,
      ...dated,
    })
    .execute()
}

function stretch(row: { valid_from: Date; valid_until: Date | null }) {
  return { fromMs: row.valid_from.getTime(), untilMs: row.valid_until?.getTime() ?? null }
}

function tables(tx: Tx) {
  return tx.$extendTables<TaxTables>()
}
