import { add, type Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { evaluationOrder, type EvaluationOrder } from '../language/dependencies.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import { runAmount } from './bonuses/amount.ts'
import { runBinary } from './bonuses/binary.ts'
import { collectorFor, type Collector, type Mark, type Part } from './bonuses/collect.ts'
import { runDifferential } from './bonuses/differential.ts'
import { runLeadership } from './bonuses/leadership.ts'
import { runLevels } from './bonuses/levels.ts'
import { runPool } from './bonuses/pool.ts'
import { convert } from './convert.ts'
import { applyLimits } from './limits.ts'
import { makeWorld, type Made } from './make-world.ts'
import type { PayInput } from './pay-input.ts'
import type { PayResult } from './pay-result.ts'
import { payResult } from './result.ts'
import { takeBackReturns, type Earlier } from './returns.ts'
import { exactMinor, settle, type Settled } from './settle.ts'
import { stateAfter } from './state-after.ts'
import { PayProblem, type World } from './world.ts'

/**
 * Runs a whole plan over the input of one period. Pure: the same input gives the same result, in whatever order its lists
 * are given. Throws PayProblem for input that the plan cannot be computed with.
 */
export function runPay(plan: Plan, input: PayInput, period: Period): PayResult {
  const order = evaluationOrder(plan)
  const [circle] = order.circles
  if (circle) throw new PayProblem(`the plan needs ${circle.join(', which needs ')}`)
  const ran = collectAll({ plan, order, earlier: new Map() }, input, period)
  const { world } = ran.made
  applyLimits(world, ran.settled)
  for (const one of ran.settled) convert(world, one)
  const state = stateAfter(world, ran.settled, ran.marks, ran.made.rankHeld)
  return payResult(world, ran.settled, state)
}

type Ran = Readonly<{
  made: Made
  settled: readonly Settled[]
  marks: readonly Mark[]
  parts: ReadonlyMap<string, readonly Part[]>
}>

/** What all periods of a run share: the plan, its order, and earlier periods that were computed again. */
type Shared = Readonly<{ plan: Plan; order: EvaluationOrder; earlier: Map<string, Ran> }>

/** Evaluates definitions and bonuses, each after everything that it reads. */
function collectAll(shared: Shared, input: PayInput, period: Period): Ran {
  const { plan, order } = shared
  const made = makeWorld(plan, input, period, order, 'to_date')
  const closed = plan.bonuses.some((bonus) => standsClosed(plan, bonus))
    ? makeWorld(plan, input, period, order, 'last_closed', made)
    : made
  const settled = new Map<string, Settled>()
  const parts = new Map<string, readonly Part[]>()
  const marks: Mark[] = []
  const earlier = earlierOf(shared, input)
  for (const stratum of order.strata) {
    const bonus = bonusOf(plan, stratum.keys)
    if (!bonus) evaluateStratum(made.world, stratum)
    else if (bonus.calendar === period.kind) {
      const collector = collectorFor((standsClosed(plan, bonus) ? closed : made).world, bonus)
      runBonus(collector, bonus)
      takeBackReturns(collector, bonus, earlier)
      parts.set(bonus.name, [...collector.parts])
      const one = settle(collector, bonus)
      settled.set(bonus.name, one)
      marks.push(...collector.marks)
      made.paidSoFar.set(bonus.name, paidBy(one))
      made.unpaidSoFar.set(bonus.name, add(one.skipped, add(one.capped, one.cut)))
    }
  }
  const inOrder = plan.bonuses.map((bonus) => settled.get(bonus.name)).filter((one) => one !== undefined)
  return { made, settled: inOrder, marks, parts }
}

function standsClosed(plan: Plan, bonus: Bonus): boolean {
  return bonus.calendar !== plan.calendar && bonus.standing === 'last_closed'
}

/** Earlier periods computed again, each once for each input. */
function earlierOf(shared: Shared, input: PayInput): Earlier {
  const ranOf = (period: Period, key: string, of: PayInput): Ran => {
    const name = `${period.label}\n${key}`
    const known = shared.earlier.get(name) ?? collectAll(shared, of, period)
    shared.earlier.set(name, known)
    return known
  }
  return {
    parts: (period, bonus) => ranOf(period, '', input).parts.get(bonus) ?? [],
    paid(period, bonus, of, key) {
      const one = ranOf(period, key, of).settled.find((candidate) => candidate.bonus.name === bonus)
      return one ? paidBy(one) : new Map()
    },
  }
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

function runBonus(collector: Collector, bonus: Bonus): void {
  switch (bonus.kind) {
    case 'amount':
      return runAmount(collector, bonus)
    case 'levels':
      return runLevels(collector, bonus)
    case 'differential':
      return runDifferential(collector, bonus)
    case 'leadership':
      return runLeadership(collector, bonus)
    case 'binary':
      return runBinary(collector, bonus)
    case 'pool':
      return runPool(collector, bonus)
  }
}

function paidBy(settled: Settled): ReadonlyMap<number, Exact> {
  return new Map([...settled.minor].map(([person, minor]) => [person, exactMinor(minor, settled.digits)]))
}
