import { z } from 'zod'
import type { Forest } from '#platform/columns/forest.ts'
import { isDrawn, openWindow, type Branching } from '../domain/window.ts'
import { TEAM_SIGHTS } from '../domain/team.ts'
import { isActiveSeller, isLapsingSeller } from './branch-counts.ts'
import { isSellerKind, KINDS, STATUSES, type FiguresColumns, type TeamColumns } from './team-columns.ts'

/** The columns that a window needs. */
export type WindowColumns = Pick<TeamColumns, 'kind' | 'status' | 'code' | 'directs' | 'branch' | 'active'> &
  // Only a tree with places has them.
  Readonly<{ side?: { readonly values: Int32Array } }> &
  // Of an earlier day no figures are in memory.
  Readonly<{ figures?: Pick<FiguresColumns, 'activity' | 'lapsing'> }>

const person = z.number()

/** A person who is looked for this far below the root moves the root: the way there would fill the window. */
const FOUND_MOST = 6
/** So many people above the root are named. */
export const ABOVE_MOST = 6

/** What is asked of a tree to draw a part of it: within the branch of `viewer`, from `root` on. */
export const windowQuestion = z.object({
  viewer: person,
  /** Who is about to lapse is counted as far as the viewer sees it. */
  sees: z.enum(TEAM_SIGHTS),
  root: person.optional(),
  find: person.optional(),
  open: z.array(z.object({ person, count: z.number() })),
  nodes: z.number(),
  columns: z.number(),
})
export type WindowQuestion = z.infer<typeof windowQuestion>

/** The answer; undefined where the root, or whoever is looked for, does not stand in the branch of the viewer. */
export const windowAnswer = z
  .object({
    root: person,
    /** From the one above the root to the viewer, as far as they are named, and how many there are. */
    above: z.array(person),
    levelsAbove: z.number(),
    nodes: z.array(
      z.object({
        id: person,
        parent: z.number(),
        x: z.number(),
        y: z.number(),
        side: z.number().nullable(),
        kind: z.enum(KINDS),
        status: z.enum(STATUSES),
        directs: z.number(),
        people: z.number(),
        active: z.number(),
        isLapsing: z.boolean().nullable(),
        shown: z.number(),
        rest: z
          .object({ x: z.number(), people: z.number(), active: z.number(), lapsing: z.number().nullable() })
          .nullable(),
      }),
    ),
    width: z.number(),
    height: z.number(),
    isFull: z.boolean(),
  })
  .optional()
export type WindowAnswer = z.infer<typeof windowAnswer>

/** Makes a window from the columns of a tree. */
export function answerWindow(forest: Forest, team: WindowColumns, question: WindowQuestion): WindowAnswer {
  const { parentOf, placeOf } = forest
  const viewer = placeOf(question.viewer)
  const tree = branchingOf(forest, team, { viewer, sees: question.sees })
  const isInside = (place: number): boolean =>
    place === viewer || (forest.isBelow(place, viewer) && isDrawn(tree, place))
  const find = question.find === undefined ? undefined : placeOf(question.find)
  const wanted = question.root === undefined ? viewer : placeOf(question.root)
  if (viewer < 0 || !isInside(wanted) || (find !== undefined && !isInside(find))) return undefined
  const root = find === undefined ? wanted : rootOver(parentOf, { find, wanted, viewer })
  const above: number[] = []
  for (let at = root; at !== viewer && above.length < ABOVE_MOST;) above.push((at = parentOf(at)))
  const open = question.open.flatMap(({ person: id, count }): [number, number][] => {
    const place = placeOf(id)
    return place < 0 ? [] : [[place, count]]
  })
  const { figures } = team
  // Deeper than the first level a distributor learns nothing of anybody's activity in a period.
  const seesBelow = (place: number): boolean => question.sees === 'everything' || place === viewer
  const { nodes, ...window } = openWindow(tree, {
    root,
    find,
    open: new Map(open),
    nodes: question.nodes,
    columns: question.columns,
  })
  return {
    ...window,
    root: forest.idOf(root),
    above: above.map(forest.idOf),
    levelsAbove: forest.depthOf(root) - forest.depthOf(viewer),
    nodes: nodes.map(({ place, rest, ...node }) => ({
      ...node,
      id: forest.idOf(place),
      side: team.side?.values[place] ?? null,
      kind: KINDS[team.kind.values[place] ?? 0] ?? 'retail',
      status: STATUSES[team.status.values[place] ?? 0] ?? 'inactive',
      directs: team.directs.values[place] ?? 0,
      people: team.branch.values[place] ?? 0,
      active: team.active.values[place] ?? 0,
      isLapsing:
        figures && (place === viewer || seesBelow(parentOf(place)))
          ? isLapsingSeller(team, figures, place)
          : null,
      rest: rest ? { ...rest, lapsing: figures && seesBelow(place) ? rest.lapsing : null } : null,
    })),
  }
}

/** The wanted root where whoever is looked for stands near below it, else somebody nearer who is inside the viewer's branch. */
export function rootOver<Place>(
  parentOf: (place: Place) => Place,
  { find, wanted, viewer }: Readonly<{ find: Place; wanted: Place; viewer: Place }>,
): Place {
  let at = find
  for (let step = 0; step < FOUND_MOST && at !== wanted && at !== viewer; step++) at = parentOf(at)
  return at
}

/**
 * The tree as windows read it: people stand by their places where it has some, else the largest branch first and then by code, so
 * that the order is the same everywhere.
 */
function branchingOf(
  forest: Forest,
  team: WindowColumns,
  { viewer, sees }: Readonly<{ viewer: number; sees: WindowQuestion['sees'] }>,
): Branching {
  const { parentOf, visitChildren } = forest
  const { figures } = team
  const people = (place: number): number => team.branch.values[place] ?? 0
  const side = (place: number): number => team.side?.values[place] ?? 0
  const code = (place: number): number => team.code.values[place] ?? 0
  const isLapsing = (place: number): boolean =>
    figures !== undefined &&
    (sees === 'everything' || parentOf(place) === viewer) &&
    isLapsingSeller(team, figures, place)
  const lapsingNear = once(() => {
    let count = 0
    visitChildren(viewer, (child) => void (count += Number(isLapsing(child))))
    return count
  })
  return {
    parentOf,
    visitChildren,
    isSeller: (place) => isSellerKind(team.kind.values[place] ?? 0),
    isActive: (place) => isActiveSeller(team, place),
    isLapsing,
    people,
    active: (place) => team.active.values[place] ?? 0,
    lapsing: (place) => {
      if (sees === 'everything') return figures?.lapsing.values[place] ?? 0
      return place === viewer ? lapsingNear() : 0
    },
    compare: (a, b) => side(a) - side(b) || people(b) - people(a) || code(a) - code(b),
  }
}

/** Counts when it is first asked for. */
function once(count: () => number): () => number {
  let known: number | undefined
  return () => (known ??= count())
}
