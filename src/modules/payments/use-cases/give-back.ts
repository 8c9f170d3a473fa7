import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { backAtOnce, decideBack, mostBack, type PaidFor } from '../domain/payment.ts'
import { cardRefundsOf } from '../store/cards.ts'
import { moneyAbout, paymentsOf, refundByKey } from '../store/payments.ts'
import { giveBackRow, subjectOf } from '../store/write-payments.ts'
import { cardsIn, lessHeld, lessHeldOf } from '../domain/held-back.ts'

export type MoneyBack = Readonly<{
  for: PaidFor
  kind: 'refund' | 'reversal'
  /** By which payment; undefined: to the wallet. */
  paymentId: bigint | undefined
  /** Instead of to the wallet, where no payment is named; `exchange`: to the order that it pays. */
  method?: 'transfer' | 'exchange' | undefined
  minor: bigint
}>

export type MoneyToGiveBack = MoneyBack &
  Readonly<{
    key: string
    reference?: string | undefined
    reason?: string | undefined
    accountId?: bigint | null | undefined
    /** It went out already, so that what is held back for it does not stand in its way. */
    isSent?: boolean | undefined
  }>

/** Money that went back; `again` when it did under the same key before. */
export type GivenBack = Readonly<{ refund: bigint; at: number; again: boolean }>

/**
 * Writes down that money of something that the caller holds goes back: by a payment or to the wallet. Refused as `decideBack` says, as
 * `payments.not_found`, and as `idempotency.conflict` for other content under the key.
 */
export async function giveBack(tx: Tx, input: MoneyToGiveBack): Promise<Result<GivenBack>> {
  const { for: of, kind, paymentId, method, minor, key, reference, reason, accountId } = input
  const asked = [kind, paymentId?.toString(), minor.toString(), reference, reason, method]
  const payloadHash = hashToken(JSON.stringify(asked))
  const before = await refundByKey(tx, of, key)
  if (before)
    return before.payloadHash.equals(payloadHash)
      ? ok({ refund: before.id, at: before.at.getTime(), again: true })
      : refuse('idempotency.conflict')
  const decided = await decideBackOf(tx, input)
  if (!decided.ok) return decided
  const given = await giveBackRow(tx, {
    ...subjectOf(of),
    kind,
    payment: paymentId,
    method: decided.value.method,
    minor,
    reference,
    reason,
    account: accountId ?? undefined,
    key,
    payloadHash: payloadHash.toString('hex'),
    entries: decided.value.entries,
  })
  if (!given.ok) return given
  return ok({ refund: given.value.refund, at: given.value.at, again: false })
}

/** How the money of something would stand after some of it went back, and how much could at most; nothing is written. */
export async function previewBack(tx: Tx, input: MoneyBack) {
  const decided = await decideBackOf(tx, input)
  if (!decided.ok) return decided
  const { money, most, method } = decided.value
  const isRefund = input.kind === 'refund'
  return ok({
    method,
    most,
    after: {
      owedMinor: money.owedMinor + (isRefund ? 0n : input.minor),
      paidMinor: money.paidMinor - (isRefund ? 0n : input.minor),
      refundedMinor: money.refundedMinor + (isRefund ? input.minor : 0n),
      waitingMinor: money.waitingMinor - (isRefund ? input.minor : 0n),
    },
  })
}

/** Money that went back by a payment with what another order had brought back; it waits there again. */
export type BackToOther = Readonly<{ refund: bigint; code: string; minor: bigint }>

/**
 * Gives back at once what a change of something brought back, as far as nobody has to send it: to the wallet, or by payments that were
 * made from one or by another order, to which the caller takes it. What is left waits for staff.
 */
export async function giveBackAtOnce(
  tx: Tx,
  input: Readonly<{
    for: PaidFor
    minor: bigint
    to: 'payment' | 'wallet'
    key: string
    accountId?: bigint | null | undefined
  }>,
): Promise<Result<readonly BackToOther[]>> {
  const { for: of, minor, to, key, accountId } = input
  const shares =
    to === 'wallet' ? [{ payment: undefined, minor }] : backAtOnce(await paymentsOf(tx, of), minor)
  const toOthers: BackToOther[] = []
  for (const share of shares) {
    const { payment } = share
    const paymentId = payment?.id
    const back = { for: of, kind: 'refund' as const, paymentId, minor: share.minor }
    const reference = payment?.method === 'exchange' ? (payment.reference ?? undefined) : undefined
    // One after the other: each stands on what the one before left.
    // oxlint-disable-next-line no-await-in-loop
    const given = await giveBack(tx, {
      ...back,
      key: `${key} ${paymentId ?? 'wallet'}`,
      reference,
      accountId,
    })
    if (!given.ok) return given
    if (reference) toOthers.push({ refund: given.value.refund, code: reference, minor: share.minor })
  }
  return ok(toOthers)
}

async function decideBackOf(
  tx: Tx,
  { for: of, kind, paymentId, method, minor, isSent = false }: MoneyBack & Pick<MoneyToGiveBack, 'isSent'>,
) {
  const payments = await paymentsOf(tx, of)
  const found = paymentId === undefined ? undefined : payments.find(({ id }) => id === paymentId)
  if (paymentId !== undefined && !found) return refuse('payments.not_found')
  const toCards = await cardRefundsOf(tx, cardsIn(payments))
  // Money goes back the way it came, unless it was tried and did not.
  if (method === 'transfer' && (found || !toCards.some(({ state }) => state === 'failed')))
    return refuse('payments.other_way', {}, 'by')
  const money = await moneyAbout(tx, of)
  const held = isSent ? [] : toCards
  const payment = found && lessHeldOf(found, held)
  const left = kind === 'refund' ? lessHeld(money, held) : money
  const entries = decideBack(of, left, { kind, payment, method, minor })
  if (!entries.ok) return entries
  const most = mostBack(left, { kind, payment })
  return ok({ money, most, method: payment?.method ?? method ?? ('wallet' as const), entries: entries.value })
}
