import { dayText } from '#shared/time.ts'
import { refuse, type Result } from '#shared/refusal.ts'
import type { PriceKind } from '#modules/catalog/api.ts'
import { creditLimitOf, isOffered, refuseCredit, type CardDeps } from '#modules/payments/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { OrderChannel } from '../domain/order.ts'
import { owedBy } from '../store/order-money.ts'

/** What a buyer chooses when ordering. */
export type ChosenPayment = Parameters<typeof isOffered>[2]['method']

/**
 * Why an order that is being placed cannot be paid as its buyer wants to, or undefined when it can: `payments.not_offered`, or
 * `payments.credit_limit` where what is owed already and this order are more than the buyer may owe. Where such a limit holds, orders of
 * one buyer wait for each other until they are placed. What staff place, and what another system took, may always be paid later.
 */
export async function refusePaying(
  deps: CardDeps,
  tx: Tx,
  order: Readonly<{ buyerId: bigint | undefined; marketId: bigint; payment?: ChosenPayment | undefined }>,
  of: Readonly<{
    channel: OrderChannel
    kind: PriceKind
    currency: string
    totalMinor: bigint
    /** What of it another order pays at once. */
    settledMinor?: bigint | undefined
    atMs: number
  }>,
): Promise<Result<never> | undefined> {
  const { buyerId, marketId, payment: method = 'pay_later' } = order
  const { channel, currency, settledMinor = 0n } = of
  const totalMinor = of.totalMinor > settledMinor ? of.totalMinor - settledMinor : 0n
  if (channel === 'import' || (totalMinor === 0n && settledMinor > 0n)) return undefined
  const day = dayText(of.atMs, 'UTC')
  const kind = buyerId === undefined ? 'guest' : of.kind
  if (channel !== 'desk' && !(await isOffered(deps, tx, { kind, method, marketId, day })))
    return refuse('payments.not_offered', {}, 'payment')
  if (method !== 'pay_later' || buyerId === undefined || totalMinor === 0n) return undefined
  const limitMinor = await creditLimitOf(tx, { personId: buyerId, marketId, currency, day })
  if (limitMinor === undefined) return undefined
  const owedMinor = await owedBy(tx, { buyerId, currency, waits: true })
  return refuseCredit({ limitMinor, owedMinor, totalMinor, currency })
}
