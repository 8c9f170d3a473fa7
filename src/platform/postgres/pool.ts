import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'pg'
import type { PoolConfig } from 'pg'

/** Connections that are shared, and what ends them. */
export type OpenPool = Readonly<{ pool: Pool; close: () => Promise<void> }>

/** A server that cannot be reached any more does not say good-bye; whoever ends is kept from it no longer than this. */
const GOODBYE_MS = 2000

/**
 * Opens a pool; nothing is connected yet when this returns. `onError` hears of each connection that is lost, idle or in use.
 * `close` gives the connections up and returns when the server has ended each of them, so that the database may be dropped or
 * the server stopped right after it; the pool's own end returns while they still say good-bye.
 */
export function openPool(deps: { onError: (error: Error) => void }, config: PoolConfig): OpenPool {
  const pool = new Pool(config)
  const ends = new Set<Promise<void>>()
  pool.on('error', deps.onError)
  pool.on('connect', (client) => {
    // A client that is checked out when the server goes away reports to itself; without a listener that would end us.
    client.on('error', deps.onError)
    const end = new Promise<void>((resolve) => client.once('end', resolve)).then(() => void ends.delete(end))
    ends.add(end)
  })
  return {
    pool,
    close: async () => {
      if (!pool.ending) await pool.end()
      await Promise.race([Promise.all(ends), pause(GOODBYE_MS, undefined, { ref: false })])
    },
  }
}
