import type { Tx } from '#platform/postgres/database.ts'
import type { CardEvent } from '../domain/card.ts'
import { cardPaymentBy, keepEvent } from '../store/cards.ts'

/** Keeps what the provider told; gives the payment that is to be looked at, and nothing for what was told before or is not ours. */
export async function receiveCardEvent(tx: Tx, event: CardEvent): Promise<bigint | undefined> {
  const payment = await cardPaymentBy(tx, { intent: event.intent, key: event.key })
  const isNew = await keepEvent(tx, event, payment?.id)
  return isNew ? payment?.id : undefined
}
