import { add, multiply, sign, type Exact } from '#shared/exact.ts'
import type { LevelsBonus } from '../../language/plan.ts'
import { readsLine } from '../../language/reads.ts'
import { conditionRule, numberRule } from '../evaluate.ts'
import { rankOf } from '../make-world.ts'
import { missingOf } from '../missing.ts'
import type { LineItem } from '../order-book.ts'
import { atPayee, type At } from '../world.ts'
import { creditsFor, type Collector } from './collect.ts'
import { partsOfOrders, type PartsOfOrders } from './parts-of-orders.ts'
import type { SkipReason } from '../pay-result.ts'

/** What one walk up from a source gives: for each person on it a rate, paid or not. */
type Step = Readonly<{
  payee: number
  level: number
  rate: Exact
  note: string
  reason: SkipReason | undefined
  missing: string
  lost: boolean
  /** Who lost a part that is passed up; -1 for a part of the payee's own. */
  lostBy: number
}>

/** What is paid on: a person's volume of one order or line, an earning, or a value. */
type SourceItem = Readonly<{ source: number; base: Exact; order: string; line: LineItem | undefined }>

/**
 * Pays the people above each source. The walk depends on the source alone unless a rule looks at the line, so that it
 * is made once for all orders of a source.
 */
export function runLevels(collector: Collector, bonus: LevelsBonus): void {
  const byLine = [bonus.rate, bonus.sourceWhen, bonus.stopAt].some(readsLine)
  const walk = walker(collector, bonus)
  const counts = sourceTest(collector, bonus)
  const walks = new Map<number, readonly Step[]>()
  const parts = partsOfOrders(collector)
  for (const item of sourcesOf(collector, bonus, byLine)) {
    if (!counts(item)) continue
    const known = byLine ? undefined : walks.get(item.source)
    const steps = known ?? walk(item.source, item.line)
    if (!byLine) walks.set(item.source, steps)
    for (const step of steps) emit(collector, parts, item, step)
  }
  parts.done()
}

function emit(collector: Collector, parts: PartsOfOrders, item: SourceItem, step: Step): void {
  const amount = multiply(multiply(item.base, step.rate), collector.unit(step.payee))
  const common = { payee: step.payee, order: item.order, source: item.source, level: step.level, amount }
  if (step.reason === undefined)
    parts.add({ ...common, base: item.base, rate: step.rate, note: step.note }, step.lostBy)
  else collector.skips.push({ ...common, reason: step.reason, missing: step.missing, lost: step.lost })
}

function sourceTest(collector: Collector, bonus: LevelsBonus): (item: SourceItem) => boolean {
  const when = bonus.sourceWhen && conditionRule(collector.world, bonus.sourceWhen, 'walk')
  if (!when) return () => true
  return ({ source, line }) => when({ ...atPayee(bonus, source), source, line, order: line?.order })
}

function sourcesOf(collector: Collector, bonus: LevelsBonus, byLine: boolean): readonly SourceItem[] {
  const { world } = collector
  const { source } = bonus
  if (source.from === 'volume')
    return byLine ? lineSources(collector, source.volume) : orderSources(collector, source.volume)
  const value =
    source.from === 'earned'
      ? (person: number) => world.earned(source.bonuses, person)
      : (
          (rule) => (person: number) =>
            rule(atPayee(bonus, person))
        )(numberRule(world, source.value, 'person'))
  return [...world.population.people.keys()].flatMap((person) => {
    const base = value(person)
    return sign(base) === 0 ? [] : [{ source: person, base, order: '', line: undefined }]
  })
}

function lineSources({ world }: Collector, volume: string): readonly SourceItem[] {
  return creditsFor(world, volume)
    .filter(({ owner }) => owner >= 0)
    .map(({ owner, value, line }) => ({ source: owner, base: value, order: line?.order.id ?? '', line }))
}

/** The lines of an order taken together, as they walk the same way. */
export function orderSources({ world }: Collector, volume: string): readonly SourceItem[] {
  const sums = new Map<string, { source: number; base: Exact; order: string; line: undefined }>()
  for (const { owner, value, line } of creditsFor(world, volume)) {
    if (owner < 0) continue
    const order = line?.order.id ?? ''
    const key = `${owner}\n${order}`
    const known = sums.get(key)
    if (known) known.base = add(known.base, value)
    else sums.set(key, { source: owner, base: value, order, line: undefined })
  }
  return [...sums.values()].filter(({ base }) => sign(base) !== 0)
}

type Walk = (source: number, line: LineItem | undefined) => readonly Step[]

function walker(collector: Collector, bonus: LevelsBonus): Walk {
  return bonus.steps.by === 'levels'
    ? levelWalk(collector, bonus, bonus.steps.counts)
    : generationWalk(collector, bonus, bonus.steps)
}

