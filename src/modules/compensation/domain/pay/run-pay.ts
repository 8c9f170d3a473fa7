import { add, multiply, ZERO, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { evaluationOrder, type EvaluationOrder } from '../language/dependencies.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { collectorFor, type Mark, type Part } from './bonuses/collect.ts'
import { runBonus } from './bonuses/run-bonus.ts'
import { refuseUnruled } from './changes.ts'
import { convert } from './convert.ts'
import { keptOf } from './kept.ts'
import { applyLimits } from './limits.ts'
import { makeWorld, makeWorldOf, type Made, type PaidSums } from './make-world.ts'
import type { PayInput } from './pay-input.ts'
import { givenAmount } from './rates.ts'
import type { PayResult } from './pay-result.ts'
import { payResult } from './result.ts'
import { recomputedParts, reverseReturns, type Earlier } from './returns.ts'
import {
  exactMinor,
  minorBeside,
  payBeside,
  setBeside,
  settle,
  type PaidBefore,
  type Settled,
} from './settle.ts'
import { stateAfter } from './state-after.ts'
import { stateThen } from './state-then.ts'
import { isPaidByOrder, joinSettled, sameSpan, versionSpans } from './versions.ts'
import type { Window } from './volumes.ts'
import { PayProblem, type World } from './world.ts'

/**
 * Runs a whole plan over the input of one period. Pure: the same input gives the same result, in whatever order its lists
 * are given. Throws PayProblem for input that the plan cannot be computed with.
 */
export function runPay(plan: Plan, input: PayInput, period: Period): PayResult {
  return runVersions([plan], input, period)
}

/**
 * Runs a period in which several versions of a plan hold, one after the other. What is paid on orders is paid by the version
 * that holds at the order's time; everything else, ranks and activity too, goes by the last one.
 */
export function runVersions(plans: readonly Plan[], input: PayInput, period: Period): PayResult {
  return walkVersions(plans, input, period).result
}

/** A result with the world that its rules were evaluated in, so that more can be asked of it. */
export type Walked = Readonly<{ result: PayResult; world: World }>

/** The same as `runVersions`, with what an explanation asks further. */
export function walkVersions(plans: readonly Plan[], input: PayInput, period: Period): Walked {
  const spans = versionSpans(plans, period)
  for (const span of spans) refuseUnruled(span.plan, input, period)
  const sums: PaidSums = { paidSoFar: new Map(), unpaidSoFar: new Map() }
  const rans: Ran[] = []
  for (const [index, span] of spans.entries())
    rans.push(
      collectAll(sharedOf(span.plan), input, period, {
        sums,
        window: span,
        isLast: index === spans.length - 1,
        before: [...rans],
      }),
    )
  const last = rans.at(-1)
  if (!last) throw new PayProblem(`no version of the plan holds in ${period.label}`)
  const { world } = last.made
  // Whether a row of given pay can be converted does not hang on who is paid.
  for (const given of input.earned) givenAmount(world, given)
  const settled = joinSettled(rans.map((ran) => ran.settled))
  applyLimits(world, settled)
  for (const one of settled) payBeside(one)
  for (const one of settled) convert(world, one)
  const marks = rans.flatMap((ran) => ran.marks)
  const versions = spans.map(({ plan, fromMs, untilMs }) => ({ version: plan.version, fromMs, untilMs }))
  const state = stateAfter(world, settled, marks, last.made.rankHeld)
  return { result: payResult(world, settled, state, versions), world }
}

function sharedOf(plan: Plan): Shared {
  const order = evaluationOrder(plan)
  const [circle] = order.circles
  if (circle) throw new PayProblem(`the plan needs ${circle.join(', which needs ')}`)
  return { plan, order, earlier: new Map() }
}

type Ran = Readonly<{
  made: Made
  settled: readonly Settled[]
  marks: readonly Mark[]
  parts: ReadonlyMap<string, readonly Part[]>
}>

/** What all periods of a run share: the plan, its order, and earlier periods that were computed again. */
type Shared = Readonly<{ plan: Plan; order: EvaluationOrder; earlier: Map<string, Ran> }>

/** The part of a period that one version pays, after versions before it: orders within the window, and all else if it is the last. */
type Share = Readonly<{ sums: PaidSums; window: Window; isLast: boolean; before: readonly Ran[] }>

/** Evaluates definitions and bonuses, each after everything that it reads. */
function collectAll(shared: Shared, input: PayInput, period: Period, share?: Share): Ran {
  const { order } = shared
  // Orders of history need no owner, also where an earlier period is computed again.
  const plan: Plan = share ? shared.plan : { ...shared.plan, withoutOwner: 'company' }
  const made = makeWorldOf(plan, input, period, order, share?.sums)
  const worldOf = worldsFor(plan, period, made, share, (main, window) =>
    makeWorld(plan, input, period, order, made, window, main),
  )
  const settled = new Map<string, Settled>()
  const parts = new Map<string, readonly Part[]>()
  const marks: Mark[] = []
  const earlier = earlierOf(shared, input, share?.before ?? [])
  for (const stratum of order.strata) {
    const bonus = bonusOf(plan, stratum.keys)
    if (!bonus) evaluateStratum(made.world, stratum)
    else if (bonus.calendar === period.kind && (share?.isLast !== false || isPaidByOrder(bonus))) {
      const collector = collectorFor(worldOf(bonus), bonus)
      runBonus(collector, bonus)
      const back = reverseReturns(collector, bonus, earlier)
      parts.set(bonus.name, [...collector.parts])
      const one = settle(collector, bonus, paidBefore(share?.before ?? [], bonus.name))
      // What an earlier period that is computed again changed of still earlier ones is no business of this run.
      const changed = share ? recomputedParts(collector.world, bonus, earlier) : []
      setBeside(one, [...back, ...changed])
      settled.set(bonus.name, one)
      marks.push(...collector.marks)
      count(made, one)
    }
  }
  const inOrder = plan.bonuses.map((bonus) => settled.get(bonus.name)).filter((one) => one !== undefined)
  return { made, settled: inOrder, marks, parts }
}

/** The world that a bonus is computed in: by whose standing, and over which orders. */
function worldsFor(
  plan: Plan,
  period: Period,
  made: Made,
  share: Share | undefined,
  make: (main: World | undefined, window: Window) => Made,
): (bonus: Bonus) => World {
  const known = new Map<string, World>()
  return (bonus) => {
    const other = bonus.calendar !== plan.calendar
    const split = share !== undefined && isPaidByOrder(bonus) && !sameSpan(share.window, period)
    const byClosed = other && bonus.standing === 'last_closed'
    if (!byClosed && !split) return made.world
    const key = `${byClosed} ${split}`
    const before = known.get(key)
    if (before) return before
    const window = split ? share.window : period
    const main = byClosed ? made.closed() : made.world.back(0)
    const { world } = make(other ? main : undefined, window)
    known.set(key, world)
    return world
  }
}

/**
 * Adds what a bonus paid and left unpaid to the sums that later rules read. What is given back of earlier periods lowers it,
 * so that those who were paid on it give back too; what is computed anew for these is so for them as well.
 */
function count({ world, paidSoFar, unpaidSoFar }: Made, one: Settled): void {
  const { name } = one.bonus
  const paid = new Map(paidSoFar.get(name))
  const addTo = (person: number, amount: Exact) => paid.set(person, add(paid.get(person) ?? ZERO, amount))
  for (const [person, amount] of paidBy(one)) addTo(person, amount)
  if (world.plan.returns.mode === 'reverse')
    for (const [person, minor] of minorBeside(one)) addTo(person, exactMinor(minor, one.digits))
  paidSoFar.set(name, paid)
  unpaidSoFar.set(name, add(unpaidSoFar.get(name) ?? ZERO, add(one.skipped, add(one.capped, one.cut))))
}

/** Earlier periods computed again, each once for each input. */
function earlierOf(shared: Shared, input: PayInput, before: readonly Ran[]): Earlier {
  const ranOf = (period: Period, key: string, of: PayInput): Ran => {
    const name = `${period.label}\n${key}`
    const known = shared.earlier.get(name)
    if (known) return known
    const then = { ...of, state: stateThen(shared.plan, of.state, period) }
    const ran = collectAll(shared, then, period)
    applyLimits(ran.made.world, ran.settled)
    shared.earlier.set(name, ran)
    return ran
  }
  const settledBy = ({ settled }: Ran, bonus: string): Settled | undefined =>
    settled.find((one) => one.bonus.name === bonus)
  const partsOf = (ran: Ran, bonus: string): readonly Part[] => {
    const one = settledBy(ran, bonus)
    if (!one) return []
    const paidOf = (part: Part): Exact => multiply(part.amount, keptOf(ran.made.world, one, part))
    return (ran.parts.get(bonus) ?? []).map((part) => ({ ...part, amount: paidOf(part) }))
  }
  return {
    parts: (period, bonus) => partsOf(ranOf(period, '', input), bonus),
    partsBefore: (bonus) => before.flatMap((ran) => partsOf(ran, bonus)),
    paid(period, bonus, of, key) {
      const one = settledBy(ranOf(period, key, of), bonus)
      return one ? paidBy(one) : new Map()
    },
  }
}

/** What earlier versions paid by a bonus; that its caps hold over all versions is why a later one asks. */
function paidBefore(before: readonly Ran[], bonus: string): PaidBefore {
  const ones = before.flatMap((ran) => ran.settled.filter((one) => one.bonus.name === bonus))
  const paid = new Map<number, Exact>()
  for (const one of ones)
    for (const [person, amount] of paidBy(one)) paid.set(person, add(paid.get(person) ?? ZERO, amount))
  return { paid, parts: ones.flatMap((one) => one.parts) }
}

function bonusOf(plan: Plan, keys: readonly string[]): Bonus | undefined {
  return plan.bonuses.find((bonus) => keys.includes(`bonus:${bonus.name}`))
}

/** Asks every definition of a stratum for everybody, deepest first (or topmost first), so that no question goes deep. */
function evaluateStratum(world: World, stratum: EvaluationOrder['strata'][number]): void {
  const { order } = world.population.tree(stratum.tree)
  const columns = stratum.keys.map((key) => world.column(key))
  for (let i = 0; i < order.length; i++) {
    const person = order[stratum.people === 'bottom_up' ? order.length - 1 - i : i] ?? 0
    for (const column of columns) column(person)
  }
}

function paidBy(settled: Settled): ReadonlyMap<number, Exact> {
  return new Map([...settled.minor].map(([person, minor]) => [person, exactMinor(minor, settled.digits)]))
}
