import {
  add,
  compare,
  divide,
  least,
  most,
  multiply,
  ONE,
  sign,
  subtract,
  wholeSteps,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { BinaryBonus } from '../../language/plan.ts'

export type Sides = Readonly<{ left: Exact; right: Exact }>

/** How many cycles two sides give, and what these use of each side. */
export type Matched = Readonly<{ cycles: Exact; used: Sides }>

const none: Matched = { cycles: ZERO, used: { left: ZERO, right: ZERO } }

/** The left side counts as the stronger one when both are equal. */
export function strongerSide({ left, right }: Sides): 'left' | 'right' {
  return compare(left, right) >= 0 ? 'left' : 'right'
}

/** What a cycle uses of the stronger and of the weaker side. */
export type Cycle = Readonly<{ strong: Exact; weak: Exact }>

/** How sides are matched for one person. */
export type Matching = Readonly<{ cycle: Cycle }> & Pick<BinaryBonus, 'cycles' | 'strongSide'>

/** Matches two sides in at most `limit` cycles. Volume below zero matches nothing, and neither does a cycle that uses none. */
export function matchSides(bonus: Matching, sides: Sides, limit: Exact | undefined): Matched {
  if (sign(bonus.cycle.strong) <= 0 || sign(bonus.cycle.weak) <= 0) return none
  if (sign(sides.left) <= 0 || sign(sides.right) <= 0) return none
  if (limit !== undefined && sign(limit) <= 0) return none
  const { strong, weak } = bonus.cycle
  const sameSize = compare(strong, weak) === 0
  if (bonus.cycles === 'whole' && bonus.strongSide === 'each_cycle' && !sameSize)
    return byTurns(bonus.cycle, sides, limit)
  const stronger = strongerSide(sides)
  const [big, small] = stronger === 'left' ? [sides.left, sides.right] : [sides.right, sides.left]
  const fitting =
    bonus.cycles === 'whole'
      ? least(wholeSteps(big, strong), wholeSteps(small, weak))
      : least(divide(big, strong), divide(small, weak))
  const cycles =
    limit === undefined ? fitting : least(fitting, bonus.cycles === 'whole' ? wholeSteps(limit, ONE) : limit)
  return { cycles, used: usedOf(stronger, multiply(cycles, strong), multiply(cycles, weak)) }
}

function usedOf(stronger: 'left' | 'right', strong: Exact, weak: Exact): Sides {
  return stronger === 'left' ? { left: strong, right: weak } : { left: weak, right: strong }
}

/**
 * Cycle by cycle with the stronger side chosen anew. While one side is far ahead it stays the stronger one, so that those
 * cycles are taken in one step; near equality the sides change turns, two cycles at a time.
 */
function byTurns({ strong, weak }: Cycle, sides: Sides, limit: Exact | undefined): Matched {
  let [left, right, cycles] = [sides.left, sides.right, ZERO]
  const whole = limit && wholeSteps(limit, ONE)
  for (;;) {
    const room = whole === undefined ? undefined : subtract(whole, cycles)
    if (room !== undefined && sign(room) <= 0) break
    const stronger = strongerSide({ left, right })
    const [big, small] = stronger === 'left' ? [left, right] : [right, left]
    const run = runOf(big, small, strong, weak, room)
    if (sign(run) === 0) break
    const [usedStrong, usedWeak] = [multiply(run, strong), multiply(run, weak)]
    if (stronger === 'left') [left, right] = [subtract(left, usedStrong), subtract(right, usedWeak)]
    else [left, right] = [subtract(left, usedWeak), subtract(right, usedStrong)]
    cycles = add(cycles, run)
  }
  return { cycles, used: { left: subtract(sides.left, left), right: subtract(sides.right, right) } }
}

/** How many cycles in a row the same side surely stays the stronger one; at least one when one fits. */
function runOf(big: Exact, small: Exact, strong: Exact, weak: Exact, room: Exact | undefined): Exact {
  const fitting = least(wholeSteps(big, strong), wholeSteps(small, weak))
  if (sign(fitting) <= 0) return ZERO
  const shrinks = subtract(strong, weak)
  const ahead = sign(shrinks) > 0 ? wholeSteps(subtract(big, small), shrinks) : fitting
  const run = least(fitting, most(ahead, ONE))
  return room === undefined ? run : least(run, room)
}

/** Volume of a side by the period in which it arose, oldest first. */
export type Lot = Readonly<{ period: string; amount: Exact }>

export function sumOfLots(lots: readonly Lot[]): Exact {
  let sum: Exact = ZERO
  for (const lot of lots) sum = add(sum, lot.amount)
  return sum
}

/** Takes volume from the oldest lots first. */
export function takeOldest(lots: readonly Lot[], amount: Exact): readonly Lot[] {
  if (sign(amount) <= 0) return lots
  const kept: Lot[] = []
  let left = amount
  for (const lot of lots) {
    if (sign(left) <= 0) {
      kept.push(lot)
      continue
    }
    const taken = least(lot.amount, left)
    left = subtract(left, taken)
    const rest = subtract(lot.amount, taken)
    if (sign(rest) > 0) kept.push({ period: lot.period, amount: rest })
  }
  return kept
}

/** Keeps the oldest volume up to a limit; what is newer above it is dropped. A debt stays. */
export function keepOldest(lots: readonly Lot[], limit: Exact): readonly Lot[] {
  let room = limit
  return lots.flatMap((lot) => {
    if (sign(lot.amount) < 0) return [lot]
    const kept = least(lot.amount, room)
    room = subtract(room, kept)
    return sign(kept) > 0 ? [{ period: lot.period, amount: kept }] : []
  })
}

/** Adds volume of a period. Negative volume is taken from the newest lots; what these do not hold stays as a debt. */
export function addVolume(lots: readonly Lot[], period: string, amount: Exact): readonly Lot[] {
  if (sign(amount) === 0) return lots
  const debt = debtIn(lots)
  if (sign(amount) > 0 && !debt) return merged(lots, period, amount)
  let rest = debt ? add(amount, debt.amount) : amount
  const positive = lots.filter((lot) => sign(lot.amount) > 0)
  if (sign(rest) >= 0) return sign(rest) > 0 ? merged(positive, period, rest) : positive
  const kept: Lot[] = []
  for (const lot of positive.toReversed()) {
    const after = add(lot.amount, rest)
    if (sign(after) > 0) kept.push({ period: lot.period, amount: after })
    rest = sign(after) > 0 ? ZERO : after
  }
  return sign(rest) < 0 ? [{ period, amount: rest }] : kept.toReversed()
}

function debtIn(lots: readonly Lot[]): Lot | undefined {
  for (const lot of lots) if (sign(lot.amount) < 0) return lot
  return undefined
}

function merged(lots: readonly Lot[], period: string, amount: Exact): readonly Lot[] {
  const last = lots.at(-1)
  if (!last) return [{ period, amount }]
  if (last.period === period) return [...lots.slice(0, -1), { period, amount: add(last.amount, amount) }]
  return [...lots, { period, amount }]
}
