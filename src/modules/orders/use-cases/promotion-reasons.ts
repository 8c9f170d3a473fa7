import { missingWords, titleIn, type PromotionGround } from '#modules/promotions/api.ts'
import type { PricedOrder } from './price-order.ts'
import type { ShownAs } from './show-order.ts'

export type Reason = {
  code: string
  title: string
  because: 'applied' | 'missing' | 'other_better' | 'used_up' | 'nothing_to_reward' | 'no_goods'
  times: number
  discount: { minor: bigint; currency: string }
  /** What is missing, in words. */
  missing: string[]
}

/**
 * Every promotion that holds, with what it did to an order or why it did not: those that applied first, then those that came
 * near, and last those for which there are no goods or no coupon.
 */
export function promotionReasons(as: ShownAs, priced: PricedOrder, ground: PromotionGround): Reason[] {
  const { currency } = as
  const given = priced.promoted?.given ?? []
  const not = priced.promoted?.notApplied ?? []
  const of = (promotion: { code: string; title: Readonly<Record<string, string>> }) => ({
    code: promotion.code,
    title: titleIn(promotion.title, ...as.languages),
  })
  const applied = given.map(({ held, times, minor }): Reason => {
    return { ...of(held.promotion), because: 'applied', times, discount: { minor, currency }, missing: [] }
  })
  const nothing = { times: 0, discount: { minor: 0n, currency } }
  const near = not.map(({ promotion, because, missing }): Reason => {
    return {
      ...of(promotion),
      ...nothing,
      because,
      missing: missing.map((one) => missingWords(one, currency)),
    }
  })
  const known = new Set([...applied, ...near].map(({ code }) => code))
  const far = ground.set.index.promotions
    .filter(({ code }) => !known.has(code))
    .map((promotion): Reason => {
      const because = 'no_goods'
      return { ...of(promotion), ...nothing, because, missing: [] }
    })
  return [...applied, ...near, ...far]
}
