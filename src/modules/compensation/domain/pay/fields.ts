import { unreachable } from '#shared/unreachable.ts'
import { add, exactOf, ZERO, type Exact } from '#shared/exact.ts'
import type { Expression, Hop } from '../language/expression.ts'
import type { Frame } from '../language/names.ts'
import type { Value } from '../language/value.ts'
import { inPlanCurrency } from './convert.ts'
import { daysBetween } from './evaluate.ts'
import { overLines, type LineItem, type OrderItem, type PartyItem } from './order-book.ts'
import type { At, Evaluate, World } from './world.ts'

type Field = Extract<Expression, { node: 'field' }>

/** What a name is about: one of these, by where its hops lead. */
type Thing =
  | Readonly<{
      is: 'person'
      of: (at: At) => number
      untilMs: (at: At) => number | undefined
      /** When kind and status are looked at; undefined for the end of the period. */
      changedMs: (at: At) => number | undefined
    }>
  | Readonly<{ is: 'order'; of: (at: At) => OrderItem | undefined }>
  | Readonly<{ is: 'line'; of: (at: At) => LineItem | undefined }>
  | Readonly<{ is: 'party'; of: (at: At) => PartyItem | undefined }>
  | Readonly<{ is: 'company' }>

export function compileField(world: World, field: Field, frame: Frame): Evaluate {
  const thing = field.hops.reduce<Thing>((from, hop) => hopped(world, from, hop), start(frame))
  if (field.of === 'period') return periodField(world, field.name)
  if (field.of === 'walk')
    return field.name === 'level' ? (at) => exactOf(at.level) : (at) => exactOf(at.pathRank)
  switch (thing.is) {
    case 'person':
      return personField(world, field, thing)
    case 'order':
      return orderField(world, field, thing.of)
    case 'line':
      return lineField(world, field, thing.of)
    case 'party':
      return partyField(world, field, thing.of)
    case 'company':
      return () =>
        field.of === 'fact' ? world.fact({ scope: 'person', id: '', person: -1 }, field.name) : ''
    default:
      return unreachable(thing)
  }
}

function start(frame: Frame): Thing {
  if (frame === 'person' || frame === 'walk')
    return {
      is: 'person',
      of: (at) => at.person,
      untilMs: () => undefined,
      changedMs: (at) => (at.inside ? undefined : at.payeeMs),
    }
  if (frame === 'order') return { is: 'order', of: (at) => at.order }
  if (frame === 'line') return { is: 'line', of: (at) => at.line }
  return frame === 'party' ? { is: 'party', of: (at) => at.party } : { is: 'company' }
}

function hopped(world: World, from: Thing, hop: Hop): Thing {
  const now = { untilMs: () => undefined, changedMs: (at: At) => at.payeeMs }
  if (hop === 'self') return { is: 'person', of: (at) => at.self, ...now }
  if (hop === 'source') return { is: 'person', of: (at) => at.source, ...now }
  if (hop === 'line') return { is: 'line', of: (at) => at.line }
  if (from.is === 'party') {
    if (hop === 'party') return from
    return {
      is: 'person',
      of: (at) => (hop === 'host' ? from.of(at)?.host : from.of(at)?.seller) ?? -1,
      ...now,
      changedMs: () => undefined,
    }
  }
  const order = orderOf(from)
  if (hop === 'order') return { is: 'order', of: order }
  if (hop === 'party') return { is: 'party', of: (at) => partyOf(world, order(at)) }
  return {
    is: 'person',
    of: (at) => (hop === 'buyer' ? order(at)?.buyer : order(at)?.seller) ?? -1,
    untilMs: (at) => order(at)?.atMs,
    changedMs: (at) => (world.plan.changes?.orders === 'at_order' ? order(at)?.atMs : undefined),
  }
}

function orderOf(thing: Thing): (at: At) => OrderItem | undefined {
  if (thing.is === 'order') return thing.of
  if (thing.is === 'line') return (at) => thing.of(at)?.order
  throw new Error('a name leads to an order from where there is none')
}

function partyOf(world: World, order: OrderItem | undefined): PartyItem | undefined {
  return order && world.book.partyOf(order.partyId)
}

function periodField(world: World, name: string): Evaluate {
  const day = name === 'period start' ? world.day(world.period.fromMs) : world.day(world.period.untilMs - 1)
  return () => day
}

function personField(world: World, field: Field, thing: Extract<Thing, { is: 'person' }>): Evaluate {
  const nobody: Value =
    field.type === 'condition' ? false : field.type === 'number' || field.type === 'rank' ? ZERO : ''
  const of = knownPersonField(world, field)
  if (of === undefined) {
    const key = columnKey(field)
    const column = world.column(key)
    return (at) => {
      const person = thing.of(at)
      return person < 0 ? nobody : column(person)
    }
  }
  return (at) => {
    const person = thing.of(at)
    return person < 0 ? nobody : of(person, at, thing)
  }
}

/** The key of a column: `volume:PV`, `measure:legs`, `active`, `rank` … */
export function columnKey(field: Pick<Field, 'of' | 'name'>): string {
  return field.of === 'person' ? field.name : `${field.of}:${field.name}`
}

type PersonRead = (person: number, at: At, thing: Extract<Thing, { is: 'person' }>) => Value

