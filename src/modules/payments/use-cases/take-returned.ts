import type { Tx } from '#platform/postgres/database.ts'
import { decideReturned, type PaidFor } from '../domain/payment.ts'
import { moneyAbout, refundByKey } from '../store/payments.ts'
import { subjectOf, takeReturnedRow } from '../store/write-payments.ts'
import { tellPaid } from './tell-payment.ts'

type Back = NonNullable<Awaited<ReturnType<typeof refundByKey>>>

/**
 * Writes once that money of something the caller holds came again after it had gone back: what was refunded waits again, and what was
 * owed again is paid again.
 */
export async function takeReturned(
  tx: Tx,
  input: Readonly<{ for: PaidFor; back: Back; reason: string | undefined }>,
): Promise<void> {
  const { for: of, back, reason } = input
  if (await refundByKey(tx, of, `returned ${back.id}`)) return
  const entries = decideReturned(of, await moneyAbout(tx, of), back)
  await takeReturnedRow(tx, { ...subjectOf(of), refund: back.id, reason, entries })
  if (back.kind === 'reversal') await tellPaid(tx, of)
}
