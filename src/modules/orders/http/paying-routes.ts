import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route, type OnceKey } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/paying.ts'
import * as paying from '../use-cases/pay-order.ts'
import { showCredit } from '../use-cases/show-credit.ts'
import { moneyNow, previewGivingBack, showPayments } from '../use-cases/show-paying.ts'

const KIND = 'pay'

const show = route({
  endpoint: contract.showOrderPayments,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'The payments of an order, and what went back.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const order = await seenOrder(tx, call, 'orders.read')
      if (!order.ok) return order
      const { payments, ...rest } = await showPayments(tx, order.value)
      return ok({ ...rest, payments: payments.map((one) => ({ ...one, id: deps.ids.close(KIND, one.id) })) })
    }),
})

const pay = route({
  endpoint: contract.payOrder,
  realms: ['staff'],
  right: 'orders.pay',
  idempotency: 'key',
  summary: 'Writes down money that came in for an order.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.pay', answer: contract.payOrder.response },
      async (tx, about) => {
        const order = await seenOrder(tx, call, 'orders.pay', call.body.amount)
        if (!order.ok) return order
        const { method, amount, reference } = call.body
        const asked = { method, minor: amount.minor, reference }
        const paid = await paying.payOrder(tx, { ...who(call), orderId: order.value.id, ...asked })
        if (!paid.ok) return paid
        about('order', order.value.id)
        return ok(await paidAnswer(deps, tx, order.value, paid.value.payment))
      },
    ),
})

const settle = route({
  endpoint: contract.settleOrderPayment,
  realms: ['staff'],
  right: 'orders.pay',
  idempotency: 'key',
  summary: 'Says how a payment ended that was waited for.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.settle_payment', answer: contract.settleOrderPayment.response },
      async (tx, about) => {
        const order = await seenOrder(tx, call, 'orders.pay', call.body.amount)
        if (!order.ok) return order
        const { outcome, amount, reference } = call.body
        const settled = await paying.settleOrderPayment(tx, {
          orderId: order.value.id,
          paymentId: deps.ids.open(KIND, call.params.payment),
          outcome,
          minor: amount?.minor,
          reference,
          accountId: call.viewer.accountId,
        })
        if (!settled.ok) return settled
        about('order', order.value.id)
        return ok(await paidAnswer(deps, tx, order.value, settled.value.payment))
      },
    ),
})

const preview = route({
  endpoint: contract.previewMoneyBack,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'natural',
  summary: 'How the money of an order would stand after some of it went back.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const order = await seenOrder(tx, call, 'orders.read', call.body.amount)
      if (!order.ok) return order
      return previewGivingBack(tx, order.value, backOf(deps, call.body))
    }),
})

const giveBack = route({
  endpoint: contract.giveMoneyBack,
  realms: ['staff'],
  right: 'orders.refund',
  idempotency: 'key',
  summary: 'Gives money of an order back, by a payment or to the wallet.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.give_back', answer: contract.giveMoneyBack.response },
      async (tx, about) => {
        const order = await seenOrder(tx, call, 'orders.refund', call.body.amount)
        if (!order.ok) return order
        const { reference, reason } = call.body
        const asked = { ...backOf(deps, call.body), reference, reason }
        const given = await paying.giveOrderBack(tx, { ...who(call), orderId: order.value.id, ...asked })
        if (!given.ok) return given
        about('order', order.value.id)
        return ok({ order: order.value.code, money: await moneyNow(tx, order.value) })
      },
    ),
})

const payMine = route({
  endpoint: contract.payMyOrder,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'key',
  summary: 'Pays an own order from the own wallet.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.pay_own', answer: contract.payMyOrder.response },
      async (tx, about) => {
        const order = await ownOrder(tx, call)
        if (!order.ok) return order
        const wrong = paying.refuseAmount(order.value, call.body.amount)
        if (wrong) return wrong
        const asked = { method: 'wallet' as const, minor: call.body.amount.minor }
        const paid = await paying.payOrder(tx, { ...who(call), orderId: order.value.id, ...asked })
        if (!paid.ok) return paid
        about('order', order.value.id)
        return ok(await paidAnswer(deps, tx, order.value, paid.value.payment))
      },
    ),
})

const credit = route({
  endpoint: contract.showCredit,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'What a person owes, and how much that may be.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const shown = await showCredit(tx, call.params.code)
      return shown && hasRight(call.viewer, 'orders.read', shown.marketId)
        ? ok(shown)
        : refuse('payments.person_unknown')
    }),
})

type Shown = NonNullable<Awaited<ReturnType<typeof paying.orderToPay>>>

/** The order of a call, where the viewer may act on it and the amount is in its currency and more than nothing. */
async function seenOrder(
  tx: Tx,
  call: Readonly<{ params: Readonly<{ code: string }>; viewer: Viewer }>,
  right: string,
  amount?: Readonly<{ minor: bigint; currency: string }>,
): Promise<Result<Shown>> {
  const order = await paying.orderToPay(tx, call.params.code)
  if (!order || !hasRight(call.viewer, right, order.marketId)) return refuse('orders.not_found')
  return paying.refuseAmount(order, amount) ?? ok(order)
}

async function ownOrder(
  tx: Tx,
  call: Readonly<{ params: Readonly<{ code: string }>; viewer: Viewer }>,
): Promise<Result<Shown>> {
  const order = await paying.orderToPay(tx, call.params.code)
  const isOwn = order?.personId !== undefined && order.personId === call.viewer.personId
  return isOwn ? ok(order) : refuse('orders.not_found')
}

function who(call: Readonly<{ viewer: Viewer; once: OnceKey }>) {
  const { accountId } = call.viewer
  return { accountId, key: `${accountId} ${call.once.key}` }
}

function backOf(
  deps: PlatformDeps,
  body: Readonly<{
    kind: 'refund' | 'reversal'
    payment: string | null
    by?: 'transfer' | undefined
    amount: Readonly<{ minor: bigint }>
  }>,
) {
  const { kind, payment, by: method, amount } = body
  const paymentId = payment === null ? undefined : deps.ids.open(KIND, payment)
  return { kind, paymentId, method, minor: amount.minor }
}

async function paidAnswer(deps: PlatformDeps, tx: Tx, order: Shown, payment: bigint) {
  return { order: order.code, payment: deps.ids.close(KIND, payment), money: await moneyNow(tx, order) }
}

export const payingRoutes = [show, pay, settle, preview, giveBack, payMine, credit]
