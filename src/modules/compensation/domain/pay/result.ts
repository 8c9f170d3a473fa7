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

/** The result of a run by ids, sorted. */
export function payResult(
  world: World,
  settled: readonly Settled[],
  state: readonly StateInput[],
): PayResult {
  const { plan, population, period } = world
  const id = (person: number): string => population.people[person]?.id ?? ''
  const named = (prefix: string, names: readonly string[]): readonly NamedColumn[] =>
    names.map((name) => ({ name, of: world.column(`${prefix}:${name}`) }))
  const place = new Map(plan.bonuses.map((bonus, index) => [bonus.name, index] as const))
  const byPerson = (
    a: Readonly<{ personId: string; bonus: string }>,
    b: Readonly<{ personId: string; bonus: string }>,
  ): number => text(a.personId, b.personId) || (place.get(a.bonus) ?? 0) - (place.get(b.bonus) ?? 0)
  const bySource = (a: SkippedLine | PayLine, b: SkippedLine | PayLine): number =>
    byPerson(a, b) ||
    text(a.sourceOrder, b.sourceOrder) ||
    text(a.sourcePerson, b.sourcePerson) ||
    (a.level ?? 0) - (b.level ?? 0)
  return {
    period,
    people: population.people.map((_, person) => standingOf(world, person)),
    volumes: named(
      'volume',
      plan.volumes.map((volume) => volume.name),
    ),
    measures: named(
      'measure',
      plan.measures.map((measure) => measure.name),
    ),
    earnings: settled.flatMap((one) => earningsOf(one, id)).toSorted(byPerson),
    lines: settled.flatMap((one) => one.parts.map((part) => lineOf(one, part, id))).toSorted(bySource),
    skipped: settled.flatMap((one) => one.skips.map((skip) => skippedOf(one, skip, id))).toSorted(bySource),
    sums: settled.map(sumsOf),
    state,
    outside: outsideOf(world),
  }
}

function text(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
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
    missing: next?.needs ? missingOf(world, next.needs, atPerson(person)) : [],
  }
}

function earningsOf(settled: Settled, id: (person: number) => string): readonly PersonEarning[] {
  const { bonus } = settled
  return [...settled.minor].map(([person, minor]) => ({
    personId: id(person),
    bonus: bonus.name,
    currency: settled.converted.get(person)?.currency ?? bonus.currency,
    minor: settled.converted.get(person)?.minor ?? minor,
  }))
}

function lineOf(settled: Settled, part: Part, id: (person: number) => string): PayLine {
  const { order, source, payee, ...rest } = part
  return {
    ...rest,
    personId: id(payee),
    bonus: settled.bonus.name,
    sourceOrder: order,
    sourcePerson: id(source),
  }
}

function skippedOf(settled: Settled, skip: Skip, id: (person: number) => string): SkippedLine {
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
