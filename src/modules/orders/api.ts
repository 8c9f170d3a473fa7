export { cutCommission, type Placed } from './store/place.ts'
export {
  placeOrder,
  type Address,
  type Contact,
  type OrderKey,
  type OrderToPlace,
} from './use-cases/place-order.ts'
export { cancelOrder } from './use-cases/cancel-order.ts'
export { changeOrder } from './use-cases/change-order.ts'
