import { priceAt, type Price, type PriceBook, type PriceKind, type Product } from './price-book.ts'
import { byChoice, isSameChoice, type Choice, type ProductOption } from './variants.ts'

/** A product on a card: one for a whole family, with what can be bought of it. */
export type OnCard = Readonly<{
  /** The family, or the product itself. */
  product: Product
  /** What can be bought of it, in the order of the options; the product itself where nothing is to be chosen. */
  offers: readonly [Offer, ...Offer[]]
}>
type Offer = Readonly<{ product: Product; price: Price }>

/** Everything that a kind of buyer can buy at a moment, a family once, in order of code; families that offer nothing are left out. */
export function cardsOf(book: PriceBook, of: Readonly<{ kind: PriceKind; atMs: number }>): readonly OnCard[] {
  const offered = (product: Product): readonly Offer[] => {
    const price = product.state === 'active' ? priceAt(product, of.kind, of.atMs) : undefined
    return price ? [{ product, price }] : []
  }
  const variants = Map.groupBy(
    book.products.filter(({ family }) => family),
    ({ family }) => family?.code,
  )
  return book.products.flatMap((product): OnCard[] => {
    if (product.family) return []
    const { options } = product
    const own = options ? byFamilyChoice(options, variants.get(product.code) ?? []) : [product]
    const [first, ...others] = own.flatMap(offered)
    return first ? [{ product, offers: [first, ...others] }] : []
  })
}

function byFamilyChoice(options: readonly ProductOption[], variants: readonly Product[]): readonly Product[] {
  const placed = variants.map((variant) => ({ variant, choice: variant.family?.choice ?? {} }))
  return byChoice(options, placed).map(({ variant }) => variant)
}

/** The cheapest of what a card offers, and whether something of it costs more. */
export function cheapestOf({ offers }: OnCard): Readonly<{ price: Price; isFrom: boolean }> {
  const [first, ...others] = offers
  const price = others.reduce(
    (least, one) => (one.price.minor < least.minor ? one.price : least),
    first.price,
  )
  return { price, isFrom: offers.some((one) => one.price.minor > price.minor) }
}

/** A value of an option beside a choice that was made. */
export type ShownValue = Readonly<{
  value: ProductOption['values'][number]
  /** `available` with everything else as it is chosen, `other` only with something else changed too. */
  is: 'chosen' | 'available' | 'other' | 'unavailable'
  /** The variant to look at next. */
  next: Product | undefined
}>

/** What can be chosen instead, option by option, of a family of which a variant is looked at. */
export function valuesBeside(
  options: readonly ProductOption[],
  chosen: Choice,
  offered: readonly Product[],
): readonly Readonly<{ option: ProductOption; values: readonly ShownValue[] }>[] {
  return options.map((option) => ({
    option,
    values: option.values.map((value): ShownValue => {
      const wished = { ...chosen, [option.code]: value.code }
      const choiceOf = ({ family }: Product): Choice => family?.choice ?? {}
      const exact = offered.find((one) => isSameChoice(choiceOf(one), wished))
      const next = exact ?? offered.find((one) => choiceOf(one)[option.code] === value.code)
      if (chosen[option.code] === value.code) return { value, is: 'chosen', next }
      return { value, is: exact ? 'available' : next ? 'other' : 'unavailable', next }
    }),
  }))
}
