import type { Forest } from '#platform/columns/forest.ts'
import { ACTIVE_BEFORE } from './figures-piece.ts'
import { isSellerKind, STATUSES, type FiguresColumns, type TeamColumns } from './team-columns.ts'

type Standings = Pick<TeamColumns, 'kind' | 'status'>

const ACTIVE = STATUSES.indexOf('active')

export function isActiveSeller({ kind, status }: Standings, place: number): boolean {
  return status.values[place] === ACTIVE && isSellerKind(kind.values[place] ?? 0)
}

/** Whoever was active in the last accepted period, and is not yet in the open one. */
export function isLapsingSeller(
  team: Standings,
  { activity }: Pick<FiguresColumns, 'activity'>,
  place: number,
): boolean {
  return activity.values[place] === ACTIVE_BEFORE && isActiveSeller(team, place)
}

/** What a seller sold, in millionths; nothing where that is not known, and of customers, whose goods count for a seller. */
export function soldBy(
  { kind }: Pick<Standings, 'kind'>,
  { own }: Pick<FiguresColumns, 'own'>,
  place: number,
): number {
  const sold = own.values[place] ?? 0
  return Number.isNaN(sold) || !isSellerKind(kind.values[place] ?? 0) ? 0 : sold
}

type Sums = { readonly values: Int32Array | Float64Array }

/**
 * Sums in a column what there is in everybody's branch. A parent always comes before its children, so that from the last to
 * the first each branch is finished when it is added.
 */
export function sumInBranches(forest: Forest, { values }: Sums, amountOf: (place: number) => number): void {
  values.fill(0)
  for (let place = forest.count() - 1; place >= 0; place--) {
    const above = forest.parentOf(place)
    if (above < 0) continue
    values[above] = (values[above] ?? 0) + (values[place] ?? 0) + amountOf(place)
  }
}

/** Something of somebody is more now, or less: so it is in the branches of everybody above. */
export function addAbove(forest: Forest, { values }: Sums, place: number, by: number): void {
  if (by === 0) return
  for (let above = forest.parentOf(place); above >= 0; above = forest.parentOf(above))
    values[above] = (values[above] ?? 0) + by
}
