import { sql } from 'kysely'
import type { Tx } from '#platform/postgres/database.ts'
import type { CostBook } from '../domain/costs.ts'
import { tables } from './goods.ts'

/** What all products cost in one currency. */
export async function costBook(tx: Tx, currency: string): Promise<CostBook> {
  const rows = await tables(tx)
    .selectFrom('catalog.cost')
    .selectAll()
    .where('currency', '=', currency)
    .orderBy('valid_from')
    .execute()
  const costs = rows.map((row) => ({
    productId: row.product_id,
    minor: row.minor,
    fromMs: row.valid_from.getTime(),
    untilMs: row.valid_until?.getTime() ?? null,
  }))
  return Map.groupBy(costs, ({ productId }) => productId)
}

/** What one product costs and cost, the newest first. */
export async function costsOf(tx: Tx, productId: bigint) {
  return tables(tx)
    .selectFrom('catalog.cost')
    .select(['currency', 'minor', 'valid_from as from', 'valid_until as until'])
    .where('product_id', '=', productId)
    .orderBy('valid_from', 'desc')
    .orderBy('currency')
    .execute()
}

type NewCost = Readonly<{ productId: bigint; currency: string; minor: bigint; fromMs: number }>

/** Whether another cost begins at that moment or later. */
export async function hasLaterCost(tx: Tx, of: NewCost): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('catalog.cost')
    .select('id')
    .where('product_id', '=', of.productId)
    .where('currency', '=', of.currency)
    .where('valid_from', '>=', new Date(of.fromMs))
    .executeTakeFirst()
  return row !== undefined
}

/** Adds a cost; the one that held before ends where it begins. */
export async function addCost(tx: Tx, cost: NewCost): Promise<void> {
  const from = new Date(cost.fromMs)
  await sql`
    UPDATE catalog.cost SET valid_until = ${from} WHERE product_id = ${cost.productId} AND currency = ${cost.currency}
      AND valid_until IS NULL`.execute(tx)
  await tables(tx)
    .insertInto('catalog.cost')
    .values({
      product_id: cost.productId,
      currency: cost.currency,
      minor: cost.minor,
      valid_from: from,
      valid_until: null,
    })
    .execute()
}
