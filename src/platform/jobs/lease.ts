import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectDirectly } from '../postgres/database.ts'

/** Tells all nodes that the workers of this one are alive, and frees the jobs of those that are not. */
export type Lease = Readonly<{
  /** Takes the name under which a worker pool locks its jobs. */
  claim: (poolId: string) => Promise<void>
  /** Gives the name of a worker pool up that has ended; jobs that it could not give back are then freed. */
  giveUp: (poolId: string) => Promise<void>
  stop: () => Promise<void>
}>

type Deps = Readonly<{ onError: (error: Error) => void }>

const SWEEP_MS = 2000
const RECONNECT_MS = 500
const SPACE = `hashtext('openfield.worker_pool')`

/**
 * The queue itself gives the jobs of a killed worker back after four hours. A session lock for each pool tells at
 * once: it ends with the process. A job counts as left behind when it was locked some seconds ago by a pool whose
 * lock nobody holds; the grace is for a pool that has begun and not yet claimed its name.
 */
const SWEEP = `
  WITH dead AS (
    SELECT DISTINCT j.locked_by FROM graphile_worker._private_jobs j
    WHERE j.locked_by IS NOT NULL AND j.locked_at < now() - interval '3 seconds'
      AND NOT EXISTS (
        SELECT FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND l.classid::bigint = ${SPACE}::bigint & 4294967295
          AND l.objid::bigint = hashtext(j.locked_by)::bigint & 4294967295)
  )
  SELECT graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM dead HAVING count(*) > 0`

/** Opens the lease on a connection of its own; a lost connection is replaced and the names are claimed again. */
export async function openLease(deps: Deps, url: string): Promise<Lease> {
  const names = new Set<string>()
  const stopping = new AbortController()
  let client: Client | undefined
  const connect = async (): Promise<Client> => {
    const fresh = await connectDirectly(deps, url, 'openfield-worker-lease')
    fresh.once('end', () => {
      if (client === fresh) client = undefined
    })
    for (const name of names) {
      await lock(fresh, name)
      // It may have been given up while it was being locked.
      if (!names.has(name)) await unlock(fresh, name)
    }
    client = fresh
    return fresh
  }
  await connect()
  const done = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await (client ?? (await connect())).query(SWEEP)
        await pause(SWEEP_MS, undefined, { signal: stopping.signal })
      } catch (error) {
        if (error instanceof Error && !stopping.signal.aborted) {
          deps.onError(error)
          await pause(RECONNECT_MS)
        }
      }
    }
  })()
  return {
    claim: async (name) => {
      names.add(name)
      if (client !== undefined) await lock(client, name)
    },
    giveUp: async (name) => {
      names.delete(name)
      if (client !== undefined) await unlock(client, name)
    },
    stop: async () => {
      stopping.abort()
      await done
      await client?.end().catch(() => undefined)
    },
  }
}

async function lock(client: Client, name: string): Promise<void> {
  await client.query(`SELECT pg_advisory_lock_shared(${SPACE}, hashtext($1))`, [name])
}

async function unlock(client: Client, name: string): Promise<void> {
  await client.query(`SELECT pg_advisory_unlock_shared(${SPACE}, hashtext($1))`, [name])
}
