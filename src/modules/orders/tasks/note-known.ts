import type { PlatformDeps } from '#platform/module/deps.ts'
import type { ConsumerDefinition } from '#platform/module/module.ts'
import type { OutboxEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addKnown, stampParties } from '../store/known.ts'
import { factOf, ORDERS_KNOWN, ORDERS_TOLD, standOf } from '../use-cases/not-known.ts'

/** Notes when orders, what was taken back of them, and what parties were came to be known, a stretch of the feed at once. */
export const noteKnownConsumer: ConsumerDefinition<PlatformDeps> = {
  name: ORDERS_KNOWN,
  topics: ORDERS_TOLD,
  from: 'start',
  handle: async (_deps, tx, event) => note(tx, [event]),
  handleTogether: async (_deps, tx, events) => note(tx, events),
}

async function note(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
  await addKnown(
    tx,
    events.flatMap((event) => withSeq(event, factOf(event))),
  )
  await stampParties(
    tx,
    events.flatMap((event) => withSeq(event, standOf(event))),
  )
}

function withSeq<Fact extends object>({ seq }: OutboxEvent, fact: Fact | undefined) {
  return fact ? [{ ...fact, seq }] : []
}
