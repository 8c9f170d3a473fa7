export type { CardProvider } from './domain/card.ts'
export { mostRefund } from './domain/held-back.ts'
export { mostBack, type PaidFor } from './domain/payment.ts'
export {
  cardPaymentBy,
  cardRefundsOf,
  openCards,
  openCardsOf,
  pendingRefunds,
  sayRefund,
} from './store/cards.ts'
export { moneyAbout, paymentsOf, refundsOf } from './store/payments.ts'
export { auditPayments, expectNoMore } from './store/write-payments.ts'
export { applyCard } from './use-cases/apply-card.ts'
export { askCardRefund } from './use-cases/ask-card-refund.ts'
export { cardNews } from './use-cases/card-news.ts'
export type { CardDeps } from './use-cases/card-deps.ts'
export { creditLimit, creditLimitOf, hasOwnLimit, refuseCredit } from './use-cases/credit-limit.ts'
export { giveBack, giveBackAtOnce, previewBack } from './use-cases/give-back.ts'
export {
  buyerKindOf,
  isOffered,
  maySayLater,
  offeredMethods,
  transferAccount,
} from './use-cases/offered-methods.ts'
export { receiveCardEvent } from './use-cases/receive-card-event.ts'
export { settleBetween, takeFromOther } from './use-cases/settle-between.ts'
export { settlePayment } from './use-cases/settle-payment.ts'
export { takePayment } from './use-cases/take-payment.ts'
