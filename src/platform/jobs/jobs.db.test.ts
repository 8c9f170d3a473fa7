import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { openPool } from '../postgres/pool.ts'
import { inTransaction, systemActor } from '../postgres/transact.ts'
import { giveBackOnce } from './give-back-once.ts'
import { addJob, startJobs } from './jobs.ts'
import type { Jobs } from './jobs.ts'

const ignore = { onError: (): void => undefined }
const actor = systemActor('jobs-test')

let database: TestDatabase
let jobs: Jobs | undefined

beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(async () => {
  await jobs?.stop()
  jobs = undefined
  await database.close()
})

test('a job runs when its transaction commits, and never when it is rolled back', async () => {
  const done: unknown[] = []
  jobs = await startJobs(ignore, {
    url: database.url,
    concurrency: 2,
    tasks: { 'test.work': async (payload) => void done.push(payload) },
  })
  const failing = inTransaction(database.db, actor, async (tx) => {
    await addJob(tx, 'test.work', { period: 'lost' })
    throw new Error('taken back')
  })
  await expect(failing).rejects.toThrow('taken back')
  await inTransaction(database.db, actor, async (tx) => {
    await addJob(tx, 'test.work', { period: '1' }, { key: 'same' })
    await addJob(tx, 'test.work', { period: '2' }, { key: 'same' })
  })
  await vi.waitFor(() => expect(done).toEqual([{ period: '2' }]), { timeout: 10_000 })
})

test('a job that fails is kept for another try; one without a task here waits', async () => {
  const failures: string[] = []
  jobs = await startJobs(
    { onError: (error) => void failures.push(error.message) },
    {
      url: database.url,
      concurrency: 1,
      tasks: {
        'test.fail': () => Promise.reject(new Error('not this time')),
      },
    },
  )
  await inTransaction(database.db, actor, async (tx) => {
    await addJob(tx, 'test.fail', {})
    await addJob(tx, 'test.elsewhere', {})
  })
  await vi.waitFor(
    async () => {
      const { rows } = await sql`SELECT task_identifier, attempts, last_error IS NOT NULL AS failed
        FROM graphile_worker.jobs ORDER BY id`.execute(database.db)
      expect(rows).toEqual([
        { task_identifier: 'test.fail', attempts: 1, failed: true },
        { task_identifier: 'test.elsewhere', attempts: 0, failed: false },
      ])
    },
    { timeout: 10_000 },
  )
  expect(failures.join(' ')).toContain('not this time')
})

test('the job of a killed process is taken up again within seconds', async () => {
  const program = `
    import { startJobs } from '#platform/jobs/jobs.ts'
    await startJobs({ onError: () => undefined }, {
      url: process.env.TEST_URL, concurrency: 1,
      tasks: { 'test.long': () => new Promise(() => { console.log('begun'); setInterval(() => undefined, 1000) }) },
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, TEST_URL: database.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await inTransaction(database.db, actor, (tx) => addJob(tx, 'test.long', { period: '2026-10' }))
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const done: unknown[] = []
  jobs = await startJobs(ignore, {
    url: database.url,
    concurrency: 1,
    tasks: { 'test.long': async (payload) => void done.push(payload) },
  })
  await vi.waitFor(() => expect(done).toEqual([{ period: '2026-10' }]), { timeout: 15_000 })
})

test('work goes on after every connection was lost', async () => {
  const done: unknown[] = []
  jobs = await startJobs(ignore, {
    url: database.url,
    concurrency: 1,
    tasks: { 'test.work': async (payload) => void done.push(payload) },
  })
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`.execute(database.owner)
  await inTransaction(database.owner, actor, (tx) => addJob(tx, 'test.work', { n: 1 }))
  await vi.waitFor(() => expect(done).toEqual([{ n: 1 }]), { timeout: 15_000 })
})

test('work goes on also when the very first question of the workers was lost with its connection', async () => {
  const done: unknown[] = []
  // A lock keeps that question open until its connection is gone.
  await database.owner.transaction().execute(async (tx) => {
    await sql`LOCK TABLE graphile_worker._private_tasks IN ACCESS EXCLUSIVE MODE`.execute(tx)
    jobs = await startJobs(ignore, {
      url: database.url,
      concurrency: 1,
      tasks: { 'test.first': async (payload) => void done.push(payload) },
    })
    const ended = async (): Promise<number> => {
      const { rows } = await sql`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%_private_tasks%'`.execute(
        database.owner,
      )
      return rows.length
    }
    await vi.waitFor(async () => expect(await ended()).toBeGreaterThan(0), { timeout: 10_000 })
  })
  await inTransaction(database.owner, actor, (tx) => addJob(tx, 'test.first', { n: 1 }))
  await vi.waitFor(() => expect(done).toEqual([{ n: 1 }]), { timeout: 15_000 })
})

test('a connection that is given back twice goes back once, and is there for the next who asks', async () => {
  const opened = openPool(ignore, { connectionString: database.url, max: 1 })
  const pool = giveBackOnce(opened.pool)
  await new Promise<void>((resolve, reject) => {
    pool.connect((error, _client, done) => {
      if (error) return reject(error)
      try {
        done()
        done()
        resolve()
      } catch (twice) {
        reject(twice instanceof Error ? twice : new Error(String(twice)))
      }
    })
  })
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  await opened.close()
})
