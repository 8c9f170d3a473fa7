import { periodAt, periodBefore, type Period } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'
import { add, exactOf, ZERO, type Exact } from '#shared/exact.ts'
import type { EvaluationOrder } from '../language/dependencies.ts'
import type { Plan } from '../language/plan.ts'
import type { Value } from '../language/value.ts'
import { accumulatedBefore, withEarlier } from './accumulated.ts'
import { rolledParts } from './aggregates.ts'
import { waivers } from './by-hand.ts'
import { earlierWorld } from './earlier-world.ts'
import { conditionRule, compileRule } from './evaluate.ts'
import { factsOf } from './facts.ts'
import { historyOf, periodsBack } from './history.ts'
import { itemsIn } from './items.ts'
import { orderBook } from './order-book.ts'
import type { PayInput } from './pay-input.ts'
import { populationOf } from './population.ts'
import { periodOfPlan } from './periods.ts'
import { careerRank, earnedRank, previousRank, rankHeld, type RankHeld } from './ranks.ts'
import { givenAmount } from './rates.ts'
import { rolledColumn } from './rolled-column.ts'
import { runningIn } from './running.ts'
import { exactOfText } from './state-text.ts'
import { volumesIn, type Window, type WindowVolumes } from './volumes.ts'
import { atPerson, type World } from './world.ts'

/** What bonuses paid so far, by bonus and person, in major units; bonuses add to it as they are computed. */
export type PaidSoFar = Map<string, ReadonlyMap<number, Exact>>

/** What bonuses paid and left unpaid so far, shared by the worlds of one run. */
export type PaidSums = Readonly<{ paidSoFar: PaidSoFar; unpaidSoFar: Map<string, Exact> }>

export type Made = PaidSums &
  Readonly<{
    world: World
    rankHeld: (person: number) => RankHeld
    /** The last closed period of the main calendar, for bonuses of another one. */
    closed: () => World
  }>

/**
 * Sets up everything that the rules of a period are evaluated in. In a period of another calendar than the plan's, `main` is
 * the world of the main calendar, which tells ranks, activity and measures.
 */
export function makeWorld(
  plan: Plan,
  input: PayInput,
  period: Period,
  order: EvaluationOrder,
  sums: PaidSums = { paidSoFar: new Map(), unpaidSoFar: new Map() },
  window: Window = period,
  main?: World,
): Made {
  const { paidSoFar, unpaidSoFar } = sums
  const population = populationOf(plan, input, period.untilMs)
  const book = orderBook(input, population, period.untilMs)
  const running = runningPeriod(plan, period)
  const history = historyOf(plan, input.state, period, running.fromMs)
  const windows = new Map<string, WindowVolumes>()
  const volumes = (span: Window): WindowVolumes => {
    const key = `${span.fromMs} ${span.untilMs}`
    const known = windows.get(key) ?? volumesIn(world, span)
    windows.set(key, known)
    return known
  }
  const columns = new Map<string, (person: number) => Value>()
  const world: World = {
    plan,
    input,
    period,
    window,
    population,
    book,
    history,
    items: itemsIn(book, population.people.length, period),
    periodItems: itemsIn(book, population.people.length, window),
    credits: (volume) => volumes(period).credits(volume),
    periodCredits: (volume) => volumes(window).credits(volume),
    creditsOf: (volume, person) => volumes(window).creditsOf(volume, person),
    periodVolume: (volume) => volumes(period).column(volume),
    column: (key) => {
      const known = columns.get(key) ?? kept(() => columnFor(key))
      columns.set(key, known)
      return known
    },
    gathered: () => undefined,
    back: (steps) => {
      if (main) return main.back(steps)
      return steps === 0 ? world : past(periodsBack(period, steps))
    },
    earned: (bonuses, person) => earnedBy(world, paidSoFar, bonuses, person),
    unpaid: (bonuses) => bonuses.reduce<Exact>((sum, name) => add(sum, unpaidSoFar.get(name) ?? ZERO), ZERO),
    running: (volume, person, at, when) => runningVolume(volume, person, at, when),
    accumulated: (volume, person) => withEarlier(main ?? world, volume, person),
    accumulatedBefore: (volume, person) => earlier(volume, person),
    fact: factsOf(population, input.facts, period.untilMs - 1),
    day: localDays(plan.timeZone),
    compiled: new Map(),
  }
  const past = earlierWorlds(world, order)
  const earlier = main ? main.accumulatedBefore : accumulatedBefore(world, past)
  const runningVolume = runningIn(world, (volume, person) => volumes(period).creditsOf(volume, person))
  const held = once(() => rankHeld(world, (person) => rankOf(world, 'earned rank', person)))
  const columnFor = (key: string): ((person: number) => Value) => {
    const aggregate = order.rolled.get(key)
    if (aggregate) return rolledColumn(world, rolledParts(world, aggregate), aggregate.scope.tree)
    if (key.startsWith('volume:')) return volumes(period).column(key.slice('volume:'.length))
    if (main && key !== 'paid') return main.column(key)
    if (key === 'rank') return (person) => exactOf(held()(person).rank)
    return plainColumn(world, key)
  }
  const closed = (): World => closedWorld(world, order, past)
  return { world, paidSoFar, unpaidSoFar, rankHeld: (person) => held()(person), closed }
}

