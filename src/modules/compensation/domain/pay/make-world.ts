import { periodAt, type Period } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'
import { add, exactMicro, exactOf, ZERO, type Exact } from '#shared/exact.ts'
import type { EvaluationOrder } from '../language/dependencies.ts'
import type { Plan } from '../language/plan.ts'
import type { Value } from '../language/value.ts'
import { rolledParts } from './aggregates.ts'
import { conditionRule, compileRule } from './evaluate.ts'
import { historyOf, periodsBack } from './history.ts'
import { orderBook, type OrderBook } from './order-book.ts'
import type { FactInput, PayInput } from './pay-input.ts'
import { populationOf, type Population } from './population.ts'
import { periodOfPlan } from './periods.ts'
import { careerRank, earnedRank, previousRank, rankHeld, type RankHeld } from './ranks.ts'
import { runningIn } from './running.ts'
import { exactOfText } from './state-text.ts'
import { volumesIn, type Window, type WindowVolumes } from './volumes.ts'
import { atPerson, rankNumber, type ItemsOf, type World } from './world.ts'

/** What bonuses paid so far, by bonus and person, in major units; bonuses add to it as they are computed. */
export type PaidSoFar = Map<string, ReadonlyMap<number, Exact>>

/** What bonuses paid and left unpaid so far, shared by the worlds of one run. */
export type PaidSums = Readonly<{ paidSoFar: PaidSoFar; unpaidSoFar: Map<string, Exact> }>

export type Made = PaidSums &
  Readonly<{
    world: World
    rankHeld: (person: number) => RankHeld
  }>

/** Sets up everything that the rules of a run are evaluated in. */
export function makeWorld(
  plan: Plan,
  input: PayInput,
  period: Period,
  order: EvaluationOrder,
  standsBy: 'to_date' | 'last_closed',
  sums: PaidSums = { paidSoFar: new Map(), unpaidSoFar: new Map() },
  window: Window = period,
  /** For a bonus of another calendar: the world of the main calendar, which tells rank, activity and measures. */
  main?: World,
): Made {
  const { paidSoFar, unpaidSoFar } = sums
  const standing = main ? period : standingOf(plan, period)
  const population = populationOf(plan, input, (main?.standing ?? standing).untilMs)
  const book = orderBook(input, population)
  const history = historyOf(plan, input.state, period, standingOf(plan, period))
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
    standing,
    population,
    book,
    history,
    items: itemsIn(book, population, standing),
    periodItems: itemsIn(book, population, window),
    credits: (volume) => volumes(standing).credits(volume),
    periodCredits: (volume) => volumes(window).credits(volume),
    periodVolume: (volume) => volumes(period).column(volume),
    column: (key) => {
      const known = columns.get(key) ?? kept(() => columnFor(key))
      columns.set(key, known)
      return known
    },
    past: (key, person, back) => pastValue(world, volumes, key, person, back),
    earned: (bonuses, person) => earnedBy(world, paidSoFar, bonuses, person),
    unpaid: (bonuses) => bonuses.reduce<Exact>((sum, name) => add(sum, unpaidSoFar.get(name) ?? ZERO), ZERO),
    running: (volume, person, at, when) => running(volume, person, at, when),
    accumulated: (volume, person) => accumulatedValue(world, volumes, volume, person),
    fact: factsOf(population, input.facts, standing.untilMs - 1),
    day: localDays(plan.timeZone),
    compiled: new Map(),
  }
  const running = runningIn(world)
  let held: ((person: number) => RankHeld) | undefined
  const heldOf = (): ((person: number) => RankHeld) =>
    (held ??= rankHeld(world, (person) => rankOf(world, 'earned rank', person)))
  const columnFor = (key: string): ((person: number) => Value) => {
    const aggregate = order.rolled.get(key)
    if (aggregate) return rolledColumn(world, rolledParts(world, aggregate), aggregate.scope.tree)
    if (key.startsWith('volume:')) return volumes(standing).column(key.slice('volume:'.length))
    if (main && !key.startsWith('volume:')) return main.column(key)
    if (standsBy === 'last_closed' && isStanding(key)) return closedColumn(world, key)
    if (key === 'rank') return (person) => exactOf(heldOf()(person).rank)
    return plainColumn(world, key)
  }
  return { world, paidSoFar, unpaidSoFar, rankHeld: (person) => heldOf()(person) }
}

function isStanding(key: string): boolean {
  return ['rank', 'earned rank', 'career rank', 'active'].includes(key)
}

