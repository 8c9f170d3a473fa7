import type { Client, Connection } from 'pg'

const HEADER_BYTES = 19
const COPY_DATA = 0x64
/** Messages that may come between rows: the answer to COPY, settings, notices, notifications. */
const BETWEEN: ReadonlySet<number> = new Set([0x48, 0x53, 0x4e, 0x41])

/** Gets each row: its values stand at `at + 6`, `at + 14` … of the view, four bytes each. */
export type OnRow = (view: DataView, at: number) => void

/**
 * Reads rows of integers (type integer, never NULL) by COPY in binary form. PostgreSQL sends each row as a message of its own;
 * they are read where they lie in the bytes of the connection, without a piece of memory for each.
 */
export function copyIntegers(client: Client, query: string, width: number, onRow: OnRow): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const size = 2 + width * 8
  let connection: Connection | undefined
  let handlers: readonly unknown[] = []
  let rest: Buffer = Buffer.alloc(0)
  let isBegun = false
  let failure: Error | undefined
  const handBack = (unread: Buffer): void => {
    connection?.stream.removeListener('data', take)
    for (const handler of handlers) {
      if (!connection || !isHandler(handler)) continue
      connection.stream.on('data', handler)
      handler(unread)
    }
  }
  const row = (bytes: Buffer, view: DataView, from: number, length: number): void => {
    const at = isBegun ? from : from + HEADER_BYTES
    const left = length - (at - from)
    isBegun = true
    if (left === size) onRow(view, at)
    else if (left !== 2 || bytes.readInt16BE(at) !== -1)
      failure ??= new Error('COPY gave a value that is missing or no integer')
  }
  const take = (chunk: Buffer): void => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (at + 5 <= bytes.length) {
      const code = bytes[at] ?? 0
      if (code !== COPY_DATA && !BETWEEN.has(code)) return handBack(bytes.subarray(at))
      const length = view.getUint32(at + 1)
      if (at + 1 + length > bytes.length) break
      if (code === COPY_DATA) row(bytes, view, at + 5, length - 4)
      at += 1 + length
    }
    rest = bytes.subarray(at)
  }
  client.query({
    submit(to: Connection) {
      connection = to
      handlers = to.stream.listeners('data')
      to.stream.removeAllListeners('data')
      to.stream.on('data', take)
      to.query(`COPY (${query}) TO STDOUT (FORMAT binary)`)
    },
    handleError(error: Error) {
      reject(error)
    },
    handleCommandComplete() {
      if (failure) reject(failure)
    },
    handleReadyForQuery() {
      resolve()
    },
  })
  return promise
}

function isHandler(value: unknown): value is (chunk: Buffer) => void {
  return typeof value === 'function'
}
