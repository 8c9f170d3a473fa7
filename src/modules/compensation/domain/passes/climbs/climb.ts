/**
 * What the walk up from one source gives: to whom which rate goes, at which level, and from below which of those directly under
 * the payee; -1 where the payee is the source. What is lost stays with the company.
 */
export type Climb = {
  count: number
  readonly payee: number[]
  readonly leg: number[]
  readonly level: number[]
  readonly rate: number[]
  readonly isLost: boolean[]
  /** How far up anybody was looked at: the others above change nothing. */
  reach: number
}

/** Where a walk is taken for everybody. */
export const NOBODY = -1

/**
 * Takes the walk up from a source; with a payee it ends there, and tells what comes to that one, or would if the person might be paid.
 */
export type ClimbOf = (source: number, into: Climb, payee: number) => void

/** A rule about a person `p` on the way up from a source `s`, at a level `l`, where `r` is the highest rank below. */
export type ClimbRule = (person: number, source: number, level: number, pathRank: number) => number

export function emptyClimb(): Climb {
  return { count: 0, payee: [], leg: [], level: [], rate: [], isLost: [], reach: 0 }
}

export function addStep(
  climb: Climb,
  payee: number,
  { leg, level, rate, isLost }: Readonly<{ leg: number; level: number; rate: number; isLost: boolean }>,
): void {
  const at = climb.count
  climb.payee[at] = payee
  climb.leg[at] = leg
  climb.level[at] = level
  climb.rate[at] = rate
  climb.isLost[at] = isLost
  climb.count = at + 1
}
