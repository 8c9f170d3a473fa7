import { ok, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addNote } from '../store/order-money.ts'

/** Writes down what staff say about an order, among themselves or to its buyer, or what the buyer says to them. */
export async function noteOrder(
  tx: Tx,
  input: Readonly<{
    orderId: bigint
    text: string
    by: 'staff' | 'buyer'
    forBuyer: boolean
    accountId: bigint
  }>,
): Promise<Result<Readonly<{ at: number }>>> {
  const { orderId, text, by, forBuyer, accountId } = input
  const byBuyer = by === 'buyer'
  return ok({ at: await addNote(tx, { orderId, text, byBuyer, forBuyer: forBuyer || byBuyer, accountId }) })
}
