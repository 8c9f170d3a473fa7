import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { z } from 'zod'

/** Places of the numbers by which both threads know how far the other one is. */
export const GIVEN = 0
export const DONE = 1

/** So long nothing may be done before the thread counts as gone. */
const PATIENCE_MS = 120_000

const messageShape = z.union([z.object({ failed: z.string() }), z.object({ answer: z.unknown() })])

/**
 * A thread that takes over work while the one that gives it goes on, until it waits for it without returning to its event loop:
 * for computing that is a function and stays one. Only threads whose event loop nobody needs may have one.
 */
export type BesideThread = Readonly<{
  /** Gives one piece of work; pieces are done one after the other. Shared memory is shared, everything else is copied. */
  give: (input: unknown) => void
  /** Waits for everything that was given and gives its answers, without those that are undefined; throws the first failure. */
  finish: () => readonly unknown[]
  stop: () => Promise<void>
}>

/** Opens a thread that calls an exported function of a module with everything that it is given. */
export function besideThread(call: Readonly<{ module: URL; name: string }>): BesideThread {
  const state = new Int32Array(new SharedArrayBuffer(8))
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('beside-thread-entry.ts', import.meta.url), {
    workerData: { module: call.module.href, name: call.name, state, port: port2 },
    transferList: [port2],
  })
  worker.unref()
  port1.unref()
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let given = 0
  const give = (message: unknown): void => {
    port1.postMessage(message)
    given = Atomics.add(state, GIVEN, 1) + 1
    Atomics.notify(state, GIVEN)
  }
  return {
    give: (input) => give({ input }),
    finish() {
      for (let done = Atomics.load(state, DONE); done < given; done = Atomics.load(state, DONE))
        if (Atomics.wait(state, DONE, done, PATIENCE_MS) === 'timed-out')
          throw new Error(`the thread of ${call.name} does not answer`)
      const messages = received(port1)
      for (const message of messages) if ('failed' in message) throw new Error(message.failed)
      return messages.flatMap((message) => ('answer' in message ? [message.answer] : []))
    },
    async stop() {
      // What nobody waits for keeps no program alive; now somebody does.
      worker.ref()
      give({ stop: true })
      await ended
      port1.close()
    },
  }
}

function received(
  port: Parameters<typeof receiveMessageOnPort>[0],
): readonly z.output<typeof messageShape>[] {
  const messages: z.output<typeof messageShape>[] = []
  for (let one = receiveMessageOnPort(port); one; one = receiveMessageOnPort(port))
    messages.push(messageShape.parse(one.message))
  return messages
}
