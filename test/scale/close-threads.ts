import { z } from 'zod'
import type { TreeColumns } from '#modules/compensation/domain/passes/field-columns.ts'
import type { OutColumn } from '#platform/postgres/out-column.ts'
import { keepThread, type KeptThread } from '#platform/threads/keep-thread.ts'

/** The columns of a tree that a thread puts into order: numbers of the people above, and the sides they stand on. */
export type TreeQuestion = Readonly<{ parent: Int32Array; side: Uint8Array; sides: readonly string[] }>

/** Rows that a thread writes into an empty table of its own, by columns that it reads in shared memory. */
export type StoreQuestion = Readonly<{
  table: string
  rows: Readonly<{ from: number; until: number }>
  columns: readonly OutColumn[]
}>

/** Threads that stay from one close to the next, each with a connection of its own. */
export type CloseThreads = Readonly<{
  tree: (question: TreeQuestion) => Promise<TreeColumns>
  /** Each part is written by another thread. */
  store: (parts: readonly StoreQuestion[]) => Promise<void>
  stop: () => Promise<void>
}>

const treeAnswer = z.object({ order: z.instanceof(Int32Array), depth: z.instanceof(Int32Array) })

export function closeThreads(url: string, threads: number): CloseThreads {
  const failed = (error: Error): never => {
    throw error
  }
  const module = new URL('open-close-thread.ts', import.meta.url)
  const kept = Array.from({ length: threads }, (): KeptThread => {
    return keepThread({ onError: failed }, { module, name: 'openCloseThread', input: url })
  })
  const [first] = kept
  if (!first) throw new Error('a thread')
  return {
    async tree(question) {
      const { parent, side, sides } = question
      return { parent, side, sides, ...treeAnswer.parse(await first.ask({ tree: question })) }
    },
    async store(parts) {
      await Promise.all(parts.map(async (store, part) => await kept[part % kept.length]?.ask({ store })))
    },
    async stop() {
      await Promise.all(kept.map((one) => one.stop()))
    },
  }
}
