import { ok, refuse, type Result } from '#shared/refusal.ts'
import { receiveCardEvent } from '#modules/payments/api.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import type { AskDeps } from './ask-card.ts'
import { lookAtCard } from './card-jobs.ts'

/**
 * Keeps what whoever takes cards tells by itself, once, and has the payment looked at that it is about: what the message says is not
 * believed, what is asked then is. Refused as `payments.cards_off` and `payments.card_signature`.
 */
export async function receiveEvent(
  deps: AskDeps,
  message: Readonly<{ bytes: Uint8Array; signature: string | undefined; requestId: string }>,
): Promise<Result<undefined>> {
  const { bytes, signature, requestId } = message
  if (!deps.cards) return refuse('payments.cards_off')
  const event = signature === undefined ? undefined : deps.cards.openEvent(bytes, signature)
  if (!event) return refuse('payments.card_signature')
  const call = { actor: systemActor(requestId), useCase: 'orders.receive_card_event' }
  await transact(deps, call, async (tx, about) => {
    about('card_event', event.id)
    const paymentId = await receiveCardEvent(tx, event)
    if (paymentId !== undefined) await lookAtCard(tx, paymentId)
  })
  return ok(undefined)
}
