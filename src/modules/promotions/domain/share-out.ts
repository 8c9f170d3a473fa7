import { allocate } from '#shared/allocate.ts'
import { divideRounded, PPM } from '#shared/ratio.ts'
import { pieceWorth } from './contender.ts'
import type { Chosen, LaneGround } from './options.ts'

/** What a promotion takes off one piece. */
export type PieceShare = Readonly<{ line: number; leftMinor: bigint; minor: bigint }>

/**
 * The whole discount of an applied promotion in minor units, rounded once half up, on its pieces by largest remainder, each in
 * proportion to what the reward means for it. No piece gets more than its price.
 */
export function shareOut(chosen: Chosen, { stacks, on }: LaneGround): readonly PieceShare[] {
  const { pieces } = chosen.contender.reward
  if (!pieces) return []
  const rewarded = stacks.flatMap((stack, place) =>
    Array.from({ length: chosen.rewarded[place] ?? 0 }, () => ({
      line: stack.line,
      leftMinor: stack.leftMinor,
      weight: pieceWorth(pieces, stack, on),
    })),
  )
  if (rewarded.length === 0) return []
  const parts = allocate(
    divideRounded(chosen.off, PPM, 'half_up'),
    rewarded.map((piece) => piece.weight),
  )
  return rewarded.map(({ line, leftMinor }, place) => ({ line, leftMinor, minor: parts[place] ?? 0n }))
}
