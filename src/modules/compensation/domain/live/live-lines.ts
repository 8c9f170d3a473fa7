import type { LineColumns } from '../frozen/columns.ts'
import type { OrderItem } from '../pay/order-book.ts'
import type { LineInput } from '../pay/pay-input.ts'
import type { Window } from '../pay/volumes.ts'
import {
  ALWAYS,
  compareHeads,
  lyingOrders,
  type Coded,
  type LyingOrder,
  type LyingOrders,
} from './lying-orders.ts'
import { madeList } from './people-list.ts'

/** The order lines of a period, most of them as columns: what a person is asked about is made of them when it is asked. */
export type LiveLines = Readonly<{
  /** The lines of an order that is known. */
  known: (orderId: string) => readonly LineInput[] | undefined
  add: (lines: readonly LineInput[]) => void
  /** Orders of a stretch of time that a person bought or sold, in order of time and id. */
  ordersOf: (person: number, within?: Window) => readonly OrderItem[]
  orderOf: (id: string) => OrderItem | undefined
  /** The orders of a party, in the same order. */
  ordersAt: (party: string) => readonly OrderItem[]
  /** Everybody's orders in the same order, each made when it is looked at. */
  orders: () => readonly OrderItem[]
  /** Those of them that came since the columns were made. */
  later: () => readonly OrderItem[]
  /** Grows with every line that comes. */
  version: () => number
  /** When something was ordered, as often as it comes. */
  instants: () => Iterable<number>
  /** All lines as a walk reads them. */
  all: () => readonly LineInput[]
  /** How many stretches of columns there are; many of them are looked through slowly. */
  stretches: () => number
}>

/** `isNumbered` says whether it is asked which order of the buyer an order is. */
export function liveLines(base: LineColumns, people: Coded, isNumbered = false): LiveLines {
  const lying = lyingOrders(base, people)
  let version = 0
  // Who does not ask for the number does not pay for looking.
  const itemOf = (one: LyingOrder): OrderItem => one.itemOf(isNumbered ? numberAmong(lying, one) : 1)
  return {
    known: (id) => lying.by(id)?.lines(),
    add(lines) {
      version += 1
      lying.add(lines)
    },
    ordersOf: (person, within = ALWAYS) => lying.of(person, within).map(itemOf),
    orderOf(id) {
      const one = lying.by(id)
      return one && itemOf(one)
    },
    ordersAt: (party) => lying.at(party).map(itemOf),
    orders() {
      const known = lying.inTime()
      return madeList(
        () => known.length,
        (at) => {
          const one = known[at]
          return one && itemOf(one)
        },
      )
    },
    later: () => lying.later().map(itemOf),
    version: () => version,
    instants: lying.instants,
    all: lying.lines,
    stretches: lying.stretches,
  }
}

/** Which order of its buyer an order is: 0 for returns and for guests. */
function numberAmong({ of }: LyingOrders, order: LyingOrder): number {
  const { buyer, isReturn } = order
  if (isReturn || buyer < 0) return 0
  return of(buyer, ALWAYS).filter(
    (one) => one.buyer === buyer && !one.isReturn && (one.id === order.id || compareHeads(one, order) < 0),
  ).length
}
