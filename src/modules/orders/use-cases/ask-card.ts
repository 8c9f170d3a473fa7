import {
  applyCard,
  cardPaymentBy,
  cardRefundsOf,
  sayRefund,
  settlePayment,
  type CardDeps,
} from '#modules/payments/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { read, systemActor, transact } from '#platform/postgres/transact.ts'
import { paidForOf } from '../store/order-money.ts'
import { holdOrder } from '../store/standing-order.ts'

/** What the provider says of a payment. */
type CardSeen = Parameters<typeof applyCard>[1]['seen']

export type AskDeps = Readonly<{ db: Db }> & CardDeps

/** What came of asking: what the provider says, that it refused, or that nobody knows. */
export type CardAsked =
  | Readonly<{ kind: 'answer'; seen: CardSeen }>
  | Readonly<{ kind: 'refused' | 'unknown' | 'nothing' }>

const actor = systemActor('orders.ask_card')
const call = { actor, useCase: 'orders.ask_card' }

/**
 * Asks whoever takes cards how a payment is, under its own key, and writes what it says: a payment that nobody knows there yet is begun.
 * Asked twice, also after being stopped between, it is one payment. Nothing is asked within a transaction.
 */
export async function askCard(deps: AskDeps, paymentId: bigint): Promise<CardAsked> {
  const { cards } = deps
  const payment = await read(deps, actor, (tx) => cardPaymentBy(tx, { id: paymentId }))
  if (!cards || !payment) return { kind: 'nothing' }
  const { intent, key, order, minor, currency } = payment
  const isBegun = intent !== undefined
  if (!isBegun && payment.state === 'failed') return { kind: 'nothing' }
  let told = isBegun ? await cards.look(intent) : await cards.begin({ key, order, minor, currency })
  // The answer to the first try is given again as it was then; how the payment is by now is another question.
  if (!isBegun && told.kind === 'answer' && payment.state === 'unknown')
    told = await cards.look(told.value.intent)
  return writing(deps, payment, async (tx, order_) => {
    const now = await cardPaymentBy(tx, { id: paymentId })
    if (!now) return { kind: 'nothing' }
    if (told.kind === 'answer') {
      await applyCard(tx, { for: order_, payment: now, seen: told.value })
      return { kind: 'answer', seen: told.value }
    }
    // Of one that was begun, an answer that did not come changes nothing.
    const isOpen = now.intent === undefined && (now.state === 'created' || now.state === 'unknown')
    const outcome = told.kind === 'refused' ? ('failed' as const) : ('unknown' as const)
    if (isOpen && now.state !== outcome) await settlePayment(tx, { for: order_, paymentId, outcome })
    return { kind: told.kind }
  })
}

/**
 * Sends what is asked to go back to the card of a payment, and writes what came of it. Whoever was stopped before the answer first looks
 * whether it went out. Gives whether all of it is known.
 */
export async function sendCardRefunds(deps: AskDeps, paymentId: bigint): Promise<boolean> {
  const { cards } = deps
  const payment = await read(deps, actor, (tx) => cardPaymentBy(tx, { id: paymentId }))
  if (!cards || payment?.intent === undefined) return true
  const { intent, currency } = payment
  const seen = await cards.look(intent)
  if (seen.kind !== 'answer') return false
  const openNow = async () =>
    (await read(deps, actor, (tx) => cardRefundsOf(tx, [paymentId]))).filter(
      ({ state }) => state === 'asked' || state === 'unknown',
    )
  const open = (await openNow()).filter(
    ({ providerKey }) => !seen.value.refunds.some(({ key }) => key === providerKey),
  )
  for (const { id, providerKey: key, minor } of open) {
    // One after the other: each takes from what the one before left.
    // oxlint-disable-next-line no-await-in-loop
    const told = await cards.refund({ key, intent, minor, currency })
    if (told.kind === 'answer') continue
    const state = told.kind === 'unknown' ? ('unknown' as const) : ('failed' as const)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await writing(deps, payment, (tx) => sayRefund(tx, id, { state, problem: told.why }))
  }
  const asked = await askCard(deps, paymentId)
  return asked.kind === 'answer' && (await openNow()).length === 0
}

/** Writes about an order that nobody else changes or pays meanwhile. */
async function writing<T>(
  deps: AskDeps,
  payment: Readonly<{ orderId: bigint }>,
  work: (tx: Tx, order: NonNullable<Awaited<ReturnType<typeof paidForOf>>>) => Promise<T>,
): Promise<T> {
  return transact(deps, call, async (tx, about) => {
    const order = (await holdOrder(tx, payment.orderId))
      ? await paidForOf(tx, { id: payment.orderId })
      : undefined
    if (!order) throw new Error(`a payment is about the order ${payment.orderId}, which is not there`)
    about('order', order.id)
    return work(tx, order)
  })
}
