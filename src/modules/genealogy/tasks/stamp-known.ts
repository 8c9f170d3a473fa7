import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import { personPlaced, teamMoved } from '../use-cases/events.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { stampKnown, stampMove } from '../store/links.ts'
import { KNOWN_CONSUMER } from '../use-cases/team-then.ts'

/** Writes to each link the position that first told of it, and of its end: that is when it became known. */
export const stampKnownConsumer: ConsumerDefinition<PlatformDeps> = {
  name: KNOWN_CONSUMER,
  topics: ['field.person_joined', 'genealogy.placed', 'genealogy.moved'],
  from: 'start',
  handle: async (_deps, tx, event) => {
    const { seq } = event
    if (event.topic === 'genealogy.moved')
      await stampMove(tx, { moveId: teamMoved.parse(event.payload).moveId, seq })
    else if (event.topic === 'genealogy.placed') {
      const { personId, tree } = personPlaced.parse(event.payload)
      await stampKnown(tx, { tree, personId, seq })
    } else if (event.keyId !== null) await stampKnown(tx, { tree: SPONSOR_TREE, personId: event.keyId, seq })
  },
}
