import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openCluster } from '#platform/cluster/cluster.ts'
import { isAlive } from '#platform/cluster/data-lock.ts'
import { openDatabase } from '#platform/postgres/database.ts'
import { findMigrations, migrate } from '#platform/postgres/migrate.ts'
import { makeServingLogin } from '#platform/postgres/role.ts'

const PREFIX = 'openfield-test-'

declare module 'vitest' {
  interface ProvidedContext {
    /** Owner's address of the cluster of this run, without a database. */
    testCluster: { ownerUrl: string; servingUrl: string; template: string }
  }
}

/** One PostgreSQL for the whole run, with a migrated database that every test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers()
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
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

/** A run that was killed leaves its server behind; the folder's name says whose it was. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : Number.NaN)
    if (!Number.isInteger(pid) || isAlive(pid)) continue
    const folder = join(tmpdir(), name)
    const server = Number(
      (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
    )
    if (isAlive(server)) process.kill(server, 'SIGQUIT')
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
