import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import { openDatabase } from '#platform/postgres/database.ts'
import type { Db } from '#platform/postgres/database.ts'

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
  const name = `test_${randomBytes(6).toString('hex')}`
  await asOwner(`CREATE DATABASE ${name} TEMPLATE ${cluster.template} STRATEGY file_copy`)
  const url = withDatabase(cluster.servingUrl, name)
  const ownerUrl = withDatabase(cluster.ownerUrl, name)
  const serving = openDatabase({ onError }, { url, poolMax: 10, name: 'test' })
  const owner = openDatabase({ onError }, { url: ownerUrl, poolMax: 4, name: 'test-owner' })
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
