import type { Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { isSame, stateSeen, type CardSeen, type RefundSeen } from '../domain/card.ts'
import { mostBack, type PaidFor } from '../domain/payment.ts'
import { cardRefundsOf, keepDispute, sayRefund, type CardPayment } from '../store/cards.ts'
import { moneyAbout, paymentsOf, refundByKey } from '../store/payments.ts'
import { giveBack } from './give-back.ts'
import { settlePayment } from './settle-payment.ts'
import { takeReturned } from './take-returned.ts'

/**
 * Writes down what the provider says of a payment of something that the caller holds: how far it is, what went back, what is disputed. It
 * stands on what is, and not on the order in which it was told, so that twice is as once.
 */
export async function applyCard(
  tx: Tx,
  input: Readonly<{ for: PaidFor; payment: CardPayment; seen: CardSeen }>,
): Promise<void> {
  const { for: of, payment, seen } = input
  if (!isSame(payment, seen))
    throw new Error(`${seen.intent} is not the payment ${payment.id} of the order ${of.code}`)
  const outcome = stateSeen(payment.state, seen)
  if (outcome !== undefined)
    must(
      await settlePayment(tx, {
        for: of,
        paymentId: payment.id,
        outcome,
        minor: outcome === 'succeeded' ? seen.receivedMinor : undefined,
        reference: seen.intent,
      }),
    )
  for (const refund of seen.refunds) {
    // One after the other: each stands on what the one before left.
    // oxlint-disable-next-line no-await-in-loop
    await applyRefund(tx, { of, payment, refund })
  }
  for (const dispute of seen.disputes) {
    // oxlint-disable-next-line no-await-in-loop
    await keepDispute(tx, payment.id, dispute)
    // oxlint-disable-next-line no-await-in-loop
    if (dispute.state === 'lost') await takeBack(tx, { of, payment, id: dispute.id, minor: dispute.minor })
  }
}

type OfPayment = Readonly<{ of: PaidFor; payment: CardPayment }>

/**
 * What went back to the card: out of what waited as a refund, and beyond that as money that is owed again. What fails after it was sent
 * came again.
 */
async function applyRefund(tx: Tx, input: OfPayment & Readonly<{ refund: RefundSeen }>): Promise<void> {
  const { of, payment, refund } = input
  const asked = (await cardRefundsOf(tx, [payment.id])).find(({ providerKey }) => providerKey === refund.key)
  const key = `card ${refund.id}`
  const written = [await refundByKey(tx, of, key), await refundByKey(tx, of, backKey(refund.id))]
  if (refund.state === 'failed') {
    const { problem } = refund
    for (const back of written)
      // oxlint-disable-next-line no-await-in-loop -- each stands on what the one before left
      if (back) await takeReturned(tx, { for: of, back, reason: problem })
    if (asked) await sayRefund(tx, asked.id, { state: 'failed', problem })
    return
  }
  if (refund.state === 'pending') {
    if (asked) await sayRefund(tx, asked.id, { state: 'pending' })
    return
  }
  if (written.some((back) => back !== undefined)) return
  const { waitingMinor } = await moneyAbout(tx, of)
  const minor = refund.minor < waitingMinor ? refund.minor : waitingMinor
  if (minor > 0n)
    must(
      await giveBack(tx, {
        for: of,
        kind: 'refund',
        paymentId: payment.id,
        minor,
        key,
        reference: refund.id,
        reason: asked?.reason ?? undefined,
        accountId: asked?.accountId,
        isSent: true,
      }),
    )
  if (refund.minor > minor) await takeBack(tx, { of, payment, id: refund.id, minor: refund.minor - minor })
  if (asked) await sayRefund(tx, asked.id, { state: 'sent', reference: refund.id })
}

/** What is owed again because of a refund or a dispute of the provider is known by this. */
function backKey(id: string): string {
  return `card back ${id}`
}

/** Money that the provider took from the company again: it is owed again, as far as it was not given back already. */
async function takeBack(tx: Tx, input: OfPayment & Readonly<{ id: string; minor: bigint }>): Promise<void> {
  const { of, payment, id } = input
  const key = backKey(id)
  if (await refundByKey(tx, of, key)) return
  const paid = (await paymentsOf(tx, of)).find((one) => one.id === payment.id)
  const most = mostBack(await moneyAbout(tx, of), { kind: 'reversal', payment: paid })
  const minor = input.minor < most ? input.minor : most
  if (minor <= 0n) return
  const back = { for: of, kind: 'reversal' as const, paymentId: payment.id, minor, key, reference: id }
  must(await giveBack(tx, { ...back, isSent: true }))
}

/** What the provider says is a fact; that it cannot be written is a defect, and the caller takes everything back. */
function must(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`what a provider says was refused: ${result.refusal.code}`)
}
