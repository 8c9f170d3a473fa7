import { ok, refuse, type Result } from '#shared/refusal.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { ProductState } from '../domain/price-book.ts'
import { knownLanguages, listProducts, PRODUCT_SORTS, type ProductQuestion } from '../store/product-list.ts'
import { productsWith, wordsOf } from '../store/search.ts'
import { goodsMarket } from './market-goods.ts'
import { searchGoods } from './search-goods.ts'

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
  const { market: code, price, search, ...plain } = filter
  const market = code === undefined ? undefined : await goodsMarket(tx, code)
  if (code !== undefined && !market) return refuse('catalog.market_not_found', { market: code }, 'market')
  const atMs = await companyNow(tx)
  const found = await namedSo(tx, search)
  return ok({ ...plain, found, marketId: market?.id, unpriced: price === 'missing', atMs })
}

/** The ids of goods that are called by these words in any language, drafts too; undefined where nothing is looked for. */
async function namedSo(tx: Tx, search: string | undefined): Promise<readonly bigint[] | undefined> {
  const words = await wordsOf(tx, search ?? '', WORDS_MAX)
  if (words.length === 0) return undefined
  const hits = await productsWith(tx, { words, languages: await knownLanguages(tx), places: 'A' })
  return [...new Set(hits.map(({ productId }) => productId))]
}

const WORDS_MAX = 8

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
  const near = total === 0 && filter.search ? await wordsLike(tx, filter.search) : []
  return ok({
    total,
    near: [...near],
    rows: rows.map(({ retail, tags, markets, ...row }) => ({
      ...row,
      tags: [...tags],
      markets: [...markets],
      retail: retail.map(({ market, minor, currency }) => ({ market, price: { minor, currency } })),
    })),
  })
}

/** Words that goods have, for whoever mistyped one; what is looked for is never changed here, as whole lists are changed by it. */
async function wordsLike(tx: Tx, text: string): Promise<readonly string[]> {
  const languages = await knownLanguages(tx)
  const { instead, near } = await searchGoods(tx, { text, languages, mayFind: () => true })
  return instead === undefined ? near : [instead]
}
