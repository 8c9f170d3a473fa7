import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { ownRoutes } from './http/own-routes.ts'
import type { CarrierDeps } from './use-cases/ask-rates.ts'
import { staffRoutes } from './http/staff-routes.ts'

export const shippingModule: ModuleDefinition<PlatformDeps & CarrierDeps> = {
  name: 'shipping',
  rights: {
    'shipping.read': 'See ways of delivery, their zones and prices, and showrooms',
    'shipping.write': 'Keep ways of delivery, their zones and prices, and showrooms',
  },
  messages: {
    'shipping.way_unknown': 'The way of delivery "{way}" is not offered now. Choose another one.',
    'shipping.place_unknown':
      'There is no showroom "{place}" at which this can be picked up now. Choose another one.',
    'shipping.seller_closed': 'Whoever sells this hands nothing over now. Choose another way of delivery.',
    'shipping.missing':
      'By "{way}", nothing of {grams} g is delivered there. Choose another way of delivery.',
    'shipping.nowhere': 'There is no delivery of {grams} g there. Nothing was ordered.',
    'shipping.market_unknown': 'There is no market "{market}", or you may not look after its shipping.',
    'shipping.way_missing': 'This market has no way of delivery "{way}". Nothing was changed.',
    'shipping.zone_missing': 'This market has no zone "{zone}". Nothing was changed.',
    'shipping.showroom_missing': 'This market has no showroom "{showroom}". Nothing was changed.',
    'shipping.code_conflict': 'The code "{code}" is taken already. Nothing was changed; choose another one.',
    'shipping.past_day': 'Nothing begins or ends before {day}. Nothing was changed; choose a later day.',
    'shipping.ended': 'This has ended already. Nothing was changed; add it anew under another code.',
    'shipping.end_early': 'Nothing ends before it begins. Nothing was changed; choose a later day.',
    'shipping.amount':
      'A price, and the sum from which it holds, are not below nothing. Nothing was changed.',
    'shipping.price_conflict':
      'Another price of this way, zone, sum and weight begins then or later. Nothing was changed; end that one first.',
    'shipping.carrier_way':
      'Only a way of parcels costs what a carrier takes. Nothing was changed; choose another way.',
    'shipping.carrier_conflict':
      'What a carrier takes for this way begins then or later already. Nothing was changed; end that first.',
    'shipping.service_missing':
      'No service is set up that tells what carriers take. Choose another way of delivery.',
    'shipping.service_refused': 'The carrier does not take this: {why}',
    'shipping.service_down':
      'The carrier does not tell its price now. Nothing was ordered; try again in a moment, or choose another way of delivery.',
    'shipping.service_currency':
      'The carrier of "{way}" tells no price in {currency}. Choose another way of delivery.',
    'shipping.price_missing': 'There is no such price that holds then. Nothing was changed.',
    'shipping.postal_range':
      'Postal codes go from a lower beginning to a higher one, of letters and digits. Nothing was changed.',
    'shipping.area_conflict': 'The area {area} is in the zone "{zone}" already. Nothing was changed.',
    'shipping.seller_unable': 'Only an active distributor hands orders over.',
    'shipping.seller_country': 'Orders are handed over in the country of your market. Nothing was changed.',
  },
  routes: [...staffRoutes, ...ownRoutes],
  tasks: [],
}
