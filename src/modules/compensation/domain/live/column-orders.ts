import { exactMicro, ZERO, type Exact } from '#shared/exact.ts'
import { wordAt } from '../frozen/byte-columns.ts'
import type { LineColumns } from '../frozen/columns.ts'
import { lineAt } from '../frozen/frozen-lines.ts'
import { textMaps, wordOf } from '../frozen/frozen-people.ts'
import { orderTypes } from '../language/words.ts'
import type { LineItem, OrderItem } from '../pay/order-book.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { lineIndex, type LineIndex } from './line-index.ts'

/** Orders whose lines lie in columns, by their number there: each is made when it is asked for. */
export type ColumnOrders = Readonly<{
  index: LineIndex
  lines: LineColumns
  /** The order with its lines, which read the columns when they are asked. */
  itemOf: (order: number, number: number) => OrderItem
  inputOf: (order: number) => readonly LineInput[]
  all: () => readonly LineInput[]
}>

export function columnOrders(lines: LineColumns, codeOf: (place: number) => string): ColumnOrders {
  const index = lineIndex(lines)
  const columns: Columns = {
    input: lineAt(lines, codeOf),
    amount: exactsOf(lines.amount),
    quantity: exactsOf(lines.quantity),
    volumes: new Map(lines.volumes.map(({ name, micro }) => [name, exactsOf(micro)])),
  }
  const types = lines.type.words.map((word) => wordOf(orderTypes, word))
  const [currency, ofOrder, party] = [wordAt(lines.currency), wordAt(lines.ofOrder), wordAt(lines.party)]
  const attributes = textMaps(lines.attributes)
  const { atMs, buyer, seller } = lines
  return {
    index,
    lines,
    itemOf(of, number) {
      const { from, until } = index.rowsOf(of)
      const [who, by] = [buyer[from] ?? -1, seller[from] ?? -1]
      const items: LineItem[] = []
      const order: OrderItem = {
        id: index.idOf(of),
        atMs: atMs[from] ?? 0,
        type: types[lines.type.place[from] ?? 0] ?? 'order',
        buyer: who,
        seller: by >= 0 ? by : who,
        sellerNamed: by >= 0,
        currency: currency(from),
        ofOrderId: ofOrder(from),
        partyId: party(from),
        number,
        lines: items,
        attributes: attributes(from),
      }
      for (let row = from; row < until; row++) items.push(new ColumnLine(order, columns, row))
      return order
    },
    inputOf(order) {
      const { from, until } = index.rowsOf(order)
      return Array.from({ length: until - from }, (_, at) => columns.input(from + at))
    },
    all: () => Array.from(lines.row, (_, row) => columns.input(row)),
  }
}

/** What a line reads of its row. */
type Columns = Readonly<{
  input: (row: number) => LineInput
  amount: (row: number) => Exact
  quantity: (row: number) => Exact
  volumes: ReadonlyMap<string, (row: number) => Exact>
}>

/** A line that is a row of columns: most rules ask for one number of it, so that nothing else is made. */
class ColumnLine implements LineItem {
  readonly order: OrderItem
  readonly columns: Columns
  readonly row: number

  constructor(order: OrderItem, columns: Columns, row: number) {
    this.order = order
    this.columns = columns
    this.row = row
  }

  get input(): LineInput {
    return this.columns.input(this.row)
  }

  get amount(): Exact {
    return this.columns.amount(this.row)
  }

  get quantity(): Exact {
    return this.columns.quantity(this.row)
  }

  volume(name: string): Exact {
    return this.columns.volumes.get(name)?.(this.row) ?? ZERO
  }
}

/** Millionths of 64 bits as exact numbers, most of them without a bigint. */
function exactsOf(micro: BigInt64Array): (row: number) => Exact {
  const halves = new Int32Array(micro.buffer, micro.byteOffset, micro.length * 2)
  return (row) => {
    const value = (halves[2 * row + 1] ?? 0) * 4_294_967_296 + ((halves[2 * row] ?? 0) >>> 0)
    return Number.isSafeInteger(value) ? value : exactMicro(micro[row] ?? 0n)
  }
}
