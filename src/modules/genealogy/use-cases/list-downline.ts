import { bestOf, type Ranking, type Values } from '../domain/best-of.ts'
import { readSort, type SortedBy, type TeamRow } from '../domain/team.ts'
import { depthSeen, isLapsing, meantPlaces, type TeamImageColumns, type TeamView } from './downline-places.ts'
import type { FiguresHead } from './figures-piece.ts'
import type { TeamColumns } from './team-columns.ts'
import type { ListQuestion } from './team-questions.ts'

type List = Readonly<{ rows: TeamRow[]; total: number; figures: FiguresHead | undefined }>

/** A page of somebody's downline, narrowed and sorted; undefined where it is asked below somebody who is not in it. */
export function listDownline(of: TeamImageColumns, viewer: number, question: ListQuestion): List | undefined {
  const { forest } = of
  const top = question.under === undefined ? viewer : forest.placeOf(question.under)
  if (top < 0 || (top !== viewer && !forest.isBelow(top, viewer))) return undefined
  const view = { viewer, sees: question.sees }
  const places = meantPlaces(of, view, top, question)
  const page = bestOf(places, rankingOf(of, view, question.sort), question)
  return { rows: page.map((place) => rowOf(of, view, place)), total: places.length, figures: of.head }
}

/**
 * What places are ordered by. Volumes of those of whom they may not be seen do not count: so the order tells nothing of what is
 * hidden.
 */
function rankingOf({ forest, team }: TeamImageColumns, view: TeamView, sort: ListQuestion['sort']): Ranking {
  const { by, sign } = readSort(sort)
  const depth = by === 'own' || by === 'volume' ? depthSeen(forest, view) : undefined
  return {
    values: by === 'level' ? forest.depths() : valuesOf(team, by),
    sign,
    ties: team.code.values,
    seen: depth === undefined ? undefined : { depths: forest.depths(), depth },
  }
}

function valuesOf(team: TeamColumns, by: Exclude<SortedBy, 'level'>): Values {
  const { own, rank, branch: volume } = team.figures
  return { joined: team.joined, branch: team.branch, code: team.code, rank, own, volume }[by].values
}

/** What may be told of one person. */
export function rowOf({ forest, team, head }: TeamImageColumns, view: TeamView, place: number): TeamRow {
  const depth = depthSeen(forest, view)
  const isSeen = head !== undefined && (depth === undefined || forest.depthOf(place) === depth)
  const told = (values: Float64Array): number | null => {
    const value = isSeen ? (values[place] ?? Number.NaN) : Number.NaN
    return Number.isNaN(value) ? null : value
  }
  return {
    id: forest.idOf(place),
    code: team.code.values[place] ?? 0,
    level: forest.depthOf(place) - forest.depthOf(view.viewer),
    joinedMs: team.joined.values[place] ?? 0,
    directs: team.directs.values[place] ?? 0,
    branch: team.branch.values[place] ?? 0,
    rank: team.figures.rank.values[place] ?? 0,
    own: told(team.figures.own.values),
    volume: told(team.figures.branch.values),
    isLapsing: isSeen ? isLapsing(team, place) : null,
  }
}
