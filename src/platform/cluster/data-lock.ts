import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { StartError } from '../config/start-error.ts'

/** Held by the one program that may use a data directory. */
export type DataLock = Readonly<{ release: () => Promise<void> }>

/**
 * Takes the lock of a data directory: a file that names the holder's process and when it started, so that a
 * process number used again after a kill is not taken for the holder. Throws StartError while another lives.
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const path = join(dataDir, 'openfield.lock')
  const mine = `${process.pid} ${await startOf(process.pid)}\n`
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, mine, { mode: 0o600 })
  try {
    while (!(await linkOnce(draft, path))) {
      const holder = await readFile(path, 'utf8').catch(() => '')
      const pid = await livingHolder(holder)
      if (pid !== undefined) {
        throw new StartError(
          `Openfield already runs on the data directory ${dataDir} (process ${pid}). ` +
            'Stop it first, or set DATA_DIR to another folder.',
        )
      }
      await setAside(path, holder)
    }
  } finally {
    await rm(draft, { force: true })
  }
  return { release: () => rm(path, { force: true }) }
}

/** The process that runs on a data directory, if one does. */
export async function holderOf(dataDir: string): Promise<number | undefined> {
  return livingHolder(await readFile(join(dataDir, 'openfield.lock'), 'utf8').catch(() => ''))
}

async function livingHolder(lock: string): Promise<number | undefined> {
  const [pid, start] = lock.trim().split(' ')
  if (pid === undefined || start === undefined) return undefined
  return (await startOf(Number(pid))) === start ? Number(pid) : undefined
}

async function linkOnce(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Removes a dead holder's file, unless another starter has replaced it in the meantime. */
async function setAside(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readFile(aside, 'utf8')) !== content) await linkOnce(aside, path)
  await rm(aside, { force: true })
}

/** A mark that differs between two processes with the same number; 'gone' when there is no such process. */
async function startOf(pid: number): Promise<string> {
  if (!isAlive(pid)) return 'gone'
  if (process.platform !== 'linux') return 'alive'
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The command in parentheses may hold spaces; the start time is the 20th field after it.
  return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone'
}

/** Whether a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
