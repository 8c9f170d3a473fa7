// The first file of a thread: loads the module, calls the function, sends back what it tells on the way and its answer.
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { giveWay } from './give-way.ts'

const shape = z.object({ module: z.string(), name: z.string(), input: z.unknown(), givesWay: z.boolean() })
const call = shape.parse(workerData)
if (call.givesWay) giveWay()
const loaded = z.record(z.string(), z.unknown()).parse({ ...(await import(call.module)) })
const work = loaded[call.name]
if (typeof work !== 'function') throw new Error(`${call.module} has no function ${call.name}`)
const tell = (told: unknown): void => parentPort?.postMessage({ told })
const answer: unknown = await work(call.input, tell)
parentPort?.postMessage({ answer })
