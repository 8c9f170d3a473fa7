import type { Expression, ValueType } from '../language/expression.ts'
import type { FactInput } from '../pay/pay-input.ts'
import { standsAs } from './changes.ts'
import { count, NOTHING, sumOf } from './fraction.ts'
import {
  amountOf,
  boughtAt,
  dayOf,
  daysBetween,
  fileVolumeOf,
  guestsOf,
  quantityOf,
  type Order,
  type Party,
} from './order-book.ts'
import { planMoney } from './paid-out.ts'
import { follow, type Item, type Scene } from './scene.ts'
import type { Figure, World } from './world.ts'

type FieldName = Extract<Expression, { node: 'field' }>

/** The value of a name: of the item that is looked at, or of one that hops lead to. */
export function fieldValue(field: FieldName, scene: Scene): Figure {
  const item = field.hops.reduce((from, hop) => follow(scene, from, hop), scene.item)
  const { world } = scene
  if (field.of === 'fact') return factOf(world, item, field.name)
  if (field.of === 'period') return periodDay(world, field.name)
  if (item.is === 'nothing') return emptyOf(field.type)
  if (field.of === 'attribute') return attributeOf(world, item, field.name)
  if (item.is === 'person' || item.is === 'walk') return personValue(world, item, field)
  if (item.is === 'party') return partyValue(world, item.party, field.name)
  return orderValue(world, item, field)
}

/** What a name gives where nobody and nothing is named. */
function emptyOf(type: ValueType): Figure {
  if (type === 'number' || type === 'rank') return NOTHING
  return type === 'condition' ? false : ''
}

function periodDay(world: World, name: string): string {
  const { fromMs, untilMs } = world.period
  return dayOf(name === 'period start' ? fromMs : untilMs - 1, world.plan.timeZone)
}

function attributeOf(world: World, item: Exclude<Item, { is: 'nothing' }>, name: string): string {
  if (item.is === 'person' || item.is === 'walk') return world.people.get(item.id)?.attributes.get(name) ?? ''
  if (item.is === 'party') return item.party.given.attributes.get(name) ?? ''
  const line = item.is === 'line' ? item.line.given : item.order.first
  return line.attributes.get(name) ?? ''
}

/**
 * A fact that holds at the end of the period: the person's, else that of the market, else the company's; an order's or
 * party's own, else that of its seller.
 */
function factOf(world: World, item: Item, name: string): string {
  if (item.is === 'nothing') return factAt(world, 'company', '', name) ?? ''
  if (item.is === 'person' || item.is === 'walk') return personFact(world, item.id, name)
  if (item.is === 'party') {
    const { partyId, sellerId } = item.party.given
    return factAt(world, 'party', partyId, name) ?? personFact(world, sellerId, name)
  }
  const order = item.is === 'line' ? item.line.order : item.order
  return factAt(world, 'order', order.id, name) ?? personFact(world, order.sellerId, name)
}

function personFact(world: World, id: string, name: string): string {
  const market = world.people.get(id)?.attributes.get('market') ?? ''
  const own = factAt(world, 'person', id, name) ?? factAt(world, 'market', market, name)
  return own ?? factAt(world, 'company', '', name) ?? ''
}

function factAt(world: World, scope: FactInput['scope'], id: string, name: string) {
  const atMs = world.period.untilMs - 1
  return world.input.facts
    .filter((fact) => fact.scope === scope && (scope === 'company' || fact.id === id) && fact.name === name)
    .filter((fact) => (fact.fromMs ?? -Infinity) <= atMs && atMs < (fact.untilMs ?? Infinity))
    .toSorted((a, b) => (a.fromMs ?? -Infinity) - (b.fromMs ?? -Infinity))
    .at(-1)?.value
}

function personValue(world: World, item: Extract<Item, { is: 'person' | 'walk' }>, field: FieldName): Figure {
  const { id } = item
  if (field.of === 'volume') return world.volume(id, field.name)
  if (field.of === 'measure') return world.measure(id, field.name)
  if (item.is === 'walk' && field.name === 'level') return count(item.step.level)
  if (item.is === 'walk' && field.name === 'path rank') return count(item.step.pathRank)
  const person = world.people.get(id)
  const zone = world.plan.timeZone
  const joined = person?.joinedAtMs === undefined ? '' : dayOf(person.joinedAtMs, zone)
  switch (field.name) {
    case 'active':
      return world.active(id)
    case 'rank':
      return count(world.rank(id))
    case 'earned rank':
      return count(world.earnedRank(id))
    case 'career rank':
      return count(world.careerRank(id))
    case 'previous rank':
      return count(world.previousRank(id))
    case 'kind':
      return standsAs(world, id, 'kind', standingTime(world, item))
    case 'status':
      return standsAs(world, id, 'status', standingTime(world, item))
    case 'joined':
      return joined
    case 'days since joining': {
      const atMs = item.is === 'person' ? (item.atMs ?? world.period.untilMs - 1) : world.period.untilMs - 1
      return daysBetween(joined, dayOf(atMs, zone))
    }
    case 'market':
      return person?.attributes.get('market') ?? ''
    case 'side':
      return world.field.sideOf(item.tree, id)
    default:
      throw new Error(`a person has no ${field.name}`)
  }
}

/** When kind and status of somebody are looked at, where that is not the end of the period. */
function standingTime({ plan }: World, item: Extract<Item, { is: 'person' | 'walk' }>): number | undefined {
  if (item.is === 'walk') return item.step.payeeMs
  return item.payeeMs ?? (plan.changes?.orders === 'at_order' ? item.atMs : undefined)
}

function orderValue(world: World, item: Extract<Item, { is: 'order' | 'line' }>, field: FieldName): Figure {
  const order: Order = item.is === 'line' ? item.line.order : item.order
  const lines = item.is === 'line' ? [item.line.given] : order.lines
  const line = item.is === 'line' ? item.line.given : order.first
  if (field.of === 'order volume') return fileVolumeOf(lines, field.name)
  switch (field.name) {
    case 'amount':
      return planMoney(world, order, amountOf(lines))
    case 'quantity':
      return quantityOf(lines)
    case 'type':
      return line.type
    case 'product':
      return line.product
    case 'category':
      return line.category
    case 'currency':
      return line.currency
    case 'date':
      return dayOf(order.atMs, world.plan.timeZone)
    case 'order number':
      return count(world.book.numberOf(order))
    case 'own purchase':
      return order.buyerId !== '' && order.buyerId === order.sellerId
    case 'guest':
      return order.buyerId === ''
    case 'buyer':
      return order.buyerId
    case 'seller':
      return order.sellerId
    case 'party':
      return order.first.partyId
    default:
      throw new Error(`an order has no ${field.name}`)
  }
}

function partyValue(world: World, party: Party, name: string): Figure {
  switch (name) {
    case 'type':
      return party.given.type
    case 'total':
      return sumOf(party.orders.map((one) => planMoney(world, one, amountOf(one.lines))))
    case 'orders':
      return count(boughtAt(party).length)
    case 'guests':
      return count(guestsOf(party))
    case 'date':
      return dayOf(party.given.atMs, world.plan.timeZone)
    case 'host':
      return party.given.hostId
    case 'seller':
      return party.given.sellerId
    default:
      throw new Error(`a party has no ${name}`)
  }
}
