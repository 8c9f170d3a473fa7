import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { ProductState } from '../domain/price-book.ts'
import { listProducts, PRODUCT_SORTS, type ProductQuestion } from '../store/product-list.ts'
import { goodsMarket } from './market-goods.ts'

/** What narrows a list, as people ask for it. */
export type ProductFilter = Readonly<{
  search?: string | undefined
  category?: string | undefined
  state?: ProductState | undefined
  market?: string | undefined
  taxClass?: string | undefined
  tag?: string | undefined
  price?: 'missing' | undefined
}>

/** The question that a filter stands for; refused as `catalog.market_not_found`. */
export async function questionOf(tx: Tx, filter: ProductFilter): Promise<Result<ProductQuestion>> {
  const { market: code, price, ...plain } = filter
  const market = code === undefined ? undefined : await goodsMarket(tx, code)
  if (code !== undefined && !market) return refuse('catalog.market_not_found', { market: code }, 'market')
  const atMs = await companyNow(tx)
  return ok({ ...plain, marketId: market?.id, unpriced: price === 'missing', atMs })
}

/** A page of products for those who keep the catalogue; an unknown order is that of the codes. */
export async function findProducts(
  tx: Tx,
  filter: ProductFilter,
  page: Readonly<{ sort: string | undefined; limit: number; offset: number }>,
) {
  const question = await questionOf(tx, filter)
  if (!question.ok) return question
  const { sort = 'code', limit, offset } = page
  const plain = PRODUCT_SORTS.find((one) => one === sort.replace(/^-/, '')) ?? 'code'
  const asked = { ...question.value, sort: plain, descending: sort.startsWith('-'), limit, offset }
  const { rows, total } = await listProducts(tx, asked)
  return ok({
    total,
    rows: rows.map(({ retail, tags, markets, ...row }) => ({
      ...row,
      tags: [...tags],
      markets: [...markets],
      retail: retail.map(({ market, minor, currency }) => ({ market, price: { minor, currency } })),
    })),
  })
}
