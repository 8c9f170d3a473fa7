import { refuse, type Result } from '#shared/refusal.ts'
import { marketByCode } from '#modules/company/api.ts'
import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { missing, promisable, type Stock } from '../domain/stock.ts'
import { leftOf } from '../store/levels.ts'
import { listMovements, listReceipts, stockOfProduct } from '../store/stock-list.ts'
import { productIdOf, takenBy } from '../store/taken.ts'

const MOVEMENTS_MAX = 50
const RECEIPTS_MAX = 50
/** Nobody outside learns how much lies in a warehouse. */
const TOLD_MOST = 10

/** Counters with what they come to. */
export function shownStock<T extends Stock>(stock: T): T & Readonly<{ left: number; missing: number }> {
  return { ...stock, left: promisable(stock), missing: missing(stock) }
}

/** A product in every pool that counts it, its deliveries, and what came and went; refused as `inventory.product_unknown`. */
export async function showStock(tx: Tx, product: string) {
  const productId = await productIdOf(tx, product)
  if (productId === undefined) return refuse('inventory.product_unknown', { product }, 'product')
  const movements = await listMovements(tx, { productId, limit: MOVEMENTS_MAX })
  const names = new Map<bigint, string>()
  for (const id of new Set(movements.flatMap(({ accountId }) => accountId ?? []))) {
    const account = await accountById(tx, id)
    if (account) names.set(id, account.name)
  }
  const value = {
    stocks: (await stockOfProduct(tx, productId)).map(shownStock),
    receipts: (await listReceipts(tx, { productId, limit: RECEIPTS_MAX })).map(({ id, ...receipt }) => ({
      receipt: id,
      ...receipt,
    })),
    movements: movements.map(({ at, accountId, ...movement }) => ({
      ...movement,
      at: at.getTime(),
      by: (accountId === null ? undefined : names.get(accountId)) ?? null,
    })),
  }
  return { ok: true as const, value }
}

/** How much of goods a shop can promise, up to ten; refused as `inventory.market_unknown`. */
export async function shopStock(
  tx: Tx,
  of: Readonly<{ market: string; products: readonly string[] }>,
): Promise<Result<{ stocks: { product: string; left: number }[] }>> {
  const market = await marketByCode(tx, of.market)
  if (!market) return refuse('inventory.market_unknown', { market: of.market }, 'market')
  const left = await leftInShop(tx, { marketId: market.id, products: of.products })
  const stocks = [...left].map(([product, pieces]) => ({ product, left: Math.min(pieces, TOLD_MOST) }))
  return { ok: true, value: { stocks } }
}

/** Which goods a shop can promise nothing of. */
export async function soldOut(
  tx: Tx,
  of: Readonly<{ marketId: bigint; products: readonly string[] }>,
): Promise<ReadonlySet<string>> {
  const left = await leftInShop(tx, of)
  return new Set([...left].flatMap(([product, pieces]) => (pieces > 0 ? [] : [product])))
}

/** How many pieces a shop can promise, of kits as their parts allow, by code; goods that are not counted there are left out. */
async function leftInShop(
  tx: Tx,
  { marketId, products }: Readonly<{ marketId: bigint; products: readonly string[] }>,
): Promise<ReadonlyMap<string, number>> {
  const taken = await takenBy(tx, products)
  const productIds = [...new Set(taken.map(({ productId }) => productId))]
  const left = await leftOf(tx, { marketId, channel: 'shop', productIds })
  const pieces = [...Map.groupBy(taken, ({ product }) => product)].map(
    ([product, parts]) =>
      [
        product,
        Math.min(...parts.map(({ productId, each }) => (left.get(productId) ?? Infinity) / each)),
      ] as const,
  )
  return new Map(
    pieces.flatMap(([product, most]) => (most === Infinity ? [] : [[product, Math.floor(most)]])),
  )
}
