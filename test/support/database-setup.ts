import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { openCluster } from '#platform/cluster/cluster.ts'
import { openDatabase } from '#platform/postgres/database.ts'
import { findMigrations, migrate } from '#platform/postgres/migrate.ts'
import { makeServingLogin } from '#platform/postgres/role.ts'
import { removeLeftovers, scratchFolder } from './scratch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's address of the cluster of this run, without a database. */
    testCluster: { ownerUrl: string; servingUrl: string; template: string }
  }
}

/** One PostgreSQL for the whole run, with a migrated database that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const dataDir = await scratchFolder('test')
  const quiet = { say: () => undefined }
  const cluster = await openCluster(quiet, { dataDir, unsafeFast: true, connectionsMax: 200 })
  const ownerUrl = cluster.ownerUrl()
  const opened = openDatabase(
    {
      onError: (error) => {
        throw error
      },
    },
    { url: ownerUrl, poolMax: 2 },
  )
  await migrate({ owner: opened.db, ...quiet }, { ownerUrl, files: await findMigrations() })
  const servingUrl = await makeServingLogin({ owner: opened.db }, { ownerUrl, secret: 'test run' })
  await opened.close()
  project.provide('testCluster', { ownerUrl, servingUrl, template: 'openfield' })
  return async () => {
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
