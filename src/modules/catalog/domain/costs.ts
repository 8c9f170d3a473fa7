import type { PriceBook, Product } from './price-book.ts'

/** What a piece costs the company over a stretch of time (epoch milliseconds). */
export type Cost = Readonly<{ minor: bigint; fromMs: number; untilMs: number | null }>

/** Costs in one currency, by product. */
export type CostBook = ReadonlyMap<bigint, readonly Cost[]>

/**
 * What a piece of a product cost at a moment: its own cost, or that of its family, or of a kit without one the sum of its parts.
 * Undefined where nobody has said it.
 */
export function costAt(
  of: Readonly<{ costs: CostBook; book: PriceBook }>,
  product: Product,
  atMs: number,
): bigint | undefined {
  const own =
    heldAt(of.costs.get(product.id), atMs) ??
    (product.family && heldAt(of.costs.get(product.family.id), atMs))
  if (own !== undefined || !product.parts) return own
  let sum = 0n
  for (const { code, quantity } of product.parts) {
    const part = of.book.byCode.get(code)
    // A part is no kit, so that this ends.
    const minor = part && costAt(of, { ...part, parts: undefined }, atMs)
    if (minor === undefined) return undefined
    sum += minor * BigInt(quantity)
  }
  return sum
}

function heldAt(costs: readonly Cost[] | undefined, atMs: number): bigint | undefined {
  return costs?.find(({ fromMs, untilMs }) => fromMs <= atMs && (untilMs === null || atMs < untilMs))?.minor
}
