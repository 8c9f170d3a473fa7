import { cheapestOf, type OnCard } from './family-page.ts'
import { textIn } from './price-book.ts'

/** What a list of the shop is narrowed by. */
export type Narrowing = Readonly<{
  /** Codes of a category and of those in it. */
  categories?: ReadonlySet<string> | undefined
  /** Wished values by option: any of them; of several options each. */
  options: ReadonlyMap<string, ReadonlySet<string>>
  /** Bounds of the price, in minor units. */
  least?: bigint | undefined
  most?: bigint | undefined
  /** Codes of what is sold out; undefined where that does not matter. */
  soldOut?: ReadonlySet<string> | undefined
}>

export type FacetOption = Readonly<{
  code: string
  name: string
  values: readonly Readonly<{ code: string; name: string; products: number }>[]
}>

/** Reads `size:m,size:l,scent:cedar`. */
export function wishedOptions(text: string | undefined): Narrowing['options'] {
  const wished = new Map<string, Set<string>>()
  for (const pair of (text ?? '').split(',')) {
    const [option = '', value = ''] = pair.split(':')
    if (option !== '' && value !== '') wished.set(option, (wished.get(option) ?? new Set()).add(value))
  }
  return wished
}

/**
 * The cards of which something fits everything that is wished. Of a family one and the same variant has to: the blue shirt that is sold
 * out in large is none for whoever looks for a large blue one that can be sent. It is shown with the offers that fit.
 */
export function narrowed(cards: readonly OnCard[], by: Narrowing): readonly OnCard[] {
  return cards.flatMap((card): OnCard[] => {
    if (by.categories !== undefined && !by.categories.has(card.product.category)) return []
    const fitting = card.offers.filter(({ product, price }) => {
      const choice = product.family?.choice ?? {}
      return (
        [...by.options].every(([option, values]) => values.has(choice[option] ?? '')) &&
        (by.least === undefined || price.minor >= by.least) &&
        (by.most === undefined || price.minor <= by.most) &&
        by.soldOut?.has(product.code) !== true
      )
    })
    const [first, ...others] = fitting
    return first ? [{ ...card, offers: [first, ...others] }] : []
  })
}

/** The cheapest and the dearest price that cards begin at; undefined without any. */
export function priceRange(cards: readonly OnCard[]): Readonly<{ least: bigint; most: bigint }> | undefined {
  const prices = cards.map((card) => cheapestOf(card).price.minor)
  const [first] = prices
  if (first === undefined) return undefined
  return prices.reduce(
    ({ least, most }, minor) => ({ least: minor < least ? minor : least, most: minor > most ? minor : most }),
    { least: first, most: first },
  )
}

/** The options that cards have, with their values and how many cards have each; options of one code are one. */
export function optionFacets(
  cards: readonly OnCard[],
  ...languages: readonly (string | undefined)[]
): readonly FacetOption[] {
  const options = new Map<string, { name: string; values: Map<string, { name: string; products: number }> }>()
  for (const { product, offers } of cards)
    for (const option of product.options ?? []) {
      const offered = new Set(offers.map((one) => one.product.family?.choice[option.code]))
      const known = options.get(option.code) ?? {
        name: textIn(option.texts, ...languages).name,
        values: new Map(),
      }
      options.set(option.code, known)
      for (const value of option.values) {
        if (!offered.has(value.code)) continue
        const before = known.values.get(value.code)
        const name = before?.name ?? textIn(value.texts, ...languages).name
        known.values.set(value.code, { name, products: (before?.products ?? 0) + 1 })
      }
    }
  return [...options].map(([code, { name, values }]) => ({
    code,
    name,
    values: [...values].map(([value, of]) => ({ code: value, ...of })),
  }))
}
