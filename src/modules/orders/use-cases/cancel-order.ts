import { createHash } from 'node:crypto'
import { type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { cancelRow, type Cancelled } from '../store/place.ts'
import { uuidOf } from './place-order.ts'

/**
 * Takes a whole order back at this moment: opposite volume entries, which count now, and a journal that reverses the
 * order's. What the order's own period said stays as it is. Refused as `orders.not_found` or `orders.cancelled_conflict`.
 */
export async function cancelOrder(
  tx: Tx,
  input: { orderId: bigint; reason: string },
): Promise<Result<Cancelled>> {
  const hash = createHash('sha256').update(`cancel order ${input.orderId}`).digest()
  return cancelRow(tx, { order: input.orderId, reason: input.reason, journal: uuidOf(hash) })
}
