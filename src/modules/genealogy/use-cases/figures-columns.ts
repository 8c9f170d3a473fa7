import type { Forest } from '#platform/columns/forest.ts'
import { addAbove, isLapsingSeller, soldBy, sumInBranches } from './branch-counts.ts'
import type { FiguresShelf } from './figures-shelf.ts'
import type { FiguresColumns, TeamColumns } from './team-columns.ts'

/** The figures of the shelf as columns over a tree. */
export type FollowedFigures = Readonly<{
  columns: FiguresColumns
  /** Takes over what the shelf has and these columns lack; asked before every answer, and cheap where nothing is new. */
  catchUp: () => void
}>

/** Puts the figures of a shelf into columns of a tree; people whom the tree does not know yet follow when they have joined. */
export function figuresColumns(
  forest: Forest,
  shelf: FiguresShelf,
  team: Pick<TeamColumns, 'kind' | 'status'>,
): FollowedFigures {
  const columns: FiguresColumns = {
    rank: forest.columns.bytes(),
    own: forest.columns.floats(Number.NaN),
    branch: forest.columns.floats(Number.NaN),
    activity: forest.columns.bytes(),
    lapsing: forest.columns.ints(),
    below: forest.columns.floats(),
  }
  const isLapsing = (place: number): number => Number(isLapsingSeller(team, columns, place))
  const sold = (place: number): number => soldBy(team, columns, place)
  let version = 0
  let people = 0
  let waiting: number[] = []
  const put = (number: number): boolean => {
    const place = forest.placeOf(shelf.idOf(number))
    if (place < 0) return false
    const row = shelf.rowOf(number)
    columns.rank.values[place] = row.rank
    columns.own.values[place] = row.own
    columns.branch.values[place] = row.branch
    columns.activity.values[place] = row.activity
    return true
  }
  const change = (number: number): boolean => {
    const place = forest.placeOf(shelf.idOf(number))
    if (place < 0) return false
    const was = { lapsing: isLapsing(place), sold: sold(place) }
    put(number)
    addAbove(forest, columns.lapsing, place, isLapsing(place) - was.lapsing)
    addAbove(forest, columns.below, place, sold(place) - was.sold)
    return true
  }
  const putEverybody = (): void => {
    columns.rank.values.fill(0)
    columns.own.values.fill(Number.NaN)
    columns.branch.values.fill(Number.NaN)
    columns.activity.values.fill(0)
    waiting = []
    for (let number = 0; number < shelf.count(); number++) if (!put(number)) waiting.push(number)
    sumInBranches(forest, columns.lapsing, isLapsing)
    sumInBranches(forest, columns.below, sold)
  }
  return {
    columns,
    catchUp() {
      if (shelf.version() !== version) {
        const changed = shelf.version() === version + 1 ? shelf.lastChanged() : undefined
        if (changed === undefined) putEverybody()
        else for (const number of changed) if (!change(number)) waiting.push(number)
        version = shelf.version()
      }
      if (forest.count() === people || waiting.length === 0) return
      people = forest.count()
      waiting = waiting.filter((number) => !change(number))
    },
  }
}
