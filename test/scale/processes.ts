import { readdir, readFile } from 'node:fs/promises'

/** The system counts the time of processes in hundredths of a second. */
const TICK_MS = 10

/** Processor time since they began, in milliseconds. */
export type UsedMs = Readonly<{ node: number; postgres: number }>

/** What some processes and all that came from them used, those that have ended too; the rest of the machine is left out. */
export async function processorUsed(roots: readonly number[]): Promise<UsedMs> {
  const all = await allProcesses()
  const wanted = new Set(roots)
  for (let before = 0; before < wanted.size;) {
    before = wanted.size
    for (const { pid, parent } of all) if (wanted.has(parent)) wanted.add(pid)
  }
  const used = { node: 0, postgres: 0 }
  for (const { pid, isPostgres, ms } of all) if (wanted.has(pid)) used[isPostgres ? 'postgres' : 'node'] += ms
  return used
}

async function allProcesses() {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(names.map((name) => readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')))
  return stats.flatMap((stat) => {
    const [, pid, command, rest] = /^(\d+) \((.*)\) (.*)$/s.exec(stat) ?? []
    if (rest === undefined) return []
    // After the command: state, parent, …; user, system, and the same of children that were waited for.
    const fields = rest.split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return [
      {
        pid: Number(pid),
        parent: Number(fields[1]),
        isPostgres: command === 'postgres',
        ms: ticks * TICK_MS,
      },
    ]
  })
}
