import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** A table that rows flow into, each a line of COPY's text format. */
export type TableStream = Readonly<{
  /** Adds a line, with its line feed. */
  add: (line: string) => void
  /** Says that no line comes any more, and what is asked of the database then; keys and indexes follow. */
  end: (...questions: readonly Question[]) => void
}>

export type Question = Readonly<{ text: string; values: readonly (string | number)[] }>

export type Lane = TableStream &
  Readonly<{
    room: () => Promise<void>
    /** Waits until the table is full and whole again, or throws what went wrong. */
    full: () => Promise<void>
  }>

/** Short texts that are joined a few thousand at a time are made into bytes three times as fast as long ones. */
const CHUNK_CHARACTERS = 16_384
/** So much may wait for the server in a table's stream before the work pauses. */
const WAITING_BYTES = 4_194_304

/** Of a table that was filled before. */
export const idleLane: Lane = {
  add: () => undefined,
  end: () => undefined,
  room: async () => undefined,
  full: async () => undefined,
}

/** One long COPY over a connection of its own; `putBack` makes the table whole again. */
export function streamingLane(client: Client, of: { copy: string; putBack: readonly string[] }): Lane {
  const stream = client.query(copyFrom(of.copy, { highWaterMark: WAITING_BYTES }))
  const ended = finished(stream)
  let chunk = ''
  const finish = async (questions: readonly Question[]): Promise<void> => {
    stream.end(chunk)
    await ended
    await askAll(client, questions)
    for (const statement of of.putBack) await client.query(statement)
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
    add(line) {
      chunk += line
      if (chunk.length < CHUNK_CHARACTERS) return
      stream.write(chunk)
      chunk = ''
    },
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
  let chunk = ''
  const bring = async (): Promise<void> => {
    const stream = client.query(copyFrom(of.copy))
    stream.end(chunk)
    chunk = ''
    await finished(stream)
  }
  let asked: readonly Question[] = []
  return {
    add: (line) => void (chunk += line),
    end: (...questions) => void (asked = questions),
    async room() {
      if (chunk.length >= CHUNK_CHARACTERS) await of.inTurn(bring)
    },
    full: () =>
      of.inTurn(async () => {
        await bring()
        await askAll(client, asked)
      }),
  }
}

async function askAll(client: Client, questions: readonly Question[]): Promise<void> {
  for (const { text, values } of questions) await client.query(text, [...values])
}
