import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { from as copyFrom } from 'pg-copy-streams'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { connectDirectly } from '../postgres/database.ts'
import { inTransaction, systemActor } from '../postgres/transact.ts'
import { appendEvent, appendEvents, headSeq, readEvents, seqKnownAt, timeOfSeq } from './event.ts'
import { outboxLag } from './parked.ts'
import { startSequencer } from './sequencer.ts'
import type { Sequencer } from './sequencer.ts'
import { olderWriters, serverMoment } from './waiting.ts'

const ignore = { onError: (): void => undefined }
const actor = systemActor('outbox-test')
const wait = { timeout: 20_000, interval: 5 }

let database: TestDatabase
const sequencers: Sequencer[] = []

beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(async () => {
  await Promise.all(sequencers.splice(0).map((sequencer) => sequencer.stop()))
  await database.close()
})

function start(): Sequencer {
  const sequencer = startSequencer(ignore, database.url)
  sequencers.push(sequencer)
  return sequencer
}

function tell(n: number): Promise<void> {
  return inTransaction(database.db, actor, (tx) =>
    appendEvent(tx, { topic: 'test.told', keyId: BigInt(n), payload: { n } }),
  )
}

async function keysInOrder(): Promise<number[]> {
  const { events } = await readEvents(database.db, { after: 0n, limit: 10_000 })
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => BigInt(index + 1)))
  return events.map((event) => Number(event.keyId))
}

async function headIs(head: bigint): Promise<void> {
  await vi.waitFor(async () => expect(await headSeq(database.db)).toBe(head), wait)
}

test('a late commit gets a later position, and an open transaction holds nobody up', async () => {
  start()
  const early = await connectDirectly(ignore, database.url)
  await early.query('BEGIN')
  await early.query(`INSERT INTO platform.outbox (topic, key_id, payload) VALUES ('test.told', 1, '{}')`)
  await tell(2)
  await headIs(1n)
  await early.query('COMMIT')
  await tell(3)
  await headIs(3n)
  expect(await keysInOrder()).toEqual([2, 1, 3])
  await early.end()
})

test('whoever waits for those who wrote before a moment waits for nobody who began later', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => connectDirectly(ignore, database.url)))
  const begin = async (client: typeof first): Promise<void> => {
    await client?.query('BEGIN')
    await client?.query(`INSERT INTO platform.outbox (topic, key_id, payload) VALUES ('test.told', 1, '{}')`)
  }
  await begin(first)
  const moment = await serverMoment(database.db)
  await vi.waitFor(async () => expect(await serverMoment(database.db)).not.toEqual(moment), wait)
  await begin(second)
  expect(await olderWriters(database.db, moment)).toBe(1)
  await first?.query('COMMIT')
  // Somebody always writes: the next one began before this one ended.
  expect(await olderWriters(database.db, moment)).toBe(0)
  await second?.query('COMMIT')
  await Promise.all([first?.end(), second?.end()])
})

test('what is rolled back leaves no gap', async () => {
  start()
  await tell(1)
  const failing = inTransaction(database.db, actor, async (tx) => {
    await appendEvent(tx, { topic: 'test.told', keyId: 2n, payload: {} })
    throw new Error('taken back')
  })
  await expect(failing).rejects.toThrow('taken back')
  await tell(3)
  await headIs(2n)
  expect(await keysInOrder()).toEqual([1, 3])
})

