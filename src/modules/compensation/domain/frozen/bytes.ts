export type ByteWriter = ReturnType<typeof byteWriter>
export type ByteReader = ReturnType<typeof byteReader>

/** Writes little-endian values one after another. Arrays of numbers are taken as they lie in memory and must stay as they are. */
export function byteWriter() {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  let length = 0
  const put = (bytes: Uint8Array): void => {
    parts.push(bytes)
    length += bytes.length
  }
  const number = (size: number, set: (view: DataView) => void): void => {
    const bytes = new Uint8Array(size)
    set(new DataView(bytes.buffer))
    put(bytes)
  }
  return {
    u32(value: number): void {
      number(4, (view) => view.setUint32(0, value, true))
    },
    i64(value: bigint): void {
      if (BigInt.asIntN(64, value) !== value) throw new Error(`${value} does not fit 64 bits`)
      number(8, (view) => view.setBigInt64(0, value, true))
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
    /** What was written, in pieces. */
    parts: (): readonly Uint8Array[] => parts,
    bytes(): Uint8Array {
      const all = new Uint8Array(length)
      let at = 0
      for (const part of parts) {
        all.set(part, at)
        at += part.length
      }
      return all
    },
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
