import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { integer } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import type { Actor } from '#platform/postgres/transact.ts'
import { freshDatabase, type TestDatabase } from '#test/support/database.ts'
import { transactOnce } from './idempotency.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await sql`CREATE TABLE platform.thing (id bigint GENERATED ALWAYS AS IDENTITY, name text)`.execute(
    database.owner,
  )
  await sql`SELECT platform.read_write('platform.thing')`.execute(database.owner)
})
afterAll(() => database.close())

const asker: Actor = { realm: 'distributor', accountId: 1n, personId: 1n, requestId: 'req-1' }
const made = z.object({ id: integer })
const contentOne = randomBytes(32)

function make(key: string, options: { content?: Buffer; actor?: Actor; refused?: boolean } = {}) {
  const once = { key, payloadHash: options.content ?? contentOne, markClaimed: () => undefined }
  return transactOnce(
    database,
    { actor: options.actor ?? asker, once },
    { useCase: 'thing.make', answer: made },
    async (tx) => {
      if (options.refused) return refuse('thing.full')
      const { rows } = await sql<{
        id: bigint
      }>`INSERT INTO platform.thing (name) VALUES (${key}) RETURNING id`.execute(tx)
      return ok({ id: rows[0]?.id ?? 0n })
    },
  )
}

async function countOf(name: string): Promise<number> {
  const { rows } = await sql`SELECT FROM platform.thing WHERE name = ${name}`.execute(database.db)
  return rows.length
}

test('twenty copies of one request at once have one effect and one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => make('key-copies')))
  expect(await countOf('key-copies')).toBe(1)
  expect(new Set(answers.map((answer) => (answer.ok ? answer.value.id : 'refused'))).size).toBe(1)
})

test('the same key with other content is refused and changes nothing', async () => {
  await make('key-content')
  const other = await make('key-content', { content: randomBytes(32) })
  expect(other).toMatchObject({ ok: false, refusal: { code: 'idempotency.conflict' } })
  expect(await countOf('key-content')).toBe(1)
})

test('a refused request may be sent again under its key', async () => {
  expect(await make('key-refused', { refused: true })).toMatchObject({ ok: false })
  expect(await make('key-refused')).toMatchObject({ ok: true })
})

test('two accounts may use the same key, and neither gets the answer of the other', async () => {
  const mine = await make('key-shared')
  const theirs = await make('key-shared', { actor: { ...asker, accountId: 2n, personId: 2n } })
  expect(theirs.ok && mine.ok && theirs.value.id !== mine.value.id).toBe(true)
})

test('a repeated request leaves no second trace in the audit', async () => {
  const actor = { ...asker, requestId: 'req-audit' }
  await make('key-audit', { actor })
  await make('key-audit', { actor })
  const { rows } = await sql`SELECT FROM platform.audit WHERE request_id = 'req-audit'`.execute(
    database.owner,
  )
  expect(rows).toHaveLength(1)
})
