import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { COPY_HEADER, COPY_TRAILER } from './binary-rows.ts'
import type { Tx } from './database.ts'
import { submitIn } from './submit.ts'

/** A column of a table as COPY writes it: how wide, and the value of each row; or whole numbers of 64 bits. */
export type OutColumn =
  | Readonly<{ bytes: 2 | 4 | 8; value: (row: number) => number }>
  | Readonly<{ bytes: 8; bigs: BigInt64Array }>

const ROWS_A_PIECE = 20_000

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
  const width = 2 + columns.reduce((sum, { bytes }) => sum + 4 + bytes, 0)
  for (let at = rows.from; at < rows.until; at += ROWS_A_PIECE) {
    const until = Math.min(rows.until, at + ROWS_A_PIECE)
    const piece = Buffer.allocUnsafe((until - at) * width)
    writeRows(piece, at, until, columns)
    if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), ended])
  }
  stream.end(COPY_TRAILER)
  await ended
}

function writeRows(piece: Buffer, from: number, until: number, columns: readonly OutColumn[]): void {
  const view = new DataView(piece.buffer, piece.byteOffset, piece.length)
  let at = 0
  for (let row = from; row < until; row++) {
    view.setInt16(at, columns.length)
    at += 2
    for (const column of columns) {
      const { bytes } = column
      view.setInt32(at, bytes)
      at += 4
      if ('bigs' in column) view.setBigInt64(at, column.bigs[row] ?? 0n)
      else writeNumber(view, at, bytes, column.value(row))
      at += bytes
    }
  }
}

function writeNumber(view: DataView, at: number, bytes: 2 | 4 | 8, value: number): void {
  if (bytes === 2) view.setInt16(at, value)
  else if (bytes === 4) view.setInt32(at, value)
  else {
    view.setInt32(at, Math.floor(value / 4294967296))
    view.setUint32(at + 4, value >>> 0)
  }
}
