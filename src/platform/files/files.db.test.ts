import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { array, assert, asyncProperty, uint8Array } from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { inTransaction, sqlState, systemActor } from '../postgres/transact.ts'
import { findFile, getFile, putFile, readKept } from './files.ts'

const actor = systemActor('files-test')
let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

function put(parts: readonly Uint8Array[]) {
  return inTransaction(database.db, actor, (tx) => putFile(tx, parts))
}

async function get(sha256: string): Promise<Buffer | undefined> {
  const stream = await getFile(database.db, sha256)
  return stream && buffer(stream)
}

test('what is put is got, byte for byte, however it was cut', async () => {
  await assert(
    asyncProperty(array(uint8Array({ maxLength: 400 }), { maxLength: 5 }), async (parts) => {
      const kept = await put(parts)
      const whole = Buffer.concat(parts)
      expect(kept).toEqual({
        sha256: createHash('sha256').update(whole).digest('hex'),
        size: BigInt(whole.length),
      })
      expect(await get(kept.sha256)).toEqual(whole)
      expect(Buffer.from(await readKept(database.db, kept.sha256))).toEqual(whole)
    }),
    { numRuns: 25 },
  )
})

test('a large file is kept in chunks, and a second time costs nothing', async () => {
  const megabytes = Buffer.alloc(3_000_001, 'openfield ')
  const kept = await put([
    megabytes.subarray(0, 1),
    megabytes.subarray(1, 2_999_999),
    megabytes.subarray(2_999_999),
  ])
  const count = async () => (await sql`SELECT FROM platform.file_chunk`.execute(database.db)).rows.length
  const before = await count()
  expect(await put([megabytes])).toEqual(kept)
  expect(await count()).toBe(before)
  expect((await get(kept.sha256))?.equals(megabytes)).toBe(true)
  expect(megabytes.equals(await readKept(database.db, kept.sha256))).toBe(true)
  expect(await findFile(database.db, kept.sha256)).toEqual(kept)
})

test('an unknown hash is nothing, damaged bytes are an error, kept bytes cannot be changed', async () => {
  expect(await get('0'.repeat(64))).toBeUndefined()
  const kept = await put([Buffer.from('to be damaged')])
  await expect(sql`UPDATE platform.file_chunk SET bytes = '\\x00'`.execute(database.db)).rejects.toSatisfy(
    (error) => sqlState(error) === '42501',
  )
  await sql`UPDATE platform.file_chunk SET bytes = 'damaged' WHERE bytes = 'to be damaged'`.execute(
    database.owner,
  )
  await expect(get(kept.sha256)).rejects.toThrow('damaged')
  await expect(readKept(database.db, kept.sha256)).rejects.toThrow('damaged')
  await expect(readKept(database.db, '0'.repeat(64))).rejects.toThrow('not kept')
})
