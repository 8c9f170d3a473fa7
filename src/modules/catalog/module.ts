import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { shopRoutes } from './http/shop-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'

export const catalogModule: ModuleDefinition<PlatformDeps> = {
  name: 'catalog',
  rights: {
    'catalog.read': 'See all products with the prices of every market',
    'catalog.write': 'Add products and set prices',
  },
  messages: {
    'catalog.market_not_found': 'There is no market "{market}".',
    'catalog.product_not_found': 'The product {code} is not sold here.',
    'catalog.category_unknown': 'There is no category "{code}".',
    'catalog.category_conflict': 'The category "{code}" is there already.',
    'catalog.text_missing': 'A product needs a name in at least one language.',
    'catalog.price_conflict': 'Another price begins at that moment or later.',
    'catalog.price_in_the_past': 'A price can begin now or later, never in the past.',
    'catalog.price_negative': 'A price cannot be below zero.',
  },
  routes: [...shopRoutes, ...staffRoutes],
  tasks: [],
}
