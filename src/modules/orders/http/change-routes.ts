import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route, type OnceKey } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { read, type About, type Actor } from '#platform/postgres/transact.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/changes.ts'
import type { WantedChange } from '../domain/order-change.ts'
import { changeOrder, previewChange } from '../use-cases/change-order.ts'
import { editDelivery } from '../use-cases/edit-delivery.ts'
import { priceReplacement, replacedBy, replaceGoods } from '../use-cases/replace-goods.ts'
import { askingOutside } from '../use-cases/ask-outside.ts'
import { returnTerms, type AskedTerms } from '../use-cases/return-terms.ts'
import { shownDecided } from '../use-cases/show-changes.ts'
import { showOrder } from '../use-cases/show-order.ts'

const cancel = route({
  endpoint: contract.cancelOrder,
  realms: ['staff'],
  right: 'orders.cancel',
  idempotency: 'key',
  summary: 'Takes pieces back that were not sent, or the whole order.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.cancel', answer: contract.cancelOrder.response },
      async (tx, about) => {
        const wanted = { kind: 'cancel' as const, ...call.body }
        const done = await change(tx, about, { ...call, right: 'orders.cancel', wanted })
        return done.ok ? ok({ ...done.value, cancelledAt: done.value.changedAt }) : done
      },
    ),
})

const send = route({
  endpoint: contract.sendOrder,
  realms: ['staff'],
  right: 'orders.send',
  idempotency: 'key',
  summary: 'Says that pieces of an order were sent.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.send', answer: contract.sendOrder.response },
      async (tx, about) => {
        const wanted = { kind: 'send' as const, ...call.body }
        return change(tx, about, { ...call, right: 'orders.send', wanted })
      },
    ),
})

const takeReturn = route({
  endpoint: contract.returnOrder,
  realms: ['staff'],
  right: 'orders.return',
  idempotency: 'key',
  summary: 'Takes pieces back that were sent.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.return', answer: contract.returnOrder.response },
      async (tx, about) => {
        const wanted = { kind: 'return' as const, ...call.body }
        return change(tx, about, { ...call, right: 'orders.return', wanted })
      },
    ),
})

const preview = route({
  endpoint: contract.previewOrderChange,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'natural',
  summary: 'What a change of an order would bring back.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const order = await showOrder(tx, { code: call.params.code }, undefined)
      if (!order || !hasRight(call.viewer, 'orders.read', order.marketId)) return refuse('orders.not_found')
      const wanted = await withTerms(tx, order.orderId, call.body)
      if (!wanted.ok) return wanted
      const decided = await previewChange(tx, { ...wanted.value, orderId: order.orderId })
      if (!decided.ok) return decided
      const { currency } = order.now.total
      const { change: made, lost } = decided.value
      const credits = decided.value.credits.map(({ name, minor }) => ({ name, amount: { minor, currency } }))
      const shown = { ...shownDecided(currency, made), lost: [...lost], credits }
      const { goods } = call.body
      if (goods === undefined) return ok(shown)
      const minor = await priceReplacement(deps, tx, { orderId: order.orderId, goods })
      if (!minor.ok) return minor
      const settled = made.refundedMinor < minor.value ? made.refundedMinor : minor.value
      return ok({
        ...shown,
        instead: { minor: minor.value, currency },
        settled: { minor: settled, currency },
      })
    }),
})

const edit = route({
  endpoint: contract.editDelivery,
  realms: ['staff'],
  right: 'orders.edit',
  idempotency: 'key',
  summary: 'Changes where an order is delivered.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.edit_delivery', answer: contract.editDelivery.response },
      async (tx, about) => {
        const order = await showOrder(tx, { code: call.params.code }, undefined)
        if (!order || !hasRight(call.viewer, 'orders.edit', order.marketId)) return refuse('orders.not_found')
        const { reason, ...address } = call.body
        const { accountId } = call.viewer
        const key = `${accountId} ${call.once.key}`
        const done = await editDelivery(deps, tx, { orderId: order.orderId, key, address, reason, accountId })
        if (!done.ok) return done
        about('order', order.orderId)
        return ok({ order: order.code, ...done.value })
      },
    ),
})

const replace = route({
  endpoint: contract.replaceOrderGoods,
  realms: ['staff'],
  right: 'orders.place',
  idempotency: 'key',
  summary: 'Takes pieces back and places another order in their place.',
  handler: async (deps: PlatformDeps, call) =>
    askingOutside(deps, () =>
      transactOnce(
        deps,
        call,
        { useCase: 'orders.replace', answer: contract.replaceOrderGoods.response },
        async (tx, about) => {
          const order = await showOrder(tx, { code: call.params.code }, undefined)
          const { expectedTotal, ...wanted } = call.body
          const rights = ['orders.place', `orders.${replacedBy[wanted.as]}`]
          if (!order || rights.some((right) => !hasRight(call.viewer, right, order.marketId)))
            return refuse('orders.not_found')
          const { accountId } = call.viewer
          const key = `${accountId} ${call.once.key}`
          const who = { orderId: order.orderId, accountId, key, expectedTotalMinor: expectedTotal?.minor }
          const done = await replaceGoods(deps, tx, { ...wanted, ...who })
          if (!done.ok) return done
          const { number, placed } = done.value
          about('order', order.orderId)
          about('order', placed.order)
          const total = { minor: placed.totalMinor, currency: placed.currency }
          return ok({ order: order.code, number, placed: placed.code, total })
        },
      ),
    ),
})

type Asked = Omit<WantedChange, 'feePpm'> & AskedTerms

/** What is asked for with the terms by which a return is settled. */
async function withTerms(tx: Tx, orderId: bigint, asked: Asked): Promise<Result<WantedChange>> {
  const { kind, lines, refundTo } = asked
  const terms = await returnTerms(tx, orderId, asked)
  return terms.ok ? ok({ kind, lines, refundTo, ...terms.value }) : terms
}

/** Changes an order that the viewer may change in this way. */
async function change(
  tx: Tx,
  about: About,
  call: Readonly<{
    params: Readonly<{ code: string }>
    viewer: Viewer
    actor: Actor
    once: OnceKey
    right: string
    wanted: Asked & Readonly<{ reason?: string | undefined; tracking?: string | undefined }>
  }>,
) {
  const order = await showOrder(tx, { code: call.params.code }, undefined)
  if (!order || !hasRight(call.viewer, call.right, order.marketId)) return refuse('orders.not_found')
  const wanted = await withTerms(tx, order.orderId, call.wanted)
  if (!wanted.ok) return wanted
  const { accountId } = call.viewer
  const { reason, tracking } = call.wanted
  const key = `${accountId} ${call.once.key}`
  const who = { orderId: order.orderId, accountId, key, reason, tracking }
  const done = await changeOrder(tx, { ...wanted.value, ...who })
  if (!done.ok) return done
  about('order', order.orderId)
  const { number, kind, changedAt, state } = done.value
  return ok({ order: order.code, number, kind, changedAt, state })
}

export const changeRoutes = [cancel, send, takeReturn, preview, replace, edit]
