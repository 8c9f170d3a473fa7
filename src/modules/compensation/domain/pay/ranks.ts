import { correctionsOf, holdsIn } from './by-hand.ts'
import { heldBack } from './changes.ts'
import { conditionRule } from './evaluate.ts'
import { atPerson, rankNumber, type World } from './world.ts'

/** A person's rank in a period, as a number of the ladder, and for how many periods its needs have not been met. */
export type RankHeld = Readonly<{ rank: number; missed: number }>

/** The highest rank whose needs hold; where ranks are given, the one that the file gives. */
export function earnedRank(world: World): (person: number) => number {
  const { plan } = world
  if (plan.ranksGiven) return (person) => rankNumber(plan, world.population.people[person]?.rank)
  const needs = plan.ranks.map((rank) =>
    rank.needs ? conditionRule(world, rank.needs, 'person') : () => true,
  )
  if (plan.rankRules.firstNeedsLower) {
    return (person) => {
      const failing = needs.findIndex((holds) => !holds(atPerson(person)))
      return failing < 0 ? needs.length : failing
    }
  }
  return (person) => {
    const at = atPerson(person)
    for (let rank = needs.length; rank > 0; rank--) if (needs[rank - 1]?.(at) === true) return rank
    return 0
  }
}

/** The rank of the period before: from the state, else the one that people.csv gives. */
export function previousRank(world: World): (person: number) => number {
  return (person) => {
    const one = world.population.people[person]
    return rankNumber(world.plan, world.history.closed('rank', one?.id ?? '') ?? one?.rank)
  }
}

/** The rank that pay goes by: what was earned, kept up by grace, by the rule of demotion and by corrections. */
export function rankHeld(world: World, earned: (person: number) => number): (person: number) => RankHeld {
  const { gracePeriods, demotion } = world.plan.rankRules
  const previous = previousRank(world)
  return (person) => {
    const id = world.population.people[person]?.id ?? ''
    const [now, before] = [earned(person), world.plan.ranksGiven ? 0 : previous(person)]
    const granted = grantedRank(world, id, previous(person))
    const held = heldBack(world, person, world.period.untilMs - 1)?.rank
    if (held === 'dropped') return { rank: 0, missed: 0 }
    if (held === 'frozen') {
      const kept = world.plan.ranksGiven ? now : before
      return { rank: Math.max(kept, granted), missed: Number(world.history.closed('rank missed', id) ?? '0') }
    }
    if (now >= before) return { rank: Math.max(now, granted), missed: 0 }
    const missed = Number(world.history.closed('rank missed', id) ?? '0') + 1
    if (missed <= gracePeriods || demotion === 'never') return { rank: Math.max(before, granted), missed }
    const fallen = demotion === 'one_step' ? Math.max(now, before - 1) : now
    return { rank: Math.max(fallen, granted), missed: fallen === now ? 0 : missed }
  }
}

/** A correction grants a rank, or protects one that was held before. */
function grantedRank(world: World, personId: string, before: number): number {
  let granted = 0
  for (const one of correctionsOf(world.input.adjustments, personId)) {
    if (one.kind !== 'rank') continue
    if (!holdsIn(one, world.period)) continue
    const rank = rankNumber(world.plan, one.name)
    if (one.value !== 'protected' || before >= rank) granted = Math.max(granted, rank)
  }
  return granted
}

/** The highest rank ever held, this period included. */
export function careerRank(world: World, rank: (person: number) => number): (person: number) => number {
  return (person) => {
    const one = world.population.people[person]
    const before = world.history.closed('career rank', one?.id ?? '') ?? one?.rank
    return Math.max(rank(person), rankNumber(world.plan, before))
  }
}
