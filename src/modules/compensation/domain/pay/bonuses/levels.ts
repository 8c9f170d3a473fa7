import { add, compare, exactOf, multiply, sign, ZERO, type Exact } from '#shared/exact.ts'
import type { LevelsBonus } from '../../language/plan.ts'
import { readsLine } from '../../language/reads.ts'
import { payeeMoment } from '../changes.ts'
import { conditionRule, numberRule } from '../evaluate.ts'
import { rankOf } from '../make-world.ts'
import { missingOf } from '../missing.ts'
import type { LineItem } from '../order-book.ts'
import { atPayee, type At } from '../world.ts'
import { creditsIn, type Bar, type Collector } from './collect.ts'
import { partsOfOrders, type PartsOfOrders } from './parts-of-orders.ts'
import type { SkipReason } from '../pay-result.ts'

/** What one walk up from a source gives: for each person on it a rate, paid or not. */
type Step = Readonly<{
  /** Who lost a part that is passed up; -1 for a part of the payee's own. */
  lostBy: number
  payee: number
  level: number
  rate: Exact
  note: string
  reason: SkipReason | undefined
  missing: string
  lost: boolean
}>

/** What a walk goes up from: a person's volume of one order or line, with its time, an earning, or a value. */
export type Origin = Readonly<{ source: number; line: LineItem | undefined; atMs: number | undefined }>

/** What is paid on. */
type SourceItem = Origin & Readonly<{ base: Exact; order: string }>

/**
 * Pays the people above each source. The walk depends on the source alone unless a rule looks at the line, so that it
 * is made once for all orders of a source.
 */
export function runLevels(collector: Collector, bonus: LevelsBonus): void {
  const byLine = [bonus.rate, bonus.sourceWhen, bonus.stopAt, depthRule(bonus)].some(readsLine)
  const walk = walker(collector, bonus)
  const counts = sourceTest(collector, bonus)
  const walks = new Map<string, readonly Step[]>()
  const parts = partsOfOrders(collector)
  for (const item of sourcesOf(collector, bonus, byLine)) {
    if (!counts(item)) continue
    const key = walkKey(collector, item)
    const steps = (byLine ? undefined : walks.get(key)) ?? keptSteps(collector, walk(item))
    if (!byLine) walks.set(key, steps)
    for (const step of steps) emit(collector, parts, item, step)
  }
  parts.done()
}

/** The steps of a walk that are wanted: where one payee is computed, those of the payee. */
export function keptSteps<S extends Readonly<{ payee: number }>>(
  { focus }: Collector,
  steps: readonly S[],
): readonly S[] {
  return focus && !focus.keepsOthers ? steps.filter(({ payee }) => payee === focus.payee) : steps
}

/** Walks from a source go the same way, unless places or statuses at the order count. */
export function walkKey({ world }: Collector, { source, atMs }: Origin): string {
  const { changes } = world.plan
  const byTime = changes?.upline === 'at_order' || changes?.payees === 'at_order'
  return byTime ? `${source} ${atMs}` : String(source)
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
  return ({ source, line, atMs }) =>
    when({
      ...atPayee(bonus, source),
      source,
      line,
      order: line?.order,
      payeeMs: payeeMoment(collector.world.plan, atMs),
    })
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
  const people = collector.focus?.sources ?? [...world.population.people.keys()]
  return people.flatMap((person) => {
    const base = value(person)
    return sign(base) === 0 ? [] : [{ source: person, base, order: '', line: undefined, atMs: undefined }]
  })
}

/** Line by line, each walking its own way. */
export function lineSources(collector: Collector, volume: string): readonly SourceItem[] {
  return creditsIn(collector, volume)
    .filter(({ owner }) => owner >= 0)
    .map(({ owner, value, line, atMs }) => ({
      source: owner,
      base: value,
      order: line?.order.id ?? '',
      line,
      atMs,
    }))
}

/** The lines of an order taken together, as they walk the same way. */
export function orderSources(collector: Collector, volume: string): readonly SourceItem[] {
  const { changes } = collector.world.plan
  const sums = new Map<string, { base: Exact } & Omit<SourceItem, 'base'>>()
  for (const { owner, value, line, atMs } of creditsIn(collector, volume)) {
    if (owner < 0) continue
    const order = line?.order.id ?? ''
    // Corrections by hand walk together only where their time does not matter.
    const key = `${owner}\n${order}\n${order === '' && changes ? atMs : ''}`
    const known = sums.get(key)
    if (known) known.base = add(known.base, value)
    else sums.set(key, { source: owner, base: value, order, line: undefined, atMs })
  }
  return [...sums.values()].filter(({ base }) => sign(base) !== 0)
}

type Walk = (from: Origin) => readonly Step[]

function walker(collector: Collector, bonus: LevelsBonus): Walk {
  return bonus.steps.by === 'levels'
    ? levelWalk(collector, bonus, bonus.steps.counts)
    : generationWalk(collector, bonus, bonus.steps)
}

/** The last level where a rule says it of each payee; above it that payee has a rate of nothing. */
function depthRule({ depth }: LevelsBonus): LevelsBonus['rate'] | undefined {
  return typeof depth === 'number' ? undefined : depth
}

/** The last level where it is one for everybody: above it the walk ends. */
function lastLevel({ depth }: LevelsBonus): number {
  return typeof depth === 'number' ? depth : Number.POSITIVE_INFINITY
}

