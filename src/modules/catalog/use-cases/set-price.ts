import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PriceKind } from '../domain/price-book.ts'
import { tables } from '../store/goods.ts'

export type NewPrice = Readonly<{
  productId: bigint
  marketId: bigint
  kind: PriceKind
  minor: bigint
  /** Millionths by name. */
  volumes: Readonly<Record<string, bigint>>
  fromMs: number
}>

/**
 * Sets a price from a moment on; the one that held before ends there. Refused as `catalog.price_conflict` when another
 * price begins at that moment or later.
 */
export async function setPrice(tx: Tx, input: NewPrice): Promise<Result<undefined>> {
  const from = new Date(input.fromMs)
  const ofSame = () =>
    tables(tx)
      .selectFrom('catalog.price')
      .where('product_id', '=', input.productId)
      .where('market_id', '=', input.marketId)
      .where('kind', '=', input.kind)
  const later = await ofSame().select('id').where('valid_from', '>=', from).executeTakeFirst()
  if (later) return refuse('catalog.price_conflict', {}, 'validFrom')
  await tables(tx)
    .updateTable('catalog.price')
    .set({ valid_until: from })
    .where('product_id', '=', input.productId)
    .where('market_id', '=', input.marketId)
    .where('kind', '=', input.kind)
    .where((where) => where.or([where('valid_until', 'is', null), where('valid_until', '>', from)]))
    .execute()
  const volumes = Object.fromEntries(
    Object.entries(input.volumes).map(([name, micro]) => [name, micro.toString()]),
  )
  await tables(tx)
    .insertInto('catalog.price')
    .values({
      product_id: input.productId,
      market_id: input.marketId,
      kind: input.kind,
      minor: input.minor,
      volumes: JSON.stringify(volumes),
      valid_from: from,
      valid_until: null,
    })
    .execute()
  return ok(undefined)
}
