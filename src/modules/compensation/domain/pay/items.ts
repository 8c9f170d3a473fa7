import type { OrderBook } from './order-book.ts'
import type { Window } from './volumes.ts'
import type { ItemsOf } from './world.ts'

/** Orders and parties of people within a stretch of time. */
export function itemsIn(book: OrderBook, people: number, window: Window): ItemsOf {
  const within = (atMs: number): boolean => atMs >= window.fromMs && atMs < window.untilMs
  const orders = book.orders.filter((order) => within(order.atMs))
  const parties = book.parties.filter((party) => within(party.input.closedAtMs ?? party.input.atMs))
  const byBuyer = Map.groupBy(orders, (order) => order.buyer)
  const bySeller = Map.groupBy(orders, (order) => order.seller)
  const byHost = Map.groupBy(parties, (party) => party.host)
  const byHolder = Map.groupBy(parties, (party) => party.seller)
  const of =
    <T>(map: ReadonlyMap<number, readonly T[]>) =>
    (person: number): readonly T[] =>
      person >= 0 && person < people ? (map.get(person) ?? []) : []
  return { purchases: of(byBuyer), sales: of(bySeller), hosted: of(byHost), held: of(byHolder) }
}
