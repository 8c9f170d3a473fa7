import { z } from 'zod'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { rollUpTerminated } from '../use-cases/roll-up-terminated.ts'

const changed = z.object({ status: z.string(), atMs: z.number() })

/** Rolls up those below whoever left for good, where the policy of a tree says so. */
export const terminationConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'genealogy.terminations',
  topics: ['field.standing_changed'],
  from: 'now',
  handle: async (_deps, tx, event, about) => {
    const { status, atMs } = changed.parse(event.payload)
    if (status === 'terminated' && event.keyId !== null)
      await rollUpTerminated(tx, about, { personId: event.keyId, atMs })
  },
}
