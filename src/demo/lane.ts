import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { binaryRows, COPY_HEADER, COPY_TRAILER, type RowBytes } from '#platform/postgres/binary-rows.ts'

/** A table that rows flow into, each with the fields that its COPY names. */
export type TableStream = Readonly<{
  rows: RowBytes
  /** Says once that no row comes any more, and what is asked of the database then; keys and indexes follow. */
  end: (...questions: readonly Question[]) => void
}>

export type Question = Readonly<{ text: string; values: readonly (string | number)[] }>

export type Lane = TableStream &
  Readonly<{
    room: () => Promise<void>
    /** Waits until the table is full and whole again, or throws what went wrong. */
    full: () => Promise<void>
  }>

/** So much may wait for the server in a table's stream before the work pauses. */
const WAITING_BYTES = 4_194_304

/** Of a table that was filled before. */
export const idleLane: Lane = {
  rows: binaryRows(() => undefined),
  end: () => undefined,
  room: async () => undefined,
  full: async () => undefined,
}

/** Lets few lanes work at a time, the one with the most to do first. */
export type Turns = (effort: number, work: () => Promise<void>) => Promise<void>

/** One long COPY over a connection of its own; `putBack` makes the table whole again when it is its turn. */
export function streamingLane(
  client: Client,
  of: { copy: string; putBack: readonly string[]; turns: Turns },
): Lane {
  const stream = client.query(copyFrom(of.copy, { highWaterMark: WAITING_BYTES }))
  const ended = finished(stream)
  let bytes = 0
  const rows = binaryRows((block) => {
    bytes += block.length
    stream.write(block)
  })
  stream.write(COPY_HEADER)
  const finish = async (questions: readonly Question[]): Promise<void> => {
    stream.write(rows.rest())
    stream.end(COPY_TRAILER)
    await ended
    await askAll(client, questions)
    await of.turns(bytes * of.putBack.length, async () => {
      for (const statement of of.putBack) await client.query(statement)
    })
  }
  let finishing: Promise<void> | undefined
  const end = (...questions: readonly Question[]): Promise<void> => {
    finishing ??= finish(questions)
    // A failure is thrown where the full table is waited for.
    finishing.catch(() => undefined)
    return finishing
  }
  ended.catch(() => undefined)
  return {
    rows,
    end: (...questions) => void end(...questions),
    async room() {
      if (stream.writableNeedDrain) await Promise.race([once(stream, 'drain'), ended])
      else await nextTurn()
    },
    full: () => end(),
  }
}

/** Many short COPY over a connection that tables share; `inTurn` keeps one from beginning amid another. */
export function chunkedLane(
  client: Client,
  of: { copy: string; inTurn: (work: () => Promise<void>) => Promise<void> },
): Lane {
  let blocks: Buffer[] = []
  const rows = binaryRows((block) => blocks.push(block))
  const bring = async (): Promise<void> => {
    // A row may lie across two blocks, so that the begun one goes along.
    const whole = [COPY_HEADER, ...blocks, rows.rest()]
    blocks = []
    const stream = client.query(copyFrom(of.copy))
    for (const block of whole) stream.write(block)
    stream.end(COPY_TRAILER)
    await finished(stream)
  }
  let asked: readonly Question[] | undefined
  return {
    rows,
    end: (...questions) => void (asked ??= questions),
    async room() {
      if (blocks.length > 0) await of.inTurn(bring)
    },
    full: () =>
      of.inTurn(async () => {
        await bring()
        await askAll(client, asked ?? [])
      }),
  }
}

/** Two at a time, as many as a small machine has processors; of those that wait the one with the most to do is next. */
export function twoAtATime(): Turns {
  let free = 2
  const waiting: { effort: number; begin: () => void }[] = []
  return async (effort, work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((begin) => waiting.push({ effort, begin }))
    try {
      await work()
    } finally {
      waiting.sort((a, b) => a.effort - b.effort)
      const next = waiting.pop()
      if (next) next.begin()
      else free += 1
    }
  }
}

async function askAll(client: Client, questions: readonly Question[]): Promise<void> {
  for (const { text, values } of questions) await client.query(text, [...values])
}
