import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serverUrl } from '#platform/cluster/server.ts'
import { isAlive } from '#platform/cluster/data-lock.ts'
import { openDatabase, type Database } from '#platform/postgres/database.ts'
import { waitUntil } from '#platform/wait/wait-until.ts'
import { dataFolder, runCommand, startProgram, type Program } from '#test/support/program.ts'

/** A data directory of a demonstration, with durable settings, that the tests of faults kill and bring back. */
export type CompanyFolder = Readonly<{ path: string; remove: () => Promise<void> }>

const UNTIL = '2026-10-25'
const LEAVES_MS = 30_000
const BACK_MS = 60_000

/** Seeds a demonstration whose one month, 2026-10, goes on. */
export async function seedFolder(people: number): Promise<CompanyFolder> {
  const folder = await dataFolder('on disk')
  await runToEnd(folder, ['seed', '--people', `${people}`, '--months', '1', '--seed', '1', '--until', UNTIL])
  return guarded(folder)
}

/** A second data directory with the same bytes; nothing may run on the first one. */
export async function copyFolder(from: CompanyFolder): Promise<CompanyFolder> {
  const folder = await dataFolder('on disk')
  // Owners and rights are kept: the database's files belong to an account of their own where the tests run as root.
  await promisify(execFile)('cp', ['-a', `${from.path}/.`, folder.path])
  return guarded(folder)
}

/** Runs one command of the program on the folder and throws with its words when it fails. */
export async function runToEnd(folder: CompanyFolder, command: readonly string[]): Promise<void> {
  const { code, said } = await runCommand(command, environmentOf(folder))
  if (code !== 0) throw new Error(`${command[0]} failed: ${said}`)
}

export function startOn(
  folder: CompanyFolder,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  return startProgram({ ...environmentOf(folder), ...environment })
}

/** Stops the program in order, and with it the database. */
export async function stopProgram(program: Program): Promise<void> {
  program.signal('SIGTERM')
  await program.ended
}

/** Ends the program as a power cut would; its database runs on. */
export async function killProgram(program: Program): Promise<void> {
  program.signal('SIGKILL')
  await program.ended
}

/** Kills the postmaster; its own children then leave by themselves. Gives its process number. */
export async function killDatabase(folder: CompanyFolder): Promise<number> {
  const { pid } = await serverOf(folder)
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Waits until the running program has brought the database back that was killed under it. */
export async function databaseIsBack(
  folder: CompanyFolder,
  killed: number,
  said: () => string,
): Promise<void> {
  const isBack = async (): Promise<boolean> => {
    const { pid, state } = await serverOf(folder)
    return pid !== killed && state === 'ready'
  }
  if (await waitUntil(isBack, { stepMs: 50, mostMs: BACK_MS })) return
  const log = await readFile(join(folder.path, 'postgres.log'), 'utf8').catch(() => '')
  const end = log.split('\n').slice(-30).join('\n')
  throw new Error(`the database did not come back; its log ends:\n${end}\nand the program said:\n${said()}`)
}

/** The running database as its owner, for holding, looking and proving. */
export async function openAsOwner(folder: CompanyFolder, onError = throwIt): Promise<Database> {
  return openDatabase({ onError }, { url: await ownerUrl(folder), poolMax: 2, name: 'fault-test' })
}

/** The owner's address of the database that runs on the folder. */
export async function ownerUrl(folder: CompanyFolder): Promise<string> {
  const password = await readFile(join(folder.path, 'postgres-password'), 'utf8')
  return serverUrl({ password }, (await serverOf(folder)).port, 'openfield')
}

function environmentOf(folder: CompanyFolder): Record<string, string> {
  return { DATA_DIR: folder.path, RATE_LIMIT_FACTOR: '1000000', OPENFIELD_UNSAFE_FAST_DATABASE: '' }
}

/** What PostgreSQL itself writes down of the server on a folder. */
async function serverOf(folder: CompanyFolder): Promise<{ pid: number; port: number; state: string }> {
  const text = await readFile(join(folder.path, 'postgres/postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port, , , , state = ''] = text.split('\n')
  return { pid: Number(pid || Number.NaN), port: Number(port || Number.NaN), state: state.trim() }
}

/** Takes the folder away; a test that failed may have left a database on it. */
function guarded(folder: CompanyFolder): CompanyFolder {
  const remove = async (): Promise<void> => {
    const { pid } = await serverOf(folder)
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT')
    await waitUntil(() => !isAlive(pid), { stepMs: 50, mostMs: LEAVES_MS })
    await folder.remove()
  }
  return { path: folder.path, remove }
}

function throwIt(error: Error): void {
  throw error
}
