import type { Health } from '#kit/person-mark.tsx'

const ARCS = 5

/** How a person's standing is drawn. */
export function healthOf(status: 'active' | 'inactive' | 'suspended' | 'terminated'): Health {
  return status === 'active' ? 'active' : 'inactive'
}

/** How a member of the team is drawn: half where the person was active in the period before and is not yet in this one. */
export function healthIn(
  member: Readonly<{ status: Parameters<typeof healthOf>[0]; isLapsing: boolean | null }>,
): Health {
  return member.isLapsing === true ? 'lapsing' : healthOf(member.status)
}

/** What a member of the team is called: the name where it may be seen, else the number. */
export function memberName(member: Readonly<{ name: string | null; code: string }>): string {
  return member.name ?? member.code
}

/**
 * Arcs of the ring for a place (from 0) among so many ranks: the lowest rank has one arc. A short ladder shows every
 * step; a long one is spread over the five arcs, so that the top always closes the ring.
 */
export function ringOf(place: number | undefined, of: number | undefined): number {
  if (place === undefined || of === undefined || of <= 0 || place < 0) return 0
  return of <= ARCS ? Math.min(place + 1, ARCS) : Math.max(1, Math.round(((place + 1) / of) * ARCS))
}
