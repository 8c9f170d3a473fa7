import type { PriceKind } from './price-book.ts'
import { PRODUCT_FIELDS } from './product-fields.ts'

/** What of a product a step may change, as pages name it. */
export const SHOWN_FIELDS = [
  ...PRODUCT_FIELDS,
  'parts',
  'images',
  'position',
  'price',
  'volumes',
  'parent',
  'place',
] as const

/** One thing that changed, as text before and after; money in minor units of its currency. */
export type ShownThing = Readonly<{
  field: (typeof SHOWN_FIELDS)[number]
  market: string | null
  kind: PriceKind | null
  currency: string | null
  before: string | null
  after: string | null
  validFrom: number | null
}>
