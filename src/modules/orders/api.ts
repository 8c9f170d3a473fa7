export { cutCommission, type Placed } from './store/place.ts'
export {
  placeOrder,
  type Address,
  type Contact,
  type OrderKey,
  type OrderToPlace,
} from './use-cases/place-order.ts'
export { pieceShares } from './domain/piece-shares.ts'
export { cancelOrder } from './use-cases/cancel-order.ts'
export { changeOrder } from './use-cases/change-order.ts'
export { billedOrder, billedOrders, type BilledOrder } from './use-cases/billed-order.ts'
export { orderCodeByToken } from './use-cases/order-by-token.ts'
export { actOnParty, openParty, type PartyAbout } from './use-cases/keep-party.ts'
export { partyByCode } from './store/parties.ts'
export { orderPage } from './use-cases/order-page.ts'
export { autoshipById } from './store/autoships.ts'
export { ordersNotKnown } from './use-cases/not-known.ts'
