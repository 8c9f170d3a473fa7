import type { BinaryBonus } from '../language/plan.ts'
import {
  count,
  fraction,
  fromPlan,
  isAbove,
  larger,
  minus,
  NOTHING,
  order,
  over,
  plus,
  smaller,
  sumOf,
  times,
  wholeBelow,
  WHOLE,
  type Fraction,
} from './fraction.ts'

/** Volume of one side that came in one evaluation: the period, and when the evaluation began. */
export type Lot = Readonly<{ born: string; bornMs: number; value: Fraction }>

export type SideName = 'left' | 'right'

export type Sides = Readonly<Record<SideName, readonly Lot[]>>

export const EMPTY: Sides = { left: [], right: [] }

export function totalOf(lots: readonly Lot[]): Fraction {
  return sumOf(lots.map((lot) => lot.value))
}

/** The side with more volume; the left one when both have the same. */
export function strongerOf(left: Fraction, right: Fraction): SideName {
  return order(left, right) >= 0 ? 'left' : 'right'
}

export function other(side: SideName): SideName {
  return side === 'left' ? 'right' : 'left'
}

/** Adds volume to a side. What returns take away is taken from the oldest; a debt stays as one lot below zero. */
export function added(lots: readonly Lot[], lot: Lot): readonly Lot[] {
  const all = [...lots, lot].filter((one) => one.value.n !== 0n)
  const debt = sumOf(all.filter((one) => one.value.n < 0n).map((one) => minus(NOTHING, one.value)))
  const volume = all.filter((one) => one.value.n > 0n)
  const missing = minus(debt, totalOf(volume))
  if (isAbove(missing, NOTHING)) return [{ ...lot, value: minus(NOTHING, missing) }]
  return used(volume, debt)
}

/** Uses volume up, the oldest first. */
export function used(lots: readonly Lot[], amount: Fraction): readonly Lot[] {
  let left = amount
  return lots.flatMap((lot) => {
    const taken = smaller(larger(lot.value, NOTHING), left)
    left = minus(left, taken)
    const value = minus(lot.value, taken)
    return value.n === 0n ? [] : [{ ...lot, value }]
  })
}

/** Keeps at most so much of a side; the oldest stays. */
export function limited(lots: readonly Lot[], most: Fraction): readonly Lot[] {
  let free = larger(most, NOTHING)
  return lots.flatMap((lot) => {
    const value = smaller(lot.value, free)
    free = minus(free, larger(value, NOTHING))
    return value.n === 0n ? [] : [{ ...lot, value }]
  })
}

/** What so many cycles use of both sides. */
export type Match = Readonly<{ cycles: Fraction; left: Fraction; right: Fraction }>

/** Matches what is counted of both sides, cycle by cycle, at most `limit` cycles. */
export function matched(
  bonus: BinaryBonus,
  left: Fraction,
  right: Fraction,
  limit: Fraction | undefined,
): Match {
  const once = bonus.strongSide === 'once' ? strongerOf(left, right) : undefined
  let match: Match = { cycles: NOTHING, left: NOTHING, right: NOTHING }
  for (;;) {
    const rest = { left: minus(left, match.left), right: minus(right, match.right) }
    const strong = once ?? strongerOf(rest.left, rest.right)
    const [bySide, byWeak] = [
      over(rest[strong], fromPlan(bonus.cycle.strong)),
      over(rest[other(strong)], fromPlan(bonus.cycle.weak)),
    ]
    const possible = smaller(bySide, byWeak)
    const allowed = limit ? smaller(possible, minus(limit, match.cycles)) : possible
    const step = nextStep(bonus, allowed)
    if (!isAbove(step, NOTHING)) return match
    const ofSide = (side: SideName) =>
      times(fromPlan(side === strong ? bonus.cycle.strong : bonus.cycle.weak), step)
    match = {
      cycles: plus(match.cycles, step),
      left: plus(match.left, ofSide('left')),
      right: plus(match.right, ofSide('right')),
    }
  }
}

/** One cycle at a time; the last one may be a part of one where the plan counts fractions. */
function nextStep(bonus: BinaryBonus, allowed: Fraction): Fraction {
  if (isAbove(allowed, WHOLE) || order(allowed, WHOLE) === 0) {
    return bonus.strongSide === 'once' ? fraction(wholeBelow(allowed)) : count(1)
  }
  return bonus.cycles === 'fractional' ? larger(allowed, NOTHING) : NOTHING
}
