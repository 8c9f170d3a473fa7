/** A tree that people stand in, by its code. */
export type Tree = string

/** Who sponsored whom: the tree that every company has. */
export const SPONSOR_TREE = 'sponsor'

/** So many levels lie between the top and anybody at most; a longer way up means a broken tree. */
export const LEVELS_MAX = 10_000

/** Placement trees: two legs each, or so many places under everybody. */
export const PLACEMENT_KINDS = ['binary', 'matrix'] as const
export type PlacementKind = (typeof PLACEMENT_KINDS)[number]

/**
 * Ways to a free place in a binary tree, from the sponsor on. Outer: always to that side. Inner: one step to that side, then
 * always to the other. Weaker leg: the outer end of the leg with fewer people. Alternate: the outer end of the other leg than
 * the last newcomer's. Balanced: the first free place level by level.
 */
export const BINARY_WAYS = [
  'outer_left',
  'outer_right',
  'inner_left',
  'inner_right',
  'weaker_leg',
  'alternate',
  'balanced',
] as const
export type BinaryWay = (typeof BINARY_WAYS)[number]

/** In a matrix whoever finds no place under the sponsor spills over to the first free one below, level by level. */
export const MATRIX_WAYS = ['spill_over'] as const
export type PlacementWay = BinaryWay | (typeof MATRIX_WAYS)[number]

/** Whether a kind of tree knows a way. */
export function isWayOf(kind: PlacementKind, way: PlacementWay): boolean {
  const ways: readonly PlacementWay[] = kind === 'binary' ? BINARY_WAYS : MATRIX_WAYS
  return ways.includes(way)
}
