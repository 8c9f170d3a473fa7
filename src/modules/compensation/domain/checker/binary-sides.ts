import type { BinaryBonus } from '../language/plan.ts'
import {
  fraction,
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

/** Volume of one side, with the period in which it came. */
export type Lot = Readonly<{ born: string; value: Fraction }>

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

/** Adds volume to a side. A return takes from what came last; what is then missing is one debt that new volume pays. */
export function added(lots: readonly Lot[], lot: Lot): readonly Lot[] {
  let open = lot.value
  const isOpposite = (value: Fraction) => value.n !== 0n && value.n > 0n !== open.n > 0n
  const rest = lots
    .toReversed()
    .flatMap((one) => {
      if (open.n === 0n || !isOpposite(one.value)) return [one]
      const sum = plus(one.value, open)
      const isLeft = isOpposite(sum)
      open = isLeft ? NOTHING : sum
      return isLeft ? [{ ...one, value: sum }] : []
    })
    .toReversed()
  if (open.n < 0n || (lot.value.n !== 0n && totalOf(rest).n < 0n))
    return [{ ...lot, value: plus(totalOf(rest), open) }]
  return open.n === 0n ? rest : [...rest, { ...lot, value: open }]
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

/** What one cycle uses of the stronger and the weaker side. */
export type Cycle = Readonly<{ strong: Fraction; weak: Fraction }>

/** What so many cycles use of both sides. */
export type Match = Readonly<{ cycles: Fraction; left: Fraction; right: Fraction }>

/** Matches what is counted of both sides, cycle by cycle, at most `limit` cycles. */
export function matched(
  bonus: BinaryBonus,
  cycle: Cycle,
  left: Fraction,
  right: Fraction,
  limit: Fraction | undefined,
): Match {
  // Where fractions count, all that matches is matched at once, so that there is nothing between cycles.
  const isOnce = bonus.strongSide === 'once' || bonus.cycles === 'fractional'
  const once = isOnce ? strongerOf(left, right) : undefined
  let match: Match = { cycles: NOTHING, left: NOTHING, right: NOTHING }
  if (!isAbove(cycle.strong, NOTHING) || !isAbove(cycle.weak, NOTHING)) return match
  for (;;) {
    const rest = { left: minus(left, match.left), right: minus(right, match.right) }
    const strong = once ?? strongerOf(rest.left, rest.right)
    const [bySide, byWeak] = [over(rest[strong], cycle.strong), over(rest[other(strong)], cycle.weak)]
    const possible = smaller(bySide, byWeak)
    const allowed = limit ? smaller(possible, minus(limit, match.cycles)) : possible
    const step = nextStep(bonus, allowed)
    if (!isAbove(step, NOTHING)) return match
    const ofSide = (side: SideName) => times(side === strong ? cycle.strong : cycle.weak, step)
    match = {
      cycles: plus(match.cycles, step),
      left: plus(match.left, ofSide('left')),
      right: plus(match.right, ofSide('right')),
    }
  }
}

/** One cycle at a time where the sides are chosen anew; a part of one only where the plan counts fractions. */
function nextStep(bonus: BinaryBonus, allowed: Fraction): Fraction {
  if (bonus.cycles === 'fractional') return larger(allowed, NOTHING)
  const whole = larger(fraction(wholeBelow(allowed)), NOTHING)
  return bonus.strongSide === 'once' ? whole : smaller(whole, WHOLE)
}
