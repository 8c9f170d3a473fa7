import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import type { OutboxEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addKnown } from '../store/known.ts'
import { factOf, ORDERS_KNOWN, ORDERS_TOLD } from '../use-cases/not-known.ts'

/** Notes when orders and what was taken back of them came to be known, a stretch of the feed at once. */
export const noteKnownConsumer: ConsumerDefinition<PlatformDeps> = {
  name: ORDERS_KNOWN,
  topics: ORDERS_TOLD,
  from: 'start',
  handle: async (_deps, tx, event) => note(tx, [event]),
  handleTogether: async (_deps, tx, events) => note(tx, events),
}

function note(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
  return addKnown(
    tx,
    events.flatMap((event) => {
      const fact = factOf(event)
      return fact ? [{ ...fact, seq: event.seq }] : []
    }),
  )
}
