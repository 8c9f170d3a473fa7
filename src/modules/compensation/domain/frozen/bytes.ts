export type ByteWriter = ReturnType<typeof byteWriter>
export type ByteReader = ReturnType<typeof byteReader>

/** Writes little-endian values one after another into bytes that grow as needed. */
export function byteWriter() {
  const encoder = new TextEncoder()
  let buffer = new Uint8Array(65_536)
  let view = new DataView(buffer.buffer)
  let length = 0
  const room = (more: number): void => {
    if (length + more <= buffer.length) return
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + more))
    larger.set(buffer.subarray(0, length))
    buffer = larger
    view = new DataView(buffer.buffer)
  }
  const put = (bytes: Uint8Array): void => {
    room(bytes.length)
    buffer.set(bytes, length)
    length += bytes.length
  }
  return {
    u32(value: number): void {
      room(4)
      view.setUint32(length, value, true)
      length += 4
    },
    i64(value: bigint): void {
      if (BigInt.asIntN(64, value) !== value) throw new Error(`${value} does not fit 64 bits`)
      room(8)
      view.setBigInt64(length, value, true)
      length += 8
    },
    text(value: string): void {
      const bytes = encoder.encode(value)
      this.u32(bytes.length)
      put(bytes)
    },
    /** The bytes of an array of numbers as they lie in memory: little-endian on every machine that Node runs on. */
    raw(values: ArrayBufferView): void {
      put(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    },
    bytes: (): Uint8Array => buffer.slice(0, length),
  }
}

/** Reads what a byteWriter wrote; reading past the end or stopping before it throws. */
export function byteReader(bytes: Uint8Array) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new RangeError('the bytes end within a value')
    at += length
    return bytes.subarray(at - length, at)
  }
  return {
    u32(): number {
      at += 4
      return view.getUint32(at - 4, true)
    },
    i64(): bigint {
      at += 8
      return view.getBigInt64(at - 8, true)
    },
    text(): string {
      return decoder.decode(take(this.u32()))
    },
    /** So many bytes as a buffer of their own, for an array of numbers. */
    raw(length: number): ArrayBuffer {
      const copy = new ArrayBuffer(length)
      new Uint8Array(copy).set(take(length))
      return copy
    },
    end(): void {
      if (at !== bytes.length) throw new Error('there are bytes after the end')
    },
  }
}
