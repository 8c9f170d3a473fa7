import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { joinOrderRow } from '../store/joined.ts'

/** Joins a guest's order to a person by the secret of its page; refused as `orders.join_not_found`. */
export async function joinOrder(
  tx: Tx,
  of: Readonly<{ status: string; personId: bigint }>,
): Promise<Result<{ order: string }>> {
  const order = await joinOrderRow(tx, { statusHash: hashToken(of.status), personId: of.personId })
  return order === undefined ? refuse('orders.join_not_found') : ok({ order })
}
