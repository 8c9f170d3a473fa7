import type { ByteReader, ByteWriter } from './bytes.ts'

/**
 * Columns of many values, one after the other in the bytes. Each has one form for the same values, whatever computed them,
 * and is written and read as a whole, so that a million rows take a few large steps.
 */

/** Texts that differ from row to row: how long each is, and all of them as one text. */
export type Texts = Readonly<{ lengths: Uint32Array; all: string }>

/** Texts that repeat: the different ones, sorted, and a place among them for each row. */
export type Words = Readonly<{ words: readonly string[]; place: Uint8Array | Uint32Array }>

/** Places up to so many words take one byte. */
const SMALL_WORDS = 256

/** Times in epoch milliseconds; an open beginning, or no time, is -Infinity and an open end is Infinity. */
export function writeTimes(out: ByteWriter, times: Float64Array): void {
  out.raw(times)
}

export function readTimes(input: ByteReader, count: number): Float64Array {
  return new Float64Array(input.raw(count * Float64Array.BYTES_PER_ELEMENT))
}

/** A column of so many rows, each by its number; `from` of the language takes ten times as long. */
export function intsBy(rows: number, of: (row: number) => number): Int32Array {
  const values = new Int32Array(rows)
  for (let row = 0; row < rows; row++) values[row] = of(row)
  return values
}

export function floatsBy(rows: number, of: (row: number) => number): Float64Array {
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) values[row] = of(row)
  return values
}

/** Whole numbers of 64 bits. */
export function writeBigs(out: ByteWriter, values: BigInt64Array): void {
  out.raw(values)
}

/** Numbers as a column. Throws for what does not fit 64 bits. */
export function bigsOf(values: readonly bigint[]): BigInt64Array {
  for (const value of values)
    if (BigInt.asIntN(64, value) !== value) throw new Error(`${value} does not fit 64 bits`)
  return BigInt64Array.from(values)
}

/** Whole numbers within 2^53 as a column of 64 bits, without a bigint for each. */
export function bigsOfPlain(values: Float64Array): BigInt64Array {
  const bigs = new BigInt64Array(values.length)
  const halves = new Int32Array(bigs.buffer)
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0
    halves[2 * row] = value % HALF
    halves[2 * row + 1] = Math.floor(value / HALF)
  }
  return bigs
}

const HALF = 4_294_967_296

export function readBigs(input: ByteReader, count: number): BigInt64Array {
  return new BigInt64Array(input.raw(count * BigInt64Array.BYTES_PER_ELEMENT))
}

export function writeInts(out: ByteWriter, values: Int32Array): void {
  out.raw(values)
}

export function readInts(input: ByteReader, count: number): Int32Array {
  return new Int32Array(input.raw(count * Int32Array.BYTES_PER_ELEMENT))
}

export function textsOf(texts: readonly string[]): Texts {
  const lengths = new Uint32Array(texts.length)
  for (let row = 0; row < lengths.length; row++) lengths[row] = texts[row]?.length ?? 0
  return { lengths, all: texts.join('') }
}

/** Gives the text of a row. */
export function textAt({ lengths, all }: Texts): (row: number) => string {
  const starts = startsOf(lengths)
  return (row) => all.slice(starts[row], starts[row + 1])
}

/** Where each text begins in all of them, and where the last one ends. */
export function startsOf(lengths: Uint32Array): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1)
  for (let row = 0; row < lengths.length; row++) starts[row + 1] = (starts[row] ?? 0) + (lengths[row] ?? 0)
  return starts
}

export function listOf(texts: Texts): string[] {
  const at = textAt(texts)
  return Array.from(texts.lengths, (_, row) => at(row))
}

export function writeTexts(out: ByteWriter, { lengths, all }: Texts): void {
  out.raw(lengths)
  out.text(all)
}

export function readTexts(input: ByteReader, count: number): Texts {
  const lengths = new Uint32Array(input.raw(count * Uint32Array.BYTES_PER_ELEMENT))
  return { lengths, all: input.text() }
}

export function wordsOf(texts: readonly string[]): Words {
  const words = [...new Set(texts)].toSorted(compareTexts)
  const places = new Map(words.map((word, place) => [word, place] as const))
  const place = placesFor(words.length, texts.length)
  texts.forEach((text, row) => (place[row] = places.get(text) ?? 0))
  return { words, place }
}

/** Room for the places of so many rows among so many words. */
export function placesFor(words: number, rows: number): Uint8Array | Uint32Array {
  return words <= SMALL_WORDS ? new Uint8Array(rows) : new Uint32Array(rows)
}

/** The same word in every row. */
export function sameWord(word: string, rows: number): Words {
  return { words: rows === 0 ? [] : [word], place: new Uint8Array(rows) }
}

/** Gives the word of a row. */
export function wordAt({ words, place }: Words): (row: number) => string {
  return (row) => words[place[row] ?? -1] ?? ''
}

export function writeWords(out: ByteWriter, { words, place }: Words): void {
  out.u32(words.length)
  writeTexts(out, textsOf(words))
  out.raw(place)
}

export function readWords(input: ByteReader, count: number): Words {
  const size = input.u32()
  const words = listOf(readTexts(input, size))
  const place = size <= SMALL_WORDS ? new Uint8Array(input.raw(count)) : new Uint32Array(input.raw(count * 4))
  return { words, place }
}

/** The place among sorted texts of each of sorted words; -1 for who is not among them. */
export function placesOfWords(texts: Texts, words: readonly string[]): Int32Array {
  const at = textAt(texts)
  const places = new Int32Array(words.length).fill(-1)
  let row = 0
  words.forEach((word, index) => {
    while (row < texts.lengths.length && at(row) < word) row++
    if (row < texts.lengths.length && at(row) === word) places[index] = row
  })
  return places
}

/** The place of a word, or -1. */
export function placeOfWord({ words }: Words, word: string): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] ?? '') < word) low = middle + 1
    else high = middle
  }
  return words[low] === word ? low : -1
}

/** By code units, as `<` compares: the same everywhere, whatever language a machine speaks. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
