import type { Forest } from '#platform/columns/forest.ts'
import { codesBeginning, type TeamSight } from '../domain/team.ts'
import { ACTIVE_BEFORE } from './figures-piece.ts'
import type { FiguresHead } from './figures-piece.ts'
import { isSellerKind, KINDS, STATUSES, type TeamColumns } from './team-columns.ts'
import type { ListQuestion } from './team-questions.ts'

/** What questions about a team are answered from. */
export type TeamImageColumns = Readonly<{
  forest: Forest
  team: TeamColumns
  head: FiguresHead | undefined
}>

/** Who looks at whom: the one whose downline it is, and how much may be seen of it. */
export type TeamView = Readonly<{ viewer: number; sees: TeamSight }>

const ACTIVE = STATUSES.indexOf('active')

/**
 * The places of everybody below `top` whom the question means. Each thing that narrows the list is one pass over those that are
 * left. What may not be seen narrows nothing down: it does not match.
 */
export function meantPlaces(
  of: TeamImageColumns,
  view: TeamView,
  top: number,
  question: ListQuestion,
): Int32Array {
  const { team } = of
  const { joined, status, market, figures } = team
  const found = candidates(of, view, top, question)
  const { filter, rank, ownFrom, search } = question
  if (filter === 'active') keepEqual(found, status.values, ACTIVE, true)
  if (filter === 'inactive') keepEqual(found, status.values, ACTIVE, false)
  if (filter === 'new') keepBetween(found, joined.values, question.newSince, Number.POSITIVE_INFINITY)
  if (filter === 'lapsing') {
    keepEqual(found, figures.activity.values, ACTIVE_BEFORE, true)
    keepEqual(found, status.values, ACTIVE, true)
    keepSeen(of, view, found)
  }
  if (rank !== undefined) keepEqual(found, figures.rank.values, rank, true)
  const { joinedFrom = Number.NEGATIVE_INFINITY, joinedUntil = Number.POSITIVE_INFINITY } = question
  if (joinedFrom > Number.NEGATIVE_INFINITY || joinedUntil < Number.POSITIVE_INFINITY)
    keepBetween(found, joined.values, joinedFrom, joinedUntil)
  if (ownFrom !== undefined) {
    keepBetween(found, figures.own.values, ownFrom, Number.POSITIVE_INFINITY)
    keepSeen(of, view, found)
  }
  if (search?.codePrefix !== undefined) keepCodes(of, found, search.codePrefix, search.ids)
  if (question.markets) keepAmong(found, market.values, question.markets)
  return found.places.subarray(0, found.count)
}

/** Places of whom some are still in question. */
type Found = { readonly places: Int32Array; count: number }

/** Whom the question can be about: people found elsewhere, the first level, or everybody below. */
function candidates(
  { forest, team }: TeamImageColumns,
  view: TeamView,
  top: number,
  question: ListQuestion,
): Found {
  const kinds = wantedKinds(question.people)
  const { level, search } = question
  const depth = level === undefined ? undefined : level + forest.depthOf(view.viewer)
  const isMeant = (place: number): boolean =>
    kinds[team.kind.values[place] ?? 0] === 1 && (depth === undefined || forest.depthOf(place) === depth)
  if (search && search.codePrefix === undefined) {
    const places = [...new Set(search.ids)].map(forest.placeOf)
    return foundIn(places.filter((place) => place >= 0 && isMeant(place) && forest.isBelow(place, top)))
  }
  if (depth === forest.depthOf(top) + 1) {
    const places: number[] = []
    forest.visitChildren(top, (place) => void (isMeant(place) && places.push(place)))
    return foundIn(places)
  }
  const places = forest.placesBelow(top, team.kind.values, kinds)
  const found = { places, count: places.length }
  if (depth !== undefined) keepEqual(found, forest.depths(), depth, true)
  return found
}

function foundIn(places: readonly number[]): Found {
  return { places: Int32Array.from(places), count: places.length }
}

/** A 1 for each kind that is meant. */
export function wantedKinds(people: ListQuestion['people']): Uint8Array {
  return Uint8Array.from(KINDS, (_, kind) => {
    if (people === 'everybody') return 1
    return isSellerKind(kind) === (people === 'sellers') ? 1 : 0
  })
}

// A million places are narrowed in about a millisecond where the loop knows its column, and in several where it calls.

function keepEqual(found: Found, column: Uint8Array | Int32Array, value: number, is: boolean): void {
  const { places } = found
  let kept = 0
  for (let at = 0; at < found.count; at++) {
    const place = places[at] ?? 0
    places[kept] = place
    if ((column[place] === value) === is) kept += 1
  }
  found.count = kept
}

/** Keeps who has a value from the one on and below the other; NaN is neither. */
function keepBetween(found: Found, column: Float64Array, from: number, until: number): void {
  const { places } = found
  let kept = 0
  for (let at = 0; at < found.count; at++) {
    const place = places[at] ?? 0
    const value = column[place] ?? 0
    places[kept] = place
    if (value >= from && value < until) kept += 1
  }
  found.count = kept
}

function keepAmong(found: Found, column: Int32Array, values: readonly number[]): void {
  const [only] = values
  if (only !== undefined && values.length === 1) return keepEqual(found, column, only, true)
  const among = new Set(values)
  keepIf(found, (place) => among.has(column[place] ?? 0))
}

/** Keeps those whose volumes and activity may be seen. */
function keepSeen({ forest }: TeamImageColumns, view: TeamView, found: Found): void {
  const depth = depthSeen(forest, view)
  if (depth !== undefined) keepEqual(found, forest.depths(), depth, true)
}

function keepIf(found: Found, isWanted: (place: number) => boolean): void {
  const { places } = found
  let kept = 0
  for (let at = 0; at < found.count; at++) {
    const place = places[at] ?? 0
    if (isWanted(place)) places[kept++] = place
  }
  found.count = kept
}

/** Found people and beginnings of codes together mean either. */
function keepCodes(
  { forest, team }: TeamImageColumns,
  found: Found,
  digits: string,
  ids: readonly number[],
): void {
  const stretches = codesBeginning(digits, team.codes)
  const [first = { from: 0, until: 0 }] = stretches
  if (stretches.length <= 1 && ids.length === 0)
    return keepBetween(found, team.code.values, first.from, first.until)
  const either = new Set(ids)
  keepIf(found, (place) => {
    const code = team.code.values[place] ?? 0
    return stretches.some(({ from, until }) => code >= from && code < until) || either.has(forest.idOf(place))
  })
}

/** Where volumes and activity may be seen: on the first level alone; undefined for everywhere. */
export function depthSeen(forest: Forest, { viewer, sees }: TeamView): number | undefined {
  return sees === 'everything' ? undefined : forest.depthOf(viewer) + 1
}

/** Active in the accepted period before, and not yet in the open one; of those who belong to the company. */
export function isLapsing({ status, figures }: TeamColumns, place: number): boolean {
  return figures.activity.values[place] === ACTIVE_BEFORE && status.values[place] === ACTIVE
}
