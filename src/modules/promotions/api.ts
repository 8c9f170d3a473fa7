export type { BasketLine, Goods } from './domain/basket.ts'
export { couponCode } from './domain/coupon-code.ts'
export { promotionSet, type HeldPromotion, type PromotionSet } from './domain/held-promotions.ts'
export {
  promoteOrder,
  type ChosenGift,
  type GivenPromotion,
  type PromotedOrder,
  type PromotionGround,
  type TypedCoupon,
} from './domain/promote-order.ts'
export type { HistoryQuestion, Selection } from './domain/promotion.ts'
export { countUses, leftOf } from './domain/limits.ts'
export { advertisedPromotions } from './use-cases/advertised-promotions.ts'
export { limitedInMemory, promotionsAt } from './use-cases/promotion-book.ts'
export { groundAt, groundInMemory, promotionGround, type AskHistory } from './use-cases/promotion-ground.ts'
export { problemText } from './use-cases/promotion-error.ts'
export { setWithout, trialOf } from './use-cases/promotion-trial.ts'
export { extraWords, missingWords } from './use-cases/promotion-words.ts'
export { marketFor } from './use-cases/find-promotion.ts'
export { promotionTitles, titleIn } from './use-cases/promotion-titles.ts'
export { isCouponKnown, keepFacts } from './store/standing.ts'
export { setUpPromotions } from './use-cases/set-up-promotions.ts'
export { readPromotion } from './use-cases/read-promotion.ts'
export { checkEarned } from './use-cases/check-earned.ts'
