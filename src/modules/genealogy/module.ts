import type { ModuleDefinition } from '#platform/module/module.ts'
import { lineRoutes } from './http/line-routes.ts'
import type { TeamDeps } from './use-cases/team-deps.ts'
import { teamRoutes } from './http/team-routes.ts'
import { stampKnownConsumer } from './tasks/stamp-known.ts'

export const genealogyModule: ModuleDefinition<TeamDeps> = {
  name: 'genealogy',
  rights: { 'genealogy.read': 'See who stands under whom' },
  messages: { 'genealogy.person.not_found': 'This person does not exist, or is not in your team.' },
  routes: [...teamRoutes, ...lineRoutes],
  tasks: [],
  consumers: [stampKnownConsumer],
}
