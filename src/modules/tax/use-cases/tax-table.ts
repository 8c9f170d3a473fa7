import type { Db, Tx } from '#platform/postgres/database.ts'
import type { TaxTable } from '../domain/tax.ts'
import { loadTaxTable, taxVersion } from '../store/tax-tables.ts'

/** Copies in memory by database and market. A copy is used only while its version is the one in the database. */
const known = new WeakMap<Db, Map<bigint, TaxTable>>()

/** Taxes of a market. Costs one small question while nothing has changed. */
export async function taxTableOf(deps: { db: Db }, tx: Tx, marketId: bigint): Promise<TaxTable> {
  const ofDatabase = known.get(deps.db) ?? new Map<bigint, TaxTable>()
  known.set(deps.db, ofDatabase)
  const version = await taxVersion(tx)
  const table = ofDatabase.get(marketId)
  if (table?.version === version) return table
  const loaded = await loadTaxTable(tx, marketId)
  ofDatabase.set(marketId, loaded)
  return loaded
}

/** The copy in memory of taxes of a market, if it is of that version; nothing is asked. */
export function knownTaxTable(
  deps: { db: Db },
  of: { marketId: bigint; version: bigint },
): TaxTable | undefined {
  const found = known.get(deps.db)?.get(of.marketId)
  return found?.version === of.version ? found : undefined
}
