import type { Need, Plan, Rank } from '../plan/plan.ts'
import type { Field } from './field.ts'
import { shortOf, type Volumes } from './volumes.ts'

/** A condition that is not met: the volume or rank it is about, and how much is missing (volumes at the run's scale). */
export type Missing = Readonly<{ need: Need; missing: number }>

/** Who is active, and the place of everybody's rank in the ladder (-1: none). */
export type Standing = Readonly<{
  active: Uint8Array
  rank: Int16Array
  ladder: readonly Rank[]
  /** legsWith[r][person]: front-line legs in which somebody holds rank r or higher. */
  legsWith: readonly Int32Array[]
}>

export function computeStanding(plan: Plan, field: Field, volumes: Volumes, places: number): Standing {
  const active = new Uint8Array(field.count)
  for (let i = 0; i < field.count; i++) {
    active[i] = plan.active.every((need) => shortOf(need, volumes, i, places) === 0) ? 1 : 0
  }
  const ladder = ladderOf(plan, field)
  const rank = new Int16Array(field.count).fill(-1)
  const legsWith = ladder.map(() => new Int32Array(field.count))
  const best = new Int16Array(field.count).fill(-1)
  // Bottom-up: when a person is reached, all ranks below are known and counted leg by leg.
  for (let i = field.count - 1; i >= 0; i--) {
    rank[i] =
      plan.ranks === 'given' ? givenRank(ladder, field, i) : earnedRank(ladder, volumes, legsWith, i, places)
    best[i] = Math.max(best[i] ?? -1, rank[i] ?? -1)
    const above = field.parent[i] ?? -1
    if (above < 0) continue
    best[above] = Math.max(best[above] ?? -1, best[i] ?? -1)
    for (let r = 0; r <= (best[i] ?? -1); r++) bump(legsWith[r], above)
  }
  return { active, rank, ladder, legsWith }
}

function ladderOf(plan: Plan, field: Field): readonly Rank[] {
  if (plan.ranks === 'none') return []
  if (plan.ranks !== 'given') return plan.ranks
  const names = new Set(field.ranks.filter((name) => name !== undefined))
  return [...names].sort().map((name) => ({ name, needs: [] }))
}

function givenRank(ladder: readonly Rank[], field: Field, person: number): number {
  return ladder.findIndex((rank) => rank.name === field.ranks[person])
}

/** The highest rank whose conditions hold; a rank may be held without those below it only if its own conditions say so. */
function earnedRank(
  ladder: readonly Rank[],
  volumes: Volumes,
  legsWith: readonly Int32Array[],
  person: number,
  places: number,
): number {
  for (let r = ladder.length - 1; r >= 0; r--) {
    if (missingFor(ladder, r, volumes, legsWith, person, places).length === 0) return r
  }
  return -1
}

function missingFor(
  ladder: readonly Rank[],
  rankIndex: number,
  volumes: Volumes,
  legsWith: readonly Int32Array[],
  person: number,
  places: number,
): Missing[] {
  const found: Missing[] = []
  for (const need of ladder[rankIndex]?.needs ?? []) {
    const missing =
      need.kind === 'volume'
        ? shortOf(need, volumes, person, places)
        : Math.max(0, need.count - legCount(ladder, legsWith, need.rank, person))
    if (missing > 0) found.push({ need, missing })
  }
  return found
}

function legCount(
  ladder: readonly Rank[],
  legsWith: readonly Int32Array[],
  name: string,
  person: number,
): number {
  return legsWith[ladder.findIndex((rank) => rank.name === name)]?.[person] ?? 0
}

/** The next rank up and what is missing to reach it; undefined at the top or where ranks are given. */
export function nextRank(
  plan: Plan,
  standing: Standing,
  volumes: Volumes,
  person: number,
  places: number,
): Readonly<{ name: string; missing: readonly Missing[] }> | undefined {
  if (plan.ranks === 'given') return undefined
  const next = (standing.rank[person] ?? -1) + 1
  const rank = standing.ladder[next]
  if (!rank) return undefined
  return {
    name: rank.name,
    missing: missingFor(standing.ladder, next, volumes, standing.legsWith, person, places),
  }
}

/** What a person lacks to be active. */
export function missingToBeActive(plan: Plan, volumes: Volumes, person: number, places: number): Missing[] {
  return plan.active.flatMap((need) => {
    const missing = shortOf(need, volumes, person, places)
    return missing > 0 ? [{ need, missing }] : []
  })
}

function bump(counts: Int32Array | undefined, at: number): void {
  if (counts) counts[at] = (counts[at] ?? 0) + 1
}
