import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ModuleDefinition } from '#platform/module/module.ts'
import { transferSentences } from './domain/transfer-sentences.ts'
import { transferRoutes } from './http/transfer-routes.ts'
import { handOnMergedConsumer } from './tasks/hand-on-merged.ts'

export const positionsModule: ModuleDefinition<PlatformDeps> = {
  name: 'positions',
  rights: {
    'positions.transfer': 'Ask for a position to become another person’s',
    'positions.approve_transfer': 'Decide transfers that somebody else asked for',
  },
  messages: transferSentences,
  routes: transferRoutes,
  tasks: [],
  consumers: [handOnMergedConsumer],
}
