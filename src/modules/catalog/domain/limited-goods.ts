import type { LimitedGoods } from './limits.ts'
import type { CountedProduct, Product } from './price-book.ts'

/** Pieces of a product that somebody wants; what a promotion gives is a gift. */
export type WantedGoods = Readonly<{
  product: CountedProduct & Pick<Product, 'parts'>
  quantity: number
  isGift: boolean
}>

/** Whether anything limits how a product may be bought: its own limits, or those of what lies in it. */
export function isLimited({ limits, parts }: Pick<Product, 'limits' | 'parts'>): boolean {
  return limits !== undefined || (parts ?? []).some(({ counted }) => counted !== undefined)
}

/** Wanted goods with what lies in kits of them, as far as that is counted: a kit of three counts three. */
export function withParts(wanted: readonly WantedGoods[]): readonly WantedGoods[] {
  return wanted.flatMap((one) => [
    one,
    ...(one.product.parts ?? []).flatMap(({ counted, quantity }) =>
      counted ? [{ product: counted, quantity: one.quantity * quantity, isGift: one.isGift }] : [],
    ),
  ])
}

/** Every product whose limits a product is counted on. */
export function countedOn(product: WantedGoods['product']): ReadonlySet<bigint> {
  const parts = (product.parts ?? []).flatMap(({ counted }) => counted ?? [])
  return new Set([product, ...parts].flatMap(countedWith))
}

/** The products whose pieces are counted together on the limits of one: all variants that have those of their family, or itself alone. */
export function countedWith({ id, family }: Pick<Product, 'id' | 'family'>): readonly bigint[] {
  return family?.limitedWith ?? [id]
}

/** The code and texts by which people know what a limit is of: the family of a variant that has the limits of that. */
export function limitedAs({ code, texts, family }: CountedProduct): Pick<Product, 'code' | 'texts'> {
  return family?.limitedWith ? { code: family.code, texts: family.texts } : { code, texts }
}

/**
 * Wanted goods as limits see them, with what was bought before by product. Gifts are not counted, but go nowhere where they may not
 * go, and to nobody too young.
 */
export function limitedGoods(
  wanted: readonly WantedGoods[],
  bought: ReadonlyMap<bigint, number>,
): readonly LimitedGoods[] {
  const pieces = new Map<bigint, number>()
  for (const { product, quantity, isGift } of wanted)
    if (!isGift) pieces.set(product.id, (pieces.get(product.id) ?? 0) + quantity)
  const sum = (ids: readonly bigint[], counts: ReadonlyMap<bigint, number>): number =>
    ids.reduce((total, id) => total + (counts.get(id) ?? 0), 0)
  return wanted.flatMap(({ product, quantity, isGift }): LimitedGoods[] => {
    const { limits } = product
    if (!limits) return []
    const { code } = limitedAs(product)
    if (isGift) {
      const counted = { ...limits, perOrder: null, perBuyer: null }
      return [{ product: code, pieces: quantity, boughtBefore: 0, limits: counted }]
    }
    const together = countedWith(product)
    return [{ product: code, pieces: sum(together, pieces), boughtBefore: sum(together, bought), limits }]
  })
}
