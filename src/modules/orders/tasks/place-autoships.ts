import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { placeAutoships } from '../use-cases/place-autoships.ts'

/** Places the orders of autoships whose date has come, every hour, so that each market is served early in its own day. */
export const placeAutoshipsTask: TaskDefinition<PlatformDeps> = {
  name: 'orders.place_autoships',
  everyHours: 1,
  run: (deps, _payload, signal) => placeAutoships(deps, signal),
}
