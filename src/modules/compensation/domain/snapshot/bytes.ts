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
  return {
    u8(value: number): void {
      room(1)
      view.setUint8(length, value)
      length += 1
    },
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
      room(bytes.length)
      buffer.set(bytes, length)
      length += bytes.length
    },
    bytes: (): Uint8Array => buffer.slice(0, length),
  }
}

/** Reads what a byteWriter wrote; reading past the end or stopping before it throws. */
export function byteReader(bytes: Uint8Array) {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  return {
    u8(): number {
      at += 1
      return view.getUint8(at - 1)
    },
    u32(): number {
      at += 4
      return view.getUint32(at - 4, true)
    },
    i64(): bigint {
      at += 8
      return view.getBigInt64(at - 8, true)
    },
    text(): string {
      const length = this.u32()
      if (at + length > bytes.length) throw new Error('the bytes end within a text')
      at += length
      return decoder.decode(bytes.subarray(at - length, at))
    },
    end(): void {
      if (at !== bytes.length) throw new Error('there are bytes after the end')
    },
  }
}
