import { LEVELS_MAX } from '../domain/tree.ts'
import { depthSeen, wantedKinds, type TeamImageColumns } from './downline-places.ts'
import { ACTIVE_BEFORE } from './figures-piece.ts'
import { isSellerKind, STATUSES } from './team-columns.ts'
import type { CountQuestion } from './team-questions.ts'

const ACTIVE = STATUSES.indexOf('active')

/** Numbers of somebody's downline, level by level: of sellers; customers of the own are counted apart. */
export function countDownline(of: TeamImageColumns, viewer: number, question: CountQuestion) {
  const { forest, team, head } = of
  const { newSince, sees, markets } = question
  const seen = depthSeen(forest, { viewer, sees })
  const sellers = forest.placesBelow(viewer, team.kind.values, wantedKinds('sellers'))
  const among = markets && new Set(markets)
  const isAmong = (place: number): boolean => among === undefined || among.has(team.market.values[place] ?? 0)
  const counted = among === undefined ? sellers : sellers.filter(isAmong)
  const { peopleOn, activeOn, deepest } = countLevels(of, counted, forest.depthOf(viewer))
  const { newcomers, lapsing } = countStanding(of, counted, { newSince, seen })
  let customers = 0
  forest.visitChildren(viewer, (place) => {
    if (!isSellerKind(team.kind.values[place] ?? 0) && isAmong(place)) customers += 1
  })
  const levels = Array.from({ length: deepest }, (_, index) => ({
    level: index + 1,
    people: peopleOn[index + 1] ?? 0,
    active: activeOn[index + 1] ?? 0,
  }))
  return {
    people: levels.reduce((sum, one) => sum + one.people, 0),
    active: levels.reduce((sum, one) => sum + one.active, 0),
    newcomers,
    lapsing,
    directs: peopleOn[1] ?? 0,
    customers,
    levels,
    figures: head,
  }
}

// Of a million each loop costs a millisecond or two as long as nothing in it has to be guessed: it adds zeros and ones.

/** A level may hold customers only, and sellers stand below them. */
function countLevels({ forest, team }: TeamImageColumns, places: Int32Array, depth: number) {
  const [peopleOn, activeOn] = [new Int32Array(LEVELS_MAX + 1), new Int32Array(LEVELS_MAX + 1)]
  const [depths, status] = [forest.depths(), team.status.values]
  let deepest = 0
  for (let at = 0; at < places.length; at++) {
    const place = places[at] ?? 0
    const level = (depths[place] ?? 0) - depth
    if (level > deepest) deepest = level
    peopleOn[level] = (peopleOn[level] ?? 0) + 1
    activeOn[level] = (activeOn[level] ?? 0) + Number(status[place] === ACTIVE)
  }
  return { peopleOn, activeOn, deepest }
}

/** Who is new, and who is about to lapse as far as that may be seen. */
function countStanding(
  { forest, team }: TeamImageColumns,
  places: Int32Array,
  { newSince, seen }: Readonly<{ newSince: number; seen: number | undefined }>,
) {
  const [depths, status] = [forest.depths(), team.status.values]
  const [joined, activity] = [team.joined.values, team.figures.activity.values]
  const [everywhere, depth] = [Number(seen === undefined), seen ?? -1]
  let [newcomers, lapsing] = [0, 0]
  for (let at = 0; at < places.length; at++) {
    const place = places[at] ?? 0
    newcomers += Number((joined[place] ?? 0) >= newSince)
    const isSeen = everywhere | Number(depths[place] === depth)
    lapsing += isSeen & Number(activity[place] === ACTIVE_BEFORE) & Number(status[place] === ACTIVE)
  }
  return { newcomers, lapsing }
}
