import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { transact } from '#platform/postgres/transact.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/pick-up.ts'
import { handOver, sayReady } from '../use-cases/pick-up.ts'
import { showOrder } from '../use-cases/show-order.ts'

const ready = route({
  endpoint: contract.sayReady,
  realms: ['staff'],
  right: 'orders.send',
  idempotency: 'natural',
  summary: 'Says that an order can be picked up.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.say_ready' }, async (tx, about) => {
      const order = await showOrder(tx, { code: call.params.code }, undefined)
      if (!order || !hasRight(call.viewer, 'orders.send', order.marketId)) return refuse('orders.not_found')
      const said = await sayReady(tx, { orderId: order.orderId })
      if (!said.ok) return said
      about('order', order.orderId)
      return ok({ order: order.code, ...said.value })
    }),
})

const readyAsSeller = route({
  endpoint: contract.sayReadyAsSeller,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'Says that an order can be picked up from its seller.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.say_ready_as_seller' }, async (tx, about) => {
      const { personId } = call.viewer
      // Row-level security gives only orders that the viewer bought or sold.
      const order = await showOrder(tx, { code: call.params.code }, undefined)
      if (!order || personId === undefined) return refuse('orders.not_found')
      const said = await sayReady(tx, { orderId: order.orderId, sellerId: personId })
      if (!said.ok) return said
      about('order', order.orderId)
      return ok({ order: order.code, ...said.value })
    }),
})

const handOverRoute = route({
  endpoint: contract.handOver,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'key',
  summary: 'Says that an order was handed over by its seller.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.hand_over', answer: contract.handOver.response },
      async (tx, about) => {
        const { personId, accountId } = call.viewer
        const order = await showOrder(tx, { code: call.params.code }, undefined)
        if (!order || personId === undefined) return refuse('orders.not_found')
        const key = `${accountId} ${call.once.key}`
        const handed = await handOver(tx, { orderId: order.orderId, sellerId: personId, key, accountId })
        if (!handed.ok) return handed
        about('order', order.orderId)
        const { number, kind, changedAt, state } = handed.value
        return ok({ order: order.code, number, kind, changedAt, state })
      },
    ),
})

export const pickUpRoutes = [ready, readyAsSeller, handOverRoute]
