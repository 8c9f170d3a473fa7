import { handOver } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { NewPlace } from '../domain/move.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { parentOf } from '../store/links.ts'
import { changePlaces, decideMoveRow, lockMoves, moveById, type Move } from '../store/moves.ts'
import { carryOutMerge, lockForMerge } from './carry-out-merge.ts'
import { planMove } from './plan-move.ts'

export type MoveDecision = 'approve' | 'reject' | 'withdraw'

/**
 * Decides a move that waits. Approved by a second person it is done at once and tells `genealogy.moved`; that person may also
 * reject it, and who asked for it may withdraw it. The same decision again changes nothing. Refused as
 * `genealogy.move.not_found`, `genealogy.move.decided`, `genealogy.move.second_person`, `genealogy.move.not_yours`, or with the
 * reason why it cannot be done by now.
 */
export async function decideMove(
  tx: Tx,
  about: About,
  actor: Actor,
  input: Readonly<{ moveId: bigint; decision: MoveDecision; note: string }>,
): Promise<Result<undefined>> {
  const { decision, note } = input
  if (actor.accountId === null) throw new Error('a move is decided by somebody')
  const by = actor.accountId
  const known = await moveById(tx, input.moveId)
  if (!known) return refuse('genealogy.move.not_found')
  if (decision === 'approve')
    await (known.kind === 'merge' ? lockForMerge(tx, known.personId) : lockMoves(tx, known.tree))
  const move = await moveById(tx, input.moveId, 'lock')
  if (!move) throw new Error('a move is never removed')
  const state = ({ approve: 'done', reject: 'rejected', withdraw: 'withdrawn' } as const)[decision]
  if (move.state === state && move.decidedBy === by) return ok(undefined)
  if (move.state !== 'requested') return refuse('genealogy.move.decided', { state: move.state })
  if (decision === 'withdraw' && move.requestedBy !== by) return refuse('genealogy.move.not_yours')
  if (decision !== 'withdraw' && move.requestedBy === by) return refuse('genealogy.move.second_person')
  about('move', move.id)
  about('person', move.personId)
  const at = new Date(await companyNow(tx))
  await decideMoveRow(tx, { id: move.id, state, by, at, note })
  if (decision !== 'approve') return ok(undefined)
  return move.kind === 'merge' ? carryOutMerge(tx, about, move) : carryOut(tx, move)
}

async function carryOut(tx: Tx, move: Move): Promise<Result<undefined>> {
  const planned = await planMove(tx, move)
  if (!planned.ok) return planned
  const places = planned.value
  const before = await parentOf(tx, move)
  if (before === undefined) throw new Error('who can be moved stands under somebody')
  await changePlaces(tx, move, places)
  if (move.tree === SPONSOR_TREE) await handOverTo(tx, move, before, places)
  await appendEvent(tx, {
    topic: 'genealogy.moved',
    keyId: move.personId,
    payload: {
      moveId: move.id,
      tree: move.tree,
      fromMs: move.fromMs,
      people: places.map(({ personId }) => personId),
    },
  })
  return ok(undefined)
}

/** The sponsor is who looks after people; so a new one may see their names, and the old one no longer. */
async function handOverTo(tx: Tx, move: Move, before: bigint, places: readonly NewPlace[]): Promise<void> {
  const rising = places.map(({ personId }) => personId).filter((id) => id !== move.personId)
  await handOver(tx, { personIds: rising, from: move.personId, to: before })
  await handOver(tx, { personIds: [move.personId], from: before, to: move.parentId })
}
