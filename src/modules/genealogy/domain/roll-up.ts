import type { NewPlace, StandingPlace } from './move.ts'

/** What becomes of those below somebody who leaves for good. */
export const ON_TERMINATION = ['stay', 'roll_up'] as const
export type OnTermination = (typeof ON_TERMINATION)[number]

/** Who comes to stand where, and whether the person leaves the tree. */
export type RollUp = Readonly<{ places: readonly NewPlace[]; leaves: boolean }>

/**
 * Those directly below come under the person above. In the sponsor tree any number can, and the person stays beside them. In a
 * tree with places one can follow into the place, which the person leaves; where more stand below it stays empty. Undefined where
 * nothing changes.
 */
export function rollUp(
  place: StandingPlace | undefined,
  directs: readonly Readonly<{ personId: bigint; fromMs: number }>[],
  of: Readonly<{ hasPlaces: boolean; atMs: number }>,
): RollUp | undefined {
  if (!place || place.parentId === null) return undefined
  const { parentId, side } = place
  if (of.hasPlaces ? directs.length > 1 : directs.length === 0) return undefined
  const places = directs.map(({ personId, fromMs }) => ({
    personId,
    parentId,
    side,
    fromMs: Math.max(fromMs, of.atMs),
  }))
  return { places, leaves: of.hasPlaces }
}
