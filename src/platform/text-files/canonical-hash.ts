import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/**
 * SHA-256 (hex) of rows whatever their order: each field is length-prefixed, rows are sorted by their bytes. Two inputs that
 * differ only in the order of rows and columns, in extra columns or in packing have the same hash.
 */
export function hashRows(rows: Iterable<readonly string[]>): string {
  const encoded = Array.from(rows, (row) =>
    row.map((field) => `${Buffer.byteLength(field)}:${field}`).join(''),
  )
  encoded.sort()
  const hash = createHash('sha256')
  for (const row of encoded) hash.update(row).update('\n')
  return hash.digest('hex')
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** SHA-256 (hex) over bytes that come in parts. */
export function hashParts(parts: Iterable<Uint8Array>): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** SHA-256 (hex) over the names and bytes of files, in the given order. */
export async function hashFiles(names: readonly string[], pathOf: (name: string) => string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of names) {
    const bytes = await readFile(pathOf(name))
    hash.update(`${name} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

/** An id that follows from a text, so that asking again is the same request (RFC 9562, version 8). */
export function uuidOfText(text: string): string {
  const hex = hashText(text)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
