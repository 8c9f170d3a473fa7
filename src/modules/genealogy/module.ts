import type { ModuleDefinition } from '#platform/module/module.ts'
import { moveSentences } from './domain/move-sentences.ts'
import { downlineRoutes } from './http/downline-routes.ts'
import { lineRoutes } from './http/line-routes.ts'
import { moveRoutes } from './http/move-routes.ts'
import { placementRoutes } from './http/placement-routes.ts'
import { terminationRoutes } from './http/termination-routes.ts'
import { thenRoutes } from './http/then-routes.ts'
import type { TeamDeps } from './use-cases/team-deps.ts'
import { teamRoutes } from './http/team-routes.ts'
import { windowRoutes } from './http/window-routes.ts'
import { fillTreeTask, placeOverdueTask } from './tasks/placements.ts'
import { stampKnownConsumer } from './tasks/stamp-known.ts'
import { terminationConsumer } from './tasks/terminations.ts'

export const genealogyModule: ModuleDefinition<TeamDeps> = {
  name: 'genealogy',
  rights: {
    'genealogy.read': 'See who stands under whom',
    'genealogy.place': 'Make placement trees and give people places in them',
    'genealogy.move': 'Ask for people to be moved within a tree',
    'genealogy.approve_move': 'Decide moves that somebody else asked for',
  },
  messages: {
    'genealogy.person.not_found': 'This person does not exist, or is not in your team.',
    'genealogy.no_place_there':
      'In this tree there is no place for whose team this is, or there was none on that day. Choose another day, or another tree.',
    'genealogy.tree_loading':
      'This tree is being read; {percent} % of it is done. Ask again in a moment, which takes seconds.',
    'genealogy.tree.not_found': 'There is no such placement tree.',
    'genealogy.tree.conflict': 'There is a tree with the code {code} already. Choose another code.',
    'genealogy.tree_way': 'This kind of tree has no such way. Choose one of the ways that are listed for it.',
    'genealogy.tree_shape':
      'A binary tree has two places under everybody and no limit of levels; a matrix has at least two.',
    'genealogy.placement.not_found': 'This person waits for no place here.',
    'genealogy.placed_conflict': 'This person has a place already.',
    'genealogy.place.not_found':
      'There is no such place in your part of the tree. Choose a person below you, and a side.',
    'genealogy.place.conflict': 'Somebody stands at this place already. Choose another one.',
    'genealogy.tree_full': 'Every place that may be filled is taken. Choose a place further below.',
    ...moveSentences,
  },
  routes: [
    ...teamRoutes,
    ...windowRoutes,
    ...lineRoutes,
    ...downlineRoutes,
    ...placementRoutes,
    ...thenRoutes,
    ...moveRoutes,
    ...terminationRoutes,
  ],
  tasks: [fillTreeTask, placeOverdueTask],
  consumers: [stampKnownConsumer, terminationConsumer],
}
