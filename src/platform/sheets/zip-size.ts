import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

const inflate = promisify(inflateRaw)

const END_SIGN = 0x06054b50
const ENTRY_SIGN = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
/** The remark at the end of an archive is at most so long. */
const REMARK_MOST = 65_535
const STORED = 0
const DEFLATED = 8

/**
 * Whether an archive unpacks to at most so many bytes. It is unpacked for that: what an archive says of its own size may be a lie,
 * and a small one may grow a thousandfold. False, too, for what is no archive.
 */
export async function unpacksWithin(bytes: Uint8Array, most: number): Promise<boolean> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    let left = most
    for (const { packed, method } of entriesOf(view)) {
      if (method !== STORED && method !== DEFLATED) return false
      // One after the other, so that no more than the limit is ever unpacked.
      // oxlint-disable-next-line no-await-in-loop
      left -= method === STORED ? packed.length : (await inflate(packed, { maxOutputLength: left })).length
      if (left <= 0) return false
    }
    return true
  } catch (error) {
    // Damaged parts and parts beyond the limit fail alike; anything else is a defect.
    if (error instanceof RangeError || (error instanceof Error && 'code' in error)) return false
    throw error
  }
}

function* entriesOf(view: Buffer): Generator<Readonly<{ packed: Buffer; method: number }>> {
  const end = endOf(view)
  const count = view.readUInt16LE(end + 10)
  let at = view.readUInt32LE(end + 16)
  for (let n = 0; n < count; n++) {
    if (view.readUInt32LE(at) !== ENTRY_SIGN) throw new RangeError('no entry stands where one should')
    const method = view.readUInt16LE(at + 10)
    const size = view.readUInt32LE(at + 20)
    const local = view.readUInt32LE(at + 42)
    const start = local + LOCAL_BYTES + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
    yield { packed: view.subarray(start, start + size), method }
    at += ENTRY_BYTES + view.readUInt16LE(at + 28) + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32)
  }
}

function endOf(view: Buffer): number {
  for (let at = view.length - END_BYTES; at >= 0 && at >= view.length - END_BYTES - REMARK_MOST; at--)
    if (view.readUInt32LE(at) === END_SIGN) return at
  throw new RangeError('the archive has no end')
}
