import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import { connectDirectly } from './database.ts'

/** One connection of a node that hears what other transactions notify, and comes back when it is lost. */
export type Listener = Readonly<{
  /**
   * Calls back on each notification of a channel, and once with an empty payload after every reconnection, because
   * what was said in between is lost. Resolves when the server listens; the answer ends the subscription.
   */
  on: (channel: Channel, callback: (payload: string) => void) => Promise<() => void>
  stop: () => Promise<void>
}>

/** Every channel that the program uses. */
type Channel = 'openfield_outbox' | 'openfield_seq' | 'openfield_clock'

type Deps = Readonly<{ onError: (error: Error) => void }>

const RECONNECT_MS = 250

/** Connects and listens; throws when the first connection fails, later losses are repaired and told to `onError`. */
export async function openListener(deps: Deps, url: string): Promise<Listener> {
  const callbacks = new Map<Channel, Set<(payload: string) => void>>()
  const stopping = new AbortController()
  let client: Client | undefined
  // A connection takes one question at a time, and followers begin together.
  let listening: Promise<unknown> = Promise.resolve()

  const connect = async (): Promise<void> => {
    const fresh = await connectDirectly(deps, url, 'openfield-listener')
    fresh.on('notification', ({ channel, payload }) => {
      for (const [name, set] of callbacks) if (name === channel) for (const call of set) call(payload ?? '')
    })
    fresh.once('end', () => {
      if (client === fresh) client = undefined
      if (!stopping.signal.aborted) void reconnect()
    })
    for (const channel of callbacks.keys()) await fresh.query(`LISTEN ${channel}`)
    client = fresh
  }
  const reconnect = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await pause(RECONNECT_MS, undefined, { signal: stopping.signal })
        await connect()
        for (const set of callbacks.values()) for (const call of set) call('')
        return
      } catch (error) {
        if (!stopping.signal.aborted && error instanceof Error) deps.onError(error)
      }
    }
  }

  await connect()
  return {
    on: async (channel, callback) => {
      const set = callbacks.get(channel) ?? new Set()
      callbacks.set(channel, set.add(callback))
      // While the connection is lost, the next one listens to every channel that is asked for by then.
      listening = listening.then(() => client?.query(`LISTEN ${channel}`).catch(deps.onError))
      await listening
      return () => set.delete(callback)
    },
    stop: async () => {
      stopping.abort()
      await client?.end().catch(() => undefined)
    },
  }
}
