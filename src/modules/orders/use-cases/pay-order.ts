import { ok, refuse, type Result } from '#shared/refusal.ts'
import {
  askCardRefund,
  cardPaymentBy,
  giveBack,
  giveBackAtOnce,
  expectNoMore,
  paymentsOf,
  settlePayment,
  takeFromOther,
  takePayment,
  type PaidFor,
} from '#modules/payments/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { paidForOf } from '../store/order-money.ts'
import type { Placed } from '../store/place.ts'
import { holdOrder } from '../store/standing-order.ts'
import { sendToCard } from './card-jobs.ts'
import type { ChosenPayment } from './paying-terms.ts'

type MoneyToGiveBack = Parameters<typeof giveBack>[1]
type MoneyToTake = Parameters<typeof takePayment>[1]
type BackToOther = Parameters<typeof takeFromOther>[1]['back']
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
    Readonly<{
      method: Exclude<MoneyToTake['method'], 'pay_later' | 'exchange'>
      minor: bigint
      reference?: string | undefined
    }>,
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
  input: Asked & Omit<MoneyToGiveBack, 'for' | 'accountId' | 'isSent'>,
) {
  const { orderId, ...rest } = input
  const order = await held(tx, orderId)
  if (!order.ok) return order
  const { paymentId } = rest
  const card = paymentId === undefined ? undefined : await cardPaymentBy(tx, { id: paymentId })
  if (!card || card.orderId !== orderId) return giveBackBy(tx, order.value, rest)
  const asked = await askCardRefund(tx, { for: order.value, ...rest, paymentId: card.id })
  if (asked.ok && !asked.value.again) await sendToCard(tx, card.id)
  return asked
}

/** Pays an order that was placed in this transaction as its buyer chose to. Refused as takePayment says; the caller takes everything back. */
export async function payPlaced(
  tx: Tx,
  placed: Pick<Placed, 'order' | 'code' | 'market' | 'buyer' | 'currency' | 'totalMinor'>,
  chosen: Readonly<{
    payment: ChosenPayment
    legalEntityId: bigint
    /** What of it another order pays afterwards. */
    settledMinor: bigint
  }>,
): Promise<Result<unknown>> {
  const { payment, legalEntityId, settledMinor } = chosen
  const { order: id, code, market: marketId, currency, buyer } = placed
  const minor = placed.totalMinor - settledMinor
  if (payment === 'pay_later' || minor <= 0n) return ok(undefined)
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
  return sendBack(tx, order, { minor: refundedMinor, to: refundTo, key: `change ${number}`, accountId })
}

type ToSendBack = Readonly<{
  minor: bigint
  to: 'payment' | 'wallet'
  key: string
  accountId?: bigint | null | undefined
}>

/**
 * Gives back what waits of an order that the caller holds, as far as nobody has to send it. What had paid it out of the order whose goods
 * it replaced waits there again, and goes on from there in the same way.
 */
export async function sendBack(tx: Tx, order: PaidFor, back: ToSendBack): Promise<Result<undefined>> {
  const given = await giveBackAtOnce(tx, { for: order, ...back })
  return given.ok ? takeBackBefore(tx, order, { toOthers: given.value, back }) : given
}

async function takeBackBefore(
  tx: Tx,
  order: PaidFor,
  of: Readonly<{ toOthers: readonly BackToOther[]; back: Omit<ToSendBack, 'minor' | 'to'> }>,
): Promise<Result<undefined>> {
  const { accountId } = of.back
  for (const back of of.toOthers) {
    // An order is held before the one whose goods it replaced, so that two who do this never wait for each other.
    // oxlint-disable-next-line no-await-in-loop -- each stands on what the one before left
    const before = await heldBefore(tx, back.code)
    if (!before) return refuse('orders.not_found')
    // oxlint-disable-next-line no-await-in-loop -- as above
    await takeFromOther(tx, { for: before, other: order, back })
    const key = `back by ${back.refund}`
    // oxlint-disable-next-line no-await-in-loop -- as above
    const sent = await sendBack(tx, before, { minor: back.minor, to: 'payment', key, accountId })
    if (!sent.ok) return sent
  }
  return ok(undefined)
}

async function heldBefore(tx: Tx, code: string): Promise<PaidFor | undefined> {
  const order = await paidForOf(tx, { code })
  return order && (await holdOrder(tx, order.id)) ? order : undefined
}

/** Gives money back by a payment or to the wallet; what another order had paid goes back to that one. */
async function giveBackBy(
  tx: Tx,
  order: PaidFor,
  back: Omit<MoneyToGiveBack, 'for'> & Readonly<{ accountId: bigint }>,
) {
  const payment = (await paymentsOf(tx, order)).find(({ id }) => id === back.paymentId)
  const code = payment?.method === 'exchange' ? payment.reference : undefined
  const given = await giveBack(tx, { for: order, ...back, ...(code ? { reference: code } : {}) })
  if (!given.ok || given.value.again || !code) return given
  const toOthers = [{ refund: given.value.refund, code, minor: back.minor }]
  const taken = await takeBackBefore(tx, order, { toOthers, back })
  return taken.ok ? given : taken
}
