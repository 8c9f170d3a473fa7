/**
 * Inside ids are bigint; outside each is an opaque text such as `ord_4k0…`, so that nobody can count orders or guess
 * a neighbour. The text is the id under a keyed permutation of 64 bits (Speck64/128, Beaulieu et al., "The SIMON and
 * SPECK families of lightweight block ciphers", 2013), so that no table is needed and the way back is exact. The kind
 * is part of the key: the same number gives unlike texts as a person and as an order.
 * This hides numbers; it never grants access.
 */

const ROUNDS = 27
const MASK = 0xffffffffn
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TEXT_LENGTH = 13
const kindPattern = /^[a-z]{3}$/

/** Four words of 32 bits. */
export type OpaqueKey = readonly [number, number, number, number]

export type OpaqueIds = Readonly<{
  /** The outside text of an inside id. */
  close: (kind: string, id: bigint) => string
  /**
   * The inside id of a text of the right shape. A text that was never given out gives an id that does not exist, so
   * that the look-up simply finds nothing. Throws on another kind or shape, which contracts refuse beforehand.
   */
  open: (kind: string, text: string) => bigint
}>

/** The two directions for one installation's key. */
export function createOpaqueIds(key: OpaqueKey): OpaqueIds {
  const schedules = new Map<string, Uint32Array>()
  const scheduleOf = (kind: string): Uint32Array => {
    const known = schedules.get(kind)
    if (known) return known
    if (!kindPattern.test(kind)) throw new Error(`the kind of an outside id is three letters, not "${kind}"`)
    let word = 0
    for (let place = 0; place < kind.length; place++) word = word * 32 + (kind.charCodeAt(place) - 96)
    const made = expandKey([key[0], key[1], key[2], (key[3] ^ word) >>> 0])
    schedules.set(kind, made)
    return made
  }
  return {
    close: (kind, id) => `${kind}_${toText(encryptBlock(scheduleOf(kind), BigInt.asUintN(64, id)))}`,
    open: (kind, text) => {
      const block = text.startsWith(`${kind}_`) ? fromText(text.slice(kind.length + 1)) : undefined
      if (block === undefined) throw new Error(`not an outside id of kind ${kind}`)
      return BigInt.asIntN(64, decryptBlock(scheduleOf(kind), block))
    },
  }
}

/** The round keys of Speck64/128; the words of the key from the highest to the lowest, as in the paper. */
export function expandKey(key: OpaqueKey): Uint32Array {
  const schedule = new Uint32Array(ROUNDS)
  const left = [key[2], key[1], key[0]]
  let word = key[3] >>> 0
  for (let round = 0; round < ROUNDS; round++) {
    schedule[round] = word
    const slot = round % 3
    const mixed = ((rotateRight(left[slot] ?? 0, 8) + word) ^ round) >>> 0
    left[slot] = mixed
    word = (rotateLeft(word, 3) ^ mixed) >>> 0
  }
  return schedule
}

export function encryptBlock(schedule: Uint32Array, block: bigint): bigint {
  let x = Number((block >> 32n) & MASK)
  let y = Number(block & MASK)
  for (const key of schedule) {
    x = ((rotateRight(x, 8) + y) ^ key) >>> 0
    y = (rotateLeft(y, 3) ^ x) >>> 0
  }
  return (BigInt(x) << 32n) | BigInt(y)
}

export function decryptBlock(schedule: Uint32Array, block: bigint): bigint {
  let x = Number((block >> 32n) & MASK)
  let y = Number(block & MASK)
  for (const key of schedule.toReversed()) {
    y = rotateRight((x ^ y) >>> 0, 3)
    x = rotateLeft(((x ^ key) - y) >>> 0, 8)
  }
  return (BigInt(x) << 32n) | BigInt(y)
}

function rotateRight(word: number, by: number): number {
  return ((word >>> by) | (word << (32 - by))) >>> 0
}

function rotateLeft(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0
}

function toText(block: bigint): string {
  let [text, rest] = ['', block]
  for (let place = 0; place < TEXT_LENGTH; place++) {
    text = (ALPHABET[Number(rest & 31n)] ?? '') + text
    rest >>= 5n
  }
  return text
}

function fromText(text: string): bigint | undefined {
  if (text.length !== TEXT_LENGTH) return undefined
  let block = 0n
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) return undefined
    block = (block << 5n) | BigInt(digit)
  }
  return block < 1n << 64n ? block : undefined
}
