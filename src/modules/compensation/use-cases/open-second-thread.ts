import { z } from 'zod'
import { besideThread, type BesideThread } from '#platform/threads/beside-thread.ts'
import { boundValues, OutOfRange, program, type Bound } from '../domain/passes/code.ts'
import { givenProgram, type GivenColumn } from '../domain/passes/given-program.ts'
import type { SecondHand } from '../domain/passes/hand.ts'
import { columnRoom } from '../domain/passes/room.ts'

/** Fewer values than this are a list and no column of people. */
const SHORT = 1024

const answerShape = z.object({ outOfRange: z.string() })

/** A thread that takes a part of runs, one after the other, until it is stopped. */
export type SecondThread = Readonly<{
  /** The hand for runs over so many people; the columns of its run before are written over. */
  over: (people: number) => SecondHand
  stop: () => Promise<void>
}>

export function openSecondThread(): SecondThread {
  const module = new URL('../domain/passes/given-program.ts', import.meta.url)
  const thread = besideThread({ module, name: 'runGiven' })
  return { over: (people) => handOf(thread, people), stop: thread.stop }
}

function handOf(thread: BesideThread, people: number): SecondHand {
  let copies = new Map<GivenColumn, GivenColumn>()
  const shared = (column: GivenColumn): GivenColumn => {
    // A short list is copied with what it is given with.
    if (column.buffer instanceof SharedArrayBuffer || column.length < SHORT) return column
    const known = copies.get(column) ?? copyOf(column)
    copies.set(column, known)
    return known
  }
  const finish = (): void => {
    for (const answer of thread.finish()) throw new OutOfRange(answerShape.parse(answer).outOfRange)
  }
  const run = (bound: Bound, body: string): void => {
    const given = givenProgram(bound, body, shared)
    if (given) return thread.give(given)
    // What calls functions of this thread runs here, after everything before it.
    finish()
    program(bound, '', body)()
  }
  const room = columnRoom(people, 'shared', (column, value) => {
    const bound = boundValues()
    run(bound, `${bound.name(column)}.fill(${value});`)
  })
  const clear = (): void => {
    try {
      thread.finish()
    } catch {
      // Whoever waited for the run was told, or was told of another failure.
    }
    copies = new Map()
    room.empty()
  }
  return { run, finish, room, clear }
}

function copyOf(column: GivenColumn): GivenColumn {
  const memory = new SharedArrayBuffer(column.byteLength)
  new Uint8Array(memory).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  if (column instanceof Float64Array) return new Float64Array(memory)
  if (column instanceof Int32Array) return new Int32Array(memory)
  if (column instanceof Int16Array) return new Int16Array(memory)
  if (column instanceof Int8Array) return new Int8Array(memory)
  return column instanceof Uint16Array ? new Uint16Array(memory) : new Uint8Array(memory)
}
