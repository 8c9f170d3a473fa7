export type { MethodCode } from './domain/method.ts'
export { mostBack, type PaidFor } from './domain/payment.ts'
export { moneyAbout, paymentsOf, refundsOf } from './store/payments.ts'
export { auditPayments, expectNoMore } from './store/write-payments.ts'
export { creditLimit, creditLimitOf, hasOwnLimit, refuseCredit } from './use-cases/credit-limit.ts'
export { giveBack, giveBackAtOnce, previewBack, type MoneyBack } from './use-cases/give-back.ts'
export {
  buyerKindOf,
  isOffered,
  maySayLater,
  offeredMethods,
  transferAccount,
} from './use-cases/offered-methods.ts'
export { settlePayment } from './use-cases/settle-payment.ts'
export { takePayment } from './use-cases/take-payment.ts'
