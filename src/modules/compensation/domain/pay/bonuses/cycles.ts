import {
  add,
  compare,
  divide,
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

/** Matches two sides in at most `most` cycles. Volume below zero matches nothing, and neither does a cycle that uses none. */
export function matchSides(bonus: Matching, sides: Sides, most: Exact | undefined): Matched {
  if (sign(bonus.cycle.strong) <= 0 || sign(bonus.cycle.weak) <= 0) return none
  if (sign(sides.left) <= 0 || sign(sides.right) <= 0) return none
  if (most !== undefined && sign(most) <= 0) return none
  const { strong, weak } = bonus.cycle
  const sameSize = compare(strong, weak) === 0
  if (bonus.cycles === 'whole' && bonus.strongSide === 'each_cycle' && !sameSize)
    return byTurns(bonus.cycle, sides, most)
  const stronger = strongerSide(sides)
  const [big, small] = stronger === 'left' ? [sides.left, sides.right] : [sides.right, sides.left]
  const fitting =
    bonus.cycles === 'whole'
      ? least(exactWhole(floorDivide(big, strong)), exactWhole(floorDivide(small, weak)))
      : least(divide(big, strong), divide(small, weak))
  const cycles =
    most === undefined
      ? fitting
      : least(fitting, bonus.cycles === 'whole' ? exactWhole(floorDivide(most, 1_000_000)) : most)
  return { cycles, used: usedOf(stronger, multiply(cycles, strong), multiply(cycles, weak)) }
}

function usedOf(stronger: 'left' | 'right', strong: Exact, weak: Exact): Sides {
  return stronger === 'left' ? { left: strong, right: weak } : { left: weak, right: strong }
}

/**
 * Cycle by cycle with the stronger side chosen anew. While one side is far ahead it stays the stronger one, so that those
 * cycles are taken in one step; near equality the sides change turns, two cycles at a time.
 */
function byTurns({ strong, weak }: Cycle, sides: Sides, most: Exact | undefined): Matched {
  let [left, right, cycles] = [sides.left, sides.right, 0n]
  const limit = most === undefined ? undefined : floorDivide(most, 1_000_000)
  for (;;) {
    const room = limit === undefined ? undefined : limit - cycles
    if (room !== undefined && room <= 0n) break
    const stronger = strongerSide({ left, right })
    const [big, small] = stronger === 'left' ? [left, right] : [right, left]
    const run = runOf(big, small, strong, weak, room)
    if (run === 0n) break
    const [usedStrong, usedWeak] = [multiply(exactWhole(run), strong), multiply(exactWhole(run), weak)]
    if (stronger === 'left') [left, right] = [subtract(left, usedStrong), subtract(right, usedWeak)]
    else [left, right] = [subtract(left, usedWeak), subtract(right, usedStrong)]
    cycles += run
  }
  return {
    cycles: exactWhole(cycles),
    used: { left: subtract(sides.left, left), right: subtract(sides.right, right) },
  }
}

/** How many cycles in a row the same side surely stays the stronger one; at least one when one fits. */
function runOf(big: Exact, small: Exact, strong: Exact, weak: Exact, room: bigint | undefined): bigint {
  const fitting = smallest(floorDivide(big, strong), floorDivide(small, weak))
  if (fitting <= 0n) return 0n
  const shrinks = subtract(strong, weak)
  const ahead = sign(shrinks) > 0 ? floorDivide(subtract(big, small), shrinks) : fitting
  const run = smallest(fitting, ahead > 1n ? ahead : 1n)
  return room === undefined ? run : smallest(run, room)
}

function smallest(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

/** Volume of a side by the period in which it arose, oldest first. */
export type Lot = Readonly<{ period: string; amount: Exact }>

export function sumOfLots(lots: readonly Lot[]): Exact {
  return lots.reduce<Exact>((sum, lot) => add(sum, lot.amount), ZERO)
}

/** Takes volume from the oldest lots first. */
export function takeOldest(lots: readonly Lot[], amount: Exact): readonly Lot[] {
  let left = amount
  return lots.flatMap((lot) => {
    if (sign(left) <= 0) return [lot]
    const taken = least(lot.amount, left)
    left = subtract(left, taken)
    const rest = subtract(lot.amount, taken)
    return sign(rest) > 0 ? [{ period: lot.period, amount: rest }] : []
  })
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
  const debt = lots.find((lot) => sign(lot.amount) < 0)
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

function merged(lots: readonly Lot[], period: string, amount: Exact): readonly Lot[] {
  const last = lots.at(-1)
  if (last?.period === period) return [...lots.slice(0, -1), { period, amount: add(last.amount, amount) }]
  return [...lots, { period, amount }]
}
