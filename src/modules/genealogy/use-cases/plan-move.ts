import { ownershipOf } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { refuse, type Result } from '#shared/refusal.ts'
import type { TreeChange } from '../domain/merge.ts'
import { placesOfMove, type AskedMove, type NewPlace } from '../domain/move.ts'
import { factsOfMove, moveById, type Move } from '../store/moves.ts'
import { treeShape } from '../store/trees.ts'
import { planMerge } from './plan-merge.ts'

/** Who would get which place by a move now, the mover last; refused with the reason why it cannot be done. */
export async function planMove(tx: Tx, asked: AskedMove): Promise<Result<readonly NewPlace[]>> {
  for (const [personId, field] of [
    [asked.personId, 'person'],
    [asked.parentId, 'parent'],
  ] as const)
    // oxlint-disable-next-line no-await-in-loop -- one connection
    if ((await ownershipOf(tx, personId)).isMerged) return refuse('genealogy.move.merged', {}, field)
  const facts = await factsOfMove(tx, asked, await companyNow(tx))
  return facts ? placesOfMove(asked, facts) : refuse('genealogy.tree.not_found', {}, 'tree')
}

type NamedPlace = NewPlace & Readonly<{ tree: string; sideName: string }>

/** A move or merge that waits, with whom it would put where, and who would leave a tree. */
export type PlannedMove = Readonly<{
  kind: Move['kind']
  personId: bigint
  parentId: bigint
  fromMs: number
  /** With the words of their sides, as `v_link` has them; whom the move is about comes last. */
  places: readonly NamedPlace[]
  leavers: readonly Readonly<{ tree: string; personId: bigint; fromMs: number }>[]
  /** Whose the position that ends would be, where it was somebody's own. */
  newOwnerId: bigint | undefined
}>

/**
 * The places of a move that waits to be decided, for who looks at what it would change. Refused as `genealogy.move.not_found`,
 * `genealogy.move.decided`, or with the reason why it cannot be done.
 */
export async function plannedMove(tx: Tx, moveId: bigint): Promise<Result<PlannedMove>> {
  const move = await moveById(tx, moveId)
  if (!move) return refuse('genealogy.move.not_found')
  if (move.state !== 'requested') return refuse('genealogy.move.decided', { state: move.state })
  const planned = await changesOf(tx, move)
  if (!planned.ok) return planned
  const places: NamedPlace[] = []
  for (const { tree, places: own } of planned.value) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    const isBinary = (await treeShape(tx, tree))?.kind === 'binary'
    for (const place of own) places.push({ ...place, tree, sideName: sideName(place.side, isBinary) })
  }
  const leavers = planned.value.flatMap(({ tree, leavers: own }) => own.map((one) => ({ ...one, tree })))
  const { kind, personId, parentId, fromMs } = move
  const [own, other] = [await ownershipOf(tx, personId), await ownershipOf(tx, parentId)]
  const newOwnerId = kind === 'merge' && own.ownerId !== other.ownerId ? other.ownerId : undefined
  return { ok: true, value: { kind, personId, parentId, fromMs, places, leavers, newOwnerId } }
}

/** What a move or merge would change, tree by tree. */
export async function changesOf(tx: Tx, move: Move): Promise<Result<readonly TreeChange[]>> {
  const { tree, personId, parentId: intoId, fromMs } = move
  if (move.kind === 'merge') return planMerge(tx, { personId, intoId, fromMs })
  const places = await planMove(tx, move)
  return places.ok ? { ok: true, value: [{ tree, places: places.value, leavers: [] }] } : places
}

function sideName(side: number | null, isBinary: boolean): string {
  if (side === null) return ''
  return isBinary ? (SIDES[side] ?? '') : String(side + 1)
}

const SIDES = ['left', 'right'] as const
