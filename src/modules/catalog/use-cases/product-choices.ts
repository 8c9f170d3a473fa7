import type { Tx } from '#platform/postgres/database.ts'
import { textIn } from '../domain/price-book.ts'
import { listCategories } from '../store/goods.ts'
import { knownTags, knownTaxClasses } from '../store/product-list.ts'
import { goodsMarkets } from './market-goods.ts'

/** What products can be given, for filters and forms. */
export async function productChoices(tx: Tx) {
  const categories = await listCategories(tx)
  const markets = await goodsMarkets(tx)
  return {
    categories: categories.map(({ code, art, texts }) => ({ code, art, name: textIn(texts).name })),
    taxClasses: [...(await knownTaxClasses(tx))],
    tags: [...(await knownTags(tx))],
    markets: [...markets.values()].map(({ code, currency, language }) => ({ code, currency, language })),
  }
}
