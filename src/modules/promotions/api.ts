export type { BasketLine, Goods } from './domain/basket.ts'
export type { HeldPromotion } from './domain/held-promotions.ts'
export type { NotApplied } from './domain/price-basket.ts'
export {
  promoteOrder,
  type ChosenGift,
  type GivenPromotion,
  type PromotedOrder,
  type PromotionGround,
} from './domain/promote-order.ts'
export type { HistoryQuestion, Selection } from './domain/promotion.ts'
export { promotionGround, type AskHistory } from './use-cases/promotion-ground.ts'
export { missingWords } from './use-cases/promotion-words.ts'
export { titleIn } from './use-cases/show-promotions.ts'
