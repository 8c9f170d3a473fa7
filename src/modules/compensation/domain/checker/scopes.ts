import type { Scope } from '../language/expression.ts'
import type { Order, Party } from './order-book.ts'
import type { Item, Scene } from './scene.ts'
import type { World } from './world.ts'

/** The scenes of the items of a scope, in a fixed order: people by id, orders by time. `where` is not applied here. */
export function scenesOf(scope: Scope, outer: Scene): readonly Scene[] {
  if (scope.items === 'last periods' || scope.items === 'previous periods') return periodScenes(scope, outer)
  const self = outer.self ?? (isPersonal(outer.item) ? outer.item : undefined)
  return itemsOf(scope, outer).map((item) => ({ ...outer, item, self }))
}

function isPersonal(item: Item): item is Extract<Item, { id: string }> {
  return item.is === 'person' || item.is === 'walk'
}

/** The same person as in other periods; `self` is looked at there too. */
function periodScenes(scope: Scope, outer: Scene): readonly Scene[] {
  const { item } = outer
  if (!isPersonal(item)) return []
  const worlds = outer.world.periods(scope.items === 'last periods' ? 'last' : 'previous', scope.periods)
  return worlds.map((world) => ({
    world,
    item: { is: 'person', id: item.id, tree: item.tree },
    self: outer.self ?? item,
  }))
}

function itemsOf(scope: Scope, outer: Scene): readonly Item[] {
  const { world, item } = outer
  if (scope.items === 'everyone') return people(world.field.ids, 'sponsor')
  if (scope.items === 'lines')
    return item.is === 'order' ? item.order.lines.map((given) => lineItem(given, item.order)) : []
  if (item.is === 'party') return scope.items === 'sales' ? item.party.orders.map(orderItem) : []
  return isPersonal(item) ? itemsOfPerson(scope, world, item.id) : []
}

function itemsOfPerson(scope: Scope, world: World, id: string): readonly Item[] {
  const { field, period, book } = world
  const inside = (atMs: number) => period.fromMs <= atMs && atMs < period.untilMs
  const orders = book.orders.filter((order) => inside(order.atMs))
  const purchases = orders.filter((order) => order.buyerId === id)
  const sales = orders.filter((order) => order.sellerId === id)
  // A party lies in the period in which it closes.
  const parties = book.parties.filter((party) => inside(party.given.closedAtMs ?? party.given.atMs))
  switch (scope.items) {
    case 'legs':
      return people(field.legsOf(scope.tree, id), scope.tree)
    case 'team':
      return people([id, ...field.downlineOf(scope.tree, id).map((one) => one.id)], scope.tree)
    case 'downline':
      return people(
        field.downlineOf(scope.tree, id).map((one) => one.id),
        scope.tree,
      )
    case 'levels':
      return people(
        field
          .downlineOf(scope.tree, id)
          .filter(({ steps }) => scope.from <= steps && steps <= scope.to)
          .map((one) => one.id),
        scope.tree,
      )
    case 'upline':
      return people(field.uplineOf(scope.tree, id), scope.tree)
    case 'positions':
      return people(field.positionsOf(id), 'sponsor')
    case 'purchases':
      return purchases.map(orderItem)
    case 'sales':
      return sales.map(orderItem)
    case 'purchase lines':
      return purchases.flatMap((order) => order.lines.map((given) => lineItem(given, order)))
    case 'sale lines':
      return sales.flatMap((order) => order.lines.map((given) => lineItem(given, order)))
    case 'hosted parties':
      return parties.filter((party) => party.given.hostId === id).map(partyItem)
    case 'held parties':
      return parties.filter((party) => party.given.sellerId === id).map(partyItem)
    default:
      return []
  }
}

function people(ids: readonly string[], tree: string): readonly Item[] {
  return ids.map((id) => ({ is: 'person', id, tree }))
}

function orderItem(order: Order): Item {
  return { is: 'order', order }
}

function lineItem(given: Order['first'], order: Order): Item {
  return { is: 'line', line: { given, order } }
}

function partyItem(party: Party): Item {
  return { is: 'party', party }
}
