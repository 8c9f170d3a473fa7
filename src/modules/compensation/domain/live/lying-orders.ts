import type { LineColumns } from '../frozen/columns.ts'
import { lineAt, lineColumns } from '../frozen/frozen-lines.ts'
import type { LineInput } from '../pay/pay-input.ts'
import { lineIndex, type LineIndex } from './line-index.ts'
import { ordersInTime, type OrderHead } from './orders-in-time.ts'
import { recentLines } from './recent-lines.ts'

/** The codes of people and their places. */
export type Coded = Readonly<{
  codeOf: (place: number) => string
  numberOf: (code: string) => number | undefined
}>

/** An order where it lies: what is looked at before it is made, and its lines, which are made when they are asked for. */
export type LyingOrder = OrderHead &
  Readonly<{ buyer: number; seller: number; isReturn: boolean; lines: () => readonly LineInput[] }>

/** Orders in columns, and behind them those that came since: first as they came, and in columns of their own when they are many. */
export type LyingOrders = Readonly<{
  add: (lines: readonly LineInput[]) => void
  by: (id: string) => LyingOrder | undefined
  /** Those that a person bought or sold, and those of a party, in no order. */
  of: (person: number) => readonly LyingOrder[]
  at: (party: string) => readonly LyingOrder[]
  /** All in order of time and id, and those that came since the columns were made. */
  inTime: () => readonly LyingOrder[]
  later: () => readonly LyingOrder[]
  instants: () => Iterable<number>
  lines: () => readonly LineInput[]
  stretches: () => number
}>

/** So many lines that came one by one are put into columns. */
const MOST_RECENT = 20_000

type Stretch = Readonly<{ lines: LineColumns; index: LineIndex; at: (row: number) => LineInput }>

export function lyingOrders(base: LineColumns, people: Coded): LyingOrders {
  const stretchOf = (lines: LineColumns): Stretch => ({
    lines,
    index: lineIndex(lines),
    at: lineAt(lines, people.codeOf),
  })
  const first = stretchOf(base)
  const stretches = [first]
  let recent = recentLines(people)
  let sorted: readonly LyingOrder[] | undefined
  const asLying = lyingAs(people)
  const among = (
    inColumns: (index: LineIndex) => readonly number[],
    since: readonly (readonly LineInput[])[],
  ): readonly LyingOrder[] => [
    ...stretches.flatMap((stretch) => inColumns(stretch.index).map((order) => lyingIn(stretch, order))),
    ...since.map(asLying),
  ]
  const later = (): readonly LyingOrder[] =>
    [
      ...stretches
        .slice(1)
        .flatMap((stretch) =>
          Array.from({ length: stretch.index.orders }, (_, order) => lyingIn(stretch, order)),
        ),
      ...recent.orders().map(asLying),
    ].toSorted(compareHeads)
  return {
    add(lines) {
      sorted = undefined
      recent.add(lines)
      if (recent.count() < MOST_RECENT) return
      stretches.push(stretchOf(lineColumns(recent.all(), { get: people.numberOf })))
      recent = recentLines(people)
    },
    by(id) {
      const late = recent.known(id)
      if (late) return asLying(late)
      for (const stretch of stretches) {
        const order = stretch.index.orderOf(id)
        if (order >= 0) return lyingIn(stretch, order)
      }
      return undefined
    },
    of: (person) => among((index) => index.ordersOf(person), recent.ordersOf(person)),
    at: (party) => among((index) => index.ordersAt(party), recent.ordersAt(party)),
    inTime: () => (sorted ??= ordersInTime(first.index.orders, (order) => lyingIn(first, order), later())),
    later,
    *instants() {
      for (const { lines } of stretches) yield* lines.atMs
      for (const { atMs } of recent.all()) yield atMs
    },
    lines: () => [
      ...stretches.flatMap(({ lines, at }) => Array.from(lines.row, (_, row) => at(row))),
      ...recent.all(),
    ],
    stretches: () => stretches.length,
  }
}

export function compareHeads(a: OrderHead, b: OrderHead): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : 1)
}

function lyingIn({ lines, index, at }: Stretch, order: number): LyingOrder {
  const { from, until } = index.rowsOf(order)
  return {
    atMs: lines.atMs[from] ?? 0,
    id: index.idOf(order),
    buyer: lines.buyer[from] ?? -1,
    seller: lines.seller[from] ?? -1,
    isReturn: lines.type.words[lines.type.place[from] ?? 0] === 'return',
    lines: () => Array.from({ length: until - from }, (_, row) => at(from + row)),
  }
}

function lyingAs({ numberOf }: Coded): (own: readonly LineInput[]) => LyingOrder {
  const placeOf = (code: string): number => (code === '' ? -1 : (numberOf(code) ?? -1))
  return (own) => {
    const [head] = own
    if (!head) throw new Error('an order without lines')
    const who = { buyer: placeOf(head.buyerId), seller: placeOf(head.sellerId) }
    return { atMs: head.atMs, id: head.orderId, isReturn: head.type === 'return', lines: () => own, ...who }
  }
}
