import { add, exactOf, ZERO, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'
import { evaluationOrder } from '../../language/dependencies.ts'
import { columnHistory } from '../../live/column-history.ts'
import { accumulatedBefore, withEarlier } from '../../pay/accumulated.ts'
import { earlierWorld, type PastGround } from '../../pay/earlier-world.ts'
import { factsBy } from '../../pay/facts.ts'
import { periodsBack } from '../../pay/history.ts'
import type { OrderBook } from '../../pay/order-book.ts'
import type { Population } from '../../pay/population.ts'
import { runningIn, type Curve, type Curves } from '../../pay/running.ts'
import { volumesOf, type Window } from '../../pay/volumes.ts'
import type { ItemsOf, World } from '../../pay/world.ts'
import { exactAt } from '../asked/column-values.ts'
import { NotCompiled } from '../code.ts'
import type { FieldColumns } from '../field-columns.ts'
import { once } from '../once.ts'
import { columnCredits } from './column-credits.ts'
import { columnPopulation } from './column-population.ts'
import type { FrozenGround } from './frozen-ground.ts'
import { readsKnown, type KnownSoFar } from './known-so-far.ts'

/**
 * The worlds of a run over columns: rules about single people are evaluated in one as in any other. What is asked of a person is
 * made of the columns then, as these stand, and not kept; what is known of everybody is read from what the run computed. All of
 * them look at the same earlier periods, until something becomes known of these.
 */
export function columnWorlds(
  ground: FrozenGround,
  field: FieldColumns,
  period: Period,
): (known: KnownSoFar) => World {
  const shared = once(() => sharedGround(ground, field, period))
  return (known) => {
    const { plain, past, curves } = shared('')
    const base: World = {
      ...plain,
      compiled: new Map(),
      credits: (volume) => credits.all(volume),
      periodCredits: (volume) => credits.all(volume),
      creditsOf: (volume, person) => credits.of(volume, person),
      periodVolume: (volume) => volumesOf(world, period, credits).column(volume),
      back: (steps) => (steps === 0 ? world : past(periodsBack(period, steps))),
      running: (volume, person, order, when) => running(volume, person, order, when),
      accumulated: (volume, person) => withEarlier(world, volume, person),
    }
    const world: World = { ...base, ...readsKnown(base, known) }
    const credits = columnCredits(ground, world, period)
    const running = runningIn(world, credits.of, curves)
    return world
  }
}

/** What is the same for everybody who asks, whatever a run knows so far. */
function sharedGround(
  ground: FrozenGround,
  field: FieldColumns,
  period: Period,
): Readonly<{ plain: World; past: (period: Period) => World; curves: Curves }> {
  const { plan, frozen, people, input } = ground
  const missing = (what: string): never => {
    throw new NotCompiled(`${what} in a world of columns`)
  }
  const population = columnPopulation(ground, period.untilMs, field)
  const given = (bonus: string, person: number): Exact => {
    const column = field.given.all(bonus)
    return column ? exactAt(column.values[person] ?? 0, column.decimals) : ZERO
  }
  const items = itemsIn(ground, period, period.untilMs)
  const plain: World = {
    plan,
    input,
    period,
    window: period,
    population,
    book: bookUntil(ground, period.untilMs),
    history: columnHistory(plan, frozen.state, period, { numberOf: people.numberOf, idOf: people.codeOf }),
    items,
    periodItems: items,
    credits: missing,
    periodCredits: missing,
    creditsOf: missing,
    periodVolume: missing,
    column: (key) =>
      key === 'previous rank'
        ? (person) => exactOf(field.before.rank[person] ?? 0)
        : missing(`${key} that was not computed`),
    gathered: () => undefined,
    back: () => missing('an earlier period'),
    earned: (bonuses, person) => bonuses.reduce<Exact>((sum, name) => add(sum, given(name, person)), ZERO),
    unpaid: () => missing('what bonuses left unpaid'),
    running: missing,
    accumulated: missing,
    accumulatedBefore: (volume, person) => earlier()(volume, person),
    fact: factsIn(ground, population, period.untilMs - 1),
    day: localDays(plan.timeZone),
    compiled: new Map(),
  }
  const past = untilOther(ground, () => pastWorlds(ground, plain))
  const earlier = untilOther(ground, () => accumulatedBefore(plain, past()))
  return { plain, past: (of) => past()(of), curves: recentCurves(ground) }
}

/** Keeps what was made until something else becomes known of the time before the period. */
function untilOther<T>({ pastVersion }: FrozenGround, make: () => T): () => T {
  let made: Readonly<{ version: number; value: T }> | undefined
  return () => {
    if (made?.version !== pastVersion()) made = { version: pastVersion(), value: make() }
    return made.value
  }
}

/** Worlds of periods before, each made once. */
function pastWorlds(ground: FrozenGround, world: World): (period: Period) => World {
  const order = evaluationOrder(ground.plan)
  const made = new Map<string, World>()
  const past = (period: Period): World => {
    const one = made.get(period.label) ?? earlierWorld(world, period, order, past, pastGround(ground, period))
    made.set(period.label, one)
    return one
  }
  return past
}

function pastGround(ground: FrozenGround, period: Period): PastGround {
  const { plan, frozen, people } = ground
  const population = columnPopulation(ground, period.untilMs)
  return {
    population,
    book: bookUntil(ground, period.untilMs),
    items: itemsIn(ground, period, period.untilMs),
    history: columnHistory(plan, frozen.state, period, { numberOf: people.numberOf, idOf: people.codeOf }),
    fact: factsIn(ground, population, period.untilMs - 1),
    volumes: (then) => volumesOf(then, period, columnCredits(ground, then, period)),
  }
}

/** Orders and parties of single people within a stretch of time, each made when it is asked for. */
function itemsIn({ lines, parties }: FrozenGround, window: Window, untilMs: number): ItemsOf {
  const within = (atMs: number): boolean => atMs >= window.fromMs && atMs < window.untilMs
  const ordersOf = (person: number) => (person < 0 ? [] : lines.ordersOf(person, window))
  return {
    purchases: (person) => ordersOf(person).filter(({ buyer }) => buyer === person),
    sales: (person) => ordersOf(person).filter(({ seller }) => seller === person),
    hosted: (person) =>
      parties.hosted(person, untilMs).filter(({ input }) => within(input.closedAtMs ?? input.atMs)),
    held: (person) =>
      parties.held(person, untilMs).filter(({ input }) => within(input.closedAtMs ?? input.atMs)),
  }
}

function bookUntil({ lines, parties }: FrozenGround, untilMs: number): OrderBook {
  return {
    get orders() {
      return lines.orders()
    },
    byId: { get: lines.orderOf },
    get parties() {
      return parties.all(untilMs)
    },
    partyOf: (id) => parties.partyOf(id, untilMs),
    instants: lines.instants,
  }
}

function factsIn({ facts }: FrozenGround, population: Population, atMs: number): World['fact'] {
  return factsBy(population, (scope, id, name) => facts.valueAt(scope, id, name, atMs))
}

/** Curves together have so many points at most; beyond that they are made anew when they are asked for again. */
const MOST_POINTS = 12_000_000

/**
 * Courses of volumes, which are asked for order by order, are the same for every run over what is known, and are kept until more is
 * known or they become too many.
 */
function recentCurves(ground: FrozenGround): Curves {
  const curves = new Map<string, Curve>()
  let [points, version] = [0, ground.version()]
  const forget = (): void => {
    curves.clear()
    points = 0
    version = ground.version()
  }
  return {
    get(key: string) {
      if (version !== ground.version()) forget()
      return curves.get(key)
    },
    set(key: string, curve: Curve) {
      if (points > MOST_POINTS) forget()
      points += curve.sums.length
      return curves.set(key, curve)
    },
  }
}

/** So many instants are remembered with their days. */
const MOST_INSTANTS = 10_000

function localDays(zone: string): (atMs: number) => string {
  const days = new Map<number, string>()
  return (atMs) => {
    const known = days.get(atMs) ?? localDay(atMs, zone)
    if (days.size >= MOST_INSTANTS) days.clear()
    days.set(atMs, known)
    return known
  }
}

function localDay(atMs: number, zone: string): string {
  const { year, month, day } = localOf(atMs, zone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