/** What both walks do at a person: find the rate and whether it is paid. */
function asker(collector: Collector, bonus: LevelsBonus) {
  const rate = numberRule(collector.world, bonus.rate, 'walk')
  const stops = bonus.stopAt && conditionRule(collector.world, bonus.stopAt, 'walk')
  const tree = collector.world.population.tree(bonus.tree)
  const place = (
    person: number,
    source: number,
    line: LineItem | undefined,
    level: number,
    pathRank: number,
  ): At => ({
    ...atPayee(bonus, person),
    source,
    line,
    order: line?.order,
    level,
    pathRank,
  })
  return {
    rate,
    stops: (at: At) => stops?.(at) === true,
    parent: (person: number) => tree.parent[person] ?? -1,
    place,
  }
}

function levelWalk(
  collector: Collector,
  bonus: LevelsBonus,
  counts: 'everybody' | 'paid' | LevelsBonus['rate'],
): Walk {
  const { rate, stops, parent, place } = asker(collector, bonus)
  const counted = typeof counts === 'string' ? undefined : conditionRule(collector.world, counts, 'person')
  return (source, line) => {
    const steps: Step[] = []
    const pending = pendingParts(collector, bonus, steps)
    let level = bonus.firstLevel
    let pathRank = 0
    for (
      let person = bonus.startsAt === 'source' ? source : parent(source);
      person >= 0;
      person = parent(person)
    ) {
      const at = place(person, source, line, level, pathRank)
      if (bonus.depth !== undefined && level > bonus.depth) {
        const mayTake = counted === undefined || counted(at)
        if (pending.deliver(person, mayTake) || stops(at)) break
        if (person !== source) pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
        continue
      }
      const share = rate(at)
      const bar = collector.bar(person)
      const passes = counted !== undefined && !counted(at)
      if (passes || (counts === 'paid' && (bar !== undefined || sign(share) <= 0))) {
        if (sign(share) > 0) {
          const missing =
            passes && typeof counts !== 'string'
              ? missingOf(collector.world, counts, at).join('; ')
              : collector.missing(person)
          steps.push({
            payee: person,
            level,
            rate: share,
            note: '',
            reason: 'passed_over',
            missing,
            lost: false,
            lostBy: -1,
          })
        }
      } else {
        pending.at(person, level, share, bar)
        level += 1
      }
      if (stops(at)) break
      if (person !== source) pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
    }
    pending.end()
    return steps
  }
}

function generationWalk(
  collector: Collector,
  bonus: LevelsBonus,
  { boundary, leaderVolume }: Extract<LevelsBonus['steps'], { by: 'generations' }>,
): Walk {
  const { rate, stops, parent, place } = asker(collector, bonus)
  const closes = conditionRule(collector.world, boundary, 'person')
  return (source, line) => {
    const steps: Step[] = []
    const pending = pendingParts(collector, bonus, steps)
    let level = bonus.firstLevel + (leaderVolume === 'opens' && closes(atPayee(bonus, source)) ? 1 : 0)
    let pathRank = 0
    for (
      let person = bonus.startsAt === 'source' ? source : parent(source);
      person >= 0;
      person = parent(person)
    ) {
      const at = place(person, source, line, level, pathRank)
      if (bonus.depth !== undefined && level > bonus.depth) {
        if (pending.deliver(person) || stops(at)) break
        if (person !== source) pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
        continue
      }
      const ends = closes(atPayee(bonus, person))
      pending.at(person, level, rate(at), collector.bar(person), ends)
      if (stops(at)) break
      if (person === source) continue
      if (ends) level += 1
      pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
    }
    pending.end()
    return steps
  }
}

/** Pays or skips the person of a level, and carries up what was lost below where the plan says so. */
function pendingParts(collector: Collector, bonus: LevelsBonus, steps: Step[]) {
  let lost: Step[] = []
  const hand = (person: number): void => {
    for (const one of lost) {
      steps.push({ ...one, reason: 'passed_over', lost: false })
      steps.push({
        ...one,
        payee: person,
        note: 'passed up',
        reason: undefined,
        missing: '',
        lost: false,
        lostBy: one.payee,
      })
    }
    lost = []
  }
  return {
    /** Above the last level only what was lost below is still handed on; gives whether nothing is left to hand on. */
    deliver(person: number, mayTake = true): boolean {
      if (lost.length > 0 && mayTake && collector.bar(person) === undefined) hand(person)
      return lost.length === 0
    },
    /** A part of somebody who uses up no level or generation is not handed on: the next one there has an own part. */
    at(
      person: number,
      level: number,
      rate: Exact,
      bar: 'not_paid' | 'not_qualified' | undefined,
      usesUp = true,
    ): void {
      if (bar === undefined) hand(person)
      if (sign(rate) <= 0) return
      const step = { payee: person, level, rate, note: '', missing: '', lost: false, lostBy: -1 }
      if (bar === undefined) steps.push({ ...step, reason: undefined })
      else {
        const skipped: Step = { ...step, reason: bar, missing: collector.missing(person), lost: true }
        if (bonus.unpaid === 'pass_up' && usesUp) lost.push(skipped)
        else steps.push(skipped)
      }
    },
    /** What was lost and found nobody above stays with the company. */
    end(): void {
      steps.push(...lost)
    },
  }
}
