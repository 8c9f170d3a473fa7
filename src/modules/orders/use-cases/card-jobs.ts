import { addJob } from '#platform/jobs/jobs.ts'
import type { Tx } from '#platform/postgres/database.ts'

export const ASK_CARD_TASK = 'orders.ask_card'
export const SEND_REFUNDS_TASK = 'orders.send_card_refunds'

/** A payment by card is looked at as soon as this transaction has ended; asked twice it is looked at once. */
export async function lookAtCard(tx: Tx, paymentId: bigint): Promise<void> {
  await addJob(tx, ASK_CARD_TASK, { payment: paymentId.toString() }, { key: `ask_card ${paymentId}` })
}

/** What goes back to the card of a payment is sent as soon as this transaction has ended; one after the other for each payment. */
export async function sendToCard(tx: Tx, paymentId: bigint): Promise<void> {
  const key = `card_refunds ${paymentId}`
  await addJob(tx, SEND_REFUNDS_TASK, { payment: paymentId.toString() }, { key, queue: key })
}
