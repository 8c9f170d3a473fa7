import { readFile } from 'node:fs/promises'
import type { ClientBase } from 'pg'
import { giveWay } from '../threads/give-way.ts'

/**
 * Lets the server's process behind a connection give way as a thread does, where it runs on this machine and may be told so:
 * what it does for somebody whom nobody waits for then takes the processor from nobody else. Elsewhere nothing changes.
 */
export async function letServerGiveWay(client: ClientBase): Promise<void> {
  if (process.platform !== 'linux') return
  const { rows } = await client.query<{ pid: number; port: number | null }>(
    'SELECT pg_backend_pid() AS pid, inet_client_port() AS port',
  )
  const [{ pid, port } = { pid: 0, port: null }] = rows
  // A process of another machine has a number too: it is ours where its title names the port that we ask from.
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (port === null || !title.startsWith('postgres: ') || !title.includes(`(${port})`)) return
  try {
    giveWay(pid)
  } catch {
    // The server belongs to another account of the system.
  }
}
