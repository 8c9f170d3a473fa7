import { ok, refuse, type Result } from '#shared/refusal.ts'
import { minuteText, type NewPlace, type StandingPlace } from './move.ts'
import { rollUp } from './roll-up.ts'
import { SPONSOR_TREE, type Tree } from './tree.ts'

/** What is asked for: a position ends, and another one stays in its place. */
export type AskedMerge = Readonly<{ personId: bigint; intoId: bigint; fromMs: number }>

/** What a tree says about it. */
export type MergeFacts = Readonly<{
  tree: Tree
  /** Of the position that ends; undefined where it stands nowhere. */
  place: StandingPlace | undefined
  directs: readonly Readonly<{ personId: bigint; fromMs: number }>[]
  /** Until when the last of those stood directly below who left since. */
  lastLeftMs: number | undefined
}>

/** What the sponsor tree says besides. */
export type SponsorFacts = MergeFacts &
  Readonly<{
    nowMs: number
    stays: StandingPlace | undefined
    staysSinceMs: number | undefined
    /** Since when the one above the position that ends stands in the tree. */
    aboveSinceMs: number | undefined
    /** Whether the one that stays is below the one that ends. */
    isBelow: boolean
    /** Whether somebody directly below would, on any day since then, stand below itself. */
    circles: boolean
  }>

/** Who comes to stand where in a tree, in the order in which it can be done, and who leaves it. */
export type TreeChange = Readonly<{
  tree: Tree
  places: readonly NewPlace[]
  leavers: readonly Readonly<{ personId: bigint; fromMs: number }>[]
}>

/**
 * The changes of a merge, tree by tree. In the sponsor tree those directly below come under the one that stays; where that one is
 * below, it comes up into the place first. In a tree with places one can follow into the place; where more stand below, it stays
 * empty. Refused with the reason why it cannot be done.
 */
export function changesOfMerge(
  asked: AskedMerge,
  sponsor: SponsorFacts,
  others: readonly MergeFacts[],
): Result<readonly TreeChange[]> {
  const { place, stays, staysSinceMs } = sponsor
  if (asked.personId === asked.intoId) return refuse('genealogy.merge.same', {}, 'into')
  if (!place) return refuse('genealogy.move.nowhere', {}, 'person')
  if (place.parentId === null) return refuse('genealogy.move.top', {}, 'person')
  if (!stays || staysSinceMs === undefined) return refuse('genealogy.move.parent_nowhere', {}, 'into')
  if (asked.fromMs > sponsor.nowMs) return refuse('genealogy.move.later', {}, 'from')
  const up = sponsor.isBelow ? [stays.fromMs, sponsor.aboveSinceMs ?? place.fromMs] : [staysSinceMs]
  const earliest = Math.max(place.fromMs, sponsor.lastLeftMs ?? place.fromMs, ...up)
  if (asked.fromMs < earliest)
    return refuse('genealogy.move.too_early', { earliest: minuteText(earliest) }, 'from')
  if (sponsor.circles) return refuse('genealogy.merge.circle', {}, 'from')
  const { intoId, fromMs } = asked
  const comesUp = sponsor.isBelow ? [{ personId: intoId, parentId: place.parentId, side: null, fromMs }] : []
  const follow = sponsor.directs
    .filter(({ personId }) => personId !== intoId)
    .map((one) => ({
      personId: one.personId,
      parentId: intoId,
      side: null,
      fromMs: Math.max(fromMs, one.fromMs),
    }))
  return ok([
    { tree: SPONSOR_TREE, places: [...comesUp, ...follow], leavers: [] },
    ...others.flatMap((facts) => changeOfPlaces(asked, facts)),
  ])
}

function changeOfPlaces(asked: AskedMerge, facts: MergeFacts): TreeChange[] {
  const { tree, place, directs } = facts
  if (!place) return []
  const atMs = Math.max(asked.fromMs, place.fromMs, facts.lastLeftMs ?? place.fromMs)
  const rolled = rollUp(place, directs, { hasPlaces: true, atMs })
  if (!rolled) return []
  return [{ tree, places: rolled.places, leavers: [{ personId: asked.personId, fromMs: atMs }] }]
}
