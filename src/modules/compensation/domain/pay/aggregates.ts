import { unreachable } from '#shared/unreachable.ts'
import { add, exactOf, exactText, ONE, ZERO } from '#shared/exact.ts'
import type { Scope } from '../language/expression.ts'
import type { Frame } from '../language/names.ts'
import { frameOf } from '../language/read-scope.ts'
import { isRolled, readsSelf, rolledKey, type Aggregate } from '../language/reads.ts'
import type { Value } from '../language/value.ts'
import { asExact, compareValues, compile } from './evaluate.ts'
import { below, levelsBelow } from './tree.ts'
import type { At, Evaluate, World } from './world.ts'

export function compileAggregate(world: World, aggregate: Aggregate, frame: Frame): Evaluate {
  const { scope } = aggregate
  const isCarried = isRolled(aggregate) && !mayFindNobody(aggregate)
  if (isCarried && (frame === 'person' || frame === 'walk')) return rolled(world, aggregate)
  if (scope.items === 'everyone' && !readsSelf(aggregate)) {
    const gathered = world.gathered(aggregate)
    if (gathered) return gathered
    let known: Value | undefined
    const evaluate = looped(world, aggregate, frame)
    return (at) => (known ??= evaluate(at))
  }
  return looped(world, aggregate, frame)
}

/**
 * Whether the least or greatest of a downline may have nobody in one leg: the column of that leg then says what nothing gives,
 * which must not be taken for somebody's value beside those of other legs.
 */
function mayFindNobody({ name, scope }: Aggregate): boolean {
  return (name === 'min' || name === 'max') && scope.items === 'downline' && scope.where !== undefined
}

function rolled(world: World, aggregate: Aggregate): Evaluate {
  const column = world.column(rolledKey(aggregate))
  if (aggregate.scope.items === 'team')
    return (at) => (at.person < 0 ? emptyOf(aggregate) : column(at.person))
  const tree = world.population.tree(aggregate.scope.tree)
  return (at) => {
    if (at.person < 0) return emptyOf(aggregate)
    let value = emptyOf(aggregate)
    let seen = false
    for (const child of tree.children(at.person)) {
      value = seen ? joined(aggregate, value, column(child)) : column(child)
      seen = true
    }
    return value
  }
}

/** The value of a person alone within a team's aggregate, and how two are joined; for the column that carries it up. */
export function rolledParts(world: World, aggregate: Aggregate) {
  const { where } = aggregate.scope
  const holds = where && compile(world, where, 'person')
  const of = aggregate.of && compile(world, aggregate.of, 'person')
  return {
    own: (at: At): Value | undefined => (holds && holds(at) !== true ? undefined : single(aggregate, of, at)),
    join: (a: Value | undefined, b: Value | undefined): Value | undefined =>
      a === undefined ? b : b === undefined ? a : joined(aggregate, a, b),
    empty: emptyOf(aggregate),
  }
}

function single(aggregate: Aggregate, of: Evaluate | undefined, at: At): Value {
  if (aggregate.name === 'count') return ONE
  if (aggregate.name === 'any') return true
  return of ? of(at) : ZERO
}

function joined(aggregate: Aggregate, a: Value, b: Value): Value {
  switch (aggregate.name) {
    case 'sum':
    case 'count':
      return add(asExact(a), asExact(b))
    case 'max':
      return compareValues(a, b) >= 0 ? a : b
    case 'min':
      return compareValues(a, b) <= 0 ? a : b
    case 'any':
      return a === true || b === true
    case 'all':
      return a === true && b === true
    case 'distinct':
      throw new Error('different values are counted, not joined')
    default:
      return unreachable(aggregate.name)
  }
}

/** What an aggregate over nothing gives. */
export function emptyOf(aggregate: Aggregate): Value {
  if (aggregate.name === 'any') return false
  if (aggregate.name === 'all') return true
  return aggregate.type === 'date' ? '' : ZERO
}

function looped(world: World, aggregate: Aggregate, frame: Frame): Evaluate {
  if (aggregate.scope.items.endsWith('periods')) return overPeriods(world, aggregate, frame)
  const items = itemsOf(world, aggregate.scope, frame)
  const inner = frameOf(aggregate.scope.items)
  const holds = aggregate.scope.where && compile(world, aggregate.scope.where, inner)
  const of = aggregate.of && compile(world, aggregate.of, inner)
  if (aggregate.name === 'distinct') return distinct(items, holds, of)
  return (at) => {
    let value: Value | undefined
    for (const item of items(at)) {
      if (holds && holds(item) !== true) continue
      const one = single(aggregate, of, item)
      value = value === undefined ? one : joined(aggregate, value, one)
      if (aggregate.name === 'any' && value === true) break
    }
    return value ?? emptyOf(aggregate)
  }
}

