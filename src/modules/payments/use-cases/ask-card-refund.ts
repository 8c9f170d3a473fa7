import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { askRefund, cardRefundsOf } from '../store/cards.ts'
import { previewBack, type MoneyToGiveBack } from './give-back.ts'

/**
 * Writes down that money of something that the caller holds is to go back to the card that brought it; the provider is asked afterwards.
 * Until it answers, the money is held back from other refunds. Refused as giveBack says.
 */
export async function askCardRefund(
  tx: Tx,
  input: MoneyToGiveBack & Readonly<{ paymentId: bigint }>,
): Promise<Result<Readonly<{ again: boolean }>>> {
  const { kind, paymentId, minor, key, reference, reason, accountId = null } = input
  // Only the provider says that a payment by card did not hold.
  if (kind === 'reversal') return refuse('payments.provider_says', {}, 'payment')
  const payloadHash = hashToken(JSON.stringify([minor.toString(), reference, reason]))
  const before = (await cardRefundsOf(tx, [paymentId])).find((one) => one.key === key)
  if (before)
    return before.payloadHash.equals(payloadHash) ? ok({ again: true }) : refuse('idempotency.conflict')
  const decided = await previewBack(tx, input)
  if (!decided.ok) return decided
  await askRefund(tx, { paymentId, minor, reason: reason ?? reference, accountId, key, payloadHash })
  return ok({ again: false })
}
