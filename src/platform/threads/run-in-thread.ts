import { Worker } from 'node:worker_threads'
import { z } from 'zod'

const messageShape = z.union([z.object({ told: z.unknown() }), z.object({ answer: z.unknown() })])

/**
 * Calls an exported function of a module in a thread of its own and answers what it returns, so that long computing does
 * not stop the server. Input and output are copied by structured clone. What the function tells on the way, by its second
 * argument, is heard by `onTold`. A failure there is thrown here; the thread ends with the call, or with the signal.
 */
export function runInThread(
  call: Readonly<{
    module: URL
    name: string
    input: unknown
    /** Memory of the input that the thread takes over instead of copying it; it is gone here. */
    transfer?: readonly ArrayBuffer[]
    signal?: AbortSignal | undefined
    /** Whether every other thread of the program goes first, as nobody waits for this one. */
    givesWay?: boolean
    onTold?: (told: unknown) => void
  }>,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const worker = new Worker(new URL('thread-entry.ts', import.meta.url), {
    workerData: {
      module: call.module.href,
      name: call.name,
      input: call.input,
      givesWay: call.givesWay === true,
    },
    transferList: [...(call.transfer ?? [])],
  })
  const stop = (): void => {
    reject(new Error(`${call.name} was stopped`))
    void worker.terminate()
  }
  call.signal?.addEventListener('abort', stop, { once: true })
  worker.on('message', (sent: unknown) => {
    const message = messageShape.parse(sent)
    if ('told' in message) call.onTold?.(message.told)
    else resolve(message.answer)
  })
  worker.once('error', reject)
  worker.once('exit', (code) =>
    reject(new Error(`the thread of ${call.name} ended with code ${code} and no answer`)),
  )
  return promise.finally(() => call.signal?.removeEventListener('abort', stop))
}
