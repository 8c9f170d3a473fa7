import { read, type Actor } from '#platform/postgres/transact.ts'
import { orAfter } from '#platform/wait/moments.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { belowNow } from '../store/then.ts'
import type { StillReading } from './image-shelf.ts'
import type { TreeThen } from './open-trees-then.ts'
import type { TreeWindow } from './show-window.ts'
import type { TeamDeps } from './team-deps.ts'
import type { WindowQuestion } from './team-window.ts'

/** Ranks and volumes that take longer than this follow, so that the tree is seen at once. */
const FIGURES_MS = 200

/** A window of a tree as of then. */
export type WindowThen = Readonly<{
  window: TreeWindow
  seq: bigint
  /** How much of the ranks and volumes is computed, in percent; undefined where they are there, or will not be. */
  figuresPercent: number | undefined
  /** Whether ranks and volumes are the viewer's to see. */
  seesFigures: boolean
  /** Those of it who are in the viewer's team today; everybody for staff. */
  mayShow?: ReadonlySet<bigint>
}>

/**
 * A window as of an instant, with the ranks and volumes of the period in which that lies. A distributor may begin or look for nobody
 * who is no longer below. Undefined for who did not stand in the viewer's branch then.
 */
export async function windowThen(
  deps: TeamDeps,
  actor: Actor,
  asked: Readonly<{ question: WindowQuestion; tree: string | undefined; atMs: number }>,
): Promise<WindowThen | StillReading | undefined> {
  const { question, tree = SPONSOR_TREE, atMs } = asked
  const isDistributor = question.sees === 'first_level'
  const viewer = BigInt(question.viewer)
  const inTeam = (personIds: readonly bigint[]) =>
    read(deps, actor, (tx) => belowNow(tx, { tree, top: viewer, personIds }))
  const begun = BigInt(question.find ?? question.root ?? question.viewer)
  if (isDistributor && begun !== viewer && (await inTeam([begun])).size === 0) return undefined
  const told = await windowOf(deps, question, { tree, atMs })
  if (told === undefined || 'loading' in told) return told
  const seesFigures = (await deps.figuresThen?.maySee(actor, atMs)) ?? false
  if (!isDistributor) return { ...told, seesFigures }
  const { nodes, above } = told.window
  const still = await inTeam([...nodes.map(({ id }) => id), ...above].map(BigInt))
  return { ...told, seesFigures, mayShow: new Set([viewer, ...still]) }
}

/** The window, with ranks and volumes as soon as they are there. */
async function windowOf(
  deps: TeamDeps,
  question: WindowQuestion,
  of: TreeThen,
): Promise<Pick<WindowThen, 'window' | 'seq' | 'figuresPercent'> | StillReading | undefined> {
  const bare = await deps.teamImage.windowThen(question, of)
  if ('loading' in bare) return bare
  const { seq, value } = bare
  if (!value) return undefined
  const told = { window: value, seq, figuresPercent: undefined }
  if (value.figures || !deps.figuresThen) return told
  const figures = await orAfter(deps.figuresThen.ofEverybody(of.atMs), FIGURES_MS, () => ({ loading: 0 }))
  if (!figures) return told
  if ('loading' in figures) return { ...told, figuresPercent: figures.loading }
  await deps.teamImage.takeFiguresThen(of, figures)
  const full = await deps.teamImage.windowThen(question, of)
  return 'loading' in full || !full.value ? told : { ...told, seq: full.seq, window: full.value }
}
