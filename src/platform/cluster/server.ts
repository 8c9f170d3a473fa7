import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { StartError } from '../config/start-error.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { isAlive } from './data-lock.ts'

export const OWNER = 'openfield_owner'

/** Where one cluster lies and how it is run. */
export type Place = Readonly<{
  binaries: Binaries
  account: Account | undefined
  folder: string
  logFile: string
  password: string
  unsafeFast: boolean
  connectionsMax: number
}>

export type Running = Readonly<{ pid: number; port: number; joined: boolean }>

const START_MS = 60_000
/** Crash recovery after a kill may replay a lot; it is waited for as long as the server lives. */
const RECOVERY_MS = 600_000
const POLL_MS = 50

/**
 * Joins the server that still runs on this folder, or starts one. A start that fails because the last server's
 * children are still leaving, or because the port was taken in between, is tried again until a deadline. A server
 * that is replaced under a running program comes back on the same port, where its pools look for it.
 */
export async function startServer(place: Place, samePort?: number): Promise<Running> {
  for (const deadline = performance.now() + START_MS; ; await pause(200)) {
    const left = await joinServer(place)
    if (left !== undefined) return left
    const started = await launchServer(place, samePort ?? (await freePort()))
    if (started !== undefined) return started
    if (performance.now() > deadline) {
      throw new StartError(
        `PostgreSQL does not start in ${place.folder}. Its log ends: ${await logTail(place)}`,
      )
    }
  }
}

/** Stops the server: open transactions are rolled back, everything committed is written. */
export async function stopServer(place: Place): Promise<void> {
  const args = ['stop', '-D', place.folder, '-m', 'fast', '-t', '120', '-w', '-s']
  const child = spawn(place.binaries.pgCtl, args, { ...identity(place), stdio: 'ignore' })
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => resolve())
  })
}

/** The environment, folder and account of a PostgreSQL program; the caller's PG* settings do not reach it. */
export function identity(place: Pick<Place, 'account' | 'folder'>) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name)))
  const account = place.account === undefined ? {} : { uid: place.account.uid, gid: place.account.gid }
  return { ...account, cwd: dirname(place.folder), env: { ...env, LC_ALL: 'C', TZ: 'UTC' } }
}

export function serverUrl(place: Pick<Place, 'password'>, port: number, database: string): string {
  return `postgres://${OWNER}:${place.password}@127.0.0.1:${port}/${database}`
}

async function joinServer(place: Place): Promise<Running | undefined> {
  for (const deadline = performance.now() + RECOVERY_MS; ; await pause(POLL_MS)) {
    const lines = await readFile(join(place.folder, 'postmaster.pid'), 'utf8').catch(() => '')
    const [pid, , , port] = lines.split('\n').map(Number)
    if (pid === undefined || port === undefined || !isAlive(pid) || performance.now() > deadline)
      return undefined
    const answer = await ask(place, port)
    if (answer === 'not ours') return undefined
    if (answer === 'other settings') await stopServer(place)
    else if (answer === 'ready') return { pid, port, joined: true }
  }
}

async function launchServer(place: Place, port: number): Promise<Running | undefined> {
  const log = await open(place.logFile, 'a', 0o600)
  const child = spawn(place.binaries.postgres, serverArguments(place, port), {
    ...identity(place),
    // Its own process group: a Ctrl-C in the terminal reaches this program first, which then stops it in order.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  let ended: Error | 'exit' | undefined
  child.on('error', (error) => (ended = error))
  child.on('exit', () => (ended ??= 'exit'))
  try {
    for (
      const deadline = performance.now() + RECOVERY_MS;
      performance.now() < deadline;
      await pause(POLL_MS)
    ) {
      if (ended instanceof Error) {
        throw new StartError(`PostgreSQL cannot be run: ${ended.message}.`, { cause: ended })
      }
      if (ended !== undefined || child.pid === undefined) return undefined
      if ((await ask(place, port)) === 'ready') {
        child.unref()
        return { pid: child.pid, port, joined: false }
      }
    }
    return undefined
  } finally {
    await log.close()
  }
}

type Answer = 'ready' | 'not yet' | 'not ours' | 'other settings'

/** Asks the server behind a port whether it is this cluster's, ready, and as durable as wanted. */
async function ask(place: Place, port: number): Promise<Answer> {
  const client = new Client({
    connectionString: serverUrl(place, port, 'postgres'),
    connectionTimeoutMillis: 5000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string; fsync: string }>(
      `SELECT current_setting('data_directory') AS folder, current_setting('fsync') AS fsync`,
    )
    if (rows[0]?.folder !== place.folder) return 'not ours'
    return (rows[0].fsync === 'off') === place.unsafeFast ? 'ready' : 'other settings'
  } catch (error) {
    // 28P01: another server's password; anything else is a server on its way up or down.
    return error instanceof Error && 'code' in error && error.code === '28P01' ? 'not ours' : 'not yet'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * How much of the tables the server itself holds, in megabytes: a sixteenth of the machine's memory, so that a close of a million
 * people reads five million lines from there; it is taken page by page as tables are read, so that a small company takes little.
 * Tests make and drop many small databases, each of which looks through all of it.
 */
function buffersMb({ unsafeFast }: Place): number {
  const least = 256
  return unsafeFast ? least : Math.min(1024, Math.max(least, Math.floor(totalmem() / 16 / 1_048_576)))
}

function serverArguments(place: Place, port: number): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: place.connectionsMax,
    shared_buffers: `${buffersMb(place)}MB`,
    max_wal_size: '4GB',
    // Nothing follows this server, so its journal is for its own recovery only.
    wal_level: 'minimal',
    max_wal_senders: 0,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    jit: 'off',
    password_encryption: 'scram-sha-256',
    ...(place.unsafeFast ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } : {}),
  }
  return [
    '-D',
    place.folder,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'))
        else resolve(address.port)
      })
    })
  })
}

async function logTail(place: Place): Promise<string> {
  const text = await readFile(place.logFile, 'utf8').catch(() => '(no log)')
  return text.trimEnd().split('\n').slice(-5).join(' | ')
}
