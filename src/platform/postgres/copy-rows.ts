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

/** Finds rows in the bytes of a connection; gives what is left when a message comes that is no part of COPY's data. */
function rowReader(onRow: OnRow) {
  let rest: Buffer = Buffer.alloc(0)
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
  return {
    failure: () => failure,
    take(chunk: Buffer): Buffer | undefined {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      let at = 0
      while (at + 5 <= bytes.length) {
        const code = view.getUint8(at)
        if (code !== COPY_DATA && !BETWEEN.has(code)) return bytes.subarray(at)
        const length = view.getUint32(at + 1)
        if (at + 1 + length > bytes.length) break
        if (code === COPY_DATA) row(view, at + 5, length - 4)
        at += 1 + length
      }
      rest = bytes.subarray(at)
      return undefined
    },
  }
}

function isHandler(value: unknown): value is (chunk: Buffer) => void {
  return typeof value === 'function'
}
