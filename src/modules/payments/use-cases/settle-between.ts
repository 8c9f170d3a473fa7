import { ok, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { decideReturned, type PaidFor } from '../domain/payment.ts'
import { moneyAbout, refundsOf } from '../store/payments.ts'
import { subjectOf, takeReturnedRow } from '../store/write-payments.ts'
import { giveBack, type BackToOther } from './give-back.ts'
import { takePayment } from './take-payment.ts'

/**
 * Pays what is owed for one thing with what waits to go back of another one, as far as both go and no further than said; gives how much
 * that was. The caller holds both. Refused as giveBack and takePayment say.
 */
export async function settleBetween(
  tx: Tx,
  input: Readonly<{
    from: PaidFor
    to: PaidFor
    mostMinor: bigint
    key: string
    accountId?: bigint | null | undefined
  }>,
): Promise<Result<bigint>> {
  const { from, to, mostMinor, key, accountId } = input
  const { owedMinor } = await moneyAbout(tx, to)
  const minor = mostMinor < owedMinor ? mostMinor : owedMinor
  if (minor <= 0n) return ok(0n)
  const way = { method: 'exchange' as const, minor, key, accountId }
  const given = await giveBack(tx, {
    ...way,
    for: from,
    kind: 'refund',
    paymentId: undefined,
    reference: to.code,
  })
  if (!given.ok) return given
  const taken = await takePayment(tx, { ...way, for: to, reference: from.code })
  return taken.ok ? ok(minor) : taken
}

/** Writes that money which had paid another order came back from there to something that the caller holds; it waits again. */
export async function takeFromOther(
  tx: Tx,
  input: Readonly<{ for: PaidFor; other: Pick<PaidFor, 'code'>; back: BackToOther }>,
): Promise<void> {
  const { for: of, other, back } = input
  const { minor } = back
  const gave = (await refundsOf(tx, of)).find(
    ({ method, reference, minor: given }) => method === 'exchange' && reference === other.code && given > 0n,
  )
  if (!gave) throw new Error(`order ${of.code} did not pay order ${other.code}`)
  const entries = decideReturned(of, await moneyAbout(tx, of), {
    kind: 'refund',
    method: 'exchange',
    minor,
  })
  await takeReturnedRow(tx, {
    ...subjectOf(of),
    refund: gave.id,
    minor,
    key: `back by ${back.refund}`,
    entries,
  })
}
