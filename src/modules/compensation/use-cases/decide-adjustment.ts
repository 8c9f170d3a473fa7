import { companyNow } from '#platform/clock/clock.ts'
import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About, Actor } from '#platform/postgres/transact.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  adjustmentById,
  decideAdjustmentRow,
  lockAdjustments,
  type Adjustment,
} from '../store/adjustments.ts'
import { orderCodes, orderFacts } from '../store/order-facts.ts'
import { ADJUSTED } from './adjustment-events.ts'

export type AdjustmentDecision = 'approve' | 'reject' | 'withdraw'

/**
 * Decides a correction that waits. Approved by a second person it counts at once and tells `compensation.adjusted`; that person
 * may also reject it, and who asked for it may withdraw it. The same decision again changes nothing. Refused as
 * `pay.adjustment.not_found`, `.decided`, `.asked_by_you`, `.not_yours`, or with the reason why it cannot be done by now.
 */
export async function decideAdjustment(
  tx: Tx,
  about: About,
  actor: Actor,
  input: Readonly<{ adjustmentId: bigint; decision: AdjustmentDecision; note: string }>,
): Promise<Result<undefined>> {
  const { decision, note } = input
  if (actor.accountId === null) throw new Error('a correction is decided by somebody')
  const by = actor.accountId
  if (decision === 'approve') await lockAdjustments(tx)
  const adjustment = await adjustmentById(tx, input.adjustmentId, 'lock')
  if (!adjustment) return refuse('pay.adjustment.not_found')
  const state = ({ approve: 'done', reject: 'rejected', withdraw: 'withdrawn' } as const)[decision]
  if (adjustment.state === state && adjustment.decidedBy === by) return ok(undefined)
  if (adjustment.state !== 'requested') return refuse('pay.adjustment.decided', { state: adjustment.state })
  if (decision === 'withdraw' && adjustment.requestedBy !== by) return refuse('pay.adjustment.not_yours')
  if (decision !== 'withdraw' && adjustment.requestedBy === by) return refuse('pay.adjustment.asked_by_you')
  const { id, personId } = adjustment
  if (decision === 'approve') {
    const obstacle = await obstacleTo(tx, adjustment)
    if (!obstacle.ok) return obstacle
  }
  about('adjustment', id)
  about('person', personId)
  await decideAdjustmentRow(tx, { id, state, by, at: new Date(await companyNow(tx)), note })
  if (decision === 'approve')
    await appendEvent(tx, { topic: ADJUSTED, keyId: personId, payload: { adjustmentId: id } })
  return ok(undefined)
}

/** What became known since it was asked for and stands in its way. */
export async function obstacleTo(tx: Tx, { endsId, orderId }: Adjustment): Promise<Result<undefined>> {
  const ended = endsId === null ? undefined : await adjustmentById(tx, endsId)
  if (ended && ended.endedFromMs !== null) return refuse('pay.adjustment.ended')
  if (orderId === null) return ok(undefined)
  const code = (await orderCodes(tx, [orderId])).get(orderId) ?? ''
  const order = await orderFacts(tx, code)
  return order?.isMoved ? refuse('pay.adjustment.order_moved', { order: code }) : ok(undefined)
}
