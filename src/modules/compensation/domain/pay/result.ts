import { add, ZERO, type Exact } from '#shared/exact.ts'
import type { Part, Skip } from './bonuses/collect.ts'
import { rankOf } from './make-world.ts'
import { missingOf } from './missing.ts'
import type {
  BonusSums,
  NamedColumn,
  PayLine,
  PayResult,
  PersonEarning,
  PersonStanding,
  SkippedLine,
} from './pay-result.ts'
import type { StateInput } from './pay-input.ts'
import { exactMinor, type Settled } from './settle.ts'
import { atPerson, rankName, type World } from './world.ts'

/** The result of a run by ids, sorted. Lines are put together when they are first asked for. */
export function payResult(
  world: World,
  settled: readonly Settled[],
  state: readonly StateInput[],
  versions: PayResult['versions'],
): PayResult {
  const { plan, population, period } = world
  const id = (person: number): string => population.people[person]?.id ?? ''
  const named = (prefix: string, names: readonly string[]): readonly NamedColumn[] =>
    names.map((name) => ({ name, of: world.column(`${prefix}:${name}`) }))
  const volumes = plan.volumes.map((volume) => volume.name)
  const measures = plan.measures.map((measure) => measure.name)
  const orderPlace = once(() => placesOf(world.book.orders.map((order) => order.id)))
  const lines = once(() =>
    sortedParts(
      settled,
      (one) => one.parts,
      orderPlace(),
      (one, part) => lineOf(one, part, id),
    ),
  )
  const skipped = once(() =>
    sortedParts(
      settled,
      (one) => one.skips,
      orderPlace(),
      (one, skip) => skippedOf(one, skip, id),
    ),
  )
  return {
    period,
    versions,
    people: population.people.map((_, person) => standingOf(world, person)),
    volumes: volumes.map((name) => ({ name, of: world.periodVolume(name) })),
    measures: named('measure', measures),
    earnings: earningsOf(settled, population.people.length, id),
    get lines() {
      return lines()
    },
    get skipped() {
      return skipped()
    },
    sums: settled.map(sumsOf),
    state,
    outside: outsideOf(world),
  }
}

function once<T>(make: () => T): () => T {
  let made: Readonly<{ value: T }> | undefined
  return () => (made ??= { value: make() }).value
}

/** The place of each id in the order of the ids. */
function placesOf(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.toSorted().map((id, place) => [id, place + 1] as const))
}

/** What lines are told of: the parts and skips of a bonus. */
type Lined = Pick<Settled, 'bonus' | 'parts' | 'skips'>

type Sourced = Readonly<{ payee: number; order: string; source: number; level: number | undefined }>

/**
 * Everybody's parts: by person, in the plan's order of bonuses, then by order, source and level. People are numbered by
 * their ids, so that numbers sort like ids.
 */
function sortedParts<P extends Sourced, L>(
  settled: readonly Lined[],
  of: (one: Lined) => readonly P[],
  orderPlace: ReadonlyMap<string, number>,
  made: (one: Lined, part: P) => L,
): readonly L[] {
  const byPayee = new Map<number, { one: Lined; part: P; place: number }[]>()
  for (const one of settled)
    for (const part of of(one)) {
      const sorted = { one, part, place: orderPlace.get(part.order) ?? 0 }
      const own = byPayee.get(part.payee)
      if (own) own.push(sorted)
      else byPayee.set(part.payee, [sorted])
    }
  const rank = new Map(settled.map((one, index) => [one, index] as const))
  const all: L[] = []
  for (const [, parts] of [...byPayee].toSorted(([a], [b]) => a - b)) {
    parts.sort(
      (a, b) =>
        (rank.get(a.one) ?? 0) - (rank.get(b.one) ?? 0) ||
        a.place - b.place ||
        a.part.source - b.part.source ||
        (a.part.level ?? 0) - (b.part.level ?? 0),
    )
    for (const { one, part } of parts) all.push(made(one, part))
  }
  return all
}

/** The lines of one bonus alone. */
export function linesOf(
  { population }: World,
  found: Lined,
): Readonly<{ lines: readonly PayLine[]; skipped: readonly SkippedLine[] }> {
  const id = (person: number): string => population.people[person]?.id ?? ''
  const sorted = <P extends Sourced, L>(parts: readonly P[], made: (one: Lined, part: P) => L) =>
    sortedParts([found], () => parts, placesOf([...new Set(parts.map(({ order }) => order))]), made)
  return {
    lines: sorted(found.parts, (one, part) => lineOf(one, part, id)),
    skipped: sorted(found.skips, (one, skip) => skippedOf(one, skip, id)),
  }
}

function standingOf(world: World, person: number): PersonStanding {
  const { plan } = world
  const rank = rankOf(world, 'rank', person)
  const next = plan.ranksGiven ? undefined : plan.ranks[rank]
  return {
    id: world.population.people[person]?.id ?? '',
    active: world.column('active')(person) === true,
    rank: rankName(plan, rank),
    careerRank: rankName(plan, rankOf(world, 'career rank', person)),
    nextRank: next?.name,
    missing: next?.needs ? missingOf(world.back(0), next.needs, atPerson(person)) : [],
  }
}

/** By person, in the plan's order of bonuses. */
function earningsOf(
  settled: readonly Settled[],
  people: number,
  id: (person: number) => string,
): readonly PersonEarning[] {
  const earnings: PersonEarning[] = []
  for (let person = -1; person < people; person++)
    for (const { bonus, minor, converted } of settled) {
      const own = minor.get(person)
      if (own === undefined) continue
      const other = converted.get(person)
      const [currency, amount] = other ? [other.currency, other.minor] : [bonus.currency, own]
      earnings.push({ personId: id(person), bonus: bonus.name, currency, minor: amount })
    }
  return earnings
}

function lineOf(settled: Lined, part: Part, id: (person: number) => string): PayLine {
  const { order, source, payee, ...rest } = part
  return {
    ...rest,
    personId: id(payee),
    bonus: settled.bonus.name,
    sourceOrder: order,
    sourcePerson: id(source),
  }
}

function skippedOf(settled: Lined, skip: Skip, id: (person: number) => string): SkippedLine {
  const { order, source, payee, level, amount, reason, missing } = skip
  return {
    personId: id(payee),
    bonus: settled.bonus.name,
    sourceOrder: order,
    sourcePerson: id(source),
    level,
    amount,
    reason,
    missing,
  }
}

function sumsOf(settled: Settled): BonusSums {
  const paid = [...settled.minor.values()].reduce<Exact>(
    (sum, minor) => add(sum, exactMinor(minor, settled.digits)),
    ZERO,
  )
  const { potential, skipped, capped, cut, rounded } = settled
  return {
    bonus: settled.bonus.name,
    currency: settled.bonus.currency,
    potential,
    paid,
    skipped,
    capped,
    cut,
    rounded,
  }
}

function outsideOf(world: World): PayResult['outside'] {
  let [before, after] = [0, 0]
  for (const { atMs, lines } of world.book.orders) {
    if (atMs < world.period.fromMs) before += lines.length
    else if (atMs >= world.period.untilMs) after += lines.length
  }
  return { before, after }
}
