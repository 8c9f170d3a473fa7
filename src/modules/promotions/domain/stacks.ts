import type { BasketLine } from './basket.ts'
import type { Lane, Measure, Selection } from './promotion.ts'
import { whereOf } from './where.ts'

/** Pieces of one line that stand at one price: what a lane looks at. Earlier lanes may have split a line. */
export type Stack = Readonly<{
  /** The place of the line in the basket. */
  line: number
  goods: BasketLine
  count: number
  /** What is left of the price of each of its pieces, in minor units. */
  leftMinor: bigint
}>

/** What is left of the price of each piece, by line; the dearest first. */
export type LeftPrices = readonly (readonly bigint[])[]

/** The pieces of a basket as stacks of one price each, lines in their order. */
export function stacksOf(lines: readonly BasketLine[], left: LeftPrices): readonly Stack[] {
  return lines.flatMap((goods, line) => {
    const counts = new Map<bigint, number>()
    for (const leftMinor of left[line] ?? []) counts.set(leftMinor, (counts.get(leftMinor) ?? 0) + 1)
    return [...counts].map(([leftMinor, count]) => ({ line, goods, count, leftMinor }))
  })
}

/** The price that a piece counts with in a lane. */
export function countedPrice(stack: Stack, on: Lane['on']): bigint {
  return on === 'gross' ? stack.goods.unitMinor : stack.leftMinor
}

/** What a measure counts over the pieces of a selection; `counts` says how many of each stack are looked at. */
export function measured(
  stacks: readonly Stack[],
  of: Readonly<{ measure: Measure; of: Selection; on: Lane['on'] }>,
  counts?: readonly number[],
): bigint {
  let sum = 0n
  for (const place of whereOf(stacks, of.of).places) {
    const stack = stacks[place]
    if (stack) sum += BigInt(counts?.[place] ?? stack.count) * pieceWorth(stack, of.measure, of.on)
  }
  return sum
}

function pieceWorth(stack: Stack, measure: Measure, on: Lane['on']): bigint {
  if (measure.by === 'amount') return countedPrice(stack, on)
  return measure.by === 'quantity' ? 1n : (stack.goods.volumes[measure.volume] ?? 0n)
}