/** The same place in earlier periods, each as it was. */
function overPeriods(world: World, aggregate: Aggregate, frame: Frame): Evaluate {
  const { items, periods, where } = aggregate.scope
  const first = items === 'previous periods' ? 1 : 0
  const inPeriod = (steps: number) => {
    const then = world.back(first + steps)
    const holds = where && compile(then, where, frame)
    const of = aggregate.of && compile(then, aggregate.of, frame)
    return (at: At): Value | undefined =>
      holds && holds(at) !== true ? undefined : single(aggregate, of, at)
  }
  let known: readonly ((at: At) => Value | undefined)[] | undefined
  return (at) => {
    known ??= Array.from({ length: periods }, (_, steps) => inPeriod(steps))
    const values = known.map((one) => one(at)).filter((value) => value !== undefined)
    if (aggregate.name === 'distinct')
      return exactOf(new Set(values.map(textOf).filter((text) => text !== '')).size)
    return values.length === 0 ? emptyOf(aggregate) : values.reduce((a, b) => joined(aggregate, a, b))
  }
}

function textOf(value: Value): string {
  return typeof value === 'object' || typeof value === 'number' ? exactText(value) : String(value)
}

/** Different values; nobody and nothing ('') are none. */
function distinct(
  items: (at: At) => Iterable<At>,
  holds: Evaluate | undefined,
  of: Evaluate | undefined,
): Evaluate {
  return (at) => {
    const seen = new Set<string>()
    for (const item of items(at)) {
      if (holds && holds(item) !== true) continue
      const text = textOf(of ? of(item) : '')
      if (text !== '') seen.add(text)
    }
    return exactOf(seen.size)
  }
}

/** The items that a scope looks at, from a place. */
export function itemsOf(world: World, scope: Scope, frame: Frame): (at: At) => Iterable<At> {
  const { population, items } = world
  const tree = population.tree(scope.tree)
  const people = (list: (person: number) => Iterable<number>) => (at: At) =>
    at.person < 0 ? [] : peopleAt(at, scope.tree, list(at.person))
  switch (scope.items) {
    case 'legs':
      return people((person) => tree.children(person))
    case 'team':
      return people((person) => below(tree, person, true))
    case 'downline':
      return people((person) => below(tree, person, false))
    case 'levels':
      return people((person) => levelsBelow(tree, person, scope.from, scope.to))
    case 'upline':
      return people(function* (person) {
        for (let above = tree.parent[person] ?? -1; above >= 0; above = tree.parent[above] ?? -1) yield above
      })
    case 'positions':
      return people((person) => population.positions(person))
    case 'everyone':
      return (at) => peopleAt(at, scope.tree, population.people.keys())
    case 'purchases':
      return (at) => items.purchases(at.person).map((order) => ({ ...at, order, line: undefined }))
    case 'sales':
      return (at) => {
        const sold = frame === 'party' ? (at.party?.orders ?? []) : items.sales(at.person)
        return sold.map((order) => ({ ...at, order, line: undefined }))
      }
    case 'purchase lines':
      return (at) =>
        items.purchases(at.person).flatMap((order) => order.lines.map((line) => ({ ...at, order, line })))
    case 'sale lines':
      return (at) =>
        items.sales(at.person).flatMap((order) => order.lines.map((line) => ({ ...at, order, line })))
    case 'lines':
      return (at) => (at.order?.lines ?? []).map((line) => ({ ...at, line }))
    case 'hosted parties':
      return (at) => items.hosted(at.person).map((party) => ({ ...at, party }))
    case 'held parties':
      return (at) => items.held(at.person).map((party) => ({ ...at, party }))
    case 'last periods':
    case 'previous periods':
      throw new Error('periods are no items beside others')
    default:
      return unreachable(scope.items)
  }
}

/** People as items that stand in a tree. */
export function* peopleAt(at: At, tree: string, people: Iterable<number>): Generator<At> {
  for (const person of people) yield { ...at, person, tree, inside: true }
}
