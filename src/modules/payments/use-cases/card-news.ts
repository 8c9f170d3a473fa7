import type { Tx } from '#platform/postgres/database.ts'
import { cardsIn } from '../domain/held-back.ts'
import type { MethodCode } from '../domain/method.ts'
import { cardRefundsOf, disputesOf, eventsOf } from '../store/cards.ts'

/** What goes on with payments by card: what is asked to go back, what is disputed, and what the provider told; for staff. */
export async function cardNews(tx: Tx, payments: readonly Readonly<{ id: bigint; method: MethodCode }>[]) {
  const ids = cardsIn(payments)
  return {
    refunds: await cardRefundsOf(tx, ids),
    disputes: await disputesOf(tx, ids),
    events: await eventsOf(tx, ids),
  }
}
