import { standingsThen } from '#modules/field/api.ts'
import { buildForest, type Forest } from '#platform/columns/forest.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { belowNow, nearestThen, pathThen, sidesThen, type Then } from '../store/then.ts'
import { countInBranches, isActiveSeller } from './branch-counts.ts'
import { isSellerKind, KINDS, STATUSES } from './team-columns.ts'
import { thenOf, type AskedThen } from './team-then.ts'
import { ABOVE_MOST, answerWindow, rootOver, type WindowColumns, type WindowQuestion } from './team-window.ts'
import type { TreeWindow } from './show-window.ts'

/** So many people of a branch are read at most, the nearest first; whoever stands further is not counted. */
const NEAREST_MOST = 20_000

/** A window of a tree that is not in memory: as of then, or of a placement tree. */
export type WindowThen = Readonly<{
  window: TreeWindow
  atMs: number
  seq: bigint
  isWhole: boolean
  /** Those of it who are in the viewer's team today; everybody for staff. */
  mayShow?: ReadonlySet<bigint>
}>

/**
 * A window as of an instant, counted over the nearest people only. `viewer` is the person whose team it is; a distributor may
 * begin or look for nobody who is no longer below. `most` is how many people are read. Undefined for who did not stand in the viewer's branch then.
 */
export async function windowThen(
  tx: Tx,
  question: WindowQuestion,
  asked: Pick<AskedThen, 'tree' | 'atMs'> & Readonly<{ isDistributor: boolean; most?: number }>,
): Promise<WindowThen | undefined> {
  const then = await thenOf(tx, asked)
  const { tree } = then
  const viewer = BigInt(question.viewer)
  const wanted = question.root === undefined ? viewer : BigInt(question.root)
  const find = question.find === undefined ? undefined : BigInt(question.find)
  const lowest = find ?? wanted
  const line = await lineThen(tx, then, lowest, viewer)
  if (!line) return undefined
  if (asked.isDistributor && lowest !== viewer) {
    const still = await belowNow(tx, { tree, top: viewer, personIds: [lowest] })
    if (still.size === 0) return undefined
  }
  const stepUp = (at: bigint): bigint => line[line.indexOf(at) + 1] ?? viewer
  const root = find === undefined ? wanted : rootOver(stepUp, { find, wanted, viewer })
  const above = line.slice(line.indexOf(root) + 1)
  const { forest, team, isWhole } = await forestThen(tx, then, { root, most: asked.most ?? NEAREST_MOST })
  const answered = answerWindow(forest, team, { ...question, viewer: Number(root), root: Number(root) })
  if (!answered) return undefined
  const window = { ...answered, above: above.slice(0, ABOVE_MOST).map(Number), levelsAbove: above.length }
  const told = { window, atMs: then.at.getTime(), seq: then.knownSeq, isWhole }
  if (!asked.isDistributor) return told
  const personIds = [...window.nodes.map(({ id }) => id), ...window.above].map(BigInt)
  return { ...told, mayShow: new Set([viewer, ...(await belowNow(tx, { tree, top: viewer, personIds }))]) }
}

/** From the one above a person to the viewer then; undefined for who did not stand in the viewer's branch. */
async function lineThen(
  tx: Tx,
  then: Then,
  personId: bigint,
  viewer: bigint,
): Promise<readonly bigint[] | undefined> {
  if (personId === viewer) return []
  const path = (await pathThen(tx, then, personId)) ?? []
  const at = path.indexOf(viewer)
  return at < 0 ? undefined : path.slice(0, at + 1)
}

async function forestThen(
  tx: Tx,
  then: Then,
  { root, most }: Readonly<{ root: bigint; most: number }>,
): Promise<Readonly<{ forest: Forest; team: WindowColumns; isWhole: boolean }>> {
  const found = await nearestThen(tx, then, root, most + 1)
  const below = found.slice(0, most)
  const personIds = [root, ...below.map(({ id }) => id)]
  const standings = await standingsThen(tx, { personIds, at: then.at, knownSeq: then.knownSeq })
  const forest = buildForest(
    Float64Array.from(personIds, Number),
    Float64Array.from([Number.NaN, ...below.map(({ parent }) => Number(parent))]),
  )
  const { columns } = forest
  const side = columns.ints()
  const team = {
    kind: columns.bytes(),
    status: columns.bytes(),
    code: columns.floats(),
    directs: columns.ints(),
    branch: columns.ints(),
    active: columns.ints(),
    ...(then.tree === SPONSOR_TREE ? {} : { side }),
  }
  for (const id of personIds) {
    const place = forest.placeOf(Number(id))
    // Who was not known then is counted with nobody.
    const { kind = 'retail', status = 'inactive' } = standings.get(id) ?? {}
    team.kind.values[place] = KINDS.indexOf(kind)
    team.status.values[place] = STATUSES.indexOf(status)
    // Among branches of one size the older person comes first.
    team.code.values[place] = Number(id)
  }
  if (then.tree !== SPONSOR_TREE)
    for (const [id, one] of await sidesThen(tx, then, personIds))
      side.values[forest.placeOf(Number(id))] = one
  countBranches(forest, team)
  countInBranches(forest, team.active, (place) => isActiveSeller(team, place))
  return { forest, team, isWhole: found.length <= most }
}

function countBranches(forest: Forest, { kind, directs, branch }: WindowColumns): void {
  for (let place = forest.count() - 1; place > 0; place--) {
    const above = forest.parentOf(place)
    const own = Number(isSellerKind(kind.values[place] ?? 0))
    directs.values[above] = (directs.values[above] ?? 0) + own
    branch.values[above] = (branch.values[above] ?? 0) + (branch.values[place] ?? 0) + own
  }
}
