import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** A table that rows flow into, each a line of COPY's text format. */
export type TableStream = Readonly<{
  /** Adds a line, with its line feed. */
  add: (line: string) => void
  /** Says once that no line comes any more, and what is asked of the database then; keys and indexes follow. */
  end: (...questions: readonly Question[]) => void
}>

export type Question = Readonly<{ text: string; values: readonly (string | number)[] }>

export type Lane = TableStream &
  Readonly<{
    room: () => Promise<void>
    /** Waits until the table is full and whole again, or throws what went wrong. */
    full: () => Promise<void>
  }>

const BLOCK_BYTES = 524_288
/** Short texts that are joined a few thousand characters at a time become bytes three times as fast as long ones. */
const PIECE_CHARACTERS = 16_384
const LINE_CHARACTERS_MAX = 8_192
const BYTES_OF_CHARACTER = 3
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
  const bytes = collectBytes()
  const finish = async (questions: readonly Question[]): Promise<void> => {
    stream.end(bytes.rest())
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
      const block = bytes.add(line)
      if (block) stream.write(block)
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
  const bytes = collectBytes()
  let blocks: Buffer[] = []
  const bring = async (last: readonly Buffer[]): Promise<void> => {
    const stream = client.query(copyFrom(of.copy))
    for (const block of blocks) stream.write(block)
    blocks = []
    for (const block of last) stream.write(block)
    stream.end()
    await finished(stream)
  }
  let asked: readonly Question[] | undefined
  return {
    add(line) {
      const block = bytes.add(line)
      if (block) blocks.push(block)
    },
    end: (...questions) => void (asked ??= questions),
    async room() {
      if (blocks.length > 0) await of.inTurn(() => bring([]))
    },
    full: () =>
      of.inTurn(async () => {
        await bring([bytes.rest()])
        await askAll(client, asked ?? [])
      }),
  }
}

/** Lines as bytes, given in large blocks: the server is asked to read seldom, and texts stay short while they are joined. */
function collectBytes() {
  let text = ''
  let block = Buffer.allocUnsafe(BLOCK_BYTES)
  let used = 0
  const flush = (): void => {
    used += block.write(text, used)
    text = ''
  }
  return {
    /** Adds a line; gives a block when one is full. */
    add(line: string): Buffer | undefined {
      text += line
      if (text.length < PIECE_CHARACTERS) return undefined
      if (text.length > PIECE_CHARACTERS + LINE_CHARACTERS_MAX)
        throw new Error('a line is too long to be loaded')
      // Before the text would no longer fit, whatever it is made of.
      flush()
      if (used + BYTES_OF_CHARACTER * (PIECE_CHARACTERS + LINE_CHARACTERS_MAX) < BLOCK_BYTES) return undefined
      const full = block.subarray(0, used)
      block = Buffer.allocUnsafe(BLOCK_BYTES)
      used = 0
      return full
    },
    rest(): Buffer {
      flush()
      return block.subarray(0, used)
    },
  }
}

async function askAll(client: Client, questions: readonly Question[]): Promise<void> {
  for (const { text, values } of questions) await client.query(text, [...values])
}
