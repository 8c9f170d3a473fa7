import type { ModuleDefinition } from '#platform/module/module.ts'
import { companyRoutes } from './http/routes.ts'
import { settingRoutes, type SettingDeps } from './http/setting-routes.ts'
import { companyName } from './use-cases/begin-company.ts'

export const companyModule: ModuleDefinition<SettingDeps> = {
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
    'company.setting.not_found': 'There is no setting "{name}".',
    'company.setting_value': 'This setting does not take that value.',
    'company.market_unknown': 'There is no market with the code {code}.',
    'company.begun_conflict': 'A company was begun here before.',
    'clock.not_demonstration': "Only a demonstration's clock can be moved; this is a real company.",
  },
  settings: [companyName],
  tasks: [],
  routes: [...companyRoutes, ...settingRoutes],
}
