import { personByCode } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { SPONSOR_TREE } from '../domain/tree.ts'
import { parentOf } from '../store/links.ts'
import { insertMove } from '../store/moves.ts'
import { planMerge } from './plan-merge.ts'

export type MergeRequest = Readonly<{
  personId: bigint
  /** The code of the position that stays. */
  into: string
  /** From now on where it is left out. */
  fromMs?: number | undefined
  reason: string
}>

/**
 * Asks for a position to be merged into another one and tells `genealogy.move_requested`; nothing is changed before a second person
 * approves. Refused with the reason why it cannot be done as things stand.
 */
export async function requestMerge(
  tx: Tx,
  about: About,
  actor: Actor,
  request: MergeRequest,
): Promise<Result<bigint>> {
  if (actor.accountId === null) throw new Error('a merge is asked for by somebody')
  const into = await personByCode(tx, request.into)
  if (!into) return refuse('genealogy.move.parent_nowhere', {}, 'into')
  const nowMs = await companyNow(tx)
  const { personId, reason } = request
  const asked = { personId, intoId: into.id, fromMs: request.fromMs ?? nowMs }
  const planned = await planMerge(tx, asked)
  if (!planned.ok) return planned
  const fromParentId = await parentOf(tx, { tree: SPONSOR_TREE, personId })
  if (fromParentId === undefined) throw new Error('who can be merged stands under somebody')
  const people = new Set(planned.value.flatMap(({ places }) => places.map((one) => one.personId)))
  const id = await insertMove(tx, {
    kind: 'merge',
    tree: SPONSOR_TREE,
    personId,
    parentId: into.id,
    side: null,
    withTeam: true,
    fromMs: asked.fromMs,
    reason,
    people: people.size + 1,
    fromParentId,
    requestedBy: actor.accountId,
    requestedAtMs: nowMs,
  })
  about('move', id)
  about('person', personId)
  about('into', into.id)
  await appendEvent(tx, {
    topic: 'genealogy.move_requested',
    keyId: personId,
    payload: { moveId: id, tree: SPONSOR_TREE, fromMs: asked.fromMs },
  })
  return ok(id)
}