/** Fields that are no columns; undefined for those that are. */
function knownPersonField(world: World, field: Field): PersonRead | undefined {
  const { people, kind, status } = world.population
  const lastMs = world.period.untilMs - 1
  if (field.of === 'attribute') return (person) => people[person]?.attributes.get(field.name) ?? ''
  if (field.of === 'fact')
    return (person) => world.fact({ scope: 'person', id: people[person]?.id ?? '', person }, field.name)
  if (field.of !== 'person') return undefined
  switch (field.name) {
    case 'kind':
      return (person, at, thing) => kind(person, thing.changedMs(at) ?? lastMs)
    case 'status':
      return (person, at, thing) => status(person, thing.changedMs(at) ?? lastMs)
    case 'market':
      return (person) => people[person]?.attributes.get('market') ?? ''
    case 'side':
      return (person, at) => world.population.tree(at.tree).side[person] ?? ''
    case 'joined':
      return (person) => joinedDay(world, person)
    case 'days since joining':
      return (person, at, thing) =>
        daysBetween(joinedDay(world, person), world.day(thing.untilMs(at) ?? lastMs))
    default:
      return undefined
  }
}

function joinedDay(world: World, person: number): string {
  const joinedAtMs = world.population.people[person]?.joinedAtMs
  return joinedAtMs === undefined ? '' : world.day(joinedAtMs)
}

function orderField(world: World, field: Field, of: (at: At) => OrderItem | undefined): Evaluate {
  const nothing: Value = field.type === 'condition' ? false : field.type === 'number' ? ZERO : ''
  const read = orderRead(world, field)
  return (at) => {
    const order = of(at)
    return order === undefined ? nothing : read(order)
  }
}

function orderRead(world: World, field: Field): (order: OrderItem) => Value {
  const sum = (value: (line: LineItem) => Exact) => (order: OrderItem) => overLines(order, value)
  if (field.of === 'order volume') return sum((line) => line.volume(field.name))
  if (field.of === 'attribute') return (order) => order.attributes.get(field.name) ?? ''
  if (field.of === 'fact')
    return (order) => world.fact({ scope: 'order', id: order.id, person: order.seller }, field.name)
  if (field.name === 'amount') return (order) => moneyOf(world, order)
  if (field.name === 'quantity') return sum((line) => line.quantity)
  return plainOrderRead(world, field.name)
}

/** Fields that a line shares with its order. */
function plainOrderRead(world: World, name: string): (order: OrderItem) => Value {
  const idOf = (person: number): string => world.population.people[person]?.id ?? ''
  switch (name) {
    case 'type':
      return (order) => order.type
    case 'currency':
      return (order) => order.currency
    case 'date':
      return (order) => world.day(order.atMs)
    case 'order number':
      return (order) => exactOf(order.number)
    case 'own purchase':
      return (order) => order.buyer >= 0 && order.buyer === order.seller
    case 'guest':
      return (order) => order.buyer < 0
    case 'buyer':
      return (order) => idOf(order.buyer)
    case 'seller':
      return (order) => idOf(order.seller)
    case 'party':
      return (order) => order.partyId
    default:
      return () => ''
  }
}

function lineField(world: World, field: Field, of: (at: At) => LineItem | undefined): Evaluate {
  const nothing: Value = field.type === 'condition' ? false : field.type === 'number' ? ZERO : ''
  const read = lineRead(world, field)
  return (at) => {
    const line = of(at)
    return line === undefined ? nothing : read(line)
  }
}

function lineRead(world: World, field: Field): (line: LineItem) => Value {
  if (field.of === 'order volume') return (line) => line.volume(field.name)
  if (field.of === 'attribute') return (line) => line.input.attributes.get(field.name) ?? ''
  if (field.of === 'fact')
    return (line) => world.fact({ scope: 'order', id: line.order.id, person: line.order.seller }, field.name)
  if (field.name === 'amount') return (line) => inPlanCurrency(world, line.order, line.amount)
  if (field.name === 'quantity') return (line) => line.quantity
  if (field.name === 'product') return (line) => line.input.product
  if (field.name === 'category') return (line) => line.input.category
  const ofOrder = plainOrderRead(world, field.name)
  return (line) => ofOrder(line.order)
}

function partyField(world: World, field: Field, of: (at: At) => PartyItem | undefined): Evaluate {
  const nothing: Value = field.type === 'number' ? ZERO : ''
  const read = partyRead(world, field)
  return (at) => {
    const party = of(at)
    return party === undefined ? nothing : read(party)
  }
}

function partyRead(world: World, field: Field): (party: PartyItem) => Value {
  const idOf = (person: number): string => world.population.people[person]?.id ?? ''
  if (field.of === 'attribute') return (party) => party.input.attributes.get(field.name) ?? ''
  if (field.of === 'fact')
    return (party) =>
      world.fact({ scope: 'party', id: party.input.partyId, person: party.seller }, field.name)
  switch (field.name) {
    case 'type':
      return (party) => party.input.type
    case 'total':
      return (party) => party.orders.reduce<Exact>((sum, order) => add(sum, moneyOf(world, order)), ZERO)
    case 'orders':
      return (party) => exactOf(boughtAt(party).length)
    case 'guests':
      return (party) => exactOf(guestsOf(party))
    case 'date':
      return (party) => world.day(party.input.atMs)
    case 'host':
      return (party) => idOf(party.host)
    default:
      return (party) => idOf(party.seller)
  }
}

function moneyOf(world: World, order: OrderItem): Exact {
  return inPlanCurrency(
    world,
    order,
    overLines(order, (line) => line.amount),
  )
}

/** What was bought at a party: a return is neither an order nor a guest. */
function boughtAt({ orders }: PartyItem): readonly OrderItem[] {
  return orders.filter((order) => order.type !== 'return')
}

/** Different buyers besides host and seller; an order of nobody is a guest of its own. */
function guestsOf(party: PartyItem): number {
  const orders = boughtAt(party)
  const buyers = new Set(orders.map((order) => order.buyer))
  for (const one of [-1, party.host, party.seller]) buyers.delete(one)
  return buyers.size + orders.filter((order) => order.buyer < 0).length
}
