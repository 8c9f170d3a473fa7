import type { Bonus, Need, Plan } from '../plan/plan.ts'
import { whyNotPaid, type SkipReason } from '../engine/eligibility.ts'
import type { Field } from '../engine/field.ts'
import { linesOfOrder, nextStep } from '../engine/lines.ts'
import type { Orders } from '../engine/orders.ts'
import { tableOf, type BonusResult, type RunResult } from '../engine/run.ts'
import { missingToBeActive } from '../engine/standing.ts'
import { atScale, columnOf } from '../engine/volumes.ts'
import type { OrderIndex } from './order-index.ts'

/** A condition with what is there of it; volumes at the run's scale, legs as counts. */
export type NeedState = Readonly<{ need: Need; needed: number; reached: number; missing: number }>

export type PathStep = Readonly<{
  person: number
  level: number
  ratePpm: number
  takenPpm: number
  paidPpm: number
  skipped: SkipReason | undefined
  needs: readonly NeedState[]
}>

/** All orders of one source in one bonus of one person: one rate, as the way up is the same. */
export type SourceGroup = Readonly<{
  source: number
  level: number
  ratePpm: number
  base: number
  /** Scaled by 10^exactDecimals of the run. */
  exact: bigint
  orders: readonly number[]
}>

export type WhyCode = 'paid' | 'no_volume' | 'no_rate' | 'legs_at_same_rate' | SkipReason

export type Explanation = Readonly<{
  person: number
  bonus: Bonus
  minor: bigint
  rate: Readonly<{
    ratePpm: number
    by: string | undefined
    volume: number
    from: number
    next: Readonly<{ ratePpm: number; missing: number }> | undefined
  }>
  groups: readonly SourceGroup[]
  more: Readonly<{ groups: number; orders: number; base: number; exact: bigint }> | undefined
  exact: bigint
  unpaid: Readonly<{ orders: number; exact: bigint }> | undefined
  why: Readonly<{ code: WhyCode; needs: readonly NeedState[] }>
}>

/** The most sources that an explanation lists one by one; the rest is one counted sum. */
export const GROUPS_MAX = 100

export type Explained = Readonly<{
  plan: Plan
  field: Field
  orders: Orders
  run: RunResult
  index: OrderIndex
}>

/**
 * Why a person has this amount of a bonus, or nothing: the sources with their rates, largest first, whose sum is the exact
 * amount. With `source`, only that one source is listed and the rest is counted.
 */
export function explain(of: Explained, result: BonusResult, person: number, source?: number): Explanation {
  const groups = sourceGroups(of, result, person)
  const paid = result.paid[person] === 1
  const sorted = groups.toSorted(
    (a, b) => compareSize(b.exact, a.exact) || (idOf(of, a.source) < idOf(of, b.source) ? -1 : 1),
  )
  const listed =
    source === undefined ? sorted.slice(0, GROUPS_MAX) : sorted.filter((group) => group.source === source)
  const rest = sorted.filter((group) => !listed.includes(group))
  const total = sumOf(groups)
  const shown = paid ? listed : []
  return {
    person,
    bonus: result.bonus,
    minor: result.minor[person] ?? 0n,
    rate: rateOf(of, result, person),
    groups: shown,
    more: paid && rest.length > 0 ? { groups: rest.length, ...sumOf(rest) } : undefined,
    exact: paid ? total.exact : 0n,
    unpaid: !paid && total.exact !== 0n ? { orders: total.orders, exact: total.exact } : undefined,
    why: whyOf(of, result, person, groups.length > 0 && total.exact !== 0n),
  }
}

/** The way from a source up to the person, each step with what it took and who was skipped for what. */
export function pathTo(of: Explained, result: BonusResult, person: number, source: number): PathStep[] {
  const steps: PathStep[] = []
  let taken = 0
  let level = 0
  for (let at = source; at >= 0; at = of.field.parent[at] ?? -1, level++) {
    const ratePpm = result.rate[at] ?? 0
    const skipped = whyNotPaid(of.plan, result.bonus, of.field, of.run.standing, at)
    const isOwn = result.bonus.kind === 'share_of_own_volume'
    const paidPpm = skipped === undefined ? Math.max(0, ratePpm - (isOwn ? 0 : taken)) : 0
    const needs = skipped === 'not_active' ? activeNeeds(of, at) : []
    steps.push({ person: at, level, ratePpm, takenPpm: taken, paidPpm, skipped, needs })
    if (at === person) break
    if (result.takes[at] === 1) taken = takenAfter(result.bonus, taken, ratePpm)
  }
  return steps
}

