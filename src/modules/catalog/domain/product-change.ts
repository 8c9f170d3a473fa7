import { divideRounded, PPM } from '#shared/ratio.ts'
import { type Price, type PriceKind, type ProductState } from './price-book.ts'
import {
  diffFields,
  tidyTags,
  type FieldDiff,
  type ProductFields,
  type SomeFields,
} from './product-fields.ts'

/** One thing that is done to many products at once. */
export type BulkChange =
  | Readonly<{ set: 'state'; to: ProductState }>
  | Readonly<{ set: 'category'; to: string }>
  | Readonly<{ set: 'taxClass'; to: string }>
  | Readonly<{ set: 'tags'; add: readonly string[]; remove: readonly string[] }>
  | PriceChange

/** Prices of a market raised or lowered by so many parts per million from a moment on, to a multiple of `stepMinor`. */
export type PriceChange = Readonly<{
  set: 'price'
  marketId: bigint
  kinds: readonly PriceKind[]
  ppm: bigint
  stepMinor: bigint
  fromMs: number
}>

/** A product as changes see it, with its prices of all markets. */
export type ChangedProduct = Readonly<{
  id: bigint
  code: string
  fields: ProductFields
  prices: readonly (Price & Readonly<{ marketId: bigint }>)[]
}>

/** What a change does to one product or one of its prices, or why it can do nothing. */
export type PlannedRow = Readonly<{ product: ChangedProduct }> &
  (
    | Readonly<{ is: 'fields'; diff: FieldDiff }>
    | Readonly<{ is: 'price'; before: Price; marketId: bigint; minor: bigint; fromMs: number }>
    | Readonly<{ is: 'same' }>
    | Readonly<{ is: 'problem'; code: string }>
  )

/** What a change would do, product by product in the given order. Nothing is written. */
export function planBulk(products: readonly ChangedProduct[], change: BulkChange): readonly PlannedRow[] {
  return products.flatMap((product): readonly PlannedRow[] =>
    change.set === 'price' ? planPrices(product, change) : [planFields(product, change)],
  )
}

function planFields(product: ChangedProduct, change: Exclude<BulkChange, PriceChange>): PlannedRow {
  if (change.set === 'state' && change.to === 'draft' && product.fields.state !== 'draft')
    return { product, is: 'problem', code: 'catalog.state_conflict' }
  // A variant follows its family in what it has from it.
  if (change.set !== 'state' && product.fields.own?.includes(change.set) === false)
    return { product, is: 'same' }
  const diff = diffFields(product.fields, wishedFields(product.fields, change))
  return diff ? { product, is: 'fields', diff } : { product, is: 'same' }
}

function wishedFields({ tags }: ProductFields, change: Exclude<BulkChange, PriceChange>): SomeFields {
  if (change.set === 'state') return { state: change.to }
  if (change.set === 'category') return { category: change.to }
  if (change.set === 'taxClass') return { taxClass: change.to }
  const left = tags.filter((tag) => !change.remove.includes(tag))
  return { tags: tidyTags([...left, ...change.add]) }
}

function planPrices(product: ChangedProduct, change: PriceChange): readonly PlannedRow[] {
  const rows = change.kinds.flatMap((kind): readonly PlannedRow[] => {
    const own = product.prices.filter((price) => price.marketId === change.marketId && price.kind === kind)
    if (own.some((price) => price.fromMs >= change.fromMs))
      return [{ product, is: 'problem', code: 'catalog.price_conflict' }]
    const before = own.find((price) => price.untilMs === null || price.untilMs > change.fromMs)
    if (!before) return []
    const minor = changedBy(before.minor, change)
    if (minor === before.minor) return [{ product, is: 'same' }]
    const { marketId, fromMs } = change
    return [{ product, is: 'price', before, marketId, minor, fromMs }]
  })
  if (rows.length > 0) return rows
  return product.fields.own
    ? [{ product, is: 'same' }]
    : [{ product, is: 'problem', code: 'catalog.price_missing' }]
}

/**
 * An amount raised by parts per million (lowered by negative ones), to the nearest multiple of the step, a half upwards. It is
 * rounded once, from the exact product.
 */
export function changedBy(minor: bigint, by: Readonly<{ ppm: bigint; stepMinor: bigint }>): bigint {
  return divideRounded(minor * (PPM + by.ppm), PPM * by.stepMinor, 'half_up') * by.stepMinor
}
