import { firstWhere } from '#shared/first-where.ts'
import { madeList } from './people-list.ts'

/** What says where an order lies among others. */
export type OrderHead = Readonly<{ atMs: number; id: string }>

/**
 * Orders that lie in their order, with a few later ones put among them: a list whose members are made when they are looked at.
 * `later` lies in order too.
 */
export function ordersInTime<T extends OrderHead>(
  count: number,
  at: (order: number) => T,
  later: readonly T[],
): readonly T[] {
  const total = count + later.length
  if (later.length === 0) return madeList(() => total, at)
  // The place among all of each later one; whoever lies between two of them comes from the columns.
  const places = Int32Array.from(
    later,
    (one, index) => index + firstWhere(count, (order) => !isBefore(at(order), one)),
  )
  return madeList(
    () => total,
    (place) => {
      const index = firstWhere(places.length, (one) => (places[one] ?? 0) >= place)
      return places[index] === place ? later[index] : at(place - index)
    },
  )
}

function isBefore(a: OrderHead, b: OrderHead): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.id < b.id)
}
