import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeOldKeysTask } from '#platform/http/idempotency.ts'
import { startJobs } from '#platform/jobs/jobs.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { bindTasks, planRepeatingTasks } from './tasks.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

const waiting = async () => {
  const { rows } = await sql<{ hours: number }>`
    SELECT round(extract(epoch FROM run_at - now()) / 3600)::int AS hours FROM graphile_worker.jobs
    WHERE key = ${removeOldKeysTask.name} AND locked_at IS NULL`.execute(database.owner)
  return rows.map((row) => row.hours)
}

test('a repeating task runs after a start, asks for its next run, and is never asked for twice', async () => {
  await sql`INSERT INTO platform.idempotency (realm, account_id, key, payload_hash, answer, at) VALUES
    ('staff', 1, 'key-old-one', sha256('a'), '{}', now() - interval '31 days'),
    ('staff', 1, 'key-new-one', sha256('a'), '{}', now() - interval '29 days')`.execute(database.owner)
  await planRepeatingTasks(database, [removeOldKeysTask])
  await planRepeatingTasks(database, [removeOldKeysTask])
  expect(await waiting()).toEqual([0])
  const errors: Error[] = []
  const jobs = await startJobs(
    { onError: (error) => void errors.push(error) },
    { url: database.url, concurrency: 1, tasks: bindTasks(database, [removeOldKeysTask]) },
  )
  for (let tries = 0; tries < 500 && !(await waiting()).includes(24); tries++) await pause(20)
  await jobs.stop()
  expect(errors).toEqual([])
  expect(await waiting()).toEqual([24])
  const { rows } = await sql`SELECT key FROM platform.idempotency`.execute(database.owner)
  expect(rows).toEqual([{ key: 'key-new-one' }])
})
