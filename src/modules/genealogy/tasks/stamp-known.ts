import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { stampKnown } from '../store/links.ts'

/** Writes to each link the position that first told of it: that is when it became known. */
export const stampKnownConsumer: ConsumerDefinition<PlatformDeps> = {
  name: 'genealogy.known',
  topics: ['field.person_joined', 'genealogy.placed'],
  from: 'start',
  handle: async (_deps, tx, event) => {
    if (event.keyId !== null) await stampKnown(tx, { personId: event.keyId, seq: event.seq })
  },
}
