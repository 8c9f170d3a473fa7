import type { Hop } from '../../language/expression.ts'
import type { OrderItem, PartyItem } from '../../pay/order-book.ts'
import type { World } from '../../pay/world.ts'

/** Everybody beside a person in the orders and parties in which the person is what a hop leads to. */
export function* othersIn({ items, book }: World, hop: Hop, person: number): Generator<number> {
  const partyOf = ({ partyId }: OrderItem): PartyItem | undefined =>
    partyId === '' ? undefined : book.partyOf(partyId)
  const orders = [
    ...(hop === 'buyer' ? items.purchases(person) : []),
    ...(hop === 'seller' ? items.sales(person) : []),
  ]
  for (const order of orders) yield* inOrder(order, partyOf(order))
  const parties = [
    ...(hop === 'host' ? items.hosted(person) : []),
    ...(hop === 'seller' ? items.held(person) : []),
  ]
  for (const party of parties) {
    yield* inParty(party)
    for (const order of party.orders) yield* inOrder(order, undefined)
  }
}

function* inOrder({ buyer, seller }: OrderItem, party: PartyItem | undefined): Generator<number> {
  if (buyer >= 0) yield buyer
  if (seller >= 0) yield seller
  if (party) yield* inParty(party)
}

function* inParty({ host, seller }: PartyItem): Generator<number> {
  if (host >= 0) yield host
  if (seller >= 0) yield seller
}
