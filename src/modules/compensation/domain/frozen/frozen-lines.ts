import { orderTypes } from '../language/words.ts'
import type { LineInput } from '../pay/pay-input.ts'
import {
  bigsOf,
  compareTexts,
  readBigs,
  readInts,
  readTexts,
  readTimes,
  readWords,
  textAt,
  textsOf,
  wordAt,
  wordsOf,
  writeBigs,
  writeInts,
  writeTexts,
  writeTimes,
  writeWords,
} from './byte-columns.ts'
import type { ByteReader, ByteWriter } from './bytes.ts'
import type { LineColumns } from './columns.ts'
import { namedWords, namesOf, readNamed, textMaps, wordOf, writeNamed, type Places } from './frozen-people.ts'

/** The columns of order lines, sorted by time, order and row. */
export function lineColumns(lines: readonly LineInput[], places: Pick<Places, 'get'>): LineColumns {
  const sorted = lines.toSorted(compareLines)
  const words = (of: (line: LineInput) => string) => wordsOf(sorted.map(of))
  return {
    orders: textsOf(sorted.map((line) => line.orderId)),
    row: Int32Array.from(sorted, (line) => line.row),
    atMs: Float64Array.from(sorted, (line) => line.atMs),
    buyer: Int32Array.from(sorted, (line) => places.get(line.buyerId) ?? -1),
    seller: Int32Array.from(sorted, (line) => places.get(line.sellerId) ?? -1),
    type: words((line) => line.type),
    product: words((line) => line.product),
    category: words((line) => line.category),
    currency: words((line) => line.currency),
    ofOrder: words((line) => line.ofOrderId),
    party: words((line) => line.partyId),
    quantity: bigsOf(sorted.map((line) => line.quantityMicro)),
    amount: bigsOf(sorted.map((line) => line.amountMicro)),
    volumes: namesOf(lines.map((line) => line.volumes)).map((name) => ({
      name,
      micro: bigsOf(sorted.map((line) => line.volumes.get(name) ?? 0n)),
    })),
    attributes: namedWords(sorted.map((line) => line.attributes)),
  }
}

const words = ['type', 'product', 'category', 'currency', 'ofOrder', 'party'] as const

export function compareLines(a: LineInput, b: LineInput): number {
  return a.atMs - b.atMs || compareTexts(a.orderId, b.orderId) || a.row - b.row
}

export function writeLines(out: ByteWriter, lines: LineColumns): void {
  out.u32(lines.row.length)
  writeTexts(out, lines.orders)
  writeInts(out, lines.row)
  writeTimes(out, lines.atMs)
  writeInts(out, lines.buyer)
  writeInts(out, lines.seller)
  for (const key of words) writeWords(out, lines[key])
  writeBigs(out, lines.quantity)
  writeBigs(out, lines.amount)
  out.u32(lines.volumes.length)
  for (const { name, micro } of lines.volumes) {
    out.text(name)
    writeBigs(out, micro)
  }
  writeNamed(out, lines.attributes)
}

export function readLines(input: ByteReader): LineColumns {
  const count = input.u32()
  const [orders, row, atMs] = [readTexts(input, count), readInts(input, count), readTimes(input, count)]
  const [buyer, seller] = [readInts(input, count), readInts(input, count)]
  const [type, product] = [readWords(input, count), readWords(input, count)]
  const [category, currency] = [readWords(input, count), readWords(input, count)]
  const [ofOrder, party] = [readWords(input, count), readWords(input, count)]
  const [quantity, amount] = [readBigs(input, count), readBigs(input, count)]
  const volumes = Array.from({ length: input.u32() }, () => ({
    name: input.text(),
    micro: readBigs(input, count),
  }))
  const attributes = readNamed(input, count)
  const whose = { orders, row, atMs, buyer, seller }
  const what = { type, product, category, currency, ofOrder, party }
  return { ...whose, ...what, quantity, amount, volumes, attributes }
}

/** Lines as a walk and an explanation read them. */
export function linesOf(lines: LineColumns, codes: readonly string[]): readonly LineInput[] {
  const at = lineAt(lines, (place) => codes[place] ?? '')
  return Array.from(lines.row, (_, row) => at(row))
}

/** Gives the line of a row; `codeOf` names a person by the place. */
export function lineAt(lines: LineColumns, codeOf: (place: number) => string): (row: number) => LineInput {
  const [type, product, category] = [wordAt(lines.type), wordAt(lines.product), wordAt(lines.category)]
  const [currency, ofOrder, party] = [wordAt(lines.currency), wordAt(lines.ofOrder), wordAt(lines.party)]
  const orderId = textAt(lines.orders)
  const attributes = textMaps(lines.attributes)
  const nameOf = (place: number): string => (place < 0 ? '' : codeOf(place))
  return (row) => ({
    orderId: orderId(row),
    row: lines.row[row] ?? 0,
    atMs: lines.atMs[row] ?? 0,
    buyerId: nameOf(lines.buyer[row] ?? -1),
    sellerId: nameOf(lines.seller[row] ?? -1),
    type: wordOf(orderTypes, type(row)),
    product: product(row),
    category: category(row),
    quantityMicro: lines.quantity[row] ?? 0n,
    amountMicro: lines.amount[row] ?? 0n,
    currency: currency(row),
    ofOrderId: ofOrder(row),
    partyId: party(row),
    volumes: new Map(lines.volumes.map(({ name, micro }) => [name, micro[row] ?? 0n])),
    attributes: attributes(row),
  })
}
