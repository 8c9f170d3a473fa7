export type { BasketLine, Goods } from './domain/basket.ts'
export { couponCode } from './domain/coupon-code.ts'
export { promotionSet, type HeldPromotion, type PromotionSet } from './domain/held-promotions.ts'
export type { NotApplied } from './domain/price-basket.ts'
export {
  promoteOrder,
  type ChosenGift,
  type GivenPromotion,
  type PromotedOrder,
  type PromotionGround,
  type TypedCoupon,
} from './domain/promote-order.ts'
export type { HistoryQuestion, Selection } from './domain/promotion.ts'
export { promotionGround, type AskHistory } from './use-cases/promotion-ground.ts'
export { extraWords } from './use-cases/promotion-words.ts'
export { promotionTitles, titleIn } from './use-cases/promotion-titles.ts'
export { isCouponKnown } from './store/standing.ts'
export { readPromotion } from './use-cases/read-promotion.ts'
