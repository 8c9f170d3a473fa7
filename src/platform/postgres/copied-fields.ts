/** Words that repeat in the rows of a COPY: each is made a text once and has a number from then on. */
export type CopiedWords = Readonly<{
  words: readonly string[]
  /** The number of the word that these bytes are. */
  numberOf: (view: DataView, at: number, length: number) => number
}>

/** Reads the fields of a row of COPY in their order; each kind of field says what NULL is. */
export type CopiedFields = Readonly<{
  begin: (view: DataView, at: number) => void
  /** A smallint, integer or bigint within 2^53; NULL is 0. */
  number: () => number
  /** NULL is false. */
  truth: () => boolean
  /** A time with zone in epoch milliseconds; NULL is NaN. */
  timeMs: () => number
  /** NULL is ''. */
  text: () => string
  /** Puts a list of bigint within 2^53 there and gives how many there are; NULL within the list is NaN. */
  numbers: (into: number[]) => number
  /** The number of a word; NULL is the word ''. */
  word: (words: CopiedWords) => number
}>

/** 2000-01-01 in epoch milliseconds: where PostgreSQL counts from. */
const PG_EPOCH_MS = 946_684_800_000
const HALF = 4_294_967_296

export function copiedFields(): CopiedFields {
  let view: DataView = new DataView(new ArrayBuffer(0))
  let bytes: Buffer = Buffer.alloc(0)
  let at = 0
  let length = 0
  /** Goes over the next field and gives where it begins. */
  const next = (): number => {
    length = view.getInt32(at)
    const start = at + 4
    at = start + Math.max(0, length)
    return start
  }
  const wide = (start: number): number => view.getInt32(start) * HALF + view.getUint32(start + 4)
  return {
    begin(of, start) {
      if (view.buffer !== of.buffer) bytes = Buffer.from(of.buffer)
      view = of
      at = start + 2
    },
    number() {
      const start = next()
      if (length === 8) return safe(wide(start))
      if (length === 4) return view.getInt32(start)
      return length < 0 ? 0 : view.getInt16(start)
    },
    truth() {
      const start = next()
      return length > 0 && view.getUint8(start) === 1
    },
    timeMs() {
      const start = next()
      if (length < 0) return Number.NaN
      const [high, low] = [view.getInt32(start), view.getUint32(start + 4)]
      if (high === -2_147_483_648 && low === 0) return Number.NEGATIVE_INFINITY
      if (high === 2_147_483_647 && low === 4_294_967_295) return Number.POSITIVE_INFINITY
      return Math.floor((high * HALF + low) / 1000) + PG_EPOCH_MS
    },
    text() {
      const start = view.byteOffset + next()
      return length <= 0 ? '' : bytes.toString('utf8', start, start + length)
    },
    numbers(into) {
      const start = next()
      // Dimensions, flags and the kind of the elements; then of each dimension its size and where it begins.
      const dimensions = length < 0 ? 0 : view.getInt32(start)
      if (dimensions === 0) return 0
      if (dimensions !== 1) throw new Error('a list of lists cannot be read as numbers')
      const count = view.getInt32(start + 12)
      let from = start + 20
      for (let place = 0; place < count; place++) {
        const isThere = view.getInt32(from) >= 0
        into[place] = isThere ? safe(wide(from + 4)) : Number.NaN
        from += isThere ? 12 : 4
      }
      return count
    },
    word(words) {
      const start = next()
      return words.numberOf(view, start, Math.max(0, length))
    },
  }
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new Error('an integer beyond 2^53 cannot be read as a number')
  return value
}

const FIRST_SLOTS = 256

export function copiedWords(): CopiedWords {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const words: string[] = []
  const known: Uint8Array[] = []
  const hashes: number[] = []
  let slots = new Int32Array(FIRST_SLOTS).fill(-1)
  const place = (number: number): void => {
    let slot = (hashes[number] ?? 0) & (slots.length - 1)
    while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & (slots.length - 1)
    slots[slot] = number
  }
  const add = (view: DataView, at: number, length: number, hash: number): number => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length).slice()
    const number = words.push(decoder.decode(bytes)) - 1
    known.push(bytes)
    hashes.push(hash)
    if (words.length * 2 > slots.length) {
      slots = new Int32Array(slots.length * 2).fill(-1)
      for (let one = 0; one <= number; one++) place(one)
    } else place(number)
    return number
  }
  return {
    words,
    numberOf(view, at, length) {
      let hash = length
      for (let i = 0; i < length; i++) hash = Math.imul(hash ^ view.getUint8(at + i), 0x01000193) >>> 0
      let slot = hash & (slots.length - 1)
      for (let number = slots[slot] ?? -1; number >= 0; number = slots[slot] ?? -1) {
        if (hashes[number] === hash && isSame(known[number], view, at, length)) return number
        slot = (slot + 1) & (slots.length - 1)
      }
      return add(view, at, length, hash)
    },
  }
}

function isSame(known: Uint8Array | undefined, view: DataView, at: number, length: number): boolean {
  if (known?.length !== length) return false
  for (let i = 0; i < length; i++) if (known[i] !== view.getUint8(at + i)) return false
  return true
}
