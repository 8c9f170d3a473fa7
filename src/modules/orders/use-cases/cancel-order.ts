import { ok, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { changeOrder } from './change-order.ts'

/**
 * Takes back everything of an order that was not sent, at this moment: opposite volume entries, which count now, and a journal that
 * reverses the order's. What the order's own period said stays as it is. Refused as `orders.not_found` or `orders.cancelled_conflict`.
 */
export async function cancelOrder(
  tx: Tx,
  input: Readonly<{ orderId: bigint; reason: string }>,
): Promise<Result<{ cancelledAt: number }>> {
  const changed = await changeOrder(tx, { kind: 'cancel', ...input })
  return changed.ok ? ok({ cancelledAt: changed.value.changedAt }) : changed
}
