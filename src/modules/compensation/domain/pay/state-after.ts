import { exactText, sign } from '#shared/exact.ts'
import { periodsBetween } from '#shared/period.ts'
import type { Bonus } from '../language/plan.ts'
import { accumulatedVolumes, periodsRead } from '../language/plan-reads.ts'
import type { Value } from '../language/value.ts'
import { exactMinor, type Settled } from './settle.ts'
import type { Mark } from './bonuses/collect.ts'
import type { RankHeld } from './ranks.ts'
import type { StateInput } from './pay-input.ts'
import { periodOfPlan } from './periods.ts'
import { exactToText } from './state-text.ts'
import { outdatedOf, outdatedRows, reachedFromMs } from './state-then.ts'
import { debtAfter } from './volumes.ts'
import { rankName, type World } from './world.ts'

/** The state after a run: what was known before and is still needed, and what this period adds; sorted. */
export function stateAfter(
  world: World,
  settled: readonly Settled[],
  marks: readonly Mark[],
  rankHeld: (person: number) => RankHeld,
): readonly StateInput[] {
  const isMain = world.period.kind === world.plan.calendar
  const bonuses = settled.map((one) => one.bonus)
  const paid = settled.flatMap((one) =>
    one.bonus.calendar === world.plan.calendar ? [] : paidRows(world, one),
  )
  const added = [
    ...paid,
    ...marks.map((mark) => rowOf(world, mark)),
    ...(isMain ? standingRows(world, rankHeld) : []),
  ]
  const after = [...world.input.state.filter(keeper(world, bonuses, added, isMain)), ...added]
  return [...after, ...outdatedRows(world.plan, world.period, world.input.state, after)].toSorted(compareRows)
}

/** What a bonus of another calendar paid, for the period of the main calendar that it lies in; nothing leaves no row. */
function paidRows(world: World, { bonus, minor, digits }: Settled): StateInput[] {
  const paid = [...minor].filter(([, amount]) => amount !== 0n)
  return paid.map(([person, amount]) => ({
    personId: world.population.people[person]?.id ?? '',
    period: world.period.label,
    name: `paid ${bonus.name}`,
    value: exactToText(exactMinor(amount, digits)),
  }))
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
  const readsActive = periodsRead(plan).has('active')
  const totals = [...accumulatedVolumes(plan)]
  const debts =
    plan.negativeVolume === 'carried'
      ? plan.volumes.filter((volume) => volume.kind === 'personal').map((volume) => volume.name)
      : []
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
    if ((plan.active || readsActive) && world.column('active')(person) === true) add('active', 'true')
    for (const key of read) add(key.replace(/^(volume|measure):/, ''), columnText(world, key, person))
    for (const name of debts) add(`debt ${name}`, columnTextOf(debtAfter(world, name, person)))
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
  const singles = new Set(['rank', 'rank missed', 'career rank', 'active'])
  const isDebt = (name: string): boolean => name.startsWith('debt ')
  const reachedMs = reachedFromMs(plan, period)
  return (row) => {
    const outdated = outdatedOf(plan, row.name)
    if (outdated) return outdated.until.untilMs > reachedMs
    if (lots.has(row.name)) return false
    if (row.name.startsWith('paid '))
      return row.period !== period.label && !(isMain && endsBefore(world, row.period))
    const span = spans.get(row.name)
    if (isMain && isDebt(row.name)) return false
    if (isMain && (span !== undefined || singles.has(row.name))) {
      // A row that no later period can look back to is dropped. Ranks stay one period longer: a period of another calendar
      // that ends with this one stands in it once more.
      const distance = distanceTo(world, row.period)
      const kept = Math.max(span ?? 0, singles.has(row.name) ? 2 : 0)
      return row.period !== period.label && distance !== undefined && distance < kept
    }
    return !replaced.has(`${row.personId}\n${row.name}`)
  }
}

function endsBefore(world: World, label: string): boolean {
  return (periodOfPlan(world.plan, label)?.untilMs ?? 0) <= world.period.untilMs
}

function distanceTo(world: World, label: string): number | undefined {
  const from = periodOfPlan(world.plan, label)
  const span = from && periodsBetween(from, world.period)
  return span && span.length - 1
}
