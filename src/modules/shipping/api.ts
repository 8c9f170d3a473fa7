export { carrierQuestionText, type CarrierAnswer, type RatesAsked } from './domain/carrier.ts'
export {
  deliver,
  showroomsAt,
  usesCarriers,
  waysAt,
  type CheaperShipping,
  type DeliveryGround,
  type PlaceAddress,
  type ShippableGoods,
  type ShippingTable,
  type Way,
} from './domain/shipping.ts'
export type { Destination } from './domain/zone.ts'
export { sellerPlace } from './store/seller-places.ts'
export { askRates, keptRates, RatesToAsk, type CarrierDeps } from './use-cases/ask-rates.ts'
export { addShippingRate } from './use-cases/add-shipping-rate.ts'
export { addShowroom } from './use-cases/keep-showrooms.ts'
export { addPrice, addWay } from './use-cases/keep-ways.ts'
export { putZone } from './use-cases/put-zone.ts'
export { knownShippingTable, shippingTableOf } from './use-cases/shipping-table.ts'
