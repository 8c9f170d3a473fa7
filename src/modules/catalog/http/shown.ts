import { textIn, type Category, type GoodsMarket as Market, type PriceBook } from '../domain/price-book.ts'
import { firstImage } from '../domain/images.ts'
import { cheapestOf, type OnCard } from '../domain/family-page.ts'

/** What is bought as cards show it, in the wished language or the market's; a family at its lowest price. */
export function shownCard(market: Market, language: string | undefined, card: OnCard) {
  const { code, category, art, texts, options } = card.product
  const { name, summary } = textIn(texts, language, market.language)
  const { price, isFrom } = cheapestOf(card)
  const money = { minor: price.minor, currency: market.currency }
  const [first] = card.offers
  const languages = [language, market.language]
  const image = firstImage(card.product, ...languages) ?? firstImage(first.product, ...languages)
  return {
    code,
    name,
    summary,
    category,
    art,
    image,
    price: money,
    family: options !== undefined,
    from: isFrom,
  }
}

export function shownCategory(
  market: Market,
  language: string | undefined,
  category: Category,
  products: number,
) {
  const { code, art, parent } = category
  return { code, art, parent, products, name: textIn(category.texts, language, market.language).name }
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
