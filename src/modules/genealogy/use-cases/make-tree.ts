import { companyNow } from '#platform/clock/clock.ts'
import { addJob } from '#platform/jobs/jobs.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { systemActor, transact, type About } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { isWayOf, type PlacementWay } from '../domain/tree.ts'
import { addTree, beginToWait, changeTree, notYetIn, treeShape, type TreeShape } from '../store/trees.ts'
import { place } from './place.ts'

export const FILL_JOB = 'genealogy.fill_tree'
/** So many people are placed in one transaction; newcomers of all trees wait for it. */
const FILLED_AT_ONCE = 100

type NewTree = Omit<TreeShape, 'takesFurther'> & Readonly<{ takesFurther?: boolean | undefined }>

/**
 * Makes a placement tree and begins to place everybody who is there, in the order in which they joined. Refused as
 * `genealogy.tree.conflict` (the code is taken), `genealogy.tree_way` or `genealogy.tree_shape`.
 */
export async function makeTree(tx: Tx, about: About, tree: NewTree): Promise<Result<undefined>> {
  if (!isWayOf(tree.kind, tree.way)) return refuse('genealogy.tree_way', {}, 'way')
  const isShaped = tree.kind === 'binary' ? tree.width === 2 && tree.depth === null : tree.width >= 2
  if (!isShaped) return refuse('genealogy.tree_shape', {}, 'width')
  if (!(await addTree(tx, { ...tree, takesFurther: tree.takesFurther ?? true })))
    return refuse('genealogy.tree.conflict', { code: tree.code }, 'code')
  await addJob(tx, FILL_JOB, { tree: tree.code }, { key: `${FILL_JOB} ${tree.code}` })
  about('tree', tree.code)
  return ok(undefined)
}

/** Changes where newcomers go and how long they wait. Refused as `genealogy.tree.not_found` or `genealogy.tree_way`. */
export async function editTree(
  tx: Tx,
  about: About,
  tree: Readonly<{
    code: string
    way: PlacementWay
    holdingHours: number
    takesFurther?: boolean | undefined
  }>,
): Promise<Result<undefined>> {
  const known = await treeShape(tx, tree.code)
  if (!known) return refuse('genealogy.tree.not_found')
  if (!isWayOf(known.kind, tree.way)) return refuse('genealogy.tree_way', {}, 'way')
  await changeTree(tx, { ...tree, takesFurther: tree.takesFurther ?? known.takesFurther })
  about('tree', tree.code)
  return ok(undefined)
}

/** Places everybody who was there before a tree, some at a time, until nobody is left or the program stops. */
export async function fillTree(deps: { db: Db }, tree: string, signal?: AbortSignal): Promise<void> {
  const call = { actor: systemActor(`fill tree ${tree}`), useCase: 'genealogy.fill_tree' }
  for (;;) {
    signal?.throwIfAborted()
    // Each part sees whom the one before placed.
    // oxlint-disable-next-line no-await-in-loop
    const count = await transact(deps, call, (tx, about) => fillSome(tx, about, tree))
    if (count === 0) return
  }
}

async function fillSome(tx: Tx, about: About, tree: string): Promise<number> {
  about('tree', tree)
  const at = new Date(await companyNow(tx))
  const people = await notYetIn(tx, tree, FILLED_AT_ONCE)
  for (const person of people) {
    // oxlint-disable-next-line no-await-in-loop -- the place of one is where the next one begins to look
    await beginToWait(tx, { ...person, at }, tree)
    // oxlint-disable-next-line no-await-in-loop -- as before
    await place(tx, { tree, personId: person.personId, at, wanted: { by: 'rule' } })
  }
  return people.length
}
