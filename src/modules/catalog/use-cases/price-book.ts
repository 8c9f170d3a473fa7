import type { Db, Tx } from '#platform/postgres/database.ts'
import type { PriceBook } from '../domain/price-book.ts'
import { printedCodes } from '../store/campaigns.ts'
import { kitParts } from '../store/kits.ts'
import { catalogVersion, loadPriceBook } from '../store/goods.ts'
import { imagesOf } from '../store/images.ts'

/** Copies in memory by database and market. A copy is used only while its version is the one in the database. */
const books = new WeakMap<Db, Map<bigint, PriceBook>>()

/** Everything that a market sells. Costs one small question while nothing has changed. */
export async function priceBookOf(deps: { db: Db }, tx: Tx, marketId: bigint): Promise<PriceBook> {
  const ofDatabase = books.get(deps.db) ?? new Map<bigint, PriceBook>()
  books.set(deps.db, ofDatabase)
  const version = await catalogVersion(tx)
  const known = ofDatabase.get(marketId)
  if (known?.version === version) return known
  const parts = Map.groupBy(await kitParts(tx), (part) => part.kitId)
  const beside = { parts, images: await imagesOf(tx), printed: await printedCodes(tx, marketId) }
  const loaded = await loadPriceBook(tx, marketId, beside)
  ofDatabase.set(marketId, loaded)
  return loaded
}

/** The copy in memory of everything that a market sells, if it is of that version, or of any where none is said; nothing is asked. */
export function knownPriceBook(
  deps: { db: Db },
  of: { marketId: bigint; version?: bigint },
): PriceBook | undefined {
  const found = books.get(deps.db)?.get(of.marketId)
  return of.version === undefined || found?.version === of.version ? found : undefined
}
