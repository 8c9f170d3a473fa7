import { personByCode } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { parentOf } from '../store/links.ts'
import { countBelow, insertMove } from '../store/moves.ts'
import { planMove } from './plan-move.ts'

export type MoveRequest = Readonly<{
  tree?: string | undefined
  personId: bigint
  /** The code of who is to stand above. */
  parent: string
  side?: number | null | undefined
  withTeam: boolean
  /** From now on where it is left out. */
  fromMs?: number | undefined
  reason: string
}>

/**
 * Asks for a move and tells `genealogy.move_requested`; nothing is moved before a second person approves. Refused with the reason
 * why it cannot be done as things stand.
 */
export async function requestMove(
  tx: Tx,
  about: About,
  actor: Actor,
  request: MoveRequest,
): Promise<Result<bigint>> {
  if (actor.accountId === null) throw new Error('a move is asked for by somebody')
  const parent = await personByCode(tx, request.parent)
  if (!parent) return refuse('genealogy.move.parent_nowhere', {}, 'parent')
  const nowMs = await companyNow(tx)
  const { personId, withTeam, tree = SPONSOR_TREE } = request
  const side = tree === SPONSOR_TREE ? null : (request.side ?? null)
  const asked = { tree, personId, parentId: parent.id, side, withTeam, fromMs: request.fromMs ?? nowMs }
  const planned = await planMove(tx, asked)
  if (!planned.ok) return planned
  const fromParentId = await parentOf(tx, { tree, personId })
  if (fromParentId === undefined) throw new Error('who can be moved stands under somebody')
  const people = withTeam ? 1 + (await countBelow(tx, { tree, personId })) : planned.value.length
  const id = await insertMove(tx, {
    ...asked,
    kind: 'asked',
    reason: request.reason,
    people,
    fromParentId,
    requestedBy: actor.accountId,
    requestedAtMs: nowMs,
  })
  about('move', id)
  about('person', personId)
  await appendEvent(tx, {
    topic: 'genealogy.move_requested',
    keyId: personId,
    payload: { moveId: id, tree, fromMs: asked.fromMs },
  })
  return ok(id)
}
