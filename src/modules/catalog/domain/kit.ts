import { NO_LIMITS, type ProductLimits } from './limits.ts'
import type { CountedProduct, Product, ProductState } from './price-book.ts'

/** A part of a kit: how many pieces of which product, whether that is sold, and who may have it. */
export type KitPart = Readonly<{
  code: string
  quantity: number
  state: ProductState
  limits: ProductLimits
  /** Where its pieces are counted on its limits. */
  counted?: CountedProduct | undefined
}>

/**
 * A product as its parts let it be sold: it costs and weighs what it says itself, but needs every part on sale, asks for the oldest age
 * of its parts, and goes only where all of them go. Its pieces count on the limits of its parts (`withParts`).
 */
export function kitOf(product: Product, parts: readonly KitPart[]): Product {
  if (parts.length === 0) return product
  const all = [product.limits ?? NO_LIMITS, ...parts.map(({ limits }) => limits)]
  const ages = all.flatMap(({ minAge }) => minAge ?? [])
  const bound = all.filter(({ countries }) => countries.length > 0)
  const countries = (bound[0]?.countries ?? []).filter((country) =>
    bound.every((one) => one.countries.includes(country)),
  )
  const goesNowhere = bound.length > 0 && countries.length === 0
  const isSold = !goesNowhere && parts.every(({ state }) => state === 'active')
  const limits = {
    ...(product.limits ?? NO_LIMITS),
    minAge: ages.length === 0 ? null : Math.max(...ages),
    countries,
  }
  const isLimited = product.limits !== undefined || limits.minAge !== null || countries.length > 0
  return {
    ...product,
    state: isSold || product.state === 'draft' ? product.state : 'withdrawn',
    limits: isLimited ? limits : undefined,
    parts: parts.map(({ code, quantity, counted }) => ({ code, quantity, ...(counted ? { counted } : {}) })),
  }
}
