import type { Selectable } from 'kysely'
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
    rates: rates.map(rateOf),
    rules: rules.map(ruleOf),
  }
}

/** Adds a rate that has no end yet; the database refuses two of a class, name and place at the same moment. */
export async function addTaxRate(tx: Tx, marketId: bigint, rate: Omit<TaxRate, 'untilMs'>): Promise<void> {
  await insertRate(tx, marketId, { ...rate, untilMs: null })
}

/** Adds a rule that has no end yet; the database refuses two of a market at the same moment. */
export async function addTaxRule(tx: Tx, marketId: bigint, rule: Omit<TaxRule, 'untilMs'>): Promise<void> {
  await insertRule(tx, marketId, { ...rule, untilMs: null })
}

export async function insertRate(tx: Tx, marketId: bigint, rate: TaxRate): Promise<bigint> {
  const { id } = await tables(tx)
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
      ...during(rate),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function insertRule(tx: Tx, marketId: bigint, rule: TaxRule): Promise<bigint> {
  const { prices, rounding, level, source, elseTables, codes } = rule
  const { id } = await tables(tx)
    .insertInto('tax.rule')
    .values({
      market_id: marketId,
      prices,
      rounding,
      level,
      source,
      else_tables: elseTables,
      codes,
      ...during(rule),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A row of the table as a rate. */
export function rateOf(row: Selectable<TaxTables['tax.rate']>): TaxRate {
  const { postal_from: from, postal_until: until } = row
  return {
    class: row.class,
    name: row.name,
    ratePpm: row.rate_ppm,
    rounding: row.rounding,
    country: row.country,
    region: row.region,
    postal: from === null || until === null ? null : { from, until },
    ...stretch(row),
  }
}

export function ruleOf(row: Selectable<TaxTables['tax.rule']>): TaxRule {
  const { prices, rounding, level, source, else_tables: elseTables, codes } = row
  return { prices, rounding, level, source, elseTables, codes, ...stretch(row) }
}

function during({ fromMs, untilMs }: Readonly<{ fromMs: number; untilMs: number | null }>) {
  return { valid_from: new Date(fromMs), valid_until: untilMs === null ? null : new Date(untilMs) }
}

function stretch(row: { valid_from: Date; valid_until: Date | null }) {
  return { fromMs: row.valid_from.getTime(), untilMs: row.valid_until?.getTime() ?? null }
}

function tables(tx: Tx) {
  return tx.$extendTables<TaxTables>()
}
