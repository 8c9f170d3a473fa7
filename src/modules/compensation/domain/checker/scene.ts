import type { Hop } from '../language/expression.ts'
import type { Bonus } from '../language/plan.ts'
import type { Order, Party } from './order-book.ts'
import type { OrderLine, World } from './world.ts'

/**
 * What bare names are about. `tree` is the tree in which `side` is read; `atMs` is the time of the order that named somebody,
 * `payeeMs` that at which a payee is looked at, where these differ from the period's end.
 */
export type Item =
  | Readonly<{ is: 'person'; id: string; tree: string; atMs?: number; payeeMs?: number | undefined }>
  | Readonly<{ is: 'walk'; id: string; tree: string; step: WalkStep }>
  | Readonly<{ is: 'order'; order: Order }>
  | Readonly<{ is: 'line'; line: OrderLine }>
  | Readonly<{ is: 'party'; party: Party }>
  | Readonly<{ is: 'nothing' }>

/** Where a walk stands: the source that it came from, the level, and the highest rank between. */
export type WalkStep = Readonly<{
  level: number
  source: string
  line: OrderLine | undefined
  pathRank: number
  payeeMs?: number | undefined
}>

/** Where a rule is evaluated; `self` is the person outside of aggregates, missing until one is entered. */
export type Scene = Readonly<{ world: World; item: Item; self: Item | undefined }>

export function personScene(world: World, id: string, tree = 'sponsor', payeeMs?: number): Scene {
  return { world, item: { is: 'person', id, tree, payeeMs }, self: undefined }
}

/** A person whom a rule of a bonus is asked about: sides are those of the bonus's tree. */
export function payeeScene(world: World, bonus: Bonus, id: string, payeeMs?: number): Scene {
  return personScene(world, id, 'tree' in bonus ? bonus.tree : 'sponsor', payeeMs)
}

export function companyScene(world: World): Scene {
  return { world, item: { is: 'nothing' }, self: undefined }
}

const nothing: Item = { is: 'nothing' }

function person(id: string, tree: string, atMs?: number): Item {
  if (id === '') return nothing
  return atMs === undefined ? { is: 'person', id, tree } : { is: 'person', id, tree, atMs }
}

/** Follows one hop from an item, such as `buyer` of an order. Where nobody is named it leads to nothing. */
export function follow(scene: Scene, item: Item, hop: Hop): Item {
  if (hop === 'self') return scene.self ?? nothing
  if (item.is === 'walk') return fromWalk(item, hop)
  if (item.is === 'order' || item.is === 'line') return fromOrder(scene, item, hop)
  if (item.is !== 'party') return nothing
  if (hop === 'host') return person(item.party.given.hostId, 'sponsor')
  if (hop === 'seller') return person(item.party.given.sellerId, 'sponsor')
  return hop === 'party' ? item : nothing
}

function fromWalk(item: Extract<Item, { is: 'walk' }>, hop: Hop): Item {
  if (hop === 'source') {
    const source = person(item.step.source, item.tree)
    return source.is === 'person' ? { ...source, payeeMs: item.step.payeeMs } : source
  }
  if (hop === 'line' && item.step.line) return { is: 'line', line: item.step.line }
  return nothing
}

function fromOrder(scene: Scene, item: Extract<Item, { is: 'order' | 'line' }>, hop: Hop): Item {
  const order = item.is === 'line' ? item.line.order : item.order
  if (hop === 'order') return { is: 'order', order }
  if (hop === 'buyer') return person(order.buyerId, 'sponsor', order.atMs)
  if (hop === 'seller') return person(order.sellerId, 'sponsor', order.atMs)
  const party = hop === 'party' ? scene.world.book.party(order.first.partyId) : undefined
  return party ? { is: 'party', party } : nothing
}

/** The order that an item is, or belongs to. */
export function orderOfItem(item: Item): Order | undefined {
  if (item.is === 'order') return item.order
  if (item.is === 'line') return item.line.order
  return item.is === 'walk' ? item.step.line?.order : undefined
}
