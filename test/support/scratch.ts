import { statfsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holderOf, isAlive } from '#platform/cluster/data-lock.ts'

const MEMORY = '/dev/shm'
const TMPFS = 0x01_02_19_94
const ROOM_BYTES = 4 * 2 ** 30

/**
 * Makes a folder for what lives as long as one run of tests, its name and the number of the run in its name. It lies in memory where
 * the system offers that as a folder with room, as a database is copied there in a fraction of the time; `TMPDIR` names another place.
 */
export async function scratchFolder(name: 'test' | 'program'): Promise<string> {
  return mkdtemp(join(scratchRoot(), `openfield-${name}-${process.pid}-`))
}

/** Ends what a run that was killed has left running, and removes its folders; the name says whose they were. */
export async function removeLeftovers(): Promise<void> {
  for (const root of new Set([scratchRoot(), tmpdir()]))
    for (const name of await readdir(root)) {
      const pid = /^openfield-(?:test|program)-(\d+)-/.exec(name)?.[1]
      if (pid === undefined || isAlive(Number(pid))) continue
      const folder = join(root, name)
      const program = await holderOf(folder)
      if (program !== undefined) process.kill(program, 'SIGKILL')
      const lock = await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8').catch(() => '')
      const server = Number(lock.split('\n')[0])
      if (isAlive(server)) process.kill(server, 'SIGQUIT')
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
}

function scratchRoot(): string {
  if (process.env['TMPDIR'] !== undefined || process.platform !== 'linux') return tmpdir()
  try {
    const { type, bavail, bsize } = statfsSync(MEMORY)
    return type === TMPFS && bavail * bsize >= ROOM_BYTES ? MEMORY : tmpdir()
  } catch {
    return tmpdir()
  }
}