/** Rank and activity as the last closed period of the main calendar left them. */
function closedColumn(world: World, key: string): (person: number) => Value {
  return (person) => {
    const text = world.history.closed(
      key === 'earned rank' ? 'rank' : key,
      world.population.people[person]?.id ?? '',
    )
    return key === 'active' ? text === 'true' : exactOf(rankNumber(world.plan, text))
  }
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

/** The main period that people stand in: the paid one, or the running one up to the end of the paid one. */
function standingOf(plan: Plan, period: Period): Period {
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
  const id = world.population.people[person]?.id
  return world.input.adjustments.some(
    (one) =>
      one.kind === 'waiver' &&
      one.name === name &&
      one.personId === id &&
      one.atMs >= world.standing.fromMs &&
      one.atMs < world.standing.untilMs,
  )
}

function rolledColumn(
  world: World,
  parts: ReturnType<typeof rolledParts>,
  treeName: string,
): (person: number) => Value {
  const tree = world.population.tree(treeName)
  const known: (Value | undefined)[] = []
  const done = new Uint8Array(world.population.people.length)
  const whole = (person: number): Value | undefined => {
    if (done[person] === 1) return known[person]
    let value = parts.own({ ...atPerson(person), tree: treeName })
    for (const child of tree.children(person)) value = parts.join(value, whole(child))
    known[person] = value
    done[person] = 1
    return value
  }
  return (person) => whole(person) ?? parts.empty
}

export function rankOf(world: World, key: string, person: number): number {
  const value = world.column(key)(person)
  return typeof value === 'number' ? value / 1_000_000 : 0
}

function itemsIn(book: OrderBook, population: Population, window: Window): ItemsOf {
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
      person >= 0 && person < population.people.length ? (map.get(person) ?? []) : []
  return { purchases: of(byBuyer), sales: of(bySeller), hosted: of(byHost), held: of(byHolder) }
}

/** A value of a period before: what the state says, else for a volume what the lines of that time give. */
function pastValue(
  world: World,
  volumes: (window: Period) => WindowVolumes,
  key: string,
  person: number,
  back: number,
): Value {
  const period = periodsBack(world.standing, back)
  const name = key.replace(/^(volume|measure):/, '')
  const text = world.history.at(name, world.population.people[person]?.id ?? '', period.label)
  if (key.startsWith('volume:'))
    return text === undefined ? volumes(period).column(name)(person) : exactOfText(text)
  if (key === 'active') return text === 'true'
  if (key.endsWith('rank')) return exactOf(rankNumber(world.plan, text))
  const measure = world.plan.measures.find((candidate) => candidate.name === name)
  return measure?.rule.type === 'condition' ? text === 'true' : exactOfText(text ?? '')
}

function accumulatedValue(
  world: World,
  volumes: (window: Readonly<{ fromMs: number; untilMs: number }>) => WindowVolumes,
  name: string,
  person: number,
): Exact {
  const now = volumes(world.standing).column(name)(person)
  const text = world.history.latest(`total ${name}`, world.population.people[person]?.id ?? '')
  const known = text !== undefined || world.history.all.some((row) => row.name === `total ${name}`)
  const before = known
    ? exactOfText(text ?? '')
    : volumes({ fromMs: Number.NEGATIVE_INFINITY, untilMs: world.standing.fromMs }).column(name)(person)
  return add(before, now)
}

function earnedBy(world: World, paidSoFar: PaidSoFar, bonuses: readonly string[], person: number): Exact {
  const id = world.population.people[person]?.id
  let sum: Exact = ZERO
  for (const bonus of bonuses) sum = add(sum, paidSoFar.get(bonus)?.get(person) ?? ZERO)
  for (const given of world.input.earned) {
    if (given.personId !== id || !bonuses.includes(given.bonus)) continue
    if (liesIn(world, given.period)) sum = add(sum, exactMicro(given.amountMicro))
  }
  // What bonuses of other calendars paid within this period stands in the state.
  for (const bonus of bonuses)
    for (const row of world.input.state)
      if (row.name === `paid ${bonus}` && row.personId === id && liesIn(world, row.period))
        sum = add(sum, exactOfText(row.value))
  return sum
}

/** Whether a period of any calendar lies within the one that is paid. */
export function liesIn(world: World, label: string): boolean {
  const period = periodOfPlan(world.plan, label)
  return (
    period !== undefined && period.fromMs >= world.period.fromMs && period.untilMs <= world.period.untilMs
  )
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

/** Facts by who they are about: the own one first, then that of the person's market, then that of the company. */
function factsOf(population: Population, facts: readonly FactInput[], atMs: number): World['fact'] {
  const known = new Map<string, FactInput>()
  for (const fact of facts) {
    if (
      (fact.fromMs ?? Number.NEGATIVE_INFINITY) > atMs ||
      (fact.untilMs ?? Number.POSITIVE_INFINITY) <= atMs
    )
      continue
    const key = `${fact.scope}\n${fact.id}\n${fact.name}`
    const other = known.get(key)
    // Of two that hold, the one that began later is the newer word.
    if (!other || (fact.fromMs ?? Number.NEGATIVE_INFINITY) >= (other.fromMs ?? Number.NEGATIVE_INFINITY))
      known.set(key, fact)
  }
  const valueOf = (scope: string, id: string, name: string): string | undefined =>
    known.get(`${scope}\n${id}\n${name}`)?.value
  return ({ scope, id, person }, name) => {
    const one = population.people[person]
    const market = one?.attributes.get('market') ?? ''
    return (
      valueOf(scope, id, name) ??
      (one ? valueOf('person', one.id, name) : undefined) ??
      valueOf('market', market, name) ??
      valueOf('company', '', name) ??
      ''
    )
  }
}
