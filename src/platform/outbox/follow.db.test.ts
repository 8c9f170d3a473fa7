import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { openListener } from '../postgres/listener.ts'
import type { Listener } from '../postgres/listener.ts'
import { inTransaction, systemActor } from '../postgres/transact.ts'
import { appendEvents } from './event.ts'
import { ATTEMPTS_MAX, followOutbox, waitForConsumer } from './follow.ts'
import type { Consumer, Follower } from './follow.ts'
import { outboxLag, parkedEvents, retryParked } from './parked.ts'
import { startSequencer } from './sequencer.ts'
import type { Sequencer } from './sequencer.ts'

const ignore = { onError: (): void => undefined }
const actor = systemActor('follow-test')
const timeoutMs = 20_000

let database: TestDatabase
let listener: Listener
let sequencer: Sequencer
const followers: Follower[] = []

beforeEach(async () => {
  database = await freshDatabase()
  await sql`CREATE TABLE platform.seen (n bigint, seq bigint)`.execute(database.owner)
  await sql`SELECT platform.read_write('platform.seen')`.execute(database.owner)
  listener = await openListener(ignore, database.url)
  sequencer = startSequencer(ignore, database.url)
})
afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.stop()))
  await sequencer.stop()
  await listener.stop()
  await database.close()
})

const recorder: Consumer = {
  name: 'recorder',
  topics: ['test.told'],
  from: 'start',
  handle: async (tx, event, about) => {
    await sql`INSERT INTO platform.seen VALUES (${event.keyId}, ${event.seq})`.execute(tx)
    about('told', event.keyId ?? 0n)
  },
}

async function follow(consumer: Consumer): Promise<void> {
  followers.push(await followOutbox({ ...database, listener, ...ignore }, consumer))
}

async function tell(...keys: number[]): Promise<void> {
  await inTransaction(database.db, actor, (tx) =>
    appendEvents(
      tx,
      keys.map((n) => ({
        topic: n % 10 === 0 ? 'test.other' : 'test.told',
        keyId: BigInt(n),
        payload: { n },
      })),
    ),
  )
}

async function seen(): Promise<number[]> {
  const { rows } = await sql<{ n: bigint }>`SELECT n FROM platform.seen ORDER BY seq`.execute(database.db)
  return rows.map((row) => Number(row.n))
}

test('two nodes of one consumer take every event of its topics once, in order', async () => {
  await tell(1, 2, 10, 3)
  await follow(recorder)
  await follow(recorder)
  await tell(4, 20)
  await tell(5)
  await vi.waitFor(async () => expect(await seen()).toEqual([1, 2, 3, 4, 5]), { timeout: timeoutMs })
  await waitForConsumer(database.db, { name: 'recorder', seq: 7n, timeoutMs })
  const lag = await outboxLag(database.db)
  expect(lag.consumers).toEqual([{ name: 'recorder', seq: 7n, behind: 0n, parked: 0 }])
})

test('a consumer that begins now passes over what was told before', async () => {
  await tell(1, 2)
  await vi.waitFor(async () => expect(await outboxLag(database.db)).toMatchObject({ head: 2n }), {
    timeout: timeoutMs,
  })
  await follow({ ...recorder, from: 'now' })
  await tell(3)
  await vi.waitFor(async () => expect(await seen()).toEqual([3]), { timeout: timeoutMs })
})

test('who wants nothing of what is told goes past it once in a while, and takes what is wanted at once', async () => {
  await sql`CREATE TABLE platform.moved (at timestamptz DEFAULT now())`.execute(database.owner)
  await sql`CREATE FUNCTION platform.note_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN INSERT INTO platform.moved DEFAULT VALUES; RETURN NULL; END $$`.execute(database.owner)
  await sql`CREATE TRIGGER note_move AFTER UPDATE ON platform.outbox_consumer
    FOR EACH ROW EXECUTE FUNCTION platform.note_move()`.execute(database.owner)
  const begun = performance.now()
  await follow(recorder)
  for (let n = 1; n <= 30; n++) {
    await tell(n * 10)
    await vi.waitFor(async () => expect(await outboxLag(database.db)).toMatchObject({ head: BigInt(n) }), {
      timeout: timeoutMs,
      interval: 5,
    })
  }
  await waitForConsumer(database.db, { name: 'recorder', seq: 30n, timeoutMs })
  const { rows } = await sql<{ moves: bigint }>`SELECT count(*) AS moves FROM platform.moved`.execute(
    database.owner,
  )
  // It goes past at its begin and then about once a second, however slow the machine is.
  expect(Number(rows[0]?.moves)).toBeLessThanOrEqual(2 + (performance.now() - begun) / 1000)
  await tell(7)
  await vi.waitFor(async () => expect(await seen()).toEqual([7]), { timeout: timeoutMs })
})

test('a poisoned event is tried again, parked in sight, and passed; retried later it takes effect once', async () => {
  let attempts = 0
  const broken: Consumer = {
    ...recorder,
    handle: async (tx, event, about) => {
      await recorder.handle(tx, event, about)
      if (event.keyId !== 2n) return
      attempts += 1
      throw new Error('cannot be taken')
    },
  }
  await tell(1, 2, 3)
  await follow(broken)
  await vi.waitFor(async () => expect(await seen()).toEqual([1, 3]), { timeout: timeoutMs })
  // Once in the stretch together with the others, then alone.
  expect(attempts).toBe(1 + ATTEMPTS_MAX)
  expect(await parkedEvents(database.db)).toMatchObject([
    { consumer: 'recorder', seq: 2n, keyId: 2n, attempts: ATTEMPTS_MAX, error: 'Error  cannot be taken' },
  ])
  const call = { actor, useCase: 'outbox.retry' }
  await expect(retryParked(database, call, { consumer: broken, seq: 2n })).rejects.toThrow('cannot be taken')
  expect(await parkedEvents(database.db)).toHaveLength(1)
  expect(await retryParked(database, call, { consumer: recorder, seq: 2n })).toBe(true)
  expect(await retryParked(database, call, { consumer: recorder, seq: 2n })).toBe(false)
  expect(await seen()).toEqual([1, 2, 3])
  expect(await parkedEvents(database.db)).toEqual([])
})

test('lost connections park nothing and double nothing', async () => {
  await follow(recorder)
  const kill = () =>
    sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND usename <> current_user`.execute(database.owner)
  const keys = Array.from({ length: 200 }, (_, index) => index * 10 + 1)
  for (const [index, key] of keys.entries()) {
    await inTransaction(database.owner, actor, (tx) =>
      appendEvents(tx, [{ topic: 'test.told', keyId: BigInt(key), payload: {} }]),
    )
    if (index % 40 === 20) await kill()
  }
  await vi.waitFor(async () => expect(await seen()).toEqual(keys), { timeout: timeoutMs })
  expect(await parkedEvents(database.db)).toEqual([])
})
