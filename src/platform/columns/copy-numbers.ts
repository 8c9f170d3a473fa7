import type { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'

const SIGNATURE_BYTES = 19
const END = -1

/**
 * Reads the rows of a query whose columns are all smallint, integer or bigint, by COPY in binary form: a million rows in
 * about a second. `onRow` gets the same array each time; NULL is NaN. Throws on a number beyond 2^53.
 */
export async function copyNumbers(
  client: Client,
  query: string,
  onRow: (row: readonly number[]) => void,
): Promise<void> {
  const stream = client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))
  const row: number[] = []
  let rest: Buffer = Buffer.alloc(0)
  let begun = false
  let ended = false
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new Error('COPY gave no bytes')
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    if (!begun) {
      if (bytes.length < SIGNATURE_BYTES) {
        rest = bytes
        continue
      }
      at = SIGNATURE_BYTES
      begun = true
    }
    // After the end mark the stream is still read out, so that the connection is free again.
    while (!ended) {
      const next = readRow(bytes, at, row)
      if (next === at) break
      if (next === END) ended = true
      else onRow(row)
      at = next
    }
    rest = bytes.subarray(at)
  }
  if (!ended) throw new Error('COPY ended in the middle')
}

/** Reads one row into `row`: the place after it, the same place when the row is not whole yet, or END. */
function readRow(bytes: Buffer, start: number, row: number[]): number {
  if (bytes.length < start + 2) return start
  const fields = bytes.readInt16BE(start)
  if (fields === END) return END
  let at = start + 2
  for (let field = 0; field < fields; field++) {
    if (bytes.length < at + 4) return start
    const length = bytes.readInt32BE(at)
    at += 4
    if (length === -1) {
      row[field] = Number.NaN
      continue
    }
    if (bytes.length < at + length) return start
    row[field] = readInteger(bytes, at, length)
    at += length
  }
  return at
}

function readInteger(bytes: Buffer, at: number, length: number): number {
  if (length === 2) return bytes.readInt16BE(at)
  if (length === 4) return bytes.readInt32BE(at)
  if (length !== 8) throw new Error(`a column of ${length} bytes is no integer`)
  const value = bytes.readInt32BE(at) * 4294967296 + bytes.readUInt32BE(at + 4)
  if (!Number.isSafeInteger(value)) throw new Error('an integer beyond 2^53 cannot stand in a column')
  return value
}
