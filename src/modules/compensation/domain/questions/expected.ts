import { localOf } from '#shared/time.ts'
import type { Bonus, Need } from '../plan/plan.ts'
import { activeNeeds, type NeedState } from '../explain/explain.ts'
import { missingToBeActive, nextRank } from '../engine/standing.ts'
import { atScale, columnOf } from '../engine/volumes.ts'
import type { SnapshotRun } from '../snapshot/run-snapshot.ts'

/** A person's period so far: pay by bonus, volumes, rank and what is missing. Volumes at the run's scale. */
export type Expected = Readonly<{
  bonuses: readonly Readonly<{ bonus: Bonus; minor: bigint }>[]
  volumes: readonly Readonly<{ name: string; value: number }>[]
  rank: Readonly<{
    place: number
    name: string | undefined
    ladder: readonly string[]
    next: string | undefined
    needs: readonly NeedState[]
  }>
  active: Readonly<{ yes: boolean; needs: readonly NeedState[] }>
  /** Group volume by local day of the period, only days that have some. */
  days: readonly Readonly<{ day: string; value: number }>[]
}>

export function expectedOf(of: SnapshotRun, person: number): Expected {
  const { run, plan } = of
  return {
    bonuses: run.bonuses.map((result) => ({ bonus: result.bonus, minor: result.minor[person] ?? 0n })),
    volumes: plan.volumes.map((volume) => ({
      name: volume.name,
      value: columnOf(run.volumes.ofPeople, volume.name)[person] ?? 0,
    })),
    rank: rankOf(of, person),
    active: { yes: run.standing.active[person] === 1, needs: allActiveNeeds(of, person) },
    days: groupDays(of, person),
  }
}

function rankOf(of: SnapshotRun, person: number): Expected['rank'] {
  const { standing } = of.run
  const place = standing.rank[person] ?? -1
  const next = nextRank(of.plan, standing, of.run.volumes, person, of.run.places)
  const target = standing.ladder.find((rank) => rank.name === next?.name)
  return {
    place,
    name: standing.ladder[place]?.name,
    ladder: standing.ladder.map((rank) => rank.name),
    next: next?.name,
    needs: (target?.needs ?? []).map((need) => needState(of, need, person)),
  }
}

function allActiveNeeds(of: SnapshotRun, person: number): NeedState[] {
  const missing = missingToBeActive(of.plan, of.run.volumes, person, of.run.places)
  return missing.length > 0
    ? activeNeeds(of, person)
    : of.plan.active.map((need) => needState(of, need, person))
}

/** A condition with what is there of it, met or not. */
export function needState(of: SnapshotRun, need: Need, person: number): NeedState {
  const { run } = of
  const needed = need.kind === 'volume' ? atScale(need.atLeast, run.places) : need.count
  const reached =
    need.kind === 'volume'
      ? (columnOf(run.volumes.ofPeople, need.volume)[person] ?? 0)
      : (run.standing.legsWith[run.standing.ladder.findIndex((rank) => rank.name === need.rank)]?.[person] ??
        0)
  return { need, needed, reached, missing: Math.max(0, needed - reached) }
}

/** The volume that a person's group brought each day: the first volume of the plan that is read from orders. */
function groupDays(of: SnapshotRun, person: number): Expected['days'] {
  const main = of.plan.volumes.find((volume) => volume.kind === 'personal')
  const credit = main && of.run.volumes.credited.get(main.name)
  if (!main || !credit) return []
  const byOwner = of.index.byOwner(main.name)
  const days = new Map<string, number>()
  for (let owner = person; owner < (of.field.end[person] ?? 0); owner++) {
    for (const order of byOwner(owner)) {
      const day = dayOf(of.orders.atMs[order] ?? 0, of.plan.timeZone)
      days.set(day, (days.get(day) ?? 0) + (credit.value[order] ?? 0))
    }
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, value]) => ({ day, value }))
}

function dayOf(instantMs: number, zone: string): string {
  const { year, month, day } = localOf(instantMs, zone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
