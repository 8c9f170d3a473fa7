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
  const among = markets && new Set(markets)
  const isAmong = (place: number): boolean => among === undefined || among.has(team.market.values[place] ?? 0)
  // A level may hold customers only, and sellers stand below them.
  const [peopleOn, activeOn] = [new Int32Array(LEVELS_MAX + 1), new Int32Array(LEVELS_MAX + 1)]
  let deepest = 0
  const [depths, depth] = [forest.depths(), forest.depthOf(viewer)]
  const [status, joined, activity] = [team.status.values, team.joined.values, team.figures.activity.values]
  let [newcomers, lapsing] = [0, 0]
  const sellers = forest.placesBelow(viewer, team.kind.values, wantedKinds('sellers'))
  for (let at = 0; at < sellers.length; at++) {
    const place = sellers[at] ?? 0
    if (among !== undefined && !isAmong(place)) continue
    const level = (depths[place] ?? 0) - depth
    if (level > deepest) deepest = level
    peopleOn[level] = (peopleOn[level] ?? 0) + 1
    if ((joined[place] ?? 0) >= newSince) newcomers += 1
    if (status[place] !== ACTIVE) continue
    activeOn[level] = (activeOn[level] ?? 0) + 1
    const isSeen = seen === undefined || depths[place] === seen
    if (isSeen && activity[place] === ACTIVE_BEFORE) lapsing += 1
  }
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
