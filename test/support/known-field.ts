import { expect } from 'vitest'
import { STANDINGS_KNOWN } from '#modules/field/api.ts'
import { fieldModule } from '#modules/field/module.ts'
import { stampKnownConsumer } from '#modules/genealogy/tasks/stamp-known.ts'
import { KNOWN_CONSUMER } from '#modules/genealogy/use-cases/team-then.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { bindConsumer, type ConsumerDefinition } from '#platform/module/module.ts'
import { headSeq } from '#platform/outbox/event.ts'
import { followOutbox, waitForConsumer } from '#platform/outbox/follow.ts'
import { startSequencer } from '#platform/outbox/sequencer.ts'
import { waitingEvents } from '#platform/outbox/waiting.ts'
import { openListener } from '#platform/postgres/listener.ts'
import { read, systemActor } from '#platform/postgres/transact.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import type { TestDatabase } from './database.ts'
import { joinDeps, withDeps } from './field.ts'
import type { TestApp } from './http.ts'

/**
 * Lets links, standings and owners, and what other consumers write down, come to know the positions that tell of them; `settled` waits
 * until all of them do. `sequenced` gives the position of all that was told, without waiting for them.
 */
export async function knowField(
  database: TestDatabase,
  server: TestApp,
  others: readonly ConsumerDefinition<PlatformDeps>[] = [],
) {
  const onError = (error: Error): void => {
    throw error
  }
  const sequencer = startSequencer({ onError }, database.url)
  const listener = await openListener({ onError }, database.url)
  const follow = (consumer: ConsumerDefinition<PlatformDeps>) =>
    followOutbox({ db: database.db, onError, listener }, bindConsumer(server.deps, consumer))
  const followers = await Promise.all(
    [
      stampKnownConsumer,
      ...(withDeps<PlatformDeps, typeof joinDeps>(fieldModule, joinDeps).consumers ?? []),
      ...others,
    ].map(follow),
  )
  const sequenced = async (): Promise<bigint> => {
    const isSequenced = async () =>
      (await read(database, systemActor('test'), (tx) => waitingEvents(tx))).waiting === 0
    expect(await waitUntil(isSequenced, { stepMs: 5, mostMs: 10_000 })).toBe(true)
    return headSeq(database.db)
  }
  return {
    sequenced,
    settled: async (): Promise<void> => {
      await sequenced()
      for (const name of [KNOWN_CONSUMER, STANDINGS_KNOWN, ...others.map((one) => one.name)])
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await waitForConsumer(database.db, { name, timeoutMs: 10_000 })
    },
    stop: async (): Promise<void> => {
      for (const follower of followers)
        // oxlint-disable-next-line no-await-in-loop -- in their order
        await follower.stop()
      await sequencer.stop()
      await listener.stop()
    },
  }
}
