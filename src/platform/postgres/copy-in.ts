import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { COPY_HEADER, COPY_TRAILER } from './binary-rows.ts'
import type { Tx } from './database.ts'
import type { Numbers, OutColumn } from './out-column.ts'
import { sparseRows } from './sparse-rows.ts'
import { submitIn } from './submit.ts'

const ROWS_A_PIECE = 2_000

/** Writes rows of whole numbers into a table by COPY in binary form. */
export async function copyIn(
  client: Client,
  target: string,
  rows: Readonly<{ from: number; until: number }>,
  columns: readonly OutColumn[],
): Promise<void> {
  const stream = client.query(copyFrom(statementOf(target)))
  await fill(stream, rows, columns)
}

/** The same within a transaction. */
export async function copyInto(
  tx: Tx,
  target: string,
  rows: Readonly<{ from: number; until: number }>,
  columns: readonly OutColumn[],
): Promise<void> {
  const stream = copyFrom(statementOf(target))
  const done = finished(stream)
  const submitted = submitIn(tx, stream, done)
  await Promise.all([submitted, fill(stream, rows, columns)])
}

function statementOf(target: string): string {
  return `COPY ${target} FROM STDIN (FORMAT binary)`
}

async function fill(
  stream: Writable,
  rows: Readonly<{ from: number; until: number }>,
  columns: readonly OutColumn[],
): Promise<void> {
  const ended = finished(stream)
  // What goes wrong on the way is thrown by waiting for the end.
  ended.catch(() => undefined)
  stream.write(COPY_HEADER)
  const isSparse = columns.some((column) => 'zeroIsNone' in column && column.zeroIsNone)
  const most = Math.min(ROWS_A_PIECE, rows.until - rows.from)
  const empty = isSparse ? undefined : emptyRows(columns, most)
  const sparse = sparseRows(columns, isSparse ? most : 0)
  for (let at = rows.from; at < rows.until; at += ROWS_A_PIECE) {
    const until = Math.min(rows.until, at + ROWS_A_PIECE)
    const piece = empty ? filled(empty, columns, at, until) : sparse(at, until)
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended])
  }
  stream.end(COPY_TRAILER)
  await ended
}

type EmptyRows = Readonly<{ width: number; bytes: Buffer }>

/** Rows of zeros, with the number of columns and their lengths, which are the same in every row. */
function emptyRows(columns: readonly OutColumn[], rows: number): EmptyRows {
  const width = 2 + columns.reduce((sum, { bytes }) => sum + 4 + bytes, 0)
  const row = Buffer.alloc(width)
  let at = row.writeInt16BE(columns.length)
  for (const { bytes } of columns) at = row.writeInt32BE(bytes, at) + bytes
  return { width, bytes: Buffer.alloc(rows * width, row) }
}

/** A piece of rows. Column by column: a loop over one kind of values takes half the time of one over all columns of a row. */
function filled(empty: EmptyRows, columns: readonly OutColumn[], from: number, until: number): Buffer {
  const { width } = empty
  const piece = Buffer.allocUnsafe((until - from) * width)
  empty.bytes.copy(piece, 0, 0, piece.length)
  const view = new DataView(piece.buffer, piece.byteOffset, piece.length)
  let at = 2
  for (const column of columns) {
    at += 4
    if ('bigs' in column) writeBigs({ view, at, width, from, until }, column.bigs)
    else if ('numbers' in column)
      writers[column.bytes]({ view, at, width, from, until }, column.numbers, column.order)
    else {
      const value = 'value' in column ? column.value : (row: number) => column.countedFrom + row
      const values = Float64Array.from({ length: until - from }, (_, row) => value(from + row))
      writers[column.bytes]({ view, at, width, from: 0, until: until - from }, values)
    }
    at += column.bytes
  }
  return piece
}

/** Where the values of a column go: the first at `at`, each following one `width` on. */
type Target = Readonly<{ view: DataView; at: number; width: number; from: number; until: number }>

// One loop for each width, so that each sees few kinds of values. The rows hold zeros already.
const writers = { 2: writeShorts, 4: writeInts, 8: writeLongs } as const

function writeShorts({ view, at, width, from, until }: Target, numbers: Numbers, order?: Int32Array): void {
  for (let row = from; row < until; row++, at += width)
    view.setInt16(at, numbers[order ? (order[row] ?? 0) : row] ?? 0)
}

function writeInts({ view, at, width, from, until }: Target, numbers: Numbers, order?: Int32Array): void {
  for (let row = from; row < until; row++, at += width)
    view.setInt32(at, numbers[order ? (order[row] ?? 0) : row] ?? 0)
}

function writeLongs({ view, at, width, from, until }: Target, numbers: Numbers, order?: Int32Array): void {
  for (let row = from; row < until; row++, at += width) {
    const value = numbers[order ? (order[row] ?? 0) : row] ?? 0
    if (value === 0) continue
    view.setInt32(at, Math.floor(value / 4294967296))
    view.setUint32(at + 4, value >>> 0)
  }
}

function writeBigs({ view, at, width, from, until }: Target, bigs: BigInt64Array): void {
  for (let row = from; row < until; row++, at += width) view.setBigInt64(at, bigs[row] ?? 0n)
}
