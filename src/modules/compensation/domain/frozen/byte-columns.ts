import type { ByteReader, ByteWriter } from './bytes.ts'

/**
 * Columns of many values, one after the other in the bytes. Each has one form for the same values, whatever computed them,
 * and is written and read as a whole, so that a million rows take a few large steps.
 */

/** Times in epoch milliseconds; an open beginning, or no time, is -Infinity and an open end is Infinity. */
export function writeTimes(out: ByteWriter, times: readonly number[]): void {
  out.raw(Float64Array.from(times))
}

export function readTimes(input: ByteReader, count: number): Float64Array {
  return new Float64Array(input.raw(count * Float64Array.BYTES_PER_ELEMENT))
}

/** Whole numbers of 64 bits. Throws for what does not fit them. */
export function writeBigs(out: ByteWriter, values: readonly bigint[]): void {
  for (const value of values)
    if (BigInt.asIntN(64, value) !== value) throw new Error(`${value} does not fit 64 bits`)
  out.raw(BigInt64Array.from(values))
}

export function readBigs(input: ByteReader, count: number): BigInt64Array {
  return new BigInt64Array(input.raw(count * BigInt64Array.BYTES_PER_ELEMENT))
}

export function writeInts(out: ByteWriter, values: Int32Array | readonly number[]): void {
  out.raw(Int32Array.from(values))
}

export function readInts(input: ByteReader, count: number): Int32Array {
  return new Int32Array(input.raw(count * Int32Array.BYTES_PER_ELEMENT))
}

/** Texts that differ from row to row: their lengths, then all of them as one text. */
export function writeTexts(out: ByteWriter, texts: readonly string[]): void {
  out.raw(Uint32Array.from(texts, (text) => text.length))
  out.text(texts.join(''))
}

export function readTexts(input: ByteReader, count: number): string[] {
  const lengths = new Uint32Array(input.raw(count * Uint32Array.BYTES_PER_ELEMENT))
  const all = input.text()
  let at = 0
  return Array.from(lengths, (length) => all.slice(at, (at += length)))
}

/** Texts that repeat: the different ones, sorted, then a place for each row. */
export function writeWords(out: ByteWriter, texts: readonly string[]): void {
  const words = [...new Set(texts)].toSorted(compareTexts)
  const places = new Map(words.map((word, place) => [word, place] as const))
  out.u32(words.length)
  writeTexts(out, words)
  const placed = texts.map((text) => places.get(text) ?? 0)
  out.raw(words.length <= 256 ? Uint8Array.from(placed) : Uint32Array.from(placed))
}

export function readWords(input: ByteReader, count: number): (row: number) => string {
  const size = input.u32()
  const words = readTexts(input, size)
  const places = size <= 256 ? new Uint8Array(input.raw(count)) : new Uint32Array(input.raw(count * 4))
  return (row) => words[places[row] ?? -1] ?? ''
}

/** By code units, as `<` compares: the same everywhere, whatever language a machine speaks. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
