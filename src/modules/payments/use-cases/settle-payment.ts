import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { decidePayment, mayBecome, type PaidFor } from '../domain/payment.ts'
import { moneyAbout, paymentsOf } from '../store/payments.ts'
import { expectNoMore, settleRow, subjectOf } from '../store/write-payments.ts'
import { tellPaid } from './tell-payment.ts'
import type { PaymentTaken } from './take-payment.ts'

/**
 * Says how a payment of something that the caller holds ended, that it is on its way, or that nobody knows yet. What came in may be another amount than what
 * was asked for. Said again it changes nothing. Refused as `payments.not_found`, `payments.settled_conflict` and as `decidePayment` says.
 */
export async function settlePayment(
  tx: Tx,
  input: Readonly<{
    for: PaidFor
    paymentId: bigint
    outcome: 'pending' | 'succeeded' | 'failed' | 'unknown'
    /** What came in; undefined: what was asked for. */
    minor?: bigint | undefined
    reference?: string | undefined
    accountId?: bigint | null | undefined
  }>,
): Promise<Result<PaymentTaken>> {
  const { for: of, paymentId, outcome, reference, accountId } = input
  const payment = (await paymentsOf(tx, of)).find(({ id }) => id === paymentId)
  if (!payment) return refuse('payments.not_found')
  const paid = outcome === 'succeeded' ? (input.minor ?? payment.minor) : 0n
  if (payment.state === outcome && payment.paidMinor === paid)
    return ok({ payment: paymentId, state: outcome, at: payment.settledAt?.getTime() ?? 0, again: true })
  if (!mayBecome(payment.state, outcome)) return refuse('payments.settled_conflict')
  const money = await moneyAbout(tx, of)
  const decided =
    outcome === 'succeeded' ? decidePayment(of, money, { method: payment.method, minor: paid }) : ok([])
  if (!decided.ok) return decided
  const settled = await settleRow(tx, {
    ...subjectOf(of),
    payment: paymentId,
    state: outcome,
    paid,
    reference,
    account: accountId ?? undefined,
    entries: decided.value,
  })
  if (!settled.ok) return settled
  if (outcome === 'succeeded') await tellPaid(tx, of)
  if (outcome === 'succeeded' && paid >= money.owedMinor) await expectNoMore(tx, of)
  return ok({ ...settled.value, again: false })
}
