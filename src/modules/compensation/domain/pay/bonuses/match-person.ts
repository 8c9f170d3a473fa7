import {
  compare,
  divide,
  exactOf,
  least,
  multiply,
  sign,
  subtract,
  wholeSteps,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { BinaryBonus, HeldBack } from '../../language/plan.ts'
import { positive, type CapRoom } from '../caps.ts'
import type { Bar } from './collect.ts'
import {
  addVolume,
  keepOldest,
  matchSides,
  strongerSide,
  sumOfLots,
  takeOldest,
  type Cycle,
  type Lot,
  type Matched,
  type Matching,
  type Sides,
} from './cycles.ts'

/** What waits on both sides of a person, by the evaluation in which it arose. */
export type Carried = { left: readonly Lot[]; right: readonly Lot[] }

/** New volume of an evaluation: of each side, and the own. */
export type Arrivals = Readonly<{
  period: string
  untilMs: number
  left: (person: number) => Exact
  right: (person: number) => Exact
  own: (person: number) => Exact
}>

type Of = (person: number) => Exact | undefined

/** The rules of a bonus; undefined where the plan says nothing. */
export type MatchRules = Readonly<{
  cycle: (person: number) => Cycle
  perCycle: Of
  rate: Of
  unit: (person: number) => Exact
  minimumSide: Of
  maximumSide: Of
  maximumCycles: Of
  carryLimit: Of
  carryPeriods: Of
}>

/** Why something was not paid: a status drops what is carried, the person is barred, or a maximum of cycles is reached. */
export type Unpaid = Readonly<{
  amount: Exact
  why: 'dropped' | Bar | 'maximum'
  lost: boolean
  payeeMs: number | undefined
}>

/** What a matching goes by, and who is told what comes of it. */
export type MatchPeople = Readonly<{
  bonus: BinaryBonus
  evaluations: readonly Arrivals[]
  rules: MatchRules
  /** The instant at which payees of an evaluation are looked at; undefined for the end of the period. */
  payeeMsOf: (evaluation: Arrivals) => number | undefined
  bar: (person: number, payeeMs: number | undefined) => Bar | undefined
  /** What becomes of what somebody with the person's status carries, where the plan says so. */
  held: (person: number, payeeMs: number | undefined) => HeldBack['carry'] | undefined
  /** How many evaluations before another one something arose; undefined where they are not of one calendar. */
  ageOf: (arose: string, evaluation: string) => number | undefined
  paid: (person: number, of: Readonly<{ base: Exact; rate: Exact; amount: Exact }>) => void
  unpaid: (person: number, of: Unpaid) => void
}>

/**
 * Matches the two sides of one person in every evaluation of the period, from what was carried to what is; gives whether the
 * person was ever qualified.
 */
export function matchPerson(
  match: MatchPeople,
  person: number,
  { carried, caps, wasQualified }: Readonly<{ carried: Carried; caps: CapRoom; wasQualified: boolean }>,
): boolean {
  const { bonus, rules } = match
  let known = wasQualified
  for (const one of match.evaluations) {
    const payeeMs = match.payeeMsOf(one)
    const bar = match.bar(person, payeeMs)
    known ||= bar === undefined
    const held = match.held(person, payeeMs)
    if (held === 'frozen') continue
    dropOld(match, one.period, rules.carryPeriods(person), carried)
    arrive(bonus, person, one, carried)
    if (!known && bonus.beforeFirstQualified === 'drop') [carried.left, carried.right] = [[], []]
    const why = held === 'dropped' ? held : bar
    caps.take(person, evaluate(match, person, carried, caps.free(person), { payeeMs, why }))
  }
  return known
}

/** Volume is used in the evaluation in which it arose and in so many after it; what is older is dropped. */
function dropOld(
  { ageOf }: MatchPeople,
  evaluation: string,
  most: Exact | undefined,
  carried: Carried,
): void {
  if (most === undefined) return
  const isYoung = ({ period }: Lot): boolean => {
    const age = ageOf(period, evaluation)
    return age !== undefined && compare(exactOf(age), most) <= 0
  }
  if (!carried.left.every(isYoung)) carried.left = carried.left.filter(isYoung)
  if (!carried.right.every(isYoung)) carried.right = carried.right.filter(isYoung)
}

function arrive(bonus: BinaryBonus, person: number, arrivals: Arrivals, carried: Carried): void {
  const { period } = arrivals
  carried.left = addVolume(carried.left, period, arrivals.left(person))
  carried.right = addVolume(carried.right, period, arrivals.right(person))
  if (bonus.ownVolume === 'none') return
  const own = arrivals.own(person)
  if (sign(own) === 0) return
  const stronger = strongerSide(sumsOf(carried))
  const weaker = stronger === 'left' ? 'right' : 'left'
  const side =
    bonus.ownVolume === 'stronger' ? stronger : bonus.ownVolume === 'weaker' ? weaker : bonus.ownVolume
  carried[side] = addVolume(carried[side], period, own)
}

function sumsOf(carried: Carried): Sides {
  return { left: sumOfLots(carried.left), right: sumOfLots(carried.right) }
}

/** One evaluation, of whose cap `free` is left; gives what it pays. Changes what is carried. */
function evaluate(
  match: MatchPeople,
  person: number,
  carried: Carried,
  free: Exact | undefined,
  { payeeMs, why }: Pick<Unpaid, 'payeeMs'> & Readonly<{ why: Unpaid['why'] | undefined }>,
): Exact {
  const { bonus, rules } = match
  const sums = sumsOf(carried)
  const counted = countedSides(sums, rules.maximumSide(person))
  const enough = compare(least(counted.left, counted.right), rules.minimumSide(person) ?? ZERO) >= 0
  const matching: Matching = {
    cycles: bonus.cycles,
    strongSide: bonus.strongSide,
    cycle: rules.cycle(person),
  }
  const all = matchSides(matching, enough ? counted : { left: ZERO, right: ZERO }, undefined)
  const perCycle = moneyPerCycle(rules, person, matching)
  if (why !== undefined) {
    const rule = why === 'dropped' ? 'flush' : bonus.unqualified
    loseSides(rule, carried)
    tell(match, person, { amount: multiply(all.cycles, perCycle), why, lost: rule !== 'keep', payeeMs })
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
  if (sign(over) > 0) {
    flush(bonus, carried, all, within)
    const lost = bonus.overMaximum !== 'keep'
    tell(match, person, { amount: multiply(over, perCycle), why: 'maximum', lost, payeeMs })
  }
  carryOn(bonus, carried, rules.carryLimit(person))
  return sign(matched.cycles) <= 0 ? ZERO : pay(match, person, matched.cycles, matching, perCycle)
}

function countedSides(sums: Sides, most: Exact | undefined): Sides {
  return most === undefined ? sums : { left: least(sums.left, most), right: least(sums.right, most) }
}

/** Money for one cycle, at least none: the fixed sum, or the rate of the weaker side's share of a cycle. */
function moneyPerCycle(rules: MatchRules, person: number, { cycle }: Matching): Exact {
  const fixed = rules.perCycle(person)
  if (fixed !== undefined) return positive(fixed)
  return positive(multiply(multiply(cycle.weak, rules.rate(person) ?? ZERO), rules.unit(person)))
}

/** The cycles that a money cap leaves, where the volume of what it does not pay is kept. */
function cyclesOfCap(bonus: BinaryBonus, perCycle: Exact, free: Exact | undefined): Exact | undefined {
  if (bonus.overCap !== 'keep' || free === undefined || sign(perCycle) <= 0) return undefined
  return bonus.cycles === 'whole' ? wholeSteps(free, perCycle) : divide(free, perCycle)
}

function loseSides(rule: BinaryBonus['unqualified'], carried: Carried): void {
  if (rule === 'flush') [carried.left, carried.right] = [[], []]
  if (rule === 'flush_weaker') carried[strongerSide(sumsOf(carried)) === 'left' ? 'right' : 'left'] = []
}

function tell(match: MatchPeople, person: number, of: Unpaid): void {
  if (of.why === 'maximum' || sign(of.amount) > 0) match.unpaid(person, of)
}

function useUp(carried: Carried, used: Sides): void {
  carried.left = takeOldest(carried.left, used.left)
  carried.right = takeOldest(carried.right, used.right)
}

/** The volume of cycles above the maximum, where it is not kept. */
function flush(bonus: BinaryBonus, carried: Carried, all: Matched, within: Matched): void {
  if (bonus.overMaximum === 'flush_all') [carried.left, carried.right] = [[], []]
  if (bonus.overMaximum === 'flush')
    useUp(carried, {
      left: subtract(all.used.left, within.used.left),
      right: subtract(all.used.right, within.used.right),
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
  { rules, paid }: MatchPeople,
  person: number,
  cycles: Exact,
  { cycle }: Matching,
  perCycle: Exact,
): Exact {
  const amount = multiply(cycles, perCycle)
  if (sign(amount) === 0) return ZERO
  const fixed = rules.perCycle(person)
  const [base, rate] =
    fixed === undefined ? [multiply(cycles, cycle.weak), rules.rate(person) ?? ZERO] : [cycles, fixed]
  paid(person, { base, rate, amount })
  return amount
}
