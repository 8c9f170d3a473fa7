import type { Generated } from 'kysely'

export const PROMOTION_STATES = ['draft', 'active', 'paused', 'ended'] as const
export type PromotionState = (typeof PROMOTION_STATES)[number]
export type CouponKind = 'shared' | 'single'

export type PromotionsTables = {
  'promotions.version': { version: bigint }
  'promotions.campaign': {
    id: Generated<bigint>
    market_id: bigint
    code: string
    title: string
    budget_minor: bigint | null
  }
  'promotions.promotion': {
    id: Generated<bigint>
    market_id: bigint
    code: string
    campaign_id: bigint | null
    state: Generated<PromotionState>
  }
  'promotions.promotion_version': {
    id: Generated<bigint>
    promotion_id: bigint
    number: number
    text: string
    valid_from: Date
    made_at: Date
    made_by: bigint | null
    uses_most: bigint | null
    person_most: bigint | null
    month_most: bigint | null
    budget_minor: bigint | null
    month_budget_minor: bigint | null
  }
  'promotions.segment': { id: Generated<bigint>; market_id: bigint; code: string; name: string }
  'promotions.coupon_series': {
    id: Generated<bigint>
    market_id: bigint
    name: string
    kind: CouponKind
    valid_until: Date | null
  }
  'promotions.coupon': {
    id: Generated<bigint>
    series_id: bigint
    market_id: bigint
    code: string
    uses_most: number | null
    uses: Generated<number>
  }
  'promotions.counter': {
    scope: 'promotion' | 'month' | 'person' | 'campaign'
    of_id: bigint
    part: string
    uses: bigint
    minor: bigint
  }
  'promotions.use': {
    id: Generated<bigint>
    order_id: bigint
    promotion_id: bigint
    version_id: bigint
    coupon_id: bigint | null
    person_id: bigint | null
    day: string
    opposite: boolean
    times: bigint
    minor: bigint
    gifts_minor: bigint
  }
}
