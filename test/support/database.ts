import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { openDatabase } from '#platform/postgres/database.ts'
import type { Db } from '#platform/postgres/database.ts'
import { findMigrations, migrate } from '#platform/postgres/migrate.ts'

/** A database of a test file's own. */
export type TestDatabase = Readonly<{
  /** As the program serves: owns nothing, bound by row-level security. */
  db: Db
  /** As the owner, for arranging and inspecting what the serving role may not. */
  owner: Db
  url: string
  ownerUrl: string
  close: () => Promise<void>
}>

/**
 * Copies the migrated template into a fresh database (about 50 ms). Call it in `beforeAll` and `close` it in
 * `afterAll`; the whole cluster vanishes after the run.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const cluster = inject('testCluster')
  return madeDatabase(`TEMPLATE ${cluster.template} STRATEGY file_copy`)
}

/** A database as it was before a migration, and what brings it up to date. */
export async function databaseBefore(
  migration: string,
): Promise<TestDatabase & { bringUpToDate: () => Promise<void> }> {
  const database = await madeDatabase('TEMPLATE template0')
  const files = await findMigrations()
  const upTo = async (until: string | undefined): Promise<void> => {
    const chosen = files.filter(({ name }) => until === undefined || name < until)
    const deps = { owner: database.owner, say: () => undefined }
    await migrate(deps, { ownerUrl: database.ownerUrl, files: chosen })
  }
  await upTo(migration)
  return { ...database, bringUpToDate: () => upTo(undefined) }
}

async function madeDatabase(like: string): Promise<TestDatabase> {
  const cluster = inject('testCluster')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(`CREATE DATABASE ${name} ${like}`)
  const url = withDatabase(cluster.servingUrl, name)
  const ownerUrl = withDatabase(cluster.ownerUrl, name)
  const serving = openDatabase({ onError }, { url, poolMax: 6, name: 'test' })
  const owner = openDatabase({ onError }, { url: ownerUrl, poolMax: 2, name: 'test-owner' })
  return {
    db: serving.db,
    owner: owner.db,
    url,
    ownerUrl,
    close: async () => {
      await serving.close()
      await owner.close()
      await asOwner(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}

/** Losing a connection is part of some tests; what it breaks is seen by the query that used it. */
function onError(): void {}

async function asOwner(statement: string): Promise<void> {
  const client = new Client({ connectionString: withDatabase(inject('testCluster').ownerUrl, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withDatabase(address: string, name: string): string {
  const url = new URL(address)
  url.pathname = `/${name}`
  return url.href
}
