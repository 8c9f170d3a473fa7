import type { Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { cancelRow, type Cancelled } from '../store/place.ts'
import { uuidOf } from './place-order.ts'
import { tellCancelled } from './tell-order.ts'

/**
 * Takes a whole order back at this moment: opposite volume entries, which count now, and a journal that reverses the
 * order's. What the order's own period said stays as it is. Refused as `orders.not_found` or `orders.cancelled_conflict`.
 */
export async function cancelOrder(
  tx: Tx,
  input: { orderId: bigint; reason: string },
): Promise<Result<Cancelled>> {
  const journal = uuidOf(hashToken(`cancel order ${input.orderId}`))
  const cancelled = await cancelRow(tx, { order: input.orderId, reason: input.reason, journal })
  if (cancelled.ok) await tellCancelled(tx, cancelled.value)
  return cancelled
}
