import { orderTypes } from '../language/words.ts'
import type { LineInput } from '../pay/pay-input.ts'
import {
  compareTexts,
  readBigs,
  readInts,
  readTexts,
  readTimes,
  readWords,
  writeBigs,
  writeInts,
  writeTexts,
  writeTimes,
  writeWords,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import { namesOf, readTextMaps, wordOf, writeTextMaps } from './frozen-people.ts'

/** The columns of order lines, sorted by time, order and row; people by their place among the sorted people. */
export function writeLines(
  out: ByteWriter,
  lines: readonly LineInput[],
  places: ReadonlyMap<string, number>,
): void {
  const sorted = lines.toSorted(compareLines)
  const column = <T>(of: (line: LineInput) => T): T[] => sorted.map(of)
  out.u32(sorted.length)
  writeTexts(
    out,
    column((line) => line.orderId),
  )
  writeInts(
    out,
    column((line) => line.row),
  )
  writeTimes(
    out,
    column((line) => line.atMs),
  )
  for (const key of ['buyerId', 'sellerId'] as const)
    writeInts(
      out,
      column((line) => places.get(line[key]) ?? -1),
    )
  for (const key of words)
    writeWords(
      out,
      column((line) => line[key]),
    )
  for (const key of ['quantityMicro', 'amountMicro'] as const)
    writeBigs(
      out,
      column((line) => line[key]),
    )
  const volumes = namesOf(lines.map((line) => line.volumes))
  out.u32(volumes.length)
  for (const name of volumes) {
    out.text(name)
    writeBigs(
      out,
      column((line) => line.volumes.get(name) ?? 0n),
    )
  }
  writeTextMaps(
    out,
    column((line) => line.attributes),
  )
}

const words = ['type', 'product', 'category', 'currency', 'ofOrderId', 'partyId'] as const

export function compareLines(a: LineInput, b: LineInput): number {
  return a.atMs - b.atMs || compareTexts(a.orderId, b.orderId) || a.row - b.row
}

export function readLines(input: ByteReader, codes: readonly string[]): readonly LineInput[] {
  const count = input.u32()
  const orderIds = readTexts(input, count)
  const rows = readInts(input, count)
  const times = readTimes(input, count)
  const [buyer, seller] = [readInts(input, count), readInts(input, count)]
  const [type, product, category] = [
    readWords(input, count),
    readWords(input, count),
    readWords(input, count),
  ]
  const [currency, ofOrder, party] = [
    readWords(input, count),
    readWords(input, count),
    readWords(input, count),
  ]
  const [quantity, amount] = [readBigs(input, count), readBigs(input, count)]
  const volumes = Array.from({ length: input.u32() }, () => [input.text(), readBigs(input, count)] as const)
  const attributes = readTextMaps(input, count)
  return orderIds.map((orderId, row) => ({
    orderId,
    row: rows[row] ?? 0,
    atMs: times[row] ?? 0,
    buyerId: codes[buyer[row] ?? -1] ?? '',
    sellerId: codes[seller[row] ?? -1] ?? '',
    type: wordOf(orderTypes, type(row)),
    product: product(row),
    category: category(row),
    quantityMicro: quantity[row] ?? 0n,
    amountMicro: amount[row] ?? 0n,
    currency: currency(row),
    ofOrderId: ofOrder(row),
    partyId: party(row),
    volumes: new Map(volumes.map(([name, values]) => [name, values[row] ?? 0n])),
    attributes: attributes(row),
  }))
}
