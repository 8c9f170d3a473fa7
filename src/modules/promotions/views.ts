/** What later modules may join; row-level security asks as their reader. */
export type PromotionsViews = {
  /** Which coupon an order used. */
  'promotions.v_coupon_use': { order_id: bigint; code: string }
  /** How much of a credit an order took by which promotion, less what came back to it. Staff only. */
  'promotions.v_credit_use': { order_id: bigint; promotion_id: bigint; name: string; minor: bigint }
  /** Which promotions made anything of an order. */
  'promotions.v_use': { order_id: bigint; promotion_id: bigint; promotion: string }
  /** What an order earned for later ones: uses, how many of them were used, and how many stay although they are earned no more. */
  'promotions.v_entitlement': {
    id: bigint
    order_id: bigint
    person_id: bigint
    name: string
    promotion_id: bigint
    promotion: string
    expires_at: Date
    uses_most: number
    uses: number
    taken_back: boolean
    unearned: number
  }
  /** What something else than an order gave, by its kind and id. */
  'promotions.v_given_entitlement': {
    id: bigint
    given_by: 'party'
    given_id: bigint
    person_id: bigint
    name: string
    earned_at: Date
    expires_at: Date
    uses_most: number
    uses: number
    taken_back: boolean
    unearned: number
  }
}
