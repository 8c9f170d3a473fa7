import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { refuse, type Result } from '#shared/refusal.ts'
import { placesOfMove, type AskedMove, type NewPlace } from '../domain/move.ts'
import { factsOfMove, moveById } from '../store/moves.ts'
import { treeShape } from '../store/trees.ts'

/** Who would get which place by a move now, the mover last; refused with the reason why it cannot be done. */
export async function planMove(tx: Tx, asked: AskedMove): Promise<Result<readonly NewPlace[]>> {
  const facts = await factsOfMove(tx, asked, await companyNow(tx))
  return facts ? placesOfMove(asked, facts) : refuse('genealogy.tree.not_found', {}, 'tree')
}

/** A move that waits, with whom it would put where. */
export type PlannedMove = Readonly<{
  tree: string
  fromMs: number
  /** With the words of their sides, as `v_link` has them. */
  places: readonly (NewPlace & Readonly<{ sideName: string }>)[]
}>

/**
 * The places of a move that waits to be decided, for who looks at what it would change. Refused as `genealogy.move.not_found`,
 * `genealogy.move.decided`, or with the reason why it cannot be done.
 */
export async function plannedMove(tx: Tx, moveId: bigint): Promise<Result<PlannedMove>> {
  const move = await moveById(tx, moveId)
  if (!move) return refuse('genealogy.move.not_found')
  if (move.state !== 'requested') return refuse('genealogy.move.decided', { state: move.state })
  const places = await planMove(tx, move)
  if (!places.ok) return places
  const isBinary = (await treeShape(tx, move.tree))?.kind === 'binary'
  const named = places.value.map((place) => ({ ...place, sideName: sideName(place.side, isBinary) }))
  return { ok: true, value: { tree: move.tree, fromMs: move.fromMs, places: named } }
}

function sideName(side: number | null, isBinary: boolean): string {
  if (side === null) return ''
  return isBinary ? (SIDES[side] ?? '') : String(side + 1)
}

const SIDES = ['left', 'right'] as const
