import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import type { TestDatabase } from '#test/support/database.ts'
import { findMigrations, migrate, missingMigrations } from './migrate.ts'
import { openForServing } from './open.ts'
import { powersOf } from './role.ts'

const said: string[] = []
const deps = { say: (sentence: string) => void said.push(sentence), onError: (): void => undefined }
const config = { secret: 'a secret of this test', unsafeFastDatabase: true, databasePoolMax: 2 }

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())

test('given an owner it serves as a login of its own that is bound, the same one every time', async () => {
  const first = await openForServing(deps, { url: database.ownerUrl, config })
  const second = await openForServing(deps, { url: database.ownerUrl, config })
  expect(second.url).toBe(first.url)
  expect(await powersOf(first.db)).toMatchObject({ superuser: false, bypassesRls: false, ownedObjects: 0 })
  await Promise.all([first.close(), second.close()])
  const third = await openForServing(deps, { url: first.url, config })
  expect(third.ownerUrl).toBeUndefined()
  await third.close()
})

test('the override of durability is said aloud; without it such a server is refused', async () => {
  expect(said.join(' ')).toMatch(/UNSAFE: fsync, full_page_writes, synchronous_commit switched off/)
  const careful = { ...config, unsafeFastDatabase: false }
  await expect(openForServing(deps, { url: database.ownerUrl, config: careful })).rejects.toThrow(
    /has fsync, full_page_writes, synchronous_commit switched off/,
  )
})

test('a database that cannot be reached is named, without its password', async () => {
  const url = 'postgres://somebody:hidden@127.0.0.1:9/nothing'
  const opening = openForServing(deps, { url, config })
  await expect(opening).rejects.toThrow(
    /somebody:…@127\.0\.0\.1:9\/nothing cannot be reached: .*ECONNREFUSED/,
  )
  await expect(opening).rejects.not.toThrow('hidden')
})

test('data of a newer version is refused, and a role that may not migrate is told so', async () => {
  await sql`INSERT INTO platform.kysely_migration VALUES ('29990101T0000_future', '')`.execute(database.owner)
  await expect(openForServing(deps, { url: database.ownerUrl, config })).rejects.toThrow(
    /newer version of Openfield: it has 29990101T0000_future/,
  )
  await sql`DELETE FROM platform.kysely_migration WHERE name = '29990101T0000_future'
    OR name LIKE '%_base'`.execute(database.owner)
  await expect(openForServing(deps, { url: database.url, config })).rejects.toThrow(
    /lacks \d+ migrations and the role "openfield_app_[0-9a-f]+" may not apply them/,
  )
})

test('a migration that was merged late is still applied; a failing one takes all of its run back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'openfield-migrations-'))
  const store = join(folder, 'modules/late/store/migrations')
  await mkdir(store, { recursive: true })
  const fresh = await freshDatabase()
  const owner = { owner: fresh.owner, say: deps.say }
  const ours = await findMigrations()
  const missing = new Set(await missingMigrations(fresh.owner, ours))
  const applied = ours.filter((file) => !missing.has(file.name))
  const files = async () => [...applied, ...(await findMigrations(folder))]
  await writeFile(join(store, '20200101T0000_late.sql'), 'CREATE SCHEMA late; CREATE TABLE late.a (id int);')
  expect(await migrate(owner, { ownerUrl: fresh.ownerUrl, files: await files() })).toEqual({
    applied: ['20200101T0000_late'],
  })
  await writeFile(join(store, '20200102T0000_good.sql'), 'CREATE TABLE late.b (id int);')
  await writeFile(join(store, '20200103T0000_bad.sql'), 'CREATE TABLE late.c (id nonsense);')
  await expect(migrate(owner, { ownerUrl: fresh.ownerUrl, files: await files() })).rejects.toThrow(
    /20200103T0000_bad failed: type "nonsense" does not exist/,
  )
  expect(await missingMigrations(fresh.owner, await files())).toEqual([
    '20200102T0000_good',
    '20200103T0000_bad',
  ])
  await fresh.close()
  await rm(folder, { recursive: true })
})
