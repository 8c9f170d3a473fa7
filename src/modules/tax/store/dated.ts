import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { Dated } from '../domain/keep-dated.ts'
import type { TaxRate, TaxRule } from '../domain/tax.ts'
import { rateOf, ruleOf } from './tax-tables.ts'
import type { TaxTables } from './tables.ts'

export type KeptRate = TaxRate & Dated & Readonly<{ marketId: bigint }>
export type KeptRule = TaxRule & Dated

/** Whoever changes a market's tables waits for others who do, until their transaction ends. */
export async function holdTables(tx: Tx, marketId: bigint): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('tax.keep', ${marketId}))`.execute(tx)
}

/** All rates of a market, or those of a class. */
export async function ratesKept(
  tx: Tx,
  of: { marketId: bigint; class?: string },
): Promise<readonly KeptRate[]> {
  let query = tables(tx).selectFrom('tax.rate').selectAll().where('market_id', '=', of.marketId)
  if (of.class !== undefined) query = query.where('class', '=', of.class)
  const rows = await query.orderBy('valid_from').execute()
  return rows.map((row) => ({ id: row.id, marketId: row.market_id, ...rateOf(row) }))
}

export async function rateKept(tx: Tx, id: bigint): Promise<KeptRate | undefined> {
  const row = await tables(tx).selectFrom('tax.rate').selectAll().where('id', '=', id).executeTakeFirst()
  return row && { id: row.id, marketId: row.market_id, ...rateOf(row) }
}

export async function rulesKept(tx: Tx, marketId: bigint): Promise<readonly KeptRule[]> {
  const rows = await tables(tx)
    .selectFrom('tax.rule')
    .selectAll()
    .where('market_id', '=', marketId)
    .orderBy('valid_from')
    .execute()
  return rows.map((row) => ({ id: row.id, ...ruleOf(row) }))
}

export async function setUntil(
  tx: Tx,
  table: 'rate' | 'rule',
  of: Readonly<{ id: bigint; untilMs: number | null }>,
): Promise<void> {
  await tables(tx)
    .updateTable(table === 'rate' ? 'tax.rate' : 'tax.rule')
    .set({ valid_until: of.untilMs === null ? null : new Date(of.untilMs) })
    .where('id', '=', of.id)
    .execute()
}

/** Removes what did not begin; the database refuses it of what did. */
export async function removeComing(tx: Tx, table: 'rate' | 'rule', id: bigint): Promise<void> {
  await tables(tx)
    .deleteFrom(table === 'rate' ? 'tax.rate' : 'tax.rule')
    .where('id', '=', id)
    .execute()
}

export type RateQuestion = Readonly<{
  marketId: bigint
  class?: string | undefined
  country?: string | undefined
  when?: 'now' | 'coming' | 'ended' | undefined
  atMs: number
  limit: number
  offset: number
}>

/** The rates of a market that were asked for, by class and place, the newest of each first. */
export async function findRates(
  tx: Tx,
  of: RateQuestion,
): Promise<Readonly<{ total: number; rows: readonly KeptRate[] }>> {
  const at = new Date(of.atMs)
  let query = tables(tx).selectFrom('tax.rate').where('market_id', '=', of.marketId)
  if (of.class !== undefined) query = query.where('class', '=', of.class)
  if (of.country !== undefined) query = query.where('country', '=', of.country)
  if (of.when === 'coming') query = query.where('valid_from', '>', at)
  if (of.when === 'ended') query = query.where('valid_until', '<=', at)
  if (of.when === 'now')
    query = query
      .where('valid_from', '<=', at)
      .where((eb) => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', at)]))
  const { total } = await query.select((eb) => eb.fn.countAll<bigint>().as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll()
    .orderBy('class')
    .orderBy(sql`country NULLS FIRST`)
    .orderBy(sql`region NULLS FIRST`)
    .orderBy(sql`postal_from NULLS FIRST`)
    .orderBy('name')
    .orderBy('valid_from', 'desc')
    .limit(of.limit)
    .offset(of.offset)
    .execute()
  return {
    total: Number(total),
    rows: rows.map((row) => ({ id: row.id, marketId: row.market_id, ...rateOf(row) })),
  }
}

function tables(tx: Tx) {
  return tx.$extendTables<TaxTables>()
}
