import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { shopRoutes } from './http/shop-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'

export const inventoryModule: ModuleDefinition<PlatformDeps> = {
  name: 'inventory',
  rights: {
    'inventory.read': 'See what can be promised of goods, and what is on its way',
    'inventory.write': 'Count goods, note what comes and goes, and say which pool serves which orders',
  },
  messages: {
    'inventory.short':
      'Of {name} ({product}), {left} are left. Nothing was done; take {left} at most, or choose something else.',
    'inventory.below_zero': 'Only {there} are there, so that not as many can have gone. Nothing was changed.',
    'inventory.not_there':
      'Of {name} ({product}), only {there} lie there, so that not as many can be sent. Nothing was changed.',
    'inventory.product_unknown': 'There is no product {product}.',
    'inventory.pool_unknown': 'There is no pool "{pool}".',
    'inventory.market_unknown': 'There is no market "{market}".',
    'inventory.showroom_unknown':
      'There is no showroom "{showroom}", or the rule is not about showrooms. Nothing was changed.',
    'inventory.not_counted':
      'The product {product} is not counted in the pool "{pool}" yet. Count it there first.',
    'inventory.receipt_not_found': 'There is no such delivery.',
    'inventory.receipt_conflict': 'This delivery came already, or was called off.',
    'inventory.sort_unknown': 'A list of stock is not sorted by "{sort}", but by one of: {known}.',
  },
  routes: [...staffRoutes, ...shopRoutes],
  tasks: [],
}
