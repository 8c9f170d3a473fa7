import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { copyRowsIn } from '../postgres/copy-rows.ts'
import type { Db, Tx } from '../postgres/database.ts'

/** Bytes that are kept: their SHA-256 in lower-case hex, and how many. */
export type KeptFile = Readonly<{ sha256: string; size: bigint }>

const CHUNK_BYTES = 524_288
const HEX = /^[0-9a-f]{64}$/

/**
 * Keeps the bytes of a stream in the transaction, in chunks, so that a file of any size needs little memory. The
 * same bytes are kept once: a second put answers the same and stores nothing more.
 */
export async function putFile(
  tx: Tx,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<KeptFile> {
  const hash = createHash('sha256')
  const upload = randomUUID()
  let size = 0n
  let n = 0
  // Hash and size are known at the end only, so what turns out to be a duplicate is taken back to here.
  await sql`SAVEPOINT put_file`.execute(tx)
  for await (const chunk of inChunks(bytes)) {
    hash.update(chunk)
    size += BigInt(chunk.length)
    await sql`INSERT INTO platform.file_chunk (upload, n, bytes) VALUES (${upload}, ${n++}, ${chunk})`.execute(
      tx,
    )
  }
  const digest = hash.digest()
  const { numAffectedRows } = await sql`
    INSERT INTO platform.file (sha256, upload, size) VALUES (${digest}, ${upload}, ${size})
    ON CONFLICT (sha256) DO NOTHING`.execute(tx)
  if (numAffectedRows !== 1n) await sql`ROLLBACK TO SAVEPOINT put_file`.execute(tx)
  await sql`RELEASE SAVEPOINT put_file`.execute(tx)
  return { sha256: digest.toString('hex'), size }
}

/** The kept file of a hash, or undefined. */
export async function findFile(db: Db, sha256: string): Promise<KeptFile | undefined> {
  const row = await fileRow(db, sha256)
  return row && { sha256, size: row.size }
}

/**
 * The bytes of a kept file as a stream that reads chunk by chunk, or undefined when nothing of that hash is kept.
 * The stream fails when the bytes do not give the hash any more, so damaged bytes are never taken for good ones.
 */
export async function getFile(db: Db, sha256: string): Promise<Readable | undefined> {
  const row = await fileRow(db, sha256)
  return row && Readable.from(chunksOf(db, sha256, row.upload), { objectMode: false })
}

/**
 * All bytes of a kept file, checked against its hash. Throws when nothing of that hash is kept. `tell` hears after each chunk
 * which share of the bytes has come, from 0 to 1.
 */
export async function readKept(
  db: Db,
  sha256: string,
  tell: (share: number) => void = () => undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const row = await fileRow(db, sha256)
  if (!row) throw new Error(`the bytes of ${sha256} are not kept`)
  const bytes = new Uint8Array(Number(row.size))
  let length = 0
  // The chunks come as bytes: as rows of a question they would come in hexadecimal digits.
  await db.transaction().execute((tx) =>
    copyRowsIn(
      tx,
      `SELECT bytes FROM platform.file_chunk WHERE upload = '${row.upload}' ORDER BY n`,
      (view, at) => {
        const chunk = new Uint8Array(view.buffer, view.byteOffset + at + 6, view.getInt32(at + 2))
        bytes.set(chunk, length)
        length += chunk.length
        tell(length / bytes.length)
      },
    ),
  )
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new Error(`the kept bytes of ${sha256} are damaged`)
  return bytes
}

async function* chunksOf(db: Db, sha256: string, upload: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for (let n = 0; ; n++) {
    const { rows } = await sql<{ bytes: Buffer }>`
      SELECT bytes FROM platform.file_chunk WHERE upload = ${upload} AND n = ${n}`.execute(db)
    const [row] = rows
    if (!row) break
    hash.update(row.bytes)
    yield row.bytes
  }
  if (hash.digest('hex') !== sha256) throw new Error(`the kept bytes of ${sha256} are damaged`)
}

async function fileRow(db: Db, sha256: string): Promise<{ upload: string; size: bigint } | undefined> {
  if (!HEX.test(sha256)) throw new Error('a file is named by 64 lower-case hex digits')
  const { rows } = await sql<{ upload: string; size: bigint }>`
    SELECT upload, size FROM platform.file WHERE sha256 = decode(${sha256}, 'hex')`.execute(db)
  return rows[0]
}

/** Cuts a stream anew into chunks of one size, whatever sizes it came in. */
async function* inChunks(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  let filled = 0
  for await (const part of bytes)
    for (let at = 0; at < part.length;) {
      const piece = part.subarray(at, at + CHUNK_BYTES - filled)
      chunk.set(piece, filled)
      filled += piece.length
      at += piece.length
      if (filled < CHUNK_BYTES) continue
      yield chunk
      chunk = Buffer.allocUnsafe(CHUNK_BYTES)
      filled = 0
    }
  if (filled > 0) yield chunk.subarray(0, filled)
}
