/** The trees that people stand in. Placement trees of plans come beside the sponsor tree. */
export type Tree = 'sponsor'

/** So many levels lie between the top and anybody at most; a longer way up means a broken tree. */
export const LEVELS_MAX = 10_000
