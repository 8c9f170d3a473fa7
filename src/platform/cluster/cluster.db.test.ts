import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { StartError } from '../config/start-error.ts'
import { placeDataDir } from './account.ts'
import { openCluster } from './cluster.ts'
import { openPool } from '../postgres/pool.ts'
import type { Cluster } from './cluster.ts'

// Starting and recovering a cluster takes a second on a machine of its own and ten times as long on a busy one.
vi.setConfig({ testTimeout: 90_000 })

// Real processes and durable settings: what these tests promise is what a crash leaves.
const quiet = { say: (): void => undefined }
const opened: Cluster[] = []
const folders: string[] = []
// Made by the first test and used by those that need a cluster, because making one takes longest.
let dataDir: string

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `openfield-test-${process.pid}-`))
  folders.push(folder)
  return folder
}

beforeAll(async () => {
  dataDir = await freshFolder()
})
afterEach(async () => {
  for (const cluster of opened.splice(0)) await cluster.stop()
})
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function open(): Promise<Cluster> {
  const cluster = await openCluster(quiet, { dataDir })
  opened.push(cluster)
  return cluster
}

async function count(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query('SELECT count(*)::int AS n FROM kept')).rows[0]
  } finally {
    await client.end()
  }
}

/** A program of its own that opens the cluster, writes rows without end, and tells of each that was acknowledged. */
const WRITER = `
  import { Client } from 'pg'
  import { openCluster } from '#platform/cluster/cluster.ts'
  const cluster = await openCluster({ say: () => undefined }, { dataDir: process.env.TEST_DATA_DIR })
  const client = new Client({ connectionString: cluster.ownerUrl() })
  await client.connect()
  await client.query('DROP TABLE IF EXISTS kept')
  await client.query('CREATE TABLE kept (n int)')
  for (let n = 1; ; n++) {
    await client.query('INSERT INTO kept VALUES ($1)', [n])
    process.stdout.write(n + '\\n')
  }`

async function writeUntil(acknowledged: number) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER], {
    env: { ...process.env, TEST_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    last = Number(text.trimEnd().split('\n').at(-1))
  })
  await vi.waitFor(() => expect(last).toBeGreaterThanOrEqual(acknowledged), { timeout: 30_000 })
  return { child, acknowledged: () => last }
}

test('a start that was killed while it made the database leaves nothing in the way', async () => {
  await mkdir(join(dataDir, 'postgres.new'))
  await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n')
  await writeFile(join(dataDir, 'openfield.lock'), '4194303 123\n')
  const cluster = await open()
  expect(cluster.joined).toBe(false)
})

test('a killed program leaves its server running; the next start takes it over with everything acknowledged', async () => {
  const writer = await writeUntil(50)
  writer.child.kill('SIGKILL')
  await once(writer.child, 'close')
  const cluster = await open()
  expect(cluster.joined).toBe(true)
  expect(await count(cluster.ownerUrl())).toSatisfy(
    ({ n }: { n: number }) => n === writer.acknowledged() || n === writer.acknowledged() + 1,
  )
})

test('after a kill of the program and of PostgreSQL, the next start recovers everything acknowledged', async () => {
  const writer = await writeUntil(50)
  const postmaster = Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  writer.child.kill('SIGKILL')
  await once(writer.child, 'close')
  const cluster = await open()
  expect(cluster.joined).toBe(false)
  expect(await count(cluster.ownerUrl())).toSatisfy(
    ({ n }: { n: number }) => n === writer.acknowledged() || n === writer.acknowledged() + 1,
  )
})

test('a PostgreSQL that is killed under a running program comes back where its pools look for it', async () => {
  const cluster = await open()
  const url = cluster.ownerUrl()
  const { pool, close } = openPool(
    { onError: () => undefined },
    { connectionString: url, connectionTimeoutMillis: 2000 },
  )
  await pool.query('DROP TABLE IF EXISTS kept')
  await pool.query('CREATE TABLE kept AS SELECT generate_series(1, 5)')
  const killed = cluster.pid()
  process.kill(killed, 'SIGKILL')
  // Until the new server runs, an orphaned connection of the old one may still answer.
  await vi.waitFor(
    async () => {
      expect(cluster.pid()).not.toBe(killed)
      expect((await pool.query('SELECT * FROM kept')).rowCount).toBe(5)
    },
    { timeout: 20_000, interval: 50 },
  )
  expect(cluster.ownerUrl()).toBe(url)
  await close()
})

describe('refuses with a sentence that says what to do', () => {
  test('a data directory that another program uses', async () => {
    const writer = await writeUntil(1)
    await expect(openCluster(quiet, { dataDir })).rejects.toThrow(
      new RegExp(`already runs on the data directory .* \\(process ${writer.child.pid}\\)`),
    )
    writer.child.kill('SIGKILL')
    await once(writer.child, 'close')
    await open()
  })

  test('a data directory of another PostgreSQL', async () => {
    const other = await freshFolder()
    await mkdir(join(other, 'postgres'))
    await writeFile(join(other, 'postgres/PG_VERSION'), '19\n')
    await expect(openCluster(quiet, { dataDir: other })).rejects.toThrow(
      /made by PostgreSQL 19, .*of a newer version/,
    )
    await writeFile(join(other, 'postgres/PG_VERSION'), '17\n')
    await expect(openCluster(quiet, { dataDir: other })).rejects.toThrow(/made by PostgreSQL 17, .*Export it/)
  })

  // Only root hands the database to another account; for anybody else there is nothing to show, and nothing is skipped.
  test.each(process.getuid?.() === 0 ? ['root'] : [])(
    'a folder that the database account may not enter, for %s',
    async () => {
      const closed = join(await freshFolder(), 'closed')
      await mkdir(closed, { mode: 0o700 })
      const inside = join(closed, 'data')
      const opening = openCluster(quiet, { dataDir: inside })
      await expect(opening).rejects.toThrow(StartError)
      await expect(opening).rejects.toThrow(/may not enter .*Set DATA_DIR/)
      // Where the operator named no folder, one that works is found.
      expect(await placeDataDir({ dataDir: inside, dataDirGiven: true })).toBe(inside)
      expect(await placeDataDir({ dataDir: inside, dataDirGiven: false })).toMatch(
        /^\/var\/lib\/openfield\/[0-9a-f]{12}$/,
      )
    },
  )
})
