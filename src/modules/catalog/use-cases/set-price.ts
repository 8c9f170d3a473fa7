import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addPrices, hasLaterPrice, type NewPrice } from '../store/prices.ts'

/**
 * Sets a price from a moment on; the one that held before ends there. Refused as `catalog.price_conflict` when another
 * price begins at that moment or later.
 */
export async function setPrice(tx: Tx, input: NewPrice): Promise<Result<undefined>> {
  if (await hasLaterPrice(tx, [input])) return refuse('catalog.price_conflict', {}, 'validFrom')
  await addPrices(tx, [input])
  return ok(undefined)
}
