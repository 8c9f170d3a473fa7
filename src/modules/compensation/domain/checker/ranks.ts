import { heldBackFor } from './changes.ts'
import type { Period } from '#shared/period.ts'
import type { Plan } from '../language/plan.ts'
import type { PayInput } from '../pay/pay-input.ts'
import { holds } from './evaluate.ts'
import { periodNamed } from './periods.ts'
import { personScene } from './scene.ts'
import { stateIn, stateNames } from './state.ts'
import { holding } from './volumes.ts'
import type { World } from './world.ts'

/** The rank that pay goes by, and how many periods ago its needs were last met. */
export type Held = Readonly<{ rank: number; missed: number }>

/** The highest rank whose own needs hold, counted from 1; 0 for none. */
export function earnedRankOf(world: World, id: string): number {
  const { ranks, ranksGiven, rankRules } = world.plan
  if (ranksGiven) return numberOfRank(world, world.people.get(id)?.rank)
  const met = ranks.map((rank) => rank.needs !== undefined && holds(rank.needs, personScene(world, id)))
  if (!rankRules.firstNeedsLower) return met.lastIndexOf(true) + 1
  const gap = met.indexOf(false)
  return gap < 0 ? met.length : gap
}

/** The place of a rank in the ladder, from 1; 0 for none. */
export function numberOfRank(world: World, name: string | undefined): number {
  return world.plan.ranks.findIndex((rank) => rank.name === name) + 1
}

/** The rank that pay goes by: the earned one, unless grace, the rule of demotion or a grant by hand keeps a higher one. */
export function heldRankOf(world: World, id: string): Held {
  const earned = world.earnedRank(id)
  const granted = grantedRank(world, id)
  const held = heldBackFor(world, id)?.rank
  if (held === 'dropped') return { rank: 0, missed: 0 }
  if (held === 'frozen') {
    const before = world.plan.ranksGiven ? earned : world.previousRank(id)
    return { rank: Math.max(before, granted), missed: missedBefore(world, id) }
  }
  const kept = world.plan.ranksGiven ? { rank: earned, missed: 0 } : keptRank(world, id, earned)
  return { rank: Math.max(granted, kept.rank), missed: kept.missed }
}

function keptRank(world: World, id: string, earned: number): Held {
  const { gracePeriods, demotion } = world.plan.rankRules
  const previous = world.previousRank(id)
  if (earned >= previous) return { rank: earned, missed: 0 }
  const missed = missedBefore(world, id) + 1
  if (missed <= gracePeriods || demotion === 'never') return { rank: previous, missed }
  if (demotion === 'one_step' && previous - 1 > earned) return { rank: previous - 1, missed }
  return { rank: earned, missed: 0 }
}

function missedBefore(world: World, id: string): number {
  const period = lastClosed(world)
  const text = period && stateIn(world.input, id, period, stateNames.rankMissed)
  return Number(text ?? '0')
}

function grantedRank(world: World, id: string): number {
  const grants = holding(world, 'rank').filter((row) => row.personId === id)
  // Who is protected keeps the rank that was held, and is given none.
  const ranks = grants.map((row) => {
    const named = numberOfRank(world, row.name)
    if (row.value === 'protected') return world.previousRank(id) >= named ? named : 0
    return named
  })
  return Math.max(0, ...ranks)
}

/** The rank of the period before: as the last closed period left it, else as the list of people says. */
export function previousRankOf(world: World, id: string): number {
  return leftIn(world, id, stateNames.rank)
}

/** The highest rank held before the period, by the state or else the list of people. */
export function careerBefore(world: World, id: string): number {
  return leftIn(world, id, stateNames.careerRank)
}

/** The rank that the newest period of the state left under a name; who has no row there had none. */
function leftIn(world: World, id: string, name: string): number {
  const period = lastClosed(world)
  const written = period === undefined ? world.people.get(id)?.rank : stateIn(world.input, id, period, name)
  return numberOfRank(world, written)
}

/** The newest period before that of a world of which the state tells ranks or activity. */
function lastClosed(world: World): string | undefined {
  return newestTold(world.plan, world.input, world.period.fromMs)?.label
}

/** The newest main period that has ended by an instant and of which the state tells ranks or activity. */
export function newestTold(plan: Plan, input: PayInput, byMs: number): Period | undefined {
  const names: readonly string[] = [
    stateNames.rank,
    stateNames.careerRank,
    stateNames.rankMissed,
    stateNames.active,
  ]
  return input.state
    .filter((row) => names.includes(row.name))
    .map((row) => periodNamed(plan, row.period))
    .filter((period) => period?.kind === plan.calendar && period.untilMs <= byMs)
    .toSorted((a, b) => (a?.fromMs ?? 0) - (b?.fromMs ?? 0))
    .at(-1)
}
