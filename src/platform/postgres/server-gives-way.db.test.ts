import { sql } from 'kysely'
import { getPriority } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { waitUntil } from '../wait/wait-until.ts'
import { openDatabase, type Database } from './database.ts'

let database: TestDatabase
let giving: Database

beforeAll(async () => {
  database = await freshDatabase()
  const onError = (error: Error): void => {
    throw error
  }
  giving = openDatabase({ onError }, { url: database.url, poolMax: 1, givesWay: true })
})
afterAll(async () => {
  await giving.close()
  await database.close()
})

async function serverOf({ db }: Pick<Database, 'db'>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db)
  return rows[0]?.pid ?? 0
}

test('the server gives way for a pool that does, and for no other', async () => {
  const [given, usual] = [await serverOf(giving), await serverOf(database)]
  const own = getPriority(usual)
  const wanted = process.platform === 'linux' ? Math.max(own, 5) : own
  await waitUntil(() => getPriority(given) === wanted, { stepMs: 10, mostMs: 5_000 })
  expect(getPriority(given)).toBe(wanted)
  expect(getPriority(usual)).toBe(own)
})
