import { exactText, roundExact, type Exact } from '#shared/exact.ts'
import type { Value } from '../language/value.ts'
import { asExact } from '../pay/evaluate.ts'
import { below } from '../pay/tree.ts'
import { atPerson, rankName, type Credit, type World } from '../pay/world.ts'
import type { Figures } from './figures.ts'
import { needsOf, rankRules } from './needs.ts'

/** A person as answers name one: the reader adds the name where the viewer may see it. */
export type PersonTold = Readonly<{ personId: bigint; code: string; rank: string | null }>

/** Figures with the internal id of everybody, in the order of the codes. */
export type KnownFigures = Readonly<{ figures: Figures; personIds: ArrayLike<bigint> }>

export function personTold({ figures, personIds }: KnownFigures, person: number): PersonTold {
  const personId = personIds[person]
  if (personId === undefined) throw new Error(`there is no person number ${person}`)
  const code = figures.world.population.people[person]?.id ?? ''
  return { personId, code, rank: rankName(figures.plan, figures.rank(person)) ?? null }
}

export type ExpectedTold = ReturnType<typeof expectedTold>

/** The expected pay of a person: money in minor units, volumes in millionths, other numbers as exact text. */
export function expectedTold(of: KnownFigures, person: number) {
  const { figures } = of
  const { plan, world } = figures
  const earned = figures.earned(person)
  const byBonus = plan.bonuses.map((bonus, place) => {
    const one = earned.find((candidate) => candidate.place === place)
    const amount = { minor: one?.minor ?? 0n, currency: one?.currency ?? bonus.currency }
    return { bonus: bonus.name, amount }
  })
  const total = byBonus
    .filter((one) => one.amount.currency === plan.currency)
    .reduce((sum, one) => sum + one.amount.minor, 0n)
  return {
    person: personTold(of, person),
    total: { minor: total, currency: plan.currency },
    byBonus,
    volumes: plan.volumes.map(({ name }) => ({
      name,
      amount: micro(world.column(`volume:${name}`)(person)),
    })),
    measures: plan.measures.map(({ name }) => ({
      name,
      value: sayValue(figures, name, world.column(`measure:${name}`)(person)),
    })),
    rank: rankTold(figures, person),
    active: {
      yes: world.column('active')(person) === true,
      needs: plan.active ? [...needsOf(world, plan.active, atPerson(person))] : [],
    },
    days: figures.days?.(person) ?? daysOf(world, person),
  }
}

function rankTold({ plan, world, rank }: Figures, person: number) {
  const held = rank(person)
  const next = plan.ranksGiven ? undefined : plan.ranks[held]
  return {
    name: rankName(plan, held) ?? null,
    place: held - 1,
    ladder: plan.ranks.map((one) => one.name),
    next: next?.name ?? null,
    needs: next?.needs ? [...needsOf(world, next.needs, atPerson(person))] : [],
    // What the rank that is held asks for: where it is not met, the rank is kept by grace and falls with it.
    keep: rankRules(plan, held).flatMap((rule) => [...needsOf(world, rule, atPerson(person))]),
  }
}

function sayValue({ plan }: Figures, name: string, value: Value): string {
  const isRank = plan.measures.find((measure) => measure.name === name)?.rule.type === 'rank'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (isRank && typeof value === 'number') return rankName(plan, value / 1_000_000) ?? ''
  return exactText(value)
}

/** A person's rank and volumes for a list: own and branch by the plan's main volume, in millionths. */
export type StandingTold = Readonly<{
  personId: bigint
  rank: Readonly<{ name: string; place: number; of: number }> | null
  ownVolume: bigint | null
  branchVolume: bigint | null
}>

/** How a person stands; nothing is known of somebody whom the period does not know (`person` undefined). */
export function standingTold(figures: Figures, personId: bigint, person: number | undefined): StandingTold {
  if (person === undefined) return { personId, rank: null, ownVolume: null, branchVolume: null }
  const { plan, world } = figures
  const held = figures.rank(person)
  const name = rankName(plan, held)
  const own = plan.volumes.find((volume) => volume.kind === 'personal')
  const group = plan.volumes.find((volume) => volume.kind === 'group' && volume.of === own?.name)
  const valueOf = (volume: string | undefined) =>
    volume === undefined ? null : micro(world.column(`volume:${volume}`)(person))
  return {
    personId,
    rank: name === undefined ? null : { name, place: held - 1, of: plan.ranks.length },
    ownVolume: valueOf(own?.name),
    branchVolume: valueOf(group?.name),
  }
}

/** Millionths of a volume; what a rule makes finer is shown rounded. */
export function micro(value: Value | Exact): bigint {
  return roundExact(asExact(value), 6, 'half_up')
}

/** What each person's lines of the main volume are, worked out once for a world. */
const creditsByOwner = new WeakMap<World, ReadonlyMap<number, readonly Credit[]>>()

/** The volume that a person's group brought each day: the first volume of the plan that is read from orders. */
function daysOf(world: World, person: number): { day: string; volume: bigint }[] {
  const main = world.plan.volumes.find((volume) => volume.kind === 'personal')
  if (!main) return []
  const byOwner = creditsByOwner.get(world) ?? Map.groupBy(world.credits(main.name), ({ owner }) => owner)
  creditsByOwner.set(world, byOwner)
  const days = new Map<string, bigint>()
  for (const owner of below(world.population.tree('sponsor'), person, true))
    for (const { atMs, value } of byOwner.get(owner) ?? []) {
      const day = world.day(atMs)
      days.set(day, (days.get(day) ?? 0n) + micro(value))
    }
  return [...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, volume]) => ({ day, volume }))
}
