import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  askCardRefund,
  cardPaymentBy,
  giveBack,
  giveBackAtOnce,
  expectNoMore,
  settlePayment,
  takePayment,
  type MethodCode,
  type MoneyBack,
  type PaidFor,
} from '#modules/payments/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { paidForOf } from '../store/order-money.ts'
import type { Placed } from '../store/place.ts'
import { holdOrder } from '../store/standing-order.ts'
import { sendToCard } from './card-jobs.ts'
import type { ChosenPayment } from './paying-terms.ts'

type Asked = Readonly<{ orderId: bigint; key: string; accountId: bigint }>

/** An order that somebody wants to pay or to say something about, by its code; undefined when the viewer may not see it. */
export async function orderToPay(tx: Tx, code: string): Promise<PaidFor | undefined> {
  return paidForOf(tx, { code })
}

/** Why an amount is none that an order could be paid with, or undefined when it is. Refused as `orders.amount`. */
export function refuseAmount(
  order: Readonly<{ currency: string }>,
  amount: Readonly<{ minor: bigint; currency: string }> | undefined,
): Result<never> | undefined {
  if (amount === undefined || (amount.currency === order.currency && amount.minor > 0n)) return undefined
  return refuse('orders.amount', { currency: order.currency }, 'amount')
}

/** The order that is paid, kept from whoever else would change or pay it until the transaction ends. */
async function held(tx: Tx, orderId: bigint) {
  const order = (await holdOrder(tx, orderId)) ? await paidForOf(tx, { id: orderId }) : undefined
  return order ? ok(order) : refuse('orders.not_found')
}

/** Writes down money that came in for an order. Refused as `orders.not_found` and as takePayment says. */
export async function payOrder(
  tx: Tx,
  input: Asked &
    Readonly<{ method: Exclude<MethodCode, 'pay_later'>; minor: bigint; reference?: string | undefined }>,
) {
  const { orderId, method, minor, reference, key, accountId } = input
  const order = await held(tx, orderId)
  return order.ok ? takePayment(tx, { for: order.value, method, minor, reference, key, accountId }) : order
}

/** Says how a payment of an order ended. Refused as `orders.not_found` and as settlePayment says. */
export async function settleOrderPayment(
  tx: Tx,
  input: Omit<Asked, 'key'> &
    Readonly<{
      paymentId: bigint
      outcome: 'succeeded' | 'failed'
      minor?: bigint | undefined
      reference?: string | undefined
    }>,
) {
  const { orderId, ...rest } = input
  const order = await held(tx, orderId)
  if (!order.ok) return order
  // Whoever takes the cards says how a payment by one ended.
  if (await cardPaymentBy(tx, { id: input.paymentId })) return refuse('payments.provider_says')
  return settlePayment(tx, { for: order.value, ...rest })
}

/** Gives money of an order back; to a card once whoever takes cards has sent it. Refused as `orders.not_found` and as giveBack says. */
export async function giveOrderBack(
  tx: Tx,
  input: Asked &
    Omit<MoneyBack, 'for'> &
    Readonly<{ reference?: string | undefined; reason?: string | undefined }>,
) {
  const { orderId, ...rest } = input
  const order = await held(tx, orderId)
  if (!order.ok) return order
  const { paymentId } = rest
  const card = paymentId === undefined ? undefined : await cardPaymentBy(tx, { id: paymentId })
  if (!card || card.orderId !== orderId) return giveBack(tx, { for: order.value, ...rest })
  const asked = await askCardRefund(tx, { for: order.value, ...rest, paymentId: card.id })
  if (asked.ok && !asked.value.again) await sendToCard(tx, card.id)
  return asked
}

/** Pays an order that was placed in this transaction as its buyer chose to. Refused as takePayment says; the caller takes everything back. */
export async function payPlaced(
  tx: Tx,
  placed: Pick<Placed, 'order' | 'code' | 'market' | 'buyer' | 'currency' | 'totalMinor'>,
  chosen: Readonly<{ payment: ChosenPayment; legalEntityId: bigint }>,
): Promise<Result<unknown>> {
  const { payment, legalEntityId } = chosen
  const { order: id, code, market: marketId, currency, buyer, totalMinor: minor } = placed
  if (payment === 'pay_later' || minor === 0n) return ok(undefined)
  // Not read again: a guest sees the order only with the secret of its page.
  const order = {
    kind: 'order',
    id,
    code,
    legalEntityId,
    marketId,
    currency,
    personId: buyer ?? undefined,
  } as const
  // A card is asked for once the order stands, by its payer's own next step.
  const isExpected = payment === 'transfer' || payment === 'card'
  const reference = payment === 'transfer' ? code : undefined
  return takePayment(tx, { for: order, method: payment, minor, key: 'placing', reference, isExpected })
}

/**
 * What a change of an order does to its payments: what it brought back of money that was paid goes to the wallet or back to where it
 * came from, as far as nobody has to send it; of an order of which nothing is left no transfer is waited for.
 */
export async function settleChanged(
  tx: Tx,
  change: Readonly<{
    orderId: bigint
    number: number
    refundedMinor: bigint
    refundTo: 'payment' | 'wallet' | undefined
    isLast: boolean
    accountId?: bigint | null | undefined
  }>,
): Promise<Result<undefined>> {
  const { orderId, number, refundedMinor, refundTo, isLast, accountId } = change
  if (refundedMinor === 0n && !isLast) return ok(undefined)
  const order = await paidForOf(tx, { id: orderId })
  if (!order) return refuse('orders.not_found')
  if (isLast) await expectNoMore(tx, order)
  if (refundedMinor === 0n || refundTo === undefined) return ok(undefined)
  const back = { for: order, minor: refundedMinor, to: refundTo, key: `change ${number}`, accountId }
  return giveBackAtOnce(tx, back)
}
