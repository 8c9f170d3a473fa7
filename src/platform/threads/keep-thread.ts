import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'

/** A thread that stays and answers questions; a lost one is started again and the questions under way fail. */
export type KeptThread = Readonly<{
  ask: (question: unknown) => Promise<unknown>
  stop: () => Promise<void>
}>

const answerShape = z.object({ id: z.number(), value: z.unknown().optional(), error: z.string().optional() })
const RESTART_MS = 500
/** What a thread holds can be made again, so that nobody waits longer for one that is in the middle of something. */
const STOP_MOST_MS = 5_000

type Waiting = Readonly<{
  question: unknown
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}>

/**
 * Starts a thread that opens something with the exported function `name` of a module: `(input) => Promise<{ answer(question),
 * stop() }>`. Questions and answers are copied by structured clone. Resolves at once; questions asked before it is
 * open wait for it.
 */
export function keepThread(
  deps: Readonly<{ onError: (error: Error) => void }>,
  start: Readonly<{ module: URL; name: string; input: unknown; stopMostMs?: number }>,
): KeptThread {
  const open = new Map<number, Waiting>()
  let nextId = 1
  let stopping = false
  let worker: Worker | undefined = begin()

  function begin(): Worker {
    const fresh = new Worker(new URL('kept-thread-entry.ts', import.meta.url), {
      workerData: { module: start.module.href, name: start.name, input: start.input },
    })
    fresh.on('message', (message: unknown) => {
      const { id, value, error } = answerShape.parse(message)
      const waiting = open.get(id)
      open.delete(id)
      if (error === undefined) waiting?.resolve(value)
      else waiting?.reject(new Error(error))
    })
    fresh.on('error', deps.onError)
    fresh.on('exit', () => {
      worker = undefined
      for (const waiting of open.values()) waiting.reject(new Error(`the thread of ${start.name} ended`))
      open.clear()
      if (!stopping) setTimeout(() => (worker = stopping ? undefined : begin()), RESTART_MS).unref()
    })
    // Asked while there was no thread.
    for (const [id, { question }] of open) fresh.postMessage({ id, question })
    return fresh
  }

  return {
    ask(question) {
      const id = nextId++
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      open.set(id, { question, resolve, reject })
      worker?.postMessage({ id, question })
      return promise
    },
    async stop() {
      stopping = true
      const last = worker
      if (!last) return
      const ended = new Promise<true>((resolve) => last.once('exit', () => resolve(true)))
      last.postMessage({ id: 0, question: null })
      const late = pause(start.stopMostMs ?? STOP_MOST_MS, false, { ref: false })
      if (await Promise.race([ended, late])) return
      await last.terminate()
    },
  }
}
