import { readdir, readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Memory of all processes named postgres, shared pages counted once in part (PSS); null where the system does not tell. */
export async function postgresRssMb(): Promise<number | null> {
  if (process.platform !== 'linux') return null
  let kilobytes = 0
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const command = await readFile(`/proc/${name}/comm`, 'utf8').catch(() => '')
    if (command.trim() !== 'postgres') continue
    const memory = await readFile(`/proc/${name}/smaps_rollup`, 'utf8').catch(() => '')
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(memory)?.[1] ?? 0)
  }
  return Math.round(kilobytes / 1024)
}

/** The most memory that a process ever held; null where the system does not tell. */
export async function peakRssMb(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const found = /^VmHWM:\s+(\d+)/m.exec(text)?.[1]
  return found === undefined ? null : Math.round(Number(found) / 1024)
}

/** The most that this process, with all its threads, ever held. */
export function heldMostMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024)
}

/** Looks at the memory of the server several times a second, in a thread of its own, until it is told to stop; gives the most. */
export function watchPostgres(): Readonly<{ stop: () => Promise<number | null> }> {
  const watcher = new Worker(new URL('watch-postgres.ts', import.meta.url))
  // A bench that fails does not wait for it.
  watcher.unref()
  return {
    async stop() {
      const told = once(watcher, 'message')
      watcher.postMessage('stop')
      const [most]: unknown[] = await told
      await watcher.terminate()
      return typeof most === 'number' ? most : null
    },
  }
}
