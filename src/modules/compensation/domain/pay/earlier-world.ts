import { exactOf, ZERO, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import type { EvaluationOrder } from '../language/dependencies.ts'
import type { Value } from '../language/value.ts'
import { accumulatedBefore, withEarlier } from './accumulated.ts'
import { rolledParts } from './aggregates.ts'
import { factsOf } from './facts.ts'
import { historyOf, periodsBack } from './history.ts'
import { itemsIn } from './items.ts'
import { bookUntil } from './order-book.ts'
import { populationOf } from './population.ts'
import { rolledColumn } from './rolled-column.ts'
import { runningIn } from './running.ts'
import { exactOfText } from './state-text.ts'
import { volumeOf, volumesIn, type WindowVolumes } from './volumes.ts'
import { rankNumber, type World } from './world.ts'

/** What an earlier period is looked at in, as it was. */
export type PastGround = Pick<World, 'population' | 'book' | 'items' | 'history' | 'fact'> &
  Readonly<{ volumes: (then: World) => WindowVolumes }>

/** The ground of an earlier period, from the input of a world. */
export function pastGround({ plan, input, book: known }: World, period: Period): PastGround {
  const population = populationOf(plan, input, period.untilMs)
  const book = bookUntil(known, period.untilMs)
  return {
    population,
    book,
    items: itemsIn(book, population.people.length, period),
    history: historyOf(plan, input.state, period, period.fromMs),
    fact: factsOf(population, input.facts, period.untilMs - 1),
    volumes: (then) => volumesIn(then, period),
  }
}

/**
 * The world of a period of the main calendar before that of another one, as it was: its trees and facts, and of people what
 * the state tells of that period. Volumes that the state does not tell come from the lines of that time.
 */
export function earlierWorld(
  world: World,
  period: Period,
  order: EvaluationOrder,
  past: (period: Period) => World,
  ground: PastGround = pastGround(world, period),
): World {
  const { plan } = world
  const { population, book, items, history, fact } = ground
  const columns = new Map<string, (person: number) => Value>()
  const then: World = {
    ...world,
    // Only orders of the period that is paid must have an owner; those before it are history.
    plan: { ...plan, withoutOwner: 'company' },
    period,
    window: period,
    population,
    book,
    history,
    items,
    periodItems: items,
    credits: (volume) => volumes.credits(volume),
    periodCredits: (volume) => volumes.credits(volume),
    creditsOf: (volume, person) => volumes.creditsOf(volume, person),
    periodVolume: (volume) => volumes.column(volume),
    column(key) {
      const known = columns.get(key) ?? columnOf(key)
      columns.set(key, known)
      return known
    },
    gathered: () => undefined,
    back: (steps) => (steps === 0 ? then : past(periodsBack(period, steps))),
    earned: () => ZERO,
    unpaid: () => ZERO,
    running: (volume, person, at, when) => running(volume, person, at, when),
    accumulated: (volume, person) => withEarlier(then, volume, person),
    accumulatedBefore: (volume, person) => earlier(volume, person),
    fact,
    compiled: new Map(),
  }
  const volumes = ground.volumes(then)
  const running = runningIn(then, volumes.creditsOf)
  const earlier = accumulatedBefore(then, past)
  const columnOf = (key: string): ((person: number) => Value) => {
    const aggregate = order.rolled.get(key)
    if (aggregate) {
      const { tree } = aggregate.scope
      return deepestFirst(population.tree(tree).order, rolledColumn(then, rolledParts(then, aggregate), tree))
    }
    const name = key.slice('volume:'.length)
    return key.startsWith('volume:')
      ? toldVolume(world, then, name, volumes.column(name))
      : toldColumn(world, then, key)
  }
  return then
}

/** Volumes as the state tells them, else as the lines give them. */
function toldVolume(
  { history, population }: World,
  then: World,
  name: string,
  column: (person: number) => Exact,
): (person: number) => Value {
  const volume = volumeOf(then.plan, name)
  const { order } = then.population.tree(volume.kind === 'group' ? volume.tree : 'sponsor')
  const computed = deepestFirst(order, column)
  return (person) => {
    const text = history.at(name, population.people[person]?.id ?? '', then.period.label)
    return text === undefined ? computed(person) : exactOfText(text)
  }
}

/** Ranks, activity and measures as the state tells them; what it does not tell was not there. */
function toldColumn({ history, population }: World, then: World, key: string): (person: number) => Value {
  const { plan, period } = then
  const text = (name: string, person: number, label = period.label): string =>
    history.at(name, population.people[person]?.id ?? '', label) ?? ''
  if (key === 'paid') return () => false
  if (key === 'active') return (person) => text('active', person) === 'true'
  // The rank by own needs is remembered only where a rule reads it of earlier periods.
  if (key === 'earned rank')
    return (person) => exactOf(rankNumber(plan, text('earned rank', person) || text('rank', person)))
  if (key === 'previous rank') {
    const { label } = periodsBack(period, 1)
    return (person) => exactOf(rankNumber(plan, text('rank', person, label)))
  }
  if (key.endsWith('rank')) return (person) => exactOf(rankNumber(plan, text(key, person)))
  const name = key.slice('measure:'.length)
  const rule = plan.measures.find((measure) => measure.name === name)?.rule
  return (person) =>
    rule?.type === 'condition' ? text(name, person) === 'true' : exactOfText(text(name, person))
}

/** A column that asks everybody from the deepest up when it is first asked, so that no question goes deep. */
function deepestFirst<V>(order: ArrayLike<number>, column: (person: number) => V): (person: number) => V {
  let isDone = false
  return (person) => {
    if (!isDone) {
      isDone = true
      for (let i = order.length - 1; i >= 0; i--) column(order[i] ?? 0)
    }
    return column(person)
  }
}
