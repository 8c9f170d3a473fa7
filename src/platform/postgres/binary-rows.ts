/** Writes rows as COPY takes them in binary form: each field in the order of the columns that COPY names. */
export type RowBytes = Readonly<{
  /** Begins a row of so many fields. */
  begin: (fields: number) => void
  none: () => void
  truth: (value: boolean) => void
  smallint: (value: number) => void
  integer: (value: number) => void
  /** A bigint within 2^53. */
  bigint: (value: number) => void
  /** A time with zone, in epoch milliseconds. */
  timeMs: (value: number) => void
  text: (value: string) => void
  /** The bytes of a bytea or uuid, or of a text that is encoded already. */
  bytes: (value: Uint8Array) => void
  /** The first so many of a list of bigint within 2^53; NaN is NULL within the list. */
  bigints: (values: ArrayLike<number>, count: number) => void
  /** A list of texts. */
  texts: (values: readonly string[]) => void
}>

/** What comes before the first row of a COPY, and after the last. */
export const COPY_HEADER = Buffer.concat([Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1'), Buffer.alloc(8)])
export const COPY_TRAILER = Buffer.from([0xff, 0xff])

/** 2000-01-01 in epoch milliseconds: where PostgreSQL counts from. */
const PG_EPOCH_MS = 946_684_800_000
const HALF = 4_294_967_296
const BLOCK_BYTES = 524_288
const BYTES_OF_CHARACTER = 3
/** From so many characters on the encoder is faster than a loop. */
const SHORT_TEXT = 40
const [INT8, TEXT] = [20, 25]

/** Rows as bytes in large blocks, each given to `full` when it is; a row may lie across two of them. `rest` gives the last one. */
export function binaryRows(full: (block: Buffer) => void): RowBytes & Readonly<{ rest: () => Buffer }> {
  const out = blocks(full)
  return { ...simpleFields(out), ...listFields(out), rest: out.rest }
}

type Blocks = ReturnType<typeof blocks>

function blocks(full: (block: Buffer) => void) {
  let block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  let view = new DataView(block.buffer)
  let at = 0
  const rest = (): Buffer => {
    const done = block.subarray(0, at)
    block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
    view = new DataView(block.buffer)
    at = 0
    return done
  }
  return {
    rest,
    /** Makes room for so many bytes, which the others take without looking. */
    room(bytes: number): void {
      if (at + bytes <= BLOCK_BYTES) return
      if (bytes > BLOCK_BYTES) throw new Error('a field is too long to be loaded')
      full(rest())
    },
    byte(value: number): void {
      view.setUint8(at, value)
      at += 1
    },
    short(value: number): void {
      view.setInt16(at, value)
      at += 2
    },
    word(value: number): void {
      view.setInt32(at, value)
      at += 4
    },
    /** A field of eight bytes with its length. */
    wide(value: number): void {
      view.setInt32(at, 8)
      view.setInt32(at + 4, Math.floor(value / HALF))
      view.setInt32(at + 8, value | 0)
      at += 12
    },
    copy(value: Uint8Array): void {
      for (let i = 0; i < value.length; i++) block[at + i] = value[i] ?? 0
      at += value.length
    },
    /** A text in UTF-8 with its length. */
    text(value: string): void {
      const length = writeText(block, value, at + 4)
      view.setInt32(at, length)
      at += 4 + length
    },
  }
}

function simpleFields(out: Blocks) {
  return {
    begin(fields: number): void {
      out.room(2)
      out.short(fields)
    },
    none(): void {
      out.room(4)
      out.word(-1)
    },
    truth(value: boolean): void {
      out.room(5)
      out.word(1)
      out.byte(value ? 1 : 0)
    },
    smallint(value: number): void {
      out.room(6)
      out.word(2)
      out.short(value)
    },
    integer(value: number): void {
      out.room(8)
      out.word(4)
      out.word(value)
    },
    bigint(value: number): void {
      out.room(12)
      out.wide(value)
    },
    timeMs(value: number): void {
      out.room(12)
      out.wide((value - PG_EPOCH_MS) * 1000)
    },
    bytes(value: Uint8Array): void {
      out.room(4 + value.length)
      out.word(value.length)
      out.copy(value)
    },
    text(value: string): void {
      out.room(4 + value.length * BYTES_OF_CHARACTER)
      out.text(value)
    },
  }
}

function listFields(out: Blocks) {
  const head = (bytes: number, type: number, count: number, hasNone: boolean): void => {
    out.room(24)
    out.word(bytes)
    out.word(1)
    out.word(hasNone ? 1 : 0)
    out.word(type)
    out.word(count)
    out.word(1)
  }
  return {
    bigints(values: ArrayLike<number>, count: number): void {
      let nones = 0
      for (let i = 0; i < count; i++) if (Number.isNaN(values[i])) nones += 1
      head(20 + 12 * count - 8 * nones, INT8, count, nones > 0)
      for (let i = 0; i < count; i++) {
        const value = values[i] ?? Number.NaN
        out.room(12)
        if (Number.isNaN(value)) out.word(-1)
        else out.wide(value)
      }
    },
    texts(values: readonly string[]): void {
      const bytes = values.reduce((sum, value) => sum + 4 + Buffer.byteLength(value), 20)
      head(bytes, TEXT, values.length, false)
      for (const value of values) {
        out.room(4 + value.length * BYTES_OF_CHARACTER)
        out.text(value)
      }
    },
  }
}

/** Writes a text in UTF-8 and gives how many bytes it took. */
function writeText(block: Buffer, value: string, at: number): number {
  if (value.length > SHORT_TEXT) return block.write(value, at)
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code >= 0x80) return block.write(value, at)
    block[at + i] = code
  }
  return value.length
}
