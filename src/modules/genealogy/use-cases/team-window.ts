import { z } from 'zod'
import { isDrawn, openWindow, type Branching, type WindowNode } from '../domain/window.ts'
import { TEAM_SIGHTS } from '../domain/team.ts'
import { isActiveSeller, isLapsingSeller, soldBy } from './branch-counts.ts'
import type { TeamImageColumns, TeamView } from './downline-places.ts'
import { figuresHead } from './figures-piece.ts'
import { isSellerKind, KINDS, STATUSES } from './team-columns.ts'

const person = z.number()

/** A person who is looked for this far below the root moves the root: the way there would fill the window. */
const FOUND_MOST = 6
/** So many people above the root are named. */
const ABOVE_MOST = 6

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
        /** The place on the ladder from 1, 0 for none. */
        rank: z.number(),
        /** In millionths: the own volume, that of the branch as the plan counts it, and what everybody below sold together. */
        own: z.number().nullable(),
        volume: z.number().nullable(),
        below: z.number().nullable(),
        shown: z.number(),
        rest: z
          .object({
            x: z.number(),
            people: z.number(),
            active: z.number(),
            lapsing: z.number().nullable(),
            sold: z.number().nullable(),
          })
          .nullable(),
      }),
    ),
    width: z.number(),
    height: z.number(),
    isFull: z.boolean(),
    /** What ranks and volumes stand on; undefined where there are none. */
    figures: figuresHead.optional(),
  })
  .optional()
export type WindowAnswer = z.infer<typeof windowAnswer>

/** Makes a window from the columns of a tree. */
export function answerWindow(of: TeamImageColumns, question: WindowQuestion): WindowAnswer {
  const { forest, head } = of
  const { parentOf, placeOf } = forest
  const viewer = placeOf(question.viewer)
  const tree = branchingOf(of, { viewer, sees: question.sees })
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
  const { nodes, ...window } = openWindow(tree, {
    root,
    find,
    open: new Map(open),
    nodes: question.nodes,
    columns: question.columns,
  })
  return {
    ...window,
    ...(head ? { figures: head } : {}),
    root: forest.idOf(root),
    above: above.map(forest.idOf),
    levelsAbove: forest.depthOf(root) - forest.depthOf(viewer),
    nodes: nodes.map((node) => toldNode(of, { viewer, sees: question.sees }, node)),
  }
}

/** One person of a window as far as the viewer may see it: no volumes and no activity in a period beyond the first level. */
function toldNode(of: TeamImageColumns, { viewer, sees }: TeamView, { place, rest, ...node }: WindowNode) {
  const { forest, team, head } = of
  const { figures } = team
  const seesBelow = sees === 'everything' || place === viewer
  const isSeen = seesBelow || forest.parentOf(place) === viewer
  const seen = (column: { readonly values: Float64Array }): number | null => {
    const value = column.values[place] ?? Number.NaN
    return !isSeen || head === undefined || Number.isNaN(value) ? null : value
  }
  return {
    ...node,
    id: forest.idOf(place),
    side: sideOf(of, place),
    kind: KINDS[team.kind.values[place] ?? 0] ?? 'retail',
    status: STATUSES[team.status.values[place] ?? 0] ?? 'inactive',
    directs: team.directs.values[place] ?? 0,
    people: team.branch.values[place] ?? 0,
    active: team.active.values[place] ?? 0,
    isLapsing: isSeen ? isLapsingSeller(team, figures, place) : null,
    rank: figures.rank.values[place] ?? 0,
    own: seen(figures.own),
    volume: seen(figures.branch),
    below: seen(figures.below),
    rest: rest
      ? {
          ...rest,
          lapsing: seesBelow ? rest.lapsing : null,
          sold: seesBelow && head !== undefined ? rest.sold : null,
        }
      : null,
  }
}

/** The place under the person above; null at the top, and in a tree without places. */
function sideOf({ team }: TeamImageColumns, place: number): number | null {
  const side = team.side?.values[place] ?? -1
  return side < 0 ? null : side
}

/** The wanted root where whoever is looked for stands near below it, else somebody nearer who is inside the viewer's branch. */
function rootOver(
  parentOf: (place: number) => number,
  { find, wanted, viewer }: Readonly<{ find: number; wanted: number; viewer: number }>,
): number {
  let at = find
  for (let step = 0; step < FOUND_MOST && at !== wanted && at !== viewer; step++) at = parentOf(at)
  return at
}

/**
 * The tree as windows read it: people stand by their places where it has some, else the largest branch first and then by code, so
 * that the order is the same everywhere.
 */
function branchingOf({ forest, team }: TeamImageColumns, { viewer, sees }: TeamView): Branching {
  const { parentOf, visitChildren } = forest
  const { figures } = team
  const people = (place: number): number => team.branch.values[place] ?? 0
  const side = (place: number): number => team.side?.values[place] ?? 0
  const code = (place: number): number => team.code.values[place] ?? 0
  const isLapsing = (place: number): boolean =>
    (sees === 'everything' || parentOf(place) === viewer) && isLapsingSeller(team, figures, place)
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
    own: (place) => soldBy(team, figures, place),
    sold: (place) => figures.below.values[place] ?? 0,
    lapsing: (place) => {
      if (sees === 'everything') return figures.lapsing.values[place] ?? 0
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
