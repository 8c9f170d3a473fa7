import { ok, refuse, type Result } from '#shared/refusal.ts'
import { moneyAbout, openCardsOf, paymentsOf, settlePayment, takePayment } from '#modules/payments/api.ts'
import { systemActor, transact } from '#platform/postgres/transact.ts'
import { paidForOf } from '../store/order-money.ts'
import { holdOrder } from '../store/standing-order.ts'
import { askCard, type AskDeps } from './ask-card.ts'

/** How a payment by card stands for its payer. */
export type CardPaying = Readonly<{
  order: string
  state: 'to_pay' | 'to_confirm' | 'processing' | 'paid' | 'unknown' | 'failed'
  amount: Readonly<{ minor: bigint; currency: string }>
  /** Why the last try did not go through. */
  problem: string | null
  /** What the payer's browser confirms it with; null where there is nothing to confirm. */
  confirm: Readonly<{ publishableKey: string; clientSecret: string; simulator: string | null }> | null
}>

/** A payment that no longer asks for what is owed is ended; more of them in a row than this is a defect. */
const ENDED_MOST = 5

/**
 * Begins to pay by card what is owed for an order, or goes on with what was begun. The caller has seen that the order is the payer's.
 * Refused as `payments.cards_off`.
 */
export async function payByCard(
  deps: AskDeps,
  of: Readonly<{ orderId: bigint; requestId: string }>,
): Promise<Result<CardPaying>> {
  const { cards } = deps
  if (!cards) return refuse('payments.cards_off')
  for (let tries = 0; tries < ENDED_MOST; tries++) {
    // oxlint-disable-next-line no-await-in-loop -- each stands on how the one before ended
    const next = await nextPayment(deps, of)
    const { order, owedMinor } = next
    const amount = { minor: owedMinor, currency: order.currency }
    const shown = { order: order.code, amount, problem: null, confirm: null }
    if (next.kind === 'nothing') return ok({ ...shown, state: 'paid' })
    if (next.kind === 'stale') {
      // oxlint-disable-next-line no-await-in-loop
      if (next.intent !== undefined) await cards.cancel(next.intent)
      // oxlint-disable-next-line no-await-in-loop
      const asked = await askCard(deps, next.paymentId)
      if (asked.kind !== 'answer' || asked.seen.state === 'open' || asked.seen.state === 'action')
        return ok({ ...shown, state: 'unknown' })
      continue
    }
    // oxlint-disable-next-line no-await-in-loop
    const asked = await askCard(deps, next.paymentId)
    if (asked.kind === 'unknown') return ok({ ...shown, state: 'unknown' })
    if (asked.kind !== 'answer') return ok({ ...shown, state: 'failed' })
    const { state, problem = null, clientSecret, intent } = asked.seen
    if (state === 'canceled') continue
    if (state === 'processing') return ok({ ...shown, state })
    if (state === 'succeeded') return ok({ ...shown, state: 'paid' })
    if (clientSecret === undefined) throw new Error(`${intent} came without the secret of its payer`)
    const { publishableKey, simulator } = cards
    const page = simulator === undefined ? null : `${simulator}/pay/${intent}`
    return ok({
      ...shown,
      state: state === 'action' ? 'to_confirm' : 'to_pay',
      problem,
      confirm: { publishableKey, clientSecret, simulator: page },
    })
  }
  throw new Error(`the payments by card of the order ${of.orderId} do not end`)
}

/** The payment that asks for just what is owed, written where there is none; one that asks for something else is to be ended first. */
async function nextPayment(deps: AskDeps, { orderId, requestId }: { orderId: bigint; requestId: string }) {
  const call = { actor: systemActor(requestId), useCase: 'orders.pay_by_card' }
  return transact(deps, call, async (tx, about) => {
    const order = (await holdOrder(tx, orderId)) ? await paidForOf(tx, { id: orderId }) : undefined
    if (!order) throw new Error(`the order ${orderId} is gone`)
    about('order', orderId)
    const { owedMinor } = await moneyAbout(tx, order)
    const shown = { order, owedMinor: owedMinor > 0n ? owedMinor : 0n }
    for (const open of await openCardsOf(tx, orderId)) {
      const { id: paymentId, intent, minor, state } = open
      if (minor === owedMinor) return { ...shown, kind: 'open' as const, paymentId }
      if (state !== 'created') return { ...shown, kind: 'stale' as const, paymentId, intent }
      // oxlint-disable-next-line no-await-in-loop -- there is hardly ever more than one
      await settlePayment(tx, { for: order, paymentId, outcome: 'failed' })
    }
    if (owedMinor <= 0n) return { ...shown, kind: 'nothing' as const }
    const before = (await paymentsOf(tx, order)).filter(({ method }) => method === 'card')
    const taken = await takePayment(tx, {
      for: order,
      method: 'card',
      minor: owedMinor,
      key: `card ${before.length + 1}`,
      isExpected: true,
    })
    if (!taken.ok) throw new Error(`a payment of what is owed was refused: ${taken.refusal.code}`)
    return { ...shown, kind: 'open' as const, paymentId: taken.value.payment }
  })
}
