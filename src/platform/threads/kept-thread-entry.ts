// The first file of a kept thread: opens what the module offers and answers one question after the other as they come.
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'

const start = z.object({ module: z.string(), name: z.string(), input: z.unknown() }).parse(workerData)
const question = z.object({ id: z.number(), question: z.unknown() })
const openedShape = z.object({
  answer: z.custom<(question: unknown) => Promise<unknown>>((value) => typeof value === 'function'),
  stop: z.custom<() => Promise<void>>((value) => typeof value === 'function'),
})

const loaded = z.record(z.string(), z.unknown()).parse({ ...(await import(start.module)) })
const open = loaded[start.name]
if (typeof open !== 'function') throw new Error(`${start.module} has no function ${start.name}`)
const opened = Promise.resolve(open(start.input)).then((value) => openedShape.parse(value))
// A failure to open is heard by whoever asks, and once by the parent.
opened.catch((error: unknown) => {
  throw error
})

/** The id of the last message: the thread lets go of what it holds and ends. */
const STOP = 0

parentPort?.on('message', (message: unknown) => {
  const asked = question.parse(message)
  void (asked.id === STOP ? end() : reply(asked.id, asked.question))
})

async function reply(id: number, asked: unknown): Promise<void> {
  try {
    parentPort?.postMessage({ id, value: await (await opened).answer(asked) })
  } catch (error) {
    parentPort?.postMessage({
      id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  }
}

async function end(): Promise<void> {
  await (await opened).stop()
  parentPort?.close()
}
