import { periodsBetween } from '#shared/period.ts'
import {
  compare,
  divide,
  exactOf,
  exactWhole,
  floorDivide,
  least,
  multiply,
  sign,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { BinaryBonus } from '../../language/plan.ts'
import type { Rule } from '../../language/expression.ts'
import { heldBack, payeeMoment } from '../changes.ts'
import { capRoom, positive } from '../caps.ts'
import { numberRule } from '../evaluate.ts'
import { periodOfPlan } from '../periods.ts'
import { exactOfText, exactToText } from '../state-text.ts'
import { atPayee, type World } from '../world.ts'
import { arrivalsIn, windowsOf, type Arrivals } from './arrivals.ts'
import { payeesOf, type Bar, type Collector, type Mark } from './collect.ts'
import {
  addVolume,
  keepOldest,
  matchSides,
  strongerSide,
  sumOfLots,
  takeOldest,
  type Lot,
  type Matched,
  type Matching,
  type Sides,
} from './cycles.ts'

type Carried = { left: readonly Lot[]; right: readonly Lot[] }

/** Matches the two sides of everybody, once or several times in the period, and remembers what stays on them. */
export function runBinary(collector: Collector, bonus: BinaryBonus): void {
  const { world } = collector
  const arrivals = windowsOf(world, bonus).map((window) => arrivalsIn(collector, bonus, window))
  const rules = rulesOf(world, bonus)
  // Positions that share a cap are paid in the order of their ids.
  const caps = capRoom(world, bonus)
  for (const person of payeesOf(collector)) {
    const carried = carriedBefore(world, bonus, person)
    let known = world.history.has(`${bonus.name} qualified`, world.population.people[person]?.id ?? '')
    for (const one of arrivals) {
      const payeeMs = payeeMoment(world.plan, one.untilMs - 1)
      const qualified = collector.bar(person, payeeMs) === undefined
      if (qualified && !known) {
        collector.marks.push(firstQualified(world, bonus, person))
        known = true
      }
      const held = heldBack(world, person, payeeMs ?? world.period.untilMs - 1)?.carry
      if (held === 'frozen') continue
      dropOld(world, one.period, rules.carryPeriods(person), carried)
      arrive(bonus, person, one, carried)
      if (!known && bonus.beforeFirstQualified === 'drop') [carried.left, carried.right] = [[], []]
      const looked = { payeeMs, dropped: held === 'dropped' }
      caps.take(person, evaluate(collector, bonus, rules, person, carried, caps.free(person), looked))
    }
    remember(collector, bonus, person, carried)
  }
}

function firstQualified(world: World, bonus: BinaryBonus, person: number): Mark {
  return { person, name: `${bonus.name} qualified`, value: 'true', period: world.period.label }
}

function carriedBefore(world: World, bonus: BinaryBonus, person: number): Carried {
  const id = world.population.people[person]?.id ?? ''
  const lots = (side: string): readonly Lot[] =>
    world.history
      .rows(`${bonus.name} ${side}`, id)
      .map((row) => ({ period: row.period, amount: exactOfText(row.value) }))
  return { left: lots('left'), right: lots('right') }
}

/** Volume is used in the evaluation in which it arose and in so many after it; what is older is dropped. */
function dropOld(world: World, evaluation: string, most: Exact | undefined, carried: Carried): void {
  if (most === undefined) return
  const now = periodOfPlan(world.plan, evaluation)
  const isYoung = (lot: Lot): boolean => {
    const from = periodOfPlan(world.plan, lot.period)
    const span = now && from && periodsBetween(from, now)
    return span !== undefined && compare(exactOf(span.length - 1), most) <= 0
  }
  carried.left = carried.left.filter(isYoung)
  carried.right = carried.right.filter(isYoung)
}

function arrive(bonus: BinaryBonus, person: number, arrivals: Arrivals, carried: Carried): void {
  const { period } = arrivals
  carried.left = addVolume(carried.left, period, arrivals.left[person] ?? ZERO)
  carried.right = addVolume(carried.right, period, arrivals.right[person] ?? ZERO)
  const own = arrivals.own[person] ?? ZERO
  if (bonus.ownVolume === 'none' || sign(own) === 0) return
  const stronger = strongerSide(sumsOf(carried))
  const weaker = stronger === 'left' ? 'right' : 'left'
  const side =
    bonus.ownVolume === 'stronger' ? stronger : bonus.ownVolume === 'weaker' ? weaker : bonus.ownVolume
  carried[side] = addVolume(carried[side], period, own)
}

function sumsOf(carried: Carried): Sides {
  return { left: sumOfLots(carried.left), right: sumOfLots(carried.right) }
}

type Rules = ReturnType<typeof rulesOf>

function rulesOf(world: World, bonus: BinaryBonus) {
  const of = (rule: Rule | undefined) => {
    const read = rule && numberRule(world, rule, 'person')
    return (person: number): Exact | undefined => read?.(atPayee(bonus, person))
  }
  const [strong, weak] = [of(bonus.cycle.strong), of(bonus.cycle.weak)]
  return {
    perCycle: of(bonus.perCycle),
    rate: of(bonus.rate),
    minimumSide: of(bonus.minimumSide),
    maximumSide: of(bonus.maximumSide),
    maximumCycles: of(bonus.maximumCycles),
    carryLimit: of(bonus.carryLimit),
    carryPeriods: of(bonus.carryPeriods),
    matching: (person: number): Matching => ({
      cycles: bonus.cycles,
      strongSide: bonus.strongSide,
      cycle: { strong: strong(person) ?? ZERO, weak: weak(person) ?? ZERO },
    }),
  }
}

/** One evaluation of one person, of whose cap `free` is left; gives what it pays. Changes what is carried. */
function evaluate(
  collector: Collector,
  bonus: BinaryBonus,
  rules: Rules,
  person: number,
  carried: Carried,
  free: Exact | undefined,
  looked: Readonly<{ payeeMs: number | undefined; dropped: boolean }>,
): Exact {
  const sums = sumsOf(carried)
  const counted = countedSides(sums, rules.maximumSide(person))
  const enough = compare(least(counted.left, counted.right), rules.minimumSide(person) ?? ZERO) >= 0
  const matching = rules.matching(person)
  const all = enough
    ? matchSides(matching, counted, undefined)
    : matchSides(matching, { left: ZERO, right: ZERO }, undefined)
  const perCycle = moneyPerCycle(collector, rules, person, matching)
  const bar = looked.dropped ? 'not_paid' : collector.bar(person, looked.payeeMs)
  if (bar !== undefined) {
    const rule = looked.dropped ? 'flush' : bonus.unqualified
    const missing = looked.dropped
      ? 'carry is dropped by the status'
      : collector.missing(person, looked.payeeMs)
    unpaid(collector, person, carried, multiply(all.cycles, perCycle), { rule, bar, missing })
    limitCarry(carried, rules.carryLimit(person))
    return ZERO
  }
  const most = rules.maximumCycles(person)
  const within = most === undefined || !enough ? all : matchSides(matching, counted, most)
  const byCap = cyclesOfCap(bonus, perCycle, free)
  const isCut = byCap !== undefined && compare(byCap, within.cycles) < 0
  const matched = isCut ? matchSides(matching, counted, byCap) : within
  const over = subtract(all.cycles, within.cycles)
  useUp(carried, matched.used)
  if (sign(over) > 0)
    overMaximum(collector, bonus, person, carried, { all, within }, multiply(over, perCycle))
  carryOn(bonus, carried, rules.carryLimit(person))
  if (sign(matched.cycles) <= 0) return ZERO
  return pay(collector, rules, person, { matched, matching }, perCycle)
}

function countedSides(sums: Sides, most: Exact | undefined): Sides {
  return most === undefined ? sums : { left: least(sums.left, most), right: least(sums.right, most) }
}

/** Money for one cycle, at least none: the fixed sum, or the rate of the weaker side's share of a cycle. */
function moneyPerCycle(collector: Collector, rules: Rules, person: number, { cycle }: Matching): Exact {
  const fixed = rules.perCycle(person)
  if (fixed !== undefined) return positive(fixed)
  return positive(multiply(multiply(cycle.weak, rules.rate(person) ?? ZERO), collector.unit(person)))
}

/** The cycles that a money cap leaves, where the volume of what it does not pay is kept. */
function cyclesOfCap(bonus: BinaryBonus, perCycle: Exact, free: Exact | undefined): Exact | undefined {
  if (bonus.overCap !== 'keep' || free === undefined || sign(perCycle) <= 0) return undefined
  return bonus.cycles === 'whole' ? exactWhole(floorDivide(free, perCycle)) : divide(free, perCycle)
}

function unpaid(
  collector: Collector,
  person: number,
  carried: Carried,
  amount: Exact,
  { rule, bar, missing }: Readonly<{ rule: BinaryBonus['unqualified']; bar: Bar; missing: string }>,
): void {
  if (rule === 'flush') [carried.left, carried.right] = [[], []]
  if (rule === 'flush_weaker') carried[strongerSide(sumsOf(carried)) === 'left' ? 'right' : 'left'] = []
  if (sign(amount) <= 0) return
  const lost = rule !== 'keep'
  collector.skips.push({
    payee: person,
    order: '',
    source: -1,
    level: undefined,
    amount,
    reason: lost ? bar : 'passed_over',
    missing,
    lost,
  })
}

function useUp(carried: Carried, used: Sides): void {
  carried.left = takeOldest(carried.left, used.left)
  carried.right = takeOldest(carried.right, used.right)
}

function overMaximum(
  collector: Collector,
  bonus: BinaryBonus,
  person: number,
  carried: Carried,
  { all, within }: Readonly<{ all: Matched; within: Matched }>,
  amount: Exact,
): void {
  if (bonus.overMaximum === 'flush_all') [carried.left, carried.right] = [[], []]
  if (bonus.overMaximum === 'flush')
    useUp(carried, {
      left: subtract(all.used.left, within.used.left),
      right: subtract(all.used.right, within.used.right),
    })
  const lost = bonus.overMaximum !== 'keep'
  collector.skips.push({
    payee: person,
    order: '',
    source: -1,
    level: undefined,
    amount,
    reason: lost ? 'flushed' : 'passed_over',
    missing: 'cycles above the maximum',
    lost,
  })
}

function carryOn(bonus: BinaryBonus, carried: Carried, limit: Exact | undefined): void {
  if (bonus.carry === 'none') [carried.left, carried.right] = [[], []]
  if (bonus.carry === 'stronger') carried[strongerSide(sumsOf(carried)) === 'left' ? 'right' : 'left'] = []
  limitCarry(carried, limit)
}

function limitCarry(carried: Carried, limit: Exact | undefined): void {
  if (limit === undefined) return
  carried.left = keepOldest(carried.left, limit)
  carried.right = keepOldest(carried.right, limit)
}

function pay(
  collector: Collector,
  rules: Rules,
  person: number,
  { matched, matching }: Readonly<{ matched: Matched; matching: Matching }>,
  perCycle: Exact,
): Exact {
  const amount = multiply(matched.cycles, perCycle)
  if (sign(amount) === 0) return ZERO
  const fixed = rules.perCycle(person)
  const [base, rate] =
    fixed === undefined
      ? [multiply(matched.cycles, matching.cycle.weak), rules.rate(person) ?? ZERO]
      : [matched.cycles, fixed]
  collector.parts.push({
    payee: person,
    order: '',
    source: -1,
    level: undefined,
    base,
    rate,
    amount,
    note: '',
  })
  return amount
}

function remember(collector: Collector, bonus: BinaryBonus, person: number, carried: Carried): void {
  for (const side of ['left', 'right'] as const) {
    for (const lot of carried[side])
      collector.marks.push({
        person,
        name: `${bonus.name} ${side}`,
        value: exactToText(lot.amount),
        period: lot.period,
      })
  }
}
