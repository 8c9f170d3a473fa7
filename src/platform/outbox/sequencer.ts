import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectDirectly } from '../postgres/database.ts'
import { PARTITION_DAYS_AHEAD } from './partitions.ts'
import { makeBell } from './bell.ts'
import type { Bell } from './bell.ts'

/** A node's share in giving positions; one of all nodes works, the others stand by. */
export type Sequencer = Readonly<{
  /** Whether this node is the one that gives positions at the moment. */
  working: () => boolean
  stop: () => Promise<void>
}>

type Deps = Readonly<{ onError: (error: Error) => void }>

const SEQUENCE_BATCH = 5000
/** A notification can be lost with its connection; the table is looked at this often in any case. */
const SAFETY_POLL_MS = 500
/**
 * Facts that come right after others wait for so long and are given their positions together, so that readers, who are woken by
 * each batch, work a few times a second and not once for each fact. The first one after a rest waits for nothing.
 */
const GATHER_MS = 25
const STANDBY_MS = 500
const RECONNECT_MS = 250
const MAINTENANCE_MS = 3_600_000
const PARTITION_DAYS_KEPT = 7
const LOCK = `hashtext('openfield.sequencer')`

/**
 * Starts a sequencer on a connection of its own. It gives positions while it holds the session lock; when its
 * connection or process dies, the server frees the lock and another node goes on where the last commit left off.
 */
export function startSequencer(deps: Deps, url: string): Sequencer {
  const stopping = new AbortController()
  const bell = makeBell()
  const state = { working: false }
  const done = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await sequenceOnConnection({ ...deps, bell, state, stopping: stopping.signal }, url)
      } catch (error) {
        if (error instanceof Error && !stopping.signal.aborted) deps.onError(error)
      }
      state.working = false
      if (!stopping.signal.aborted) await pause(RECONNECT_MS)
    }
  })()
  return {
    working: () => state.working,
    stop: async () => {
      stopping.abort()
      bell.ring()
      await done
    },
  }
}

type Loop = Deps & Readonly<{ bell: Bell; state: { working: boolean }; stopping: AbortSignal }>

async function sequenceOnConnection(deps: Loop, url: string): Promise<void> {
  const client = await connectDirectly(deps, url, 'openfield-sequencer')
  const lost = new AbortController()
  client.once('end', () => {
    lost.abort()
    deps.bell.ring()
  })
  client.on('notification', deps.bell.ring)
  try {
    // Asked for again and again rather than waited for: a waiting query would hold back cleaning up old rows.
    while (!(await takeLock(client))) {
      await deps.bell.rest(STANDBY_MS)
      if (deps.stopping.aborted) return
    }
    deps.state.working = true
    await client.query('LISTEN openfield_outbox')
    let maintainedAt = Number.NEGATIVE_INFINITY
    while (!deps.stopping.aborted && !lost.signal.aborted) {
      if (performance.now() - maintainedAt > MAINTENANCE_MS) {
        await maintainPartitions(client, deps)
        maintainedAt = performance.now()
      }
      const given = await sequenceOnce(client)
      if (given > 0 && given < SEQUENCE_BATCH) await pause(GATHER_MS)
      if (given < SEQUENCE_BATCH) await deps.bell.rest(SAFETY_POLL_MS)
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function takeLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS taken`)
  return rows[0]?.taken === true
}

async function sequenceOnce(client: Client): Promise<number> {
  const { rows } = await client.query<{ given: bigint }>('SELECT given FROM platform.sequence_outbox($1)', [
    SEQUENCE_BATCH,
  ])
  return Number(rows[0]?.given ?? 0)
}

/** Days are made long ahead, so a failure here (a lock held for long) has time until the next try. */
async function maintainPartitions(client: Client, deps: Deps): Promise<void> {
  try {
    await client.query('SELECT platform.make_outbox_partitions($1)', [PARTITION_DAYS_AHEAD])
    await client.query('SELECT platform.drop_passed_outbox_partitions($1)', [PARTITION_DAYS_KEPT])
  } catch (error) {
    if (error instanceof Error) deps.onError(error)
  }
}
