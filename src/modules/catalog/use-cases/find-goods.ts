import type { Tx } from '#platform/postgres/database.ts'
import { printedProduct } from '../domain/campaigns/printed-product.ts'
import { cardsOf, type OnCard } from '../domain/family-page.ts'
import { languageIn, type PriceBook, type PriceKind, type Product } from '../domain/price-book.ts'
import type { MarketGoods } from './market-goods.ts'
import { searchGoods } from './search-goods.ts'

/** Cards that were found, the nearest first. */
export type FoundGoods = Readonly<{
  cards: readonly OnCard[]
  instead: string | undefined
  near: readonly string[]
}>

type Question = Readonly<{
  kind: PriceKind
  atMs: number
  language: string | undefined
  /** What somebody typed; undefined or empty finds everything, in order of code. */
  text: string | undefined
}>

/**
 * What a kind of buyer can buy in a market and is found by what was typed: a product or printed code, or words in the language in which
 * the goods are shown. A family is found by the words of its variants too.
 */
export async function findGoods(
  tx: Tx,
  { market, book }: MarketGoods,
  question: Question,
): Promise<FoundGoods> {
  const { kind, atMs, language, text = '' } = question
  const cards = cardsOf(book, { kind, atMs })
  if (text.trim() === '') return { cards, instead: undefined, near: [] }
  // A code may be typed as it is printed, with spaces or hyphens in it.
  const code = text.replaceAll(/[\s.-]/g, '')
  const isCode = /^\d{2,12}$/.test(code)
  const printed = isCode ? cardsByPrinted(book, cards, { code, atMs }) : []
  if (printed.length > 0) return { cards: printed, instead: undefined, near: [] }
  const shown = new Map<bigint, string | undefined>()
  const see = (product: Product): void => {
    shown.set(product.id, languageIn(product.texts, language, market.language))
  }
  for (const { product, offers } of cards) {
    see(product)
    for (const offer of offers) see(offer.product)
  }
  const languages = [...new Set([...shown.values()].flatMap((one) => one ?? []))]
  const found = await searchGoods(tx, {
    text: isCode ? code : text,
    languages,
    mayFind: (id, of) => shown.get(id) === of,
  })
  const ranked = cards.flatMap((card) => {
    const ranks = [card.product, ...card.offers.map((one) => one.product)].flatMap(
      ({ id }) => found.ranks.get(id) ?? [],
    )
    return ranks.length === 0 ? [] : [{ card, rank: Math.max(...ranks) }]
  })
  return {
    cards: ranked.toSorted((a, b) => b.rank - a.rank).map(({ card }) => card),
    instead: found.instead,
    near: found.near,
  }
}

/** What a code of a catalogue on paper means, where it is none of a product. */
function cardsByPrinted(
  book: PriceBook,
  cards: readonly OnCard[],
  { code, atMs }: Readonly<{ code: string; atMs: number }>,
): readonly OnCard[] {
  if (book.byCode.has(code)) return []
  const product = printedProduct(book, { code, atMs })
  const head = product?.family?.code ?? product?.code
  return cards.filter((card) => card.product.code === head)
}
