import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'

export const taxModule: ModuleDefinition<PlatformDeps> = {
  name: 'tax',
  rights: {},
  messages: {
    'tax.rate_missing': 'This market has no tax rate for goods of the class "{class}".',
    'tax.region_missing': 'Taxes in {country} differ by state or province: say which one it is delivered to.',
    'tax.service_missing':
      'The service that reckons taxes here is not set up. Nothing was changed; the company has to set it up.',
    'tax.service_refused': 'The service that reckons taxes does not take this: {why}',
    'tax.service_down':
      'The service that reckons taxes does not answer. Nothing was changed; try again in some minutes.',
    'tax.ask_again': 'What is taxed changed meanwhile. Nothing was changed; look at the sums and try again.',
  },
  routes: [],
  tasks: [],
}
