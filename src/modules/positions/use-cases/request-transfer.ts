import { askTransferPreview } from '#modules/compensation/api.ts'
import { ownershipOf, personByCode } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { TransferKind } from '../domain/transfer.ts'
import { insertTransfer } from '../store/transfers.ts'
import { planTransfer } from './plan-transfer.ts'

export type TransferRequest = Readonly<{
  positionId: bigint
  /** The number of who is to have it, or of any of that person's positions. */
  to: string
  kind: TransferKind
  /** From now on where it is left out. */
  fromMs?: number | undefined
  reason: string
  papers: string
}>

/**
 * Asks for a position to become another person's; nothing is changed before a second person approves. Refused with the reason why it
 * cannot be done as things stand.
 */
export async function requestTransfer(
  tx: Tx,
  about: About,
  actor: Actor,
  request: TransferRequest,
): Promise<Result<bigint>> {
  if (actor.accountId === null) throw new Error('a transfer is asked for by somebody')
  const { positionId, kind, reason, papers } = request
  if (kind === 'inheritance' && papers === '') return refuse('positions.transfer.papers', {}, 'papers')
  const to = await personByCode(tx, request.to)
  if (!to) return refuse('positions.transfer.nobody', {}, 'to')
  const nowMs = await companyNow(tx)
  const asked = { positionId, toId: (await ownershipOf(tx, to.id)).ownerId, fromMs: request.fromMs ?? nowMs }
  const planned = await planTransfer(tx, asked)
  if (!planned.ok) return planned
  const id = await insertTransfer(tx, {
    ...asked,
    kind,
    fromId: (await ownershipOf(tx, positionId)).ownerId,
    reason,
    papers,
    requestedBy: actor.accountId,
    requestedAtMs: nowMs,
  })
  const ownerId = planned.value.becomesMain ? positionId : asked.toId
  await askTransferPreview(tx, { id, positionId, ownerId, fromMs: asked.fromMs })
  about('transfer', id)
  about('person', positionId)
  about('to', asked.toId)
  return ok(id)
}
