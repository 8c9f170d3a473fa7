import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { companyRoutes } from './http/routes.ts'

export const companyModule: ModuleDefinition<PlatformDeps> = {
  name: 'company',
  rights: {
    'company.read': 'See legal entities, markets and settings',
    'company.write': 'Add legal entities and markets, change settings',
    'company.clock': "Move a demonstration's clock",
  },
  messages: {
    'company.currency_unknown': '"{currency}" is not an ISO 4217 currency.',
    'company.time_zone_unknown': '"{zone}" is not a time zone such as Europe/Oslo.',
    'company.entity_unknown': 'There is no legal entity with the code {code}.',
    'company.calendar_unknown': 'There is no period calendar with the code {code}.',
    'company.code_conflict': 'The code {code} is taken.',
    'company.begun_conflict': 'A company was begun here before.',
    'clock.not_demonstration': "Only a demonstration's clock can be moved; this is a real company.",
  },
  tasks: [],
  routes: companyRoutes,
}
