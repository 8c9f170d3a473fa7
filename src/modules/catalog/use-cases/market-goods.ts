import { ok, refuse, type Result } from '#shared/refusal.ts'
import { listMarkets, marketByCode, marketById } from '#modules/company/api.ts'
import { personById } from '#modules/field/api.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import { priceKindOf, type GoodsMarket, type PriceBook, type PriceKind } from '../domain/price-book.ts'
import { priceBookOf } from './price-book.ts'

export type MarketGoods = Readonly<{ market: GoodsMarket; book: PriceBook }>

/** What a market sells, by the market's code; refused as `catalog.market_not_found`. */
export async function goodsOfMarket(deps: { db: Db }, tx: Tx, code: string): Promise<Result<MarketGoods>> {
  const market = await marketByCode(tx, code)
  if (!market) return refuse('catalog.market_not_found', { market: code }, 'market')
  return ok({ market, book: await priceBookOf(deps, tx, market.id) })
}

/** The prices of whoever shops; a guest pays the retail price. */
export async function kindOfShopper(tx: Tx, viewer: Viewer | undefined): Promise<PriceKind> {
  const person = viewer?.personId === undefined ? undefined : await personById(tx, viewer.personId)
  return priceKindOf(person?.kind)
}

/** Which products, by their codes, a shop of a market can promise nothing of. Stock belongs to a later module, which is handed in. */
export type SoldOut = (
  tx: Tx,
  of: Readonly<{ marketId: bigint; products: readonly string[] }>,
) => Promise<ReadonlySet<string>>

/** What the shop needs; without stock nothing is ever sold out. */
export type ShopDeps = PlatformDeps & Readonly<{ soldOut?: SoldOut }>

/** What the market of a person sells; refused as `catalog.market_not_found` without a person. */
export async function goodsForPerson(
  deps: { db: Db },
  tx: Tx,
  personId: bigint | undefined,
): Promise<Result<MarketGoods>> {
  const person = personId === undefined ? undefined : await personById(tx, personId)
  const market = person && (await marketById(tx, person.marketId))
  if (!market) return refuse('catalog.market_not_found', { market: '' })
  return ok({ market, book: await priceBookOf(deps, tx, market.id) })
}

/** All markets by their ids. */
export async function goodsMarkets(tx: Tx): Promise<ReadonlyMap<bigint, GoodsMarket>> {
  return new Map((await listMarkets(tx)).map((market) => [market.id, market]))
}

export async function goodsMarket(tx: Tx, code: string): Promise<GoodsMarket | undefined> {
  return marketByCode(tx, code)
}

/** A market in which the viewer may set prices; refused as `catalog.market_not_found`. */
export async function marketToPrice(tx: Tx, viewer: Viewer, code: string): Promise<Result<GoodsMarket>> {
  const market = await marketByCode(tx, code)
  return market && hasRight(viewer, 'catalog.write', market.id)
    ? ok(market)
    : refuse('catalog.market_not_found', { market: code }, 'market')
}
