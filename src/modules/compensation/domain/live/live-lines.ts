import { lineAt, lineColumns } from '../frozen/frozen-lines.ts'
import type { LineColumns } from '../frozen/columns.ts'
import { orderOf, type OrderItem } from '../pay/order-book.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { lineIndex, type LineIndex } from './line-index.ts'

/** The codes of people and their places. */
export type Coded = Readonly<{
  codeOf: (place: number) => string
  numberOf: (code: string) => number | undefined
}>

/** The order lines of a period, most of them as columns: what a person is asked about is made of them when it is asked. */
export type LiveLines = Readonly<{
  /** The lines of an order that is known. */
  known: (orderId: string) => readonly LineInput[] | undefined
  add: (lines: readonly LineInput[]) => void
  /** Orders that a person bought or sold, in order of time and id. */
  ordersOf: (person: number) => readonly OrderItem[]
  orderOf: (id: string) => OrderItem | undefined
  /** All lines as a walk reads them. */
  all: () => readonly LineInput[]
  /** How many stretches of columns there are; many of them are looked through slowly. */
  stretches: () => number
}>

/** So many lines that came one by one are put into columns. */
const MOST_RECENT = 20_000

type Stretch = Readonly<{ lines: LineColumns; index: LineIndex; at: (row: number) => LineInput }>

export function liveLines(base: LineColumns, people: Coded): LiveLines {
  const stretchOf = (lines: LineColumns): Stretch => ({
    lines,
    index: lineIndex(lines),
    at: lineAt(lines, people.codeOf),
  })
  const stretches = [stretchOf(base)]
  let recent = recentLines(people)
  const rowsOf = ({ index, at }: Stretch, order: number): LineInput[] => {
    const { from, until } = index.rowsOf(order)
    return Array.from({ length: until - from }, (_, row) => at(from + row))
  }
  const known = (orderId: string): readonly LineInput[] | undefined => {
    const late = recent.known(orderId)
    if (late) return late
    for (const stretch of stretches) {
      const order = stretch.index.orderOf(orderId)
      if (order >= 0) return rowsOf(stretch, order)
    }
    return undefined
  }
  const itemOf = (lines: readonly LineInput[]): OrderItem => {
    const [first] = lines
    if (!first) throw new Error('an order without lines')
    // Which order of the buyer it is, no rule asks that columns can answer.
    return orderOf(first, lines, (code) => (code === '' ? -1 : (people.numberOf(code) ?? -1)), 1)
  }
  return {
    known,
    add(lines) {
      recent.add(lines)
      if (recent.count() < MOST_RECENT) return
      stretches.push(stretchOf(lineColumns(recent.all(), { get: people.numberOf })))
      recent = recentLines(people)
    },
    ordersOf: (person) =>
      [
        ...stretches.flatMap((stretch) =>
          stretch.index.ordersOf(person).map((order) => rowsOf(stretch, order)),
        ),
        ...recent.ordersOf(person),
      ]
        .map(itemOf)
        .toSorted((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1)),
    orderOf(id) {
      const lines = known(id)
      return lines && itemOf(lines)
    },
    all: () => [
      ...stretches.flatMap(({ lines, at }) => Array.from(lines.row, (_, row) => at(row))),
      ...recent.all(),
    ],
    stretches: () => stretches.length,
  }
}

/** Lines that came since the last were put into columns. */
function recentLines({ numberOf }: Coded) {
  const byOrder = new Map<string, readonly LineInput[]>()
  const byPerson = new Map<number, string[]>()
  let count = 0
  const note = (code: string, orderId: string): void => {
    const person = code === '' ? undefined : numberOf(code)
    if (person === undefined) return
    const ids = byPerson.get(person)
    if (ids?.at(-1) === orderId) return
    if (ids) ids.push(orderId)
    else byPerson.set(person, [orderId])
  }
  return {
    add(lines: readonly LineInput[]): void {
      count += lines.length
      for (const [orderId, own] of Map.groupBy(lines, (line) => line.orderId)) {
        byOrder.set(orderId, own)
        note(own[0]?.buyerId ?? '', orderId)
        note(own[0]?.sellerId ?? '', orderId)
      }
    },
    known: (orderId: string) => byOrder.get(orderId),
    ordersOf: (person: number) => (byPerson.get(person) ?? []).map((id) => byOrder.get(id) ?? []),
    all: () => [...byOrder.values()].flat(),
    count: () => count,
  }
}
