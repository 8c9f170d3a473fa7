import type { PlatformDeps } from '#platform/module/deps.ts'
import type { TaskDefinition } from '#platform/module/module.ts'
import { removeMails } from '../use-cases/remove-old-mails.ts'

/** Mails hold names and addresses, which nobody needs for ever. */
export const removeOldMailsTask: TaskDefinition<PlatformDeps> = {
  name: 'messaging.remove_old_mails',
  everyHours: 24,
  run: (deps, _payload, signal) => removeMails(deps, signal),
}