/** The same for a period of any calendar: where it is not the plan's, that of the main period which runs at its end is made first. */
export function makeWorldOf(
  plan: Plan,
  input: PayInput,
  period: Period,
  order: EvaluationOrder,
  sums?: PaidSums,
): Made {
  const ground = makeWorld(plan, input, runningPeriod(plan, period), order, sums)
  if (period.kind === plan.calendar) return ground
  return makeWorld(plan, input, period, order, ground, undefined, ground.world)
}

/** Worlds of periods before, each made once. */
function earlierWorlds(world: World, order: EvaluationOrder): (period: Period) => World {
  const made = new Map<string, World>()
  const past = (period: Period): World => {
    const one = made.get(period.label) ?? earlierWorld(world, period, order, past)
    made.set(period.label, one)
    return one
  }
  return past
}

/** The newest main period that has ended when the period ends and of which the state tells, else the last that has ended. */
function closedWorld(world: World, order: EvaluationOrder, past: (period: Period) => World): World {
  const { plan, input, period } = world
  const history = historyOf(plan, input.state, period, period.untilMs)
  const cut = { kind: plan.calendar, timeZone: plan.timeZone }
  const last = history.closedPeriod ?? periodBefore(cut, periodAt(cut, period.untilMs))
  return earlierWorld({ ...world, history }, last, order, past)
}

function once<T>(make: () => T): () => T {
  let made: Readonly<{ value: T }> | undefined
  return () => (made ??= { value: make() }).value
}

/** Keeps the values of a column. The column is set up when it is first asked, as definitions may read each other. */
function kept(make: () => (person: number) => Value): (person: number) => Value {
  const known: (Value | undefined)[] = []
  let of: ((person: number) => Value) | undefined
  return (person) => {
    const before = known[person]
    if (before !== undefined) return before
    of ??= make()
    const value = of(person)
    known[person] = value
    return value
  }
}

/** The main period that people stand in: the period itself, or the running one up to its end. */
export function runningPeriod(plan: Plan, period: Period): Period {
  if (period.kind === plan.calendar) return period
  const main = periodAt({ kind: plan.calendar, timeZone: plan.timeZone }, period.untilMs - 1)
  return { ...main, untilMs: Math.min(main.untilMs, period.untilMs) }
}

function plainColumn(world: World, key: string): (person: number) => Value {
  const { plan } = world
  if (key === 'earned rank') {
    const earned = earnedRank(world)
    return (person) => exactOf(earned(person))
  }
  if (key === 'previous rank') {
    const previous = previousRank(world)
    return (person) => exactOf(previous(person))
  }
  if (key === 'career rank') {
    const career = careerRank(world, (person) => rankOf(world, 'rank', person))
    return (person) => exactOf(career(person))
  }
  if (key === 'paid') {
    const paid = conditionRule(world, plan.paid, 'person')
    return (person) => paid(atPerson(person))
  }
  if (key === 'active') {
    const active = plan.active ? conditionRule(world, plan.active, 'person') : () => true
    return (person) => waived(world, 'active', person) || active(atPerson(person))
  }
  const measure = plan.measures.find((candidate) => `measure:${candidate.name}` === key)
  if (!measure) throw new Error(`the plan has no definition ${key}`)
  const rule = compileRule(world, measure.rule, 'person')
  return (person) => {
    const value = rule(atPerson(person))
    return value === false && waived(world, measure.name, person) ? true : value
  }
}

/** Whether a correction by hand waives a condition for a person. */
export function waived(world: World, name: string, person: number): boolean {
  const personId = world.population.people[person]?.id
  return waivers(world.input.adjustments, { name, personId, period: world.period }).length > 0
}

export function rankOf(world: World, key: string, person: number): number {
  const value = world.column(key)(person)
  return typeof value === 'number' ? value / 1_000_000 : 0
}

function earnedBy(world: World, paidSoFar: PaidSoFar, bonuses: readonly string[], person: number): Exact {
  const id = world.population.people[person]?.id
  let sum: Exact = ZERO
  for (const bonus of bonuses) sum = add(sum, paidSoFar.get(bonus)?.get(person) ?? ZERO)
  for (const given of world.input.earned) {
    if (given.personId !== id || !bonuses.includes(given.bonus)) continue
    if (liesIn(world, given.period)) sum = add(sum, givenAmount(world, given))
  }
  // What bonuses of other calendars paid within this period stands in the state.
  for (const bonus of bonuses)
    for (const row of world.input.state)
      if (row.name === `paid ${bonus}` && row.personId === id && liesIn(world, row.period))
        sum = add(sum, exactOfText(row.value))
  return sum
}

/** Whether what a period of any calendar paid belongs to the one that is looked at, as the plan says in `across`. */
export function liesIn({ plan, period }: Pick<World, 'plan' | 'period'>, label: string): boolean {
  const other = periodOfPlan(plan, label)
  if (!other) return false
  const starts = other.fromMs >= period.fromMs && other.fromMs < period.untilMs
  const ends = other.untilMs > period.fromMs && other.untilMs <= period.untilMs
  return { by_end: ends, by_start: starts, whole_only: starts && ends }[plan.across]
}

/** The local day of an instant; each instant is worked out once. */
function localDays(zone: string): (atMs: number) => string {
  const days = new Map<number, string>()
  return (atMs) => {
    const known = days.get(atMs) ?? localDay(atMs, zone)
    days.set(atMs, known)
    return known
  }
}

function localDay(atMs: number, zone: string): string {
  const { year, month, day } = localOf(atMs, zone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
