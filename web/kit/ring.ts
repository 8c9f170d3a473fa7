const ARCS = 5

/**
 * Arcs of the ring for a place (from 0) among so many ranks: the lowest rank has one arc. A short ladder shows every
 * step; a long one is spread over the five arcs, so that the top always closes the ring.
 */
export function ringOf(place: number | undefined, of: number | undefined): number {
  if (place === undefined || of === undefined || of <= 0 || place < 0) return 0
  return of <= ARCS ? Math.min(place + 1, ARCS) : Math.max(1, Math.round(((place + 1) / of) * ARCS))
}
