import { exactly, wholeSteps } from '../arithmetic.ts'

/** What a cycle takes of the stronger and the weaker side; by turns the stronger side is chosen anew for each cycle. */
export type Cycle = Readonly<{ strong: number; weak: number; isByTurns: boolean }>

/** Whole cycles, and what they use of each side. */
export type Matched = Readonly<{ cycles: number; left: number; right: number }>

const none: Matched = { cycles: 0, left: 0, right: 0 }

/** Matches two sides in at most `most` whole cycles. The left side is the stronger one where both are equal. */
export function matchWhole(cycle: Cycle, left: number, right: number, most: number): Matched {
  if (left <= 0 || right <= 0 || most <= 0) return none
  if (cycle.isByTurns) return byTurns(cycle, left, right, most)
  const leftIsStronger = left >= right
  const [big, small] = leftIsStronger ? [left, right] : [right, left]
  const cycles = Math.min(fitting(big, cycle.strong), fitting(small, cycle.weak), most)
  const [strong, weak] = [exactly(cycles * cycle.strong), exactly(cycles * cycle.weak)]
  return leftIsStronger ? { cycles, left: strong, right: weak } : { cycles, left: weak, right: strong }
}

/** How many whole steps fit. */
function fitting(value: number, step: number): number {
  return wholeSteps(value, step)
}

/** While one side is far ahead it stays the stronger one and its cycles are taken in one step. */
function byTurns({ strong, weak }: Cycle, left: number, right: number, most: number): Matched {
  let [l, r, cycles] = [left, right, 0]
  while (cycles < most) {
    const leftIsStronger = l >= r
    const [big, small] = leftIsStronger ? [l, r] : [r, l]
    const possible = Math.min(fitting(big, strong), fitting(small, weak), most - cycles)
    if (possible <= 0) break
    const shrinks = strong - weak
    const ahead = shrinks > 0 ? fitting(big - small, shrinks) : possible
    const run = Math.min(possible, Math.max(1, ahead))
    if (leftIsStronger) [l, r] = [l - run * strong, r - run * weak]
    else [l, r] = [l - run * weak, r - run * strong]
    cycles += run
  }
  return { cycles, left: left - l, right: right - r }
}
