import type { TaskDefinition } from '#platform/module/module.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { IdentityDeps } from '../use-cases/identity-deps.ts'
import { removeOldAttempts, removeOldSessions } from '../store/sessions.ts'

/** Ended sessions are kept this long, for questions about who was signed in when. */
const SESSION_DAYS_KEPT = 90
const ATTEMPT_DAYS_KEPT = 1

/** Removes what nobody needs any more of sessions and counted tries. */
export const cleanUpTask: TaskDefinition<IdentityDeps> = {
  name: 'identity.clean_up',
  everyHours: 24,
  run: async (deps) => {
    const call = { actor: systemActor('identity.clean_up'), useCase: 'identity.clean_up' }
    await transact(deps, call, async (tx) => {
      await removeOldSessions(tx, SESSION_DAYS_KEPT)
      await removeOldAttempts(tx, ATTEMPT_DAYS_KEPT)
    })
  },
}
