import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { removeLeftBaskets } from '../store/baskets.ts'

/** A basket that nobody touched for so long was left behind; whoever comes back begins a new one. */
export const BASKET_DAYS_KEPT = 60
const BASKETS_A_STEP = 1_000

/** Removes baskets that were left behind, by real time; in small steps, so that no shopper waits. */
export const removeLeftBasketsTask: TaskDefinition<PlatformDeps> = {
  name: 'orders.remove_left_baskets',
  everyHours: 24,
  async run(deps, _payload, signal) {
    const call = { actor: systemActor('orders.remove_left_baskets'), useCase: 'orders.remove_left_baskets' }
    const step = { days: BASKET_DAYS_KEPT, most: BASKETS_A_STEP }
    for (let removed = BASKETS_A_STEP; removed === BASKETS_A_STEP;) {
      signal?.throwIfAborted()
      removed = await transact(deps, call, (tx) => removeLeftBaskets(tx, step))
    }
  },
}
