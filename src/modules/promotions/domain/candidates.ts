import type { GoodsNames } from './basket.ts'
import type { Condition, Promotion, Selection } from './promotion.ts'

/**
 * Promotions by what they cannot do without, so that a thousand of them cost no thousand questions: `forBasket` gives
 * those that a basket could bring about or nearly bring about, in the order of priority and code.
 */
export type PromotionIndex = Readonly<{
  promotions: readonly Promotion[]
  forBasket: (lines: readonly GoodsNames[], coupons: readonly string[]) => readonly Promotion[]
}>

export function indexPromotions(promotions: readonly Promotion[]): PromotionIndex {
  const sorted = promotions.toSorted((a, b) => b.priority - a.priority || (a.code < b.code ? -1 : 1))
  const places = new Map<string, number[]>()
  const always: number[] = []
  for (const [place, promotion] of sorted.entries()) {
    const keys = keysOf(promotion)
    if (keys === undefined) always.push(place)
    else
      for (const key of keys) {
        const known = places.get(key)
        if (known) known.push(place)
        else places.set(key, [place])
      }
  }
  return {
    promotions: sorted,
    forBasket(lines, coupons) {
      const found = new Set(always)
      const look = (key: string): void => {
        for (const place of places.get(key) ?? []) found.add(place)
      }
      for (const coupon of coupons) look(`coupon ${coupon}`)
      for (const { product, family, categories, tags } of lines) {
        look(`product ${product}`)
        if (family !== undefined) look(`product ${family}`)
        for (const category of categories) look(`category ${category}`)
        for (const tag of tags) look(`tag ${tag}`)
      }
      return [...found].toSorted((a, b) => a - b).flatMap((place) => sorted[place] ?? [])
    },
  }
}

/**
 * Keys of which a basket needs one: the coupon, or else goods that are counted, taken or rewarded. Undefined where it could
 * apply to any goods.
 */
function keysOf(promotion: Promotion): readonly string[] | undefined {
  const coupons = couponsOf(promotion.when)
  if (coupons) return coupons.map((coupon) => `coupon ${coupon}`)
  const selections = selectionsOf(promotion)
  if (selections.length === 0) return undefined
  const keys = selections.map(selectionKeys)
  return keys.some((one) => one === undefined) ? undefined : [...new Set(keys.flatMap((one) => one ?? []))]
}

/** The coupons of which one has to be there whatever else holds. */
function couponsOf(condition: Condition): readonly string[] | undefined {
  if (condition.is === 'coupon') return condition.coupons
  if (condition.is !== 'all') return undefined
  for (const part of condition.parts) {
    const found = couponsOf(part)
    if (found) return found
  }
  return undefined
}

function selectionsOf({ when, each, reward, tiers }: Promotion): readonly Selection[] {
  const ofEach = each.by === 'order' ? [] : each.by === 'full' ? [each.of] : each.taken.map(({ of }) => of)
  const rewards = [reward, ...(tiers?.steps.map((step) => step.reward) ?? [])]
  const ofRewards = rewards.flatMap(({ pieces }) => (pieces && 'of' in pieces ? [pieces.of] : []))
  return [...neededSelections(when), ...ofEach, ...(tiers ? [tiers.of] : []), ...ofRewards]
}

function neededSelections(condition: Condition): readonly Selection[] {
  if (condition.is === 'at_least') return [condition.of]
  return condition.is === 'all' || condition.is === 'any' ? condition.parts.flatMap(neededSelections) : []
}

function selectionKeys({ products, categories, tags }: Selection): readonly string[] | undefined {
  if (products) return products.map((product) => `product ${product}`)
  if (categories) return categories.map((category) => `category ${category}`)
  return tags?.map((tag) => `tag ${tag}`)
}
