import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'

export const taxModule: ModuleDefinition<PlatformDeps> = {
  name: 'tax',
  rights: {},
  messages: {
    'tax.rate_missing': 'This market has no tax rate for goods of the class "{class}".',
    'tax.region_missing': 'Taxes in {country} differ by state or province: say which one it is delivered to.',
    'tax.shipping_missing': 'There is no shipping for {grams} g in this market.',
  },
  routes: [],
  tasks: [],
}