test('positions flow beside a bulk copy, an index build and a writer in another database', async () => {
  const other = await freshDatabase()
  const [copier, builder, foreign] = await Promise.all([
    connectDirectly(ignore, database.url),
    connectDirectly(ignore, database.ownerUrl),
    connectDirectly(ignore, other.url),
  ])
  await sql`CREATE TABLE platform.large AS SELECT n AS id FROM generate_series(1, 300000) n`.execute(
    database.owner,
  )
  await foreign.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  await foreign.query('SELECT pg_current_xact_id()')
  await copier.query('BEGIN')
  await builder.query('BEGIN')
  await builder.query('CREATE INDEX ON platform.large (id)')
  start()
  const rows = Readable.from(
    (function* () {
      for (let n = 1; n <= 4000; n++) yield `test.copied\t${n}\t{}\n`
    })(),
  )
  await pipeline(rows, copier.query(copyFrom('COPY platform.outbox (topic, key_id, payload) FROM STDIN')))
  // All three transactions are still open here.
  for (let n = 1; n <= 20; n++) await tell(-n)
  await headIs(20n)
  expect(await outboxLag(database.db)).toMatchObject({ head: 20n, waiting: 0n })
  await copier.query('COMMIT')
  await tell(-21)
  await headIs(4021n)
  const told = Array.from({ length: 20 }, (_, n) => -1 - n)
  const copied = Array.from({ length: 4000 }, (_, n) => n + 1)
  expect(await keysInOrder()).toEqual([...told, ...copied, -21])
  await builder.query('COMMIT')
  await Promise.all([copier.end(), builder.end(), foreign.end()])
  await other.close()
})

test('one of two sequencers works; when its connection is killed in the stream, nothing is lost or doubled', async () => {
  const [one, two] = [start(), start()]
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; n < 100; n++) await tell(writer * 1000 + n)
  })
  for (let kill = 0; kill < 5; kill++) {
    await vi.waitFor(() => expect(one.working() !== two.working()).toBe(true), wait)
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'openfield-sequencer'`.execute(database.owner)
  }
  await Promise.all(writers)
  await headIs(400n)
  const keys = await keysInOrder()
  expect(new Set(keys).size).toBe(400)
  for (let writer = 0; writer < 4; writer++) {
    const own = keys.filter((key) => Math.floor(key / 1000) === writer)
    expect(own).toEqual(own.toSorted((a, b) => a - b))
  }
})

test('a cause comes before its effect, in a reader of its own snapshot too', async () => {
  start()
  await inTransaction(database.db, actor, (tx) =>
    appendEvents(tx, [
      { topic: 'test.cause', keyId: 1n, payload: { amount: 12n } },
      { topic: 'test.effect', keyId: 2n, payload: { of: [1n, 'x'] } },
    ]),
  )
  await headIs(2n)
  const { events, until } = await readEvents(database.db, { after: 0n, topics: ['test.effect'] })
  expect(until).toBe(2n)
  expect(events).toMatchObject([
    { seq: 2n, topic: 'test.effect', version: 1, keyId: 2n, payload: { of: ['1', 'x'] } },
  ])
  const known = await timeOfSeq(database.db, 2n)
  expect(known).toBeTypeOf('number')
  expect(await seqKnownAt(database.db, (known ?? 0) + 1)).toBe(2n)
  expect(await seqKnownAt(database.db, (known ?? 0) - 60_000)).toBe(0n)
})

test('a day is dropped when every consumer has passed it, and not before', async () => {
  await sql`CREATE TABLE platform.outbox_20200101 PARTITION OF platform.outbox
    FOR VALUES FROM ('2020-01-01Z') TO ('2020-01-02Z')`.execute(database.owner)
  await sql`INSERT INTO platform.outbox (at, topic, payload) VALUES ('2020-01-01T12:00Z', 'test.old', '{}')`.execute(
    database.db,
  )
  await sql`INSERT INTO platform.outbox_consumer (name, seq) VALUES ('slow', 0)`.execute(database.db)
  const drop = async () => {
    const { rows } = await sql<{ dropped: number }>`
      SELECT platform.drop_passed_outbox_partitions(7) AS dropped`.execute(database.db)
    return rows[0]?.dropped
  }
  expect(await drop()).toBe(0)
  await sql`SELECT platform.sequence_outbox(10)`.execute(database.db)
  expect(await drop()).toBe(0)
  await sql`UPDATE platform.outbox_consumer SET seq = 1`.execute(database.db)
  expect(await drop()).toBe(1)
  expect(await headSeq(database.db)).toBe(1n)
})
