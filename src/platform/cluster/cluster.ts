import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { StartError } from '../config/start-error.ts'
import { canReach, chooseAccount } from './account.ts'
import type { Account } from './account.ts'
import { POSTGRES_MAJOR, exists, findBinaries } from './binaries.ts'
import type { Binaries } from './binaries.ts'
import { lockDataDir } from './data-lock.ts'
import { OWNER, identity, serverUrl, startServer, stopServer } from './server.ts'
import type { Place, Running } from './server.ts'

/** The embedded PostgreSQL of one data directory, held by this program alone. */
export type Cluster = Readonly<{
  /** The owner's address of a database of this cluster (default: the product's own). */
  ownerUrl: (database?: string) => string
  /** True when a server that an earlier, killed program left behind was taken over. */
  joined: boolean
  /** The postmaster's process number, for tests that kill it. */
  pid: () => number
  /** Stops PostgreSQL in order and gives the data directory free. */
  stop: () => Promise<void>
}>

export type ClusterOptions = Readonly<{
  dataDir: string
  /** Switches durability off: only for tests and throw-away data. */
  unsafeFast?: boolean
  connectionsMax?: number
}>

export type Say = (sentence: string) => void

const DATABASE = 'openfield'
const BRING_BACK_MS = 1000

/**
 * Starts the embedded PostgreSQL of a data directory: makes it on first use, joins a server left running by a
 * killed program, recovers after a crash. Returns when it answers. Throws StartError when the folder cannot be
 * used: held by another program, of another major version, or not reachable for PostgreSQL's account.
 */
export async function openCluster(deps: { say: Say }, options: ClusterOptions): Promise<Cluster> {
  const account = await chooseAccount()
  await prepareFolder(options.dataDir, account)
  const lock = await lockDataDir(options.dataDir)
  try {
    const binaries = await findBinaries(account, options.dataDir)
    const place: Place = {
      binaries,
      account,
      folder: join(options.dataDir, 'postgres'),
      logFile: join(options.dataDir, 'postgres.log'),
      password: await keepPassword(options.dataDir),
      unsafeFast: options.unsafeFast ?? false,
      connectionsMax: options.connectionsMax ?? 100,
    }
    await refuseOtherVersion(place.folder)
    if (!(await exists(join(place.folder, 'PG_VERSION')))) {
      deps.say('Making the database …')
      await makeCluster(place)
    }
    const running = await startServer(place)
    await makeDatabase(serverUrl(place, running.port, 'postgres'))
    return await guardCluster(deps, place, running, lock.release)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/**
 * Holds one connection as a guard: when it ends although nobody stopped the server, the server was killed or
 * crashed, and is brought back on the same port. What was acknowledged is there again after its recovery.
 */
async function guardCluster(
  deps: { say: Say },
  place: Place,
  first: Running,
  release: () => Promise<void>,
): Promise<Cluster> {
  let running = first
  let guard: Client | undefined
  const stopping = new AbortController()
  const watch = async (): Promise<void> => {
    const client = new Client({
      connectionString: serverUrl(place, running.port, 'postgres'),
      keepAlive: true,
    })
    client.on('error', () => undefined)
    await client.connect()
    guard = client
    client.once('end', () => void bringBack())
  }
  const bringBack = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        running = await startServer(place, running.port)
        await watch()
        deps.say('The database was lost and is back.')
        return
      } catch (error) {
        deps.say(error instanceof Error ? error.message : 'The database was lost and does not come back.')
        await pause(BRING_BACK_MS)
      }
    }
  }
  await watch()
  deps.say(first.joined ? 'Took over the database that was still running.' : 'The database runs.')
  return {
    ownerUrl: (database = DATABASE) => serverUrl(place, running.port, database),
    joined: first.joined,
    pid: () => running.pid,
    stop: async () => {
      stopping.abort()
      await guard?.end().catch(() => undefined)
      await stopServer(place)
      await release()
    },
  }
}

/** The data directory itself stays ours; only the cluster's folder inside belongs to PostgreSQL's account. */
async function prepareFolder(dataDir: string, account: Account | undefined): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o755 })
  if (account === undefined) return
  await chmod(dataDir, 0o755)
  if (!(await canReach(account, dataDir))) {
    throw new StartError(
      `The program runs as root, so PostgreSQL runs as the account "${account.name}", which may not enter ${dataDir}. ` +
        'Set DATA_DIR to a folder that every account may pass, such as /var/lib/openfield.',
    )
  }
}

/** Made once, kept readable for this program's account alone. */
async function keepPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres-password')
  if (!(await exists(path))) {
    await writeFile(`${path}.new`, randomBytes(24).toString('hex'), { mode: 0o600 })
    await rename(`${path}.new`, path)
  }
  return readFile(path, 'utf8')
}

async function refuseOtherVersion(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined)
  const major = Number(text?.trim() ?? POSTGRES_MAJOR)
  if (major > POSTGRES_MAJOR) {
    throw new StartError(
      `The data in ${folder} was made by PostgreSQL ${major}, and this version of Openfield brings ${POSTGRES_MAJOR}: ` +
        'the data is of a newer version. Use the newer Openfield, or another DATA_DIR.',
    )
  }
  if (major < POSTGRES_MAJOR) {
    throw new StartError(
      `The data in ${folder} was made by PostgreSQL ${major}, and this version of Openfield brings ${POSTGRES_MAJOR}. ` +
        'Export it with the Openfield that made it and import it into a new DATA_DIR.',
    )
  }
}

/** Made beside its place and renamed when complete, so that a kill in between leaves nothing half made. */
async function makeCluster(place: Place): Promise<void> {
  const draft = `${place.folder}.new`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const passwordFile = `${place.folder}-password.new`
  await writeFile(passwordFile, place.password, { mode: 0o600 })
  if (place.account !== undefined) {
    await chown(draft, place.account.uid, place.account.gid)
    await chown(passwordFile, place.account.uid, place.account.gid)
  }
  try {
    const args = ['-D', draft, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8']
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions')
    if (place.unsafeFast) args.push('--no-sync')
    await runInitdb(place, place.binaries, args)
    await rename(draft, place.folder)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

function runInitdb(place: Place, binaries: Binaries, args: readonly string[]): Promise<void> {
  const child = spawn(binaries.initdb, args, { ...identity(place), stdio: ['ignore', 'pipe', 'pipe'] })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new StartError(`The database could not be made: ${said.join('').trim()}`))
    })
  })
}

async function makeDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
