import type { Expression, Hop } from '../../language/expression.ts'
import { readsSelf } from '../../language/reads.ts'
import type { OrderItem, PartyItem } from '../../pay/order-book.ts'
import { below } from '../../pay/tree.ts'
import type { World } from '../../pay/world.ts'

/** Who looks at a person from elsewhere than above. */
export type Readers = Readonly<{
  of: (person: number) => Iterable<number>
  /** Whether they are asked again for whoever changed in whatever way, such as somebody who is new. */
  alsoOfNew: boolean
}>

/** Whom rules with these parts have to be asked about again when something else is read of a person. */
export function readersOf(parts: readonly Expression[], world: () => World): readonly Readers[] {
  const found: Readers[] = []
  const scopes = parts.filter((part) => part.node === 'aggregate')
  const trees = new Set(scopes.flatMap(({ scope }) => (scope.items === 'upline' ? [scope.tree] : [])))
  // Files and profiles are of no column; only where they are read is everybody below asked again for any change of a person.
  const plain = parts.some((part) => part.node === 'field' && isOfPeople(part))
  for (const tree of trees)
    found.push({ of: (person) => below(world().population.tree(tree), person, false), alsoOfNew: plain })
  if (scopes.some(({ scope }) => scope.items === 'positions'))
    found.push({ of: (person) => world().population.positions(person), alsoOfNew: true })
  if (scopes.some((part) => part.scope.items === 'everyone' && readsSelf(part)))
    found.push({ of: () => world().population.people.keys(), alsoOfNew: true })
  const hops = hopsIn(parts)
  if (hops.size > 0) found.push({ of: (person) => othersIn(world(), hops, person), alsoOfNew: true })
  return found
}

function isOfPeople({ of, name }: Extract<Expression, { node: 'field' }>): boolean {
  return (
    of === 'attribute' || of === 'fact' || (of === 'person' && ['kind', 'status', 'market'].includes(name))
  )
}

/** How rules lead from orders and parties to the people in them. */
function hopsIn(parts: readonly Expression[]): ReadonlySet<Hop> {
  const hops = parts.flatMap((part) => (part.node === 'field' ? part.hops : []))
  return new Set(hops.filter((hop) => hop === 'buyer' || hop === 'seller' || hop === 'host'))
}

/** Everybody beside a person in the orders and parties in which the person is what a rule leads to. */
function* othersIn({ items, book }: World, hops: ReadonlySet<Hop>, person: number): Generator<number> {
  const partyOf = ({ partyId }: OrderItem): PartyItem | undefined =>
    partyId === '' ? undefined : book.partyOf(partyId)
  const orders = [
    ...(hops.has('buyer') ? items.purchases(person) : []),
    ...(hops.has('seller') ? items.sales(person) : []),
  ]
  for (const order of orders) yield* inOrder(order, partyOf(order))
  const parties = [
    ...(hops.has('host') ? items.hosted(person) : []),
    ...(hops.has('seller') ? items.held(person) : []),
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
