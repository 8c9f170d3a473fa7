import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import type { OutboxEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { personPlaced, teamMoved } from '../use-cases/events.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { stampKnown } from '../store/links.ts'
import { lockAnyMove } from '../store/moves.ts'
import { KNOWN_CONSUMER } from '../use-cases/team-then.ts'

/** Writes to each link the position that first told of it, and of its end: that is when it became known. */
export const stampKnownConsumer: ConsumerDefinition<PlatformDeps> = {
  name: KNOWN_CONSUMER,
  topics: ['field.person_joined', 'genealogy.placed', 'genealogy.moved'],
  from: 'start',
  handle: (_deps, tx, event) => stamp(tx, [event]),
  handleTogether: (_deps, tx, events) => stamp(tx, events),
}

async function stamp(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
  // It writes to many places at once, and so does a move: each would hold what the other waits for.
  await lockAnyMove(tx)
  await stampKnown(tx, {
    came: events.flatMap(({ topic, payload, keyId, seq }) => {
      if (topic === 'genealogy.placed') {
        const { personId, tree } = personPlaced.parse(payload)
        return [{ tree, personId, seq }]
      }
      return topic === 'field.person_joined' && keyId !== null
        ? [{ tree: SPONSOR_TREE, personId: keyId, seq }]
        : []
    }),
    moved: events.flatMap(({ topic, payload, seq }) =>
      topic === 'genealogy.moved' ? [{ moveId: teamMoved.parse(payload).moveId, seq }] : [],
    ),
  })
}
