import type { Db, Tx } from '#platform/postgres/database.ts'
import type { ShippingTable } from '../domain/shipping.ts'
import { loadShippingTable } from '../store/shipping-table.ts'

/** Copies in memory by database and market. A copy is used only while its version is the one in the database. */
const known = new WeakMap<Db, Map<bigint, ShippingTable>>()

/**
 * What shipping says of a market. Its version is that of the taxes, which whoever prices an order has just been told, so that nothing
 * is asked while nothing has changed.
 */
export async function shippingTableOf(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{ marketId: bigint; version: bigint }>,
): Promise<ShippingTable> {
  const copy = knownShippingTable(deps, of)
  if (copy) return copy
  const ofDatabase = known.get(deps.db) ?? new Map<bigint, ShippingTable>()
  known.set(deps.db, ofDatabase)
  const loaded = await loadShippingTable(tx, of)
  ofDatabase.set(of.marketId, loaded)
  return loaded
}

/** The copy in memory of what shipping says of a market, if it is of that version; nothing is asked. */
export function knownShippingTable(
  deps: { db: Db },
  of: Readonly<{ marketId: bigint; version: bigint }>,
): ShippingTable | undefined {
  const found = known.get(deps.db)?.get(of.marketId)
  return found?.version === of.version ? found : undefined
}
