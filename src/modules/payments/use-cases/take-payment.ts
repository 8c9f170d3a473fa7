import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { methodOf, type MethodCode } from '../domain/method.ts'
import { decidePayment, type PaidFor, type PaymentState } from '../domain/payment.ts'
import { moneyAbout, paymentByKey } from '../store/payments.ts'
import { tellPaid } from './tell-payment.ts'
import { expectNoMore, subjectOf, takeRow } from '../store/write-payments.ts'

export type PaymentToTake = Readonly<{
  for: PaidFor
  method: MethodCode
  minor: bigint
  /** Made by whoever asks: twice is one payment. */
  key: string
  reference?: string | undefined
  accountId?: bigint | null | undefined
  /** It is only expected: somebody says later whether it came. */
  isExpected?: boolean | undefined
}>

/** A payment that was written; `again` when it was under the same key before. */
export type PaymentTaken = Readonly<{ payment: bigint; state: PaymentState; at: number; again: boolean }>

/**
 * Writes down a payment of something that the caller holds: money that came in with its journal, or that it is expected. Once nothing
 * is owed any more, transfers are no longer waited for. Refused as `decidePayment` says, as `ledger.balance_short` where a wallet holds
 * less, and as `idempotency.conflict` for other content under the key; the caller then takes everything back.
 */
export async function takePayment(tx: Tx, input: PaymentToTake): Promise<Result<PaymentTaken>> {
  const { for: of, method, minor, key, reference, accountId, isExpected = false } = input
  const payloadHash = hashToken(JSON.stringify([method, minor.toString(), reference, isExpected]))
  const before = await paymentByKey(tx, of, key)
  if (before)
    return before.payloadHash.equals(payloadHash)
      ? ok({ payment: before.id, state: before.state, at: before.at.getTime(), again: true })
      : refuse('idempotency.conflict')
  // The provider is asked once this is written.
  const isAsked = methodOf(method).goesBack === 'by_provider'
  const money = await moneyAbout(tx, of)
  if (money.owedMinor <= 0n && !methodOf(method).takesMore) return refuse('payments.nothing_owed')
  const decided = decidePayment(of, money, { method, minor })
  if (!decided.ok) return decided
  const taken = await takeRow(tx, {
    ...subjectOf(of),
    method,
    state: isExpected ? (isAsked ? 'created' : 'pending') : 'succeeded',
    minor,
    paid: isExpected ? 0n : minor,
    reference,
    account: accountId ?? undefined,
    key,
    payloadHash: payloadHash.toString('hex'),
    entries: isExpected ? [] : decided.value,
  })
  if (!taken.ok) return taken
  if (!isExpected) await tellPaid(tx, of)
  if (!isExpected && minor >= money.owedMinor) await expectNoMore(tx, of)
  const { payment, state, at } = taken.value
  return ok({ payment, state, at, again: false })
}
