import type { LineColumns } from '../frozen/columns.ts'
import { lineColumns } from '../frozen/frozen-lines.ts'
import { orderOf, type OrderItem } from '../pay/order-book.ts'
import type { LineInput } from '../pay/pay-input.ts'
import type { Window } from '../pay/volumes.ts'
import { columnOrders, type ColumnOrders } from './column-orders.ts'
import type { LineIndex } from './line-index.ts'
import { ordersInTime, type OrderHead } from './orders-in-time.ts'
import { recentLines } from './recent-lines.ts'

/** The codes of people and their places. */
export type Coded = Readonly<{
  codeOf: (place: number) => string
  numberOf: (code: string) => number | undefined
}>

/** An order where it lies: what is looked at before it is made. */
export type LyingOrder = OrderHead &
  Readonly<{
    buyer: number
    isReturn: boolean
    lines: () => readonly LineInput[]
    /** The order, with the number that it has among those of its buyer. */
    itemOf: (number: number) => OrderItem
  }>

/** Orders in columns, and behind them those that came since: first as they came, and in columns of their own when they are many. */
export type LyingOrders = Readonly<{
  add: (lines: readonly LineInput[]) => void
  by: (id: string) => LyingOrder | undefined
  /** Those that a person bought or sold in a stretch of time, and those of a party, in order of time and id. */
  of: (person: number, within: Window) => readonly LyingOrder[]
  at: (party: string) => readonly LyingOrder[]
  /** All in the same order, and those that came since the columns were made. */
  inTime: () => readonly LyingOrder[]
  later: () => readonly LyingOrder[]
  instants: () => Iterable<number>
  lines: () => readonly LineInput[]
  stretches: () => number
}>

export const ALWAYS: Window = { fromMs: -Infinity, untilMs: Infinity }

/** So many lines that came one by one are put into columns. */
const MOST_RECENT = 20_000

export function lyingOrders(base: LineColumns, people: Coded): LyingOrders {
  const first = columnOrders(base, people.codeOf)
  const stretches = [first]
  let recent = recentLines(people)
  let sorted: readonly LyingOrder[] | undefined
  const asLying = lyingAs(people)
  const among = (
    inColumns: (index: LineIndex) => readonly number[],
    since: readonly (readonly LineInput[])[],
    { fromMs, untilMs }: Window,
  ): readonly LyingOrder[] => {
    const found: LyingOrder[] = []
    for (const stretch of stretches)
      for (const order of inColumns(stretch.index)) {
        const atMs = stretch.lines.atMs[stretch.index.rowsOf(order).from] ?? 0
        if (atMs >= fromMs && atMs < untilMs) found.push(lyingIn(stretch, order))
      }
    for (const own of since) {
      const lying = asLying(own)
      if (lying.atMs >= fromMs && lying.atMs < untilMs) found.push(lying)
    }
    // Orders of one stretch lie in their order.
    return stretches.length + since.length > 1 ? found.toSorted(compareHeads) : found
  }
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
      stretches.push(columnOrders(lineColumns(recent.all(), { get: people.numberOf }), people.codeOf))
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
    of: (person, within) => among((index) => index.ordersOf(person), recent.ordersOf(person), within),
    at: (party) => among((index) => index.ordersAt(party), recent.ordersAt(party), ALWAYS),
    inTime: () => (sorted ??= ordersInTime(first.index.orders, (order) => lyingIn(first, order), later())),
    later,
    *instants() {
      for (const { lines } of stretches) yield* lines.atMs
      for (const { atMs } of recent.all()) yield atMs
    },
    lines: () => [...stretches.flatMap(({ all }) => all()), ...recent.all()],
    stretches: () => stretches.length,
  }
}

export function compareHeads(a: OrderHead, b: OrderHead): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : 1)
}

function lyingIn(of: ColumnOrders, order: number): LyingOrder {
  return new ColumnOrder(of, order)
}

/** An order that lies in columns; nothing of it is read before it is asked for. */
class ColumnOrder implements LyingOrder {
  readonly of: ColumnOrders
  readonly order: number
  readonly row: number

  constructor(of: ColumnOrders, order: number) {
    this.of = of
    this.order = order
    this.row = of.index.rowsOf(order).from
  }

  get id(): string {
    return this.of.index.idOf(this.order)
  }

  get atMs(): number {
    return this.of.lines.atMs[this.row] ?? 0
  }

  get buyer(): number {
    return this.of.lines.buyer[this.row] ?? -1
  }

  get isReturn(): boolean {
    const { words, place } = this.of.lines.type
    return words[place[this.row] ?? 0] === 'return'
  }

  lines(): readonly LineInput[] {
    return this.of.inputOf(this.order)
  }

  itemOf(number: number): OrderItem {
    return this.of.itemOf(this.order, number)
  }
}

function lyingAs({ numberOf }: Coded): (own: readonly LineInput[]) => LyingOrder {
  const placeOf = (code: string): number => (code === '' ? -1 : (numberOf(code) ?? -1))
  return (own) => {
    const [head] = own
    if (!head) throw new Error('an order without lines')
    const [buyer, seller] = [placeOf(head.buyerId), placeOf(head.sellerId)]
    return {
      atMs: head.atMs,
      id: head.orderId,
      buyer,
      isReturn: head.type === 'return',
      lines: () => own,
      itemOf: (number) => orderOf(head, own, { buyer, seller }, number),
    }
  }
}
