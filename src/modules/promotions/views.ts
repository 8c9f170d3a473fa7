/** What later modules may join: which coupon an order used; row-level security asks as their reader. */
export type PromotionsViews = {
  'promotions.v_coupon_use': { order_id: bigint; code: string }
}
