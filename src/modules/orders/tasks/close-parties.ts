import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { closeParties } from '../use-cases/close-parties.ts'

/** Closes parties whose last day is over, every hour, so that each market's are closed early in the next day. */
export const closePartiesTask: TaskDefinition<PlatformDeps> = {
  name: 'orders.close_parties',
  everyHours: 1,
  run: (deps, _payload, signal) => closeParties(deps, signal),
}