function takenAfter(bonus: Bonus, taken: number, ratePpm: number): number {
  return bonus.kind === 'differential' && bonus.against === 'path_maximum'
    ? Math.max(taken, ratePpm)
    : ratePpm
}

/** Sources below the person (or the person itself) with what each order of theirs brings, paid or not. */
function sourceGroups(of: Explained, result: BonusResult, person: number): SourceGroup[] {
  const credit = of.run.volumes.credited.get(result.bonus.on)
  if (!credit) throw new Error(`the volume ${result.bonus.on} was not credited`)
  const until =
    result.bonus.kind === 'share_of_own_volume' ? person + 1 : (of.field.end[person] ?? person + 1)
  const byOwner = of.index.byOwner(result.bonus.on)
  const groups: SourceGroup[] = []
  for (let source = person; source < until; source++) {
    const orders = byOwner(source)
    const first = orders.find((order) => (credit.value[order] ?? 0) !== 0)
    if (first === undefined) continue
    const line = linesOfOrder(of.plan, of.field, of.run, result, credit, first).find(
      (one) => one.person === person,
    )
    if (!line) continue
    const base = orders.reduce((sum, order) => sum + (credit.value[order] ?? 0), 0)
    const exact = BigInt(base) * BigInt(line.ratePpm) * result.bonus.unitValue.micro
    groups.push({ source, level: line.level, ratePpm: line.ratePpm, base, exact, orders })
  }
  return groups
}

function whyOf(of: Explained, result: BonusResult, person: number, anything: boolean): Explanation['why'] {
  const skipped = whyNotPaid(of.plan, result.bonus, of.field, of.run.standing, person)
  if (skipped !== undefined)
    return { code: skipped, needs: skipped === 'not_active' ? activeNeeds(of, person) : [] }
  if (anything) return { code: 'paid', needs: [] }
  const needs = nextStepNeeds(of, result, person)
  if (!hasVolume(of, result, person)) return { code: 'no_volume', needs: [] }
  if ((result.rate[person] ?? 0) === 0) return { code: 'no_rate', needs }
  return { code: 'legs_at_same_rate', needs }
}

function hasVolume(of: Explained, result: BonusResult, person: number): boolean {
  const until =
    result.bonus.kind === 'share_of_own_volume' ? person + 1 : (of.field.end[person] ?? person + 1)
  const own = columnOf(of.run.volumes.ofPeople, result.bonus.on)
  for (let i = person; i < until; i++) if ((own[i] ?? 0) !== 0) return true
  return false
}

function nextStepNeeds(of: Explained, result: BonusResult, person: number): NeedState[] {
  if (result.bonus.kind !== 'differential') return []
  const next = nextStep(of.plan, result.bonus, of.run, person)
  if (!next) return []
  const reached = columnOf(of.run.volumes.ofPeople, next.volume)[person] ?? 0
  const needed = reached + next.missing
  const atLeast = BigInt(needed) * 10n ** BigInt(6 - of.run.places)
  return [{ need: { kind: 'volume', volume: next.volume, atLeast }, needed, reached, missing: next.missing }]
}

/** The conditions for being active that a person does not meet. */
export function activeNeeds(of: Explained, person: number): NeedState[] {
  return missingToBeActive(of.plan, of.run.volumes, person, of.run.places).flatMap(({ need, missing }) => {
    if (need.kind !== 'volume') return []
    const needed = atScale(need.atLeast, of.run.places)
    return [{ need, needed, reached: needed - missing, missing }]
  })
}

function rateOf(of: Explained, result: BonusResult, person: number): Explanation['rate'] {
  const ratePpm = result.rate[person] ?? 0
  if (result.bonus.kind !== 'differential')
    return { ratePpm, by: undefined, volume: 0, from: 0, next: undefined }
  const table = tableOf(of.plan, result.bonus.table)
  const volume = columnOf(of.run.volumes.ofPeople, table.by)[person] ?? 0
  const steps = table.steps.map((step) => atScale(step.from, of.run.places))
  const from = steps.filter((step) => step <= volume).at(-1) ?? 0
  return { ratePpm, by: table.by, volume, from, next: nextStep(of.plan, result.bonus, of.run, person) }
}

function sumOf(groups: readonly SourceGroup[]) {
  return groups.reduce(
    (sum, group) => ({
      orders: sum.orders + group.orders.length,
      base: sum.base + group.base,
      exact: sum.exact + group.exact,
    }),
    { orders: 0, base: 0, exact: 0n },
  )
}

function compareSize(a: bigint, b: bigint): number {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  return x === y ? 0 : x < y ? -1 : 1
}

function idOf(of: Explained, person: number): string {
  return of.field.ids[person] ?? ''
}
