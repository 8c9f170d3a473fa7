import { getPriority } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { besideThread } from './beside-thread.ts'
import { keepThread, type KeptThread } from './keep-thread.ts'
import { replaceableThread } from './replaceable-thread.ts'
import { runInThread } from './run-in-thread.ts'

const module = new URL('thread-sample.ts', import.meta.url)
const kept: KeptThread[] = []
afterEach(async () => {
  for (const thread of kept.splice(0)) await thread.stop()
})

function keep(onError: (error: Error) => void = () => undefined): KeptThread {
  const thread = keepThread({ onError }, { module, name: 'openCounter', input: { from: 10n } })
  kept.push(thread)
  return thread
}

test('a function runs in a thread of its own and its answer comes back whole', async () => {
  await expect(runInThread({ module, name: 'sumOf', input: { values: [1n, 2n, 2n ** 80n] } })).resolves.toBe(
    2n ** 80n + 3n,
  )
})

test('memory that is handed over is not copied: it is gone here', async () => {
  const bytes = new Uint8Array([1, 2, 3])
  const input = { values: [4n], bytes }
  await expect(runInThread({ module, name: 'sumOf', input, transfer: [bytes.buffer] })).resolves.toBe(4n)
  expect(bytes.length).toBe(0)
})

test('what a function tells on the way is heard in order, before its answer', async () => {
  const told: unknown[] = []
  const onTold = (one: unknown): void => void told.push(one)
  const answer = await runInThread({ module, name: 'counting', input: 4, onTold })
  expect(told).toEqual([1, 2, 3, 4])
  expect(answer).toBe(4)
})

test('a thread that gives way does so alone', async () => {
  const own = getPriority()
  const given = await runInThread({ module, name: 'priority', input: undefined, givesWay: true })
  expect(given).toBe(process.platform === 'linux' ? Math.max(own, 5) : own)
  expect(getPriority()).toBe(own)
})

test('what fails in a thread fails here', async () => {
  await expect(runInThread({ module, name: 'failing', input: undefined })).rejects.toThrow('on purpose')
  await expect(runInThread({ module, name: 'nothing', input: undefined })).rejects.toThrow(
    'has no function nothing',
  )
})

test('a thread that works for ever ends with the signal', async () => {
  const stopping = new AbortController()
  const work = runInThread({ module, name: 'forEver', input: undefined, signal: stopping.signal })
  stopping.abort()
  await expect(work).rejects.toThrow('was stopped')
})

test('a kept thread keeps its state and answers each question', async () => {
  const thread = keep()
  expect(await Promise.all([thread.ask(1n), thread.ask(2n), thread.ask(3n)])).toEqual([11n, 13n, 16n])
})

test('a question that fails does not take the others with it', async () => {
  const thread = keep()
  await expect(thread.ask('no number')).rejects.toThrow('expected bigint')
  await expect(thread.ask(1n)).resolves.toBe(11n)
})

test('a thread that dies is started again, and who waited is told', async () => {
  const thread = keep()
  await expect(thread.ask(666n)).rejects.toThrow('ended')
  await expect.poll(() => thread.ask(1n).catch(() => undefined), { timeout: 5_000 }).toBe(11n)
})

test('a thread whose place another one takes answers what it was asked before it ends', async () => {
  const start = { module, name: 'openCounter', input: { from: 10n } }
  const thread = replaceableThread({ onError: () => undefined }, start)
  const answers = Promise.all([thread.ask(1n), thread.ask(2n)])
  await thread.retire()
  expect(await answers).toEqual([11n, 13n])
})

test('what is asked until it is told is asked anew of a thread that was lost, and no more of one that ends', async () => {
  const start = { module, name: 'openCounter', input: { from: 10n } }
  const lost: string[] = []
  const thread = replaceableThread({ onError: ({ message }) => lost.push(message) }, start)
  const questions = [666n, 1n]
  await thread.untilTold(() => questions.shift())
  expect(questions).toEqual([])
  expect(lost).toEqual(['the thread of openCounter ended'])
  const never = thread.untilTold(() => 'never')
  await thread.stop()
  await never
})

test('a thread that does not let go of what it holds is ended all the same', async () => {
  const start = { module, name: 'openForEver', input: undefined, stopMostMs: 20 }
  const thread = keepThread({ onError: () => undefined }, start)
  expect(await thread.ask('here?')).toBe('here')
  await thread.stop()
})

test('a thread beside this one does what it is given in order, while this one goes on or waits', async () => {
  const beside = besideThread({ module, name: 'noting' })
  const into = new Int32Array(new SharedArrayBuffer(4 * 1001))
  for (let value = 1; value <= 1000; value++) beside.give({ into, value })
  expect(beside.finish()).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
  expect([...into]).toEqual([1000, ...Array.from({ length: 1000 }, (_, at) => at + 1)])
  expect(beside.finish()).toEqual([])
  await beside.stop()
})

test('what fails beside this thread fails where it is waited for, and what comes after it is done', async () => {
  const beside = besideThread({ module, name: 'noting' })
  const into = new Int32Array(new SharedArrayBuffer(12))
  beside.give({ into, value: -1 })
  beside.give({ into, value: 7 })
  expect(() => beside.finish()).toThrow('below zero')
  expect([...into]).toEqual([1, 7, 0])
  beside.give({ into, value: 8 })
  expect(beside.finish()).toEqual([])
  expect([...into]).toEqual([2, 7, 8])
  await beside.stop()
})
