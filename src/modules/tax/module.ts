import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'

export const taxModule: ModuleDefinition<PlatformDeps> = {
  name: 'tax',
  rights: {},
  messages: {
    'tax.rate_missing': 'This market has no tax rate for goods of the class "{class}".',
  },
  routes: [],
  tasks: [],
}
