import {
  textIn,
  type Category,
  type GoodsMarket as Market,
  type Price,
  type PriceBook,
  type Product,
} from '../domain/price-book.ts'

/** A product as cards show it, in the wished language or the market's. */
export function shownCard(market: Market, language: string | undefined, product: Product, price: Price) {
  const { code, category, art } = product
  const { name, summary } = textIn(product.texts, language, market.language)
  return { code, name, summary, category, art, price: { minor: price.minor, currency: market.currency } }
}

export function shownCategory(
  market: Market,
  language: string | undefined,
  category: Category,
  products: number,
) {
  const { code, art } = category
  return { code, art, products, name: textIn(category.texts, language, market.language).name }
}

/** The name of a category in the wished language or the market's. */
export function categoryName(
  book: PriceBook,
  market: Market,
  language: string | undefined,
  code: string,
): string {
  const category = book.categories.find((one) => one.code === code)
  return category ? textIn(category.texts, language, market.language).name : code
}
