import { appendEvent } from '#platform/outbox/event.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PaidFor } from '../domain/payment.ts'

/** Tells those who follow that money came in for something. */
export async function tellPaid(tx: Tx, of: PaidFor): Promise<void> {
  const { kind, id, code, marketId } = of
  await appendEvent(tx, { topic: 'payments.money_came', keyId: id, payload: { for: kind, code, marketId } })
}
