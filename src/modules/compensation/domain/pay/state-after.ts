import { exactText, sign } from '#shared/exact.ts'
import { parsePeriod, periodsBetween } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import { accumulatedVolumes, periodsRead } from '../language/plan-reads.ts'
import type { Value } from '../language/value.ts'
import type { Mark } from './bonuses/collect.ts'
import type { RankHeld } from './ranks.ts'
import type { StateInput } from './pay-input.ts'
import { exactToText } from './state-text.ts'
import { rankName, type World } from './world.ts'

/** The state after a run: what was known before and is still needed, and what this period adds; sorted. */
export function stateAfter(
  world: World,
  bonuses: readonly Bonus[],
  marks: readonly Mark[],
  rankHeld: (person: number) => RankHeld,
): readonly StateInput[] {
  const isMain = world.period.kind === world.plan.calendar
  const added = [...marks.map((mark) => rowOf(world, mark)), ...(isMain ? standingRows(world, rankHeld) : [])]
  const keeps = keeper(world, bonuses, added, isMain)
  return [...world.input.state.filter(keeps), ...added].toSorted(compareRows)
}

function rowOf(world: World, mark: Mark): StateInput {
  return {
    personId: world.population.people[mark.person]?.id ?? '',
    period: mark.period,
    name: mark.name,
    value: mark.value,
  }
}

function compareRows(a: StateInput, b: StateInput): number {
  for (const key of ['personId', 'name', 'period'] as const)
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1
  return 0
}

function standingRows(world: World, rankHeld: (person: number) => RankHeld): StateInput[] {
  const { plan, period } = world
  const rows: StateInput[] = []
  const read = [...periodsRead(plan).keys()].filter((key) => !['rank', 'career rank', 'active'].includes(key))
  const totals = [...accumulatedVolumes(plan)]
  world.population.people.forEach((one, person) => {
    const add = (name: string, value: string): void => {
      if (value !== '') rows.push({ personId: one.id, period: period.label, name, value })
    }
    const held = rankHeld(person)
    if (plan.ranks.length > 0) {
      add('rank', rankName(plan, held.rank) ?? '')
      add('career rank', rankText(world, world.column('career rank')(person)))
      if (held.missed > 0) add('rank missed', String(held.missed))
    }
    if (plan.active && world.column('active')(person) === true) add('active', 'true')
    for (const key of read) add(key.replace(/^(volume|measure):/, ''), columnText(world, key, person))
    for (const name of totals) add(`total ${name}`, columnTextOf(world.accumulated(name, person)))
  })
  return rows
}

function columnText(world: World, key: string, person: number): string {
  const value = world.column(key)(person)
  return key === 'earned rank' ? rankText(world, value) : columnTextOf(value)
}

function columnTextOf(value: Value): string {
  if (typeof value === 'boolean') return value ? 'true' : ''
  if (typeof value === 'string') return value
  return sign(value) === 0 ? '' : exactToText(value)
}

function rankText(world: World, value: Value): string {
  return typeof value === 'number' ? (rankName(world.plan, value / 1_000_000) ?? '') : exactText(0)
}

/** Which rows of before are still of use. */
function keeper(
  world: World,
  bonuses: readonly Bonus[],
  added: readonly StateInput[],
  isMain: boolean,
): (row: StateInput) => boolean {
  const { plan, period } = world
  const replaced = new Set(added.map((row) => `${row.personId}\n${row.name}`))
  const lots = new Set(
    bonuses
      .filter((bonus) => bonus.kind === 'binary')
      .flatMap((bonus) => [`${bonus.name} left`, `${bonus.name} right`]),
  )
  const spans = new Map(
    [...periodsRead(plan)].map(([key, back]) => [key.replace(/^(volume|measure):/, ''), back] as const),
  )
  const singles = new Set(['rank', 'rank missed', 'active'])
  return (row) => {
    if (lots.has(row.name)) return false
    const span = spans.get(row.name)
    if (isMain && (span !== undefined || singles.has(row.name))) {
      // A row that no later period can look back to is dropped; the newest rank and activity are those of this period.
      const distance = distanceTo(world, row.period)
      return row.period !== period.label && distance !== undefined && distance < (span ?? 0)
    }
    return !replaced.has(`${row.personId}\n${row.name}`)
  }
}

function distanceTo(world: World, label: string): number | undefined {
  const from = parsePeriod(label, world.plan.timeZone)
  const span = from && periodsBetween(from, world.period)
  return span && span.length - 1
}
