import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { openPool } from './pool.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

test('once a pool is closed the server has none of its connections, and ends none that says good-bye', async () => {
  const errors: Error[] = []
  for (let round = 0; round < 5; round++) {
    const { pool, close } = openPool(
      { onError: (error) => void errors.push(error) },
      { connectionString: database.url, application_name: 'pool-test', max: 8 },
    )
    await Promise.all(Array.from({ length: 8 }, () => pool.query('SELECT pg_sleep(0.01)')))
    await close()
    const { rows } = await sql`SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
      WHERE application_name = 'pool-test'`.execute(database.owner)
    expect(rows).toEqual([])
  }
  expect(errors).toEqual([])
})

test('a pool that lost its connections is closed as any other, and so is one closed twice', async () => {
  const { pool, close } = openPool(
    { onError: () => undefined },
    { connectionString: database.url, application_name: 'pool-test-lost', max: 3 },
  )
  const answers = Promise.allSettled(Array.from({ length: 3 }, () => pool.query('SELECT pg_sleep(60)')))
  const asking = sql`FROM pg_stat_activity WHERE application_name = 'pool-test-lost' AND state = 'active'`
  await expect.poll(async () => (await sql`SELECT pid ${asking}`.execute(database.owner)).rows.length).toBe(3)
  await sql`SELECT pg_terminate_backend(pid) ${asking}`.execute(database.owner)
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  await close()
  await close()
  await expect(pool.query('SELECT 1')).rejects.toThrow('after calling end')
})
