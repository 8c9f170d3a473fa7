import type { Client, Connection, Submittable } from 'pg'
import type { Tx } from './database.ts'
import { submitIn } from './submit.ts'

const SIGNATURE_BYTES = 19
const COPY_DATA = 0x64
/** Messages that may come between rows: the answer to COPY, settings, notices, notifications. */
const BETWEEN: ReadonlySet<number> = new Set([0x48, 0x53, 0x4e, 0x41])
/** The number of columns that marks the end. */
const END = -1

/** Gets each row: `view` has the number of columns at `at`, then a length and the bytes of each; `length` is that of the row. */
export type OnRow = (view: DataView, at: number, length: number) => void

/**
 * Reads the rows of a query by COPY in binary form. PostgreSQL sends each row as a message of its own; rows are read where they
 * lie in the bytes of the connection, without a piece of memory for each. What `onRow` throws is thrown when COPY has ended, so
 * that the connection is free again.
 */
export function copyRows(client: Client, query: string, onRow: OnRow): Promise<void> {
  const { submitted, done } = rowsOf(query, onRow)
  client.query(submitted)
  return done
}

/** The same within a transaction. COPY takes no parameters: every value stands in the query as a literal. */
export function copyRowsIn(tx: Tx, query: string, onRow: OnRow): Promise<void> {
  const { submitted, done } = rowsOf(query, onRow)
  return submitIn(tx, submitted, done)
}

function rowsOf(query: string, onRow: OnRow): Readonly<{ submitted: Submittable; done: Promise<void> }> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const reader = rowReader(onRow)
  let connection: Connection | undefined
  let handlers: readonly unknown[] = []
  const take = (chunk: Buffer): void => {
    const unread = reader.take(chunk)
    if (unread === undefined) return
    connection?.stream.removeListener('data', take)
    for (const handler of handlers) {
      if (!connection || !isHandler(handler)) continue
      connection.stream.on('data', handler)
      handler(unread)
    }
  }
  const submitted = {
    submit(to: Connection) {
      connection = to
      handlers = to.stream.listeners('data')
      to.stream.removeAllListeners('data')
      to.stream.on('data', take)
      to.query(`COPY (${query}) TO STDOUT (FORMAT binary)`)
    },
    handleError: reject,
    handleCommandComplete: () => undefined,
    handleReadyForQuery() {
      const failure = reader.failure()
      if (failure === undefined) resolve()
      else reject(failure)
    },
  }
  return { submitted, done: promise }
}

/** What a message begins with: its kind, and its length without the kind. */
const HEAD_BYTES = 5

/**
 * Finds rows in the bytes of a connection; gives what is left when a message comes that is no part of COPY's data. A row that
 * lies in several pieces is put together by itself, the others are read where they lie.
 */
function rowReader(onRow: OnRow) {
  let isBegun = false
  let failure: unknown
  const row = (view: DataView, from: number, length: number): void => {
    const at = isBegun ? from : from + SIGNATURE_BYTES
    isBegun = true
    if (failure !== undefined || view.getInt16(at) === END) return
    try {
      onRow(view, at, length - (at - from))
    } catch (error) {
      failure = error
    }
  }
  /** Reads whole messages; gives where it stopped, and whether at a message of another kind. */
  const readWhole = (bytes: Buffer): Readonly<{ at: number; isOther: boolean }> => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (at + HEAD_BYTES <= bytes.length) {
      const code = view.getUint8(at)
      if (code !== COPY_DATA && !BETWEEN.has(code)) return { at, isOther: true }
      const length = view.getUint32(at + 1)
      if (at + 1 + length > bytes.length) break
      if (code === COPY_DATA) row(view, at + HEAD_BYTES, length - 4)
      at += 1 + length
    }
    return { at, isOther: false }
  }
  const begun = begunMessage()
  return {
    failure: () => failure,
    take(chunk: Buffer): Buffer | undefined {
      const from = begun.fill(chunk)
      const whole = begun.whole()
      if (whole) {
        if (readWhole(whole).isOther) return Buffer.concat([whole, chunk.subarray(from)])
      } else if (begun.isOpen()) return undefined
      const { at, isOther } = readWhole(chunk.subarray(from))
      if (isOther) return chunk.subarray(from + at)
      begun.start(chunk.subarray(from + at))
      return undefined
    },
  }
}

/**
 * A message whose end has not come yet. Its pieces go into one memory, which the next message uses again: new memory for each
 * would be as much as all that is read.
 */
function begunMessage() {
  let bytes = Buffer.alloc(0)
  let length = 0
  /** How many bytes it has; while its head is not there, those of the head. */
  const wanted = (): number => (length < HEAD_BYTES ? HEAD_BYTES : 1 + bytes.readUint32BE(1))
  const add = (piece: Buffer): void => {
    if (length + piece.length > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, length + piece.length))
      bytes.copy(larger, 0, 0, length)
      bytes = larger
    }
    piece.copy(bytes, length)
    length += piece.length
  }
  return {
    start(piece: Buffer): void {
      length = 0
      add(piece)
    },
    isOpen: () => length > 0,
    /** Takes what belongs to the message from the next bytes, and says how many these were. */
    fill(from: Buffer): number {
      if (length === 0) return 0
      let taken = 0
      // Once for its head, which tells how long it is, and once for the rest.
      for (const _ of ['head', 'rest']) {
        const piece = from.subarray(taken, taken + Math.max(0, wanted() - length))
        add(piece)
        taken += piece.length
      }
      return taken
    },
    /** The message, when all of it is there: as long as the next is not begun. */
    whole(): Buffer | undefined {
      if (length < HEAD_BYTES || length < wanted()) return undefined
      const all = bytes.subarray(0, length)
      length = 0
      return all
    },
  }
}

function isHandler(value: unknown): value is (chunk: Buffer) => void {
  return typeof value === 'function'
}
