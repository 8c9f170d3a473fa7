import type { Forest } from '#platform/columns/forest.ts'
import { isSellerKind, STATUSES, type TeamColumns } from './team-columns.ts'

type Standings = Pick<TeamColumns, 'kind' | 'status'>
type Actives = Standings & Pick<TeamColumns, 'active'>

const ACTIVE = STATUSES.indexOf('active')

export function isActiveSeller({ kind, status }: Standings, place: number): boolean {
  return status.values[place] === ACTIVE && isSellerKind(kind.values[place] ?? 0)
}

/** Counts who is active in everybody's branch. Everybody is in pre-order still, so that from the last to the first each branch is finished when it is added. */
export function countActiveBranches(forest: Forest, team: Actives): void {
  const { values } = team.active
  for (let place = forest.count() - 1; place >= 0; place--) {
    const above = forest.parentOf(place)
    if (above < 0) continue
    values[above] = (values[above] ?? 0) + (values[place] ?? 0) + Number(isActiveSeller(team, place))
  }
}

/** Somebody is active now, or no more: everybody above counts one more, or one less. */
export function countActive(
  forest: Forest,
  { active: { values } }: Actives,
  place: number,
  by: 1 | -1,
): void {
  for (let above = forest.parentOf(place); above >= 0; above = forest.parentOf(above))
    values[above] = (values[above] ?? 0) + by
}