/** What both walks do at a person: find the rate and whether it is paid. */
function asker(collector: Collector, bonus: LevelsBonus) {
  const fullRate = numberRule(collector.world, bonus.rate, 'walk')
  const rule = depthRule(bonus)
  const last = rule && numberRule(collector.world, rule, 'walk')
  const rate = (at: At): Exact => (last && compare(exactOf(at.level), last(at)) > 0 ? ZERO : fullRate(at))
  const stops = bonus.stopAt && conditionRule(collector.world, bonus.stopAt, 'walk')
  const { plan, population } = collector.world
  return {
    rate,
    stops: (at: At) => stops?.(at) === true,
    from: ({ source, line, atMs }: Origin) => {
      const payeeMs = payeeMoment(plan, atMs)
      const tree = atMs === undefined ? population.tree(bonus.tree) : population.treeAt(bonus.tree, atMs)
      return {
        payeeMs,
        parent: (person: number) => tree.parent[person] ?? -1,
        place: (person: number, level: number, pathRank: number): At => ({
          ...atPayee(bonus, person),
          source,
          line,
          order: line?.order,
          level,
          pathRank,
          payeeMs,
        }),
      }
    },
  }
}

function levelWalk(
  collector: Collector,
  bonus: LevelsBonus,
  counts: 'everybody' | 'paid' | LevelsBonus['rate'],
): Walk {
  const { rate, stops, from } = asker(collector, bonus)
  const counted = typeof counts === 'string' ? undefined : conditionRule(collector.world, counts, 'person')
  const last = lastLevel(bonus)
  return (origin) => {
    const { source } = origin
    const { parent, place, payeeMs } = from(origin)
    const steps: Step[] = []
    const pending = pendingParts(collector, bonus, steps, payeeMs)
    let level = bonus.firstLevel
    let pathRank = 0
    for (
      let person = bonus.startsAt === 'source' ? source : parent(source);
      person >= 0;
      person = parent(person)
    ) {
      const at = place(person, level, pathRank)
      if (level > last) {
        const mayTake = counted === undefined || counted(at)
        if (pending.deliver(person, mayTake) || stops(at)) break
        if (person !== source) pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
        continue
      }
      const share = rate(at)
      const bar = collector.bar(person, payeeMs)
      const passes = counted !== undefined && !counted(at)
      if (passes || (counts === 'paid' && (bar !== undefined || sign(share) <= 0))) {
        if (sign(share) > 0) {
          const missing =
            passes && typeof counts !== 'string'
              ? missingOf(collector.world, counts, at).join('; ')
              : collector.missing(person, payeeMs)
          steps.push({
            payee: person,
            level,
            rate: share,
            note: '',
            reason: 'passed_over',
            lostBy: -1,
            missing,
            lost: false,
          })
        }
      } else {
        pending.at(person, level, share, bar)
        level += 1
      }
      if (stops(at) || pending.isDone(person)) break
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
  const { rate, stops, from } = asker(collector, bonus)
  const bounds = conditionRule(collector.world, boundary, 'person')
  const last = lastLevel(bonus)
  return (origin) => {
    const { source } = origin
    const { parent, place, payeeMs } = from(origin)
    const closes = (person: number): boolean => bounds({ ...atPayee(bonus, person), payeeMs })
    const steps: Step[] = []
    const pending = pendingParts(collector, bonus, steps, payeeMs)
    let level = bonus.firstLevel + (leaderVolume === 'opens' && closes(source) ? 1 : 0)
    let pathRank = 0
    for (
      let person = bonus.startsAt === 'source' ? source : parent(source);
      person >= 0;
      person = parent(person)
    ) {
      const at = place(person, level, pathRank)
      if (level > last) {
        if (pending.deliver(person) || stops(at)) break
        if (person !== source) pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
        continue
      }
      const ends = closes(person)
      pending.at(person, level, rate(at), collector.bar(person, payeeMs), ends)
      if (stops(at) || pending.isDone(person)) break
      if (person === source) continue
      if (ends) level += 1
      pathRank = Math.max(pathRank, rankOf(collector.world, 'rank', person))
    }
    pending.end()
    return steps
  }
}

/** Pays or skips the person of a level, and carries up what was lost below where the plan says so. */
function pendingParts(collector: Collector, bonus: LevelsBonus, steps: Step[], payeeMs: number | undefined) {
  let lost: Step[] = []
  let hasPassed = false
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
      if (lost.length > 0 && mayTake && collector.bar(person, payeeMs) === undefined) hand(person)
      return lost.length === 0
    },
    /** A part of somebody who uses up no level or generation is not handed on: the next one there has an own part. */
    at(person: number, level: number, rate: Exact, bar: Bar | undefined, usesUp = true): void {
      if (bar === undefined) hand(person)
      if (sign(rate) <= 0) return
      const step = { payee: person, level, rate, note: '', missing: '', lost: false, lostBy: -1 }
      if (bar === undefined) steps.push({ ...step, reason: undefined })
      else {
        const skipped: Step = {
          ...step,
          reason: bar,
          missing: collector.missing(person, payeeMs),
          lost: true,
        }
        if (bonus.unpaid === 'pass_up' && usesUp) lost.push(skipped)
        else steps.push(skipped)
      }
    },
    /** Whether nothing further up matters: the payee who is computed alone was passed, and nothing waits from below. */
    isDone(person: number): boolean {
      if (person === collector.focus?.payee) hasPassed = true
      return hasPassed && lost.length === 0
    },
    /** What was lost and found nobody above stays with the company. */
    end(): void {
      steps.push(...lost)
    },
  }
}
