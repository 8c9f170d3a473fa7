import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { shopRoutes } from './http/shop-routes.ts'
import { staffRoutes } from './http/staff-routes.ts'

export const taxModule: ModuleDefinition<PlatformDeps> = {
  name: 'tax',
  rights: {
    'tax.read': 'See the tables of taxes',
    'tax.write': 'Say which taxes hold from which day on',
  },
  messages: {
    'tax.rate_missing': 'This market has no tax rate for goods of the class "{class}".',
    'tax.past': 'What was in force is not changed: choose today or a later day.',
    'tax.begun_conflict': 'Another one begins on that day. Call that one off first, or choose another day.',
    'tax.ended_conflict': 'It does not hold on that day any more, or not yet. Choose a day on which it does.',
    'tax.begun_already': 'It has begun already and cannot be called off. End it with a day.',
    'tax.rate_not_found': 'There is no such rate.',
    'tax.rule_not_found': 'There is no such rule.',
    'tax.rate_crosses':
      'The postal codes from {from} to {until} have a rate of that name already. Choose codes beside them, or end that rate first.',
    'tax.place_odd':
      'A region and postal codes belong to a country, and the last postal code comes after the first.',
    'tax.market_unknown': 'There is no market "{market}".',
    'tax.region_missing': 'Taxes in {country} differ by state or province: say which one it is delivered to.',
    'tax.service_missing':
      'The service that reckons taxes here is not set up. Nothing was changed; the company has to set it up.',
    'tax.service_refused': 'The service that reckons taxes does not take this: {why}',
    'tax.service_down':
      'The service that reckons taxes does not answer. Nothing was changed; try again in some minutes.',
    'tax.ask_again': 'What is taxed changed meanwhile. Nothing was changed; look at the sums and try again.',
  },
  routes: [...staffRoutes, ...shopRoutes],
  tasks: [],
}
