import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { rollWallets } from '../store/books.ts'
import { ROLL_WALLETS } from '../use-cases/settle-journal.ts'

const WALLETS_A_STEP = 5000

/** Brings the balance rows of wallets up to date, in steps, until none is left. */
export const rollWalletsTask: TaskDefinition<PlatformDeps> = {
  name: ROLL_WALLETS,
  run: async (deps, _payload, signal) => {
    const call = { actor: systemActor(ROLL_WALLETS), useCase: ROLL_WALLETS }
    const stopped = (): boolean => signal?.aborted ?? false
    for (let left = true; left && !stopped();) {
      // One step after the other, so that wallets are locked briefly.
      // oxlint-disable-next-line no-await-in-loop
      left = (await transact(deps, call, (tx) => rollWallets(tx, WALLETS_A_STEP))) > 0
    }
  },
}
