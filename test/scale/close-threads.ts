import type { OutColumn } from '#platform/postgres/out-column.ts'
import { keepThread, type KeptThread } from '#platform/threads/keep-thread.ts'

/** Rows that a thread writes into an empty table of its own, by columns that it reads in shared memory. */
export type StoreQuestion = Readonly<{
  table: string
  rows: Readonly<{ from: number; until: number }>
  columns: readonly OutColumn[]
}>

/** Threads that stay from one close to the next, each with a connection of its own. */
export type CloseThreads = Readonly<{
  /** Each part is written by another thread. */
  store: (parts: readonly StoreQuestion[]) => Promise<void>
  stop: () => Promise<void>
}>

export function closeThreads(url: string, threads: number): CloseThreads {
  const failed = (error: Error): never => {
    throw error
  }
  const module = new URL('open-close-thread.ts', import.meta.url)
  const kept = Array.from({ length: threads }, (): KeptThread => {
    return keepThread({ onError: failed }, { module, name: 'openCloseThread', input: url })
  })
  return {
    async store(parts) {
      await Promise.all(parts.map(async (store, part) => await kept[part % kept.length]?.ask(store)))
    },
    async stop() {
      await Promise.all(kept.map((one) => one.stop()))
    },
  }
}
