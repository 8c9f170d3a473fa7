import { ok, refuse, type Result } from '#shared/refusal.ts'

/** What is asked for: a person under another parent of a tree from an instant on, with everybody below or alone. */
export type AskedMove = Readonly<{
  tree: string
  personId: bigint
  parentId: bigint
  /** The place under the parent, where the tree has places. */
  side: number | null
  withTeam: boolean
  fromMs: number
}>

export type StandingPlace = Readonly<{ parentId: bigint | null; side: number | null; fromMs: number }>

/** What the tree says about it. */
export type MoveFacts = Readonly<{
  nowMs: number
  /** Places under everybody; null in the sponsor tree. */
  width: number | null
  place: StandingPlace | undefined
  parentSinceMs: number | undefined
  /** Since when the present parent stands in the tree, to whom others roll up. */
  aboveSinceMs: number | undefined
  /** Whether the parent stood below the person at any moment since then. */
  circles: boolean
  /** Whether the place was free all the time since then. */
  isFree: boolean
  /** Those directly below who do not go along when the person moves alone. */
  directs: readonly Readonly<{ personId: bigint; fromMs: number }>[]
  /** Until when the last of those stood directly below who left since. */
  lastLeftMs: number | undefined
}>

/** A place that somebody gets by a move. */
export type NewPlace = Readonly<{ personId: bigint; parentId: bigint; side: number | null; fromMs: number }>

/**
 * Who gets which place by a move: those who roll up to the old parent, and last the person. Refused with the reason why it
 * cannot be done.
 */
export function placesOfMove(asked: AskedMove, facts: MoveFacts): Result<readonly NewPlace[]> {
  const { place, width } = facts
  if (!place) return refuse('genealogy.move.nowhere', {}, 'person')
  const { parentId: above } = place
  if (above === null) return refuse('genealogy.move.top', {}, 'person')
  if (asked.fromMs > facts.nowMs) return refuse('genealogy.move.later', {}, 'from')
  if (asked.parentId === asked.personId || (asked.withTeam && facts.circles))
    return refuse('genealogy.move.circle', {}, 'parent')
  if (width !== null && (asked.side === null || asked.side >= width))
    return refuse('genealogy.place.not_found', {}, 'side')
  const side = width === null ? null : asked.side
  if (facts.parentSinceMs === undefined) return refuse('genealogy.move.parent_nowhere', {}, 'parent')
  const alone = asked.withTeam ? [] : [facts.lastLeftMs ?? place.fromMs, facts.aboveSinceMs ?? place.fromMs]
  const earliest = Math.max(place.fromMs, facts.parentSinceMs, ...alone)
  if (asked.fromMs < earliest)
    return refuse('genealogy.move.too_early', { earliest: minuteText(earliest) }, 'from')
  if (above === asked.parentId && place.side === side) return refuse('genealogy.move.same', {}, 'parent')
  if (!facts.isFree) return refuse('genealogy.place.conflict', {}, 'side')
  const rising = asked.withTeam ? [] : facts.directs
  if (width !== null && rising.length > 1) return refuse('genealogy.move.several_below', {}, 'withTeam')
  const { personId, parentId, fromMs } = asked
  return ok([
    ...rising.map((one) => ({
      personId: one.personId,
      parentId: above,
      side: place.side,
      fromMs: Math.max(fromMs, one.fromMs),
    })),
    { personId, parentId, side, fromMs },
  ])
}

/** The first whole minute from an instant on, as text in UTC. */
export function minuteText(ms: number): string {
  const minute = new Date(Math.ceil(ms / 60_000) * 60_000).toISOString()
  return `${minute.slice(0, 10)} ${minute.slice(11, 16)} UTC`
}

export const MOVE_STATES = ['requested', 'done', 'rejected', 'withdrawn'] as const
export type MoveState = (typeof MOVE_STATES)[number]
