// The first file of a thread beside another one: does what it is given, in order, until it is told to stop.
import { MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { DONE, GIVEN } from './beside-thread.ts'

const shape = z.object({
  module: z.string(),
  name: z.string(),
  state: z.instanceof(Int32Array),
  port: z.instanceof(MessagePort),
})
const messageShape = z.union([z.object({ stop: z.literal(true) }), z.object({ input: z.unknown() })])

const { module, name, state, port } = shape.parse(workerData)
const loaded = z.record(z.string(), z.unknown()).parse({ ...(await import(module)) })
const work = loaded[name]
if (typeof work !== 'function') throw new Error(`${module} has no function ${name}`)

for (;;) {
  const given = Atomics.load(state, GIVEN)
  const one = receiveMessageOnPort(port)
  if (!one) {
    Atomics.wait(state, GIVEN, given)
    continue
  }
  const message = messageShape.parse(one.message)
  if ('stop' in message) break
  try {
    const answer: unknown = work(message.input)
    if (answer !== undefined) port.postMessage({ answer })
  } catch (error) {
    port.postMessage({ failed: error instanceof Error ? error.message : String(error) })
  }
  Atomics.add(state, DONE, 1)
  Atomics.notify(state, DONE)
}
port.close()
