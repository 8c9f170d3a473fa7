import { ok, refuse } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { hasRight } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/paying.ts'
import { noteOrder } from '../use-cases/note-order.ts'
import { orderToPay } from '../use-cases/pay-order.ts'

const note = route({
  endpoint: contract.noteOrder,
  realms: ['staff'],
  right: 'orders.note',
  idempotency: 'key',
  summary: 'Says something about an order, among staff or to its buyer.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.note', answer: contract.noteOrder.response },
      async (tx, about) => {
        const order = await orderToPay(tx, call.params.code)
        if (!order || !hasRight(call.viewer, 'orders.note', order.marketId)) return refuse('orders.not_found')
        const { text, forBuyer } = call.body
        const { accountId } = call.viewer
        const said = await noteOrder(tx, { orderId: order.id, text, by: 'staff', forBuyer, accountId })
        if (!said.ok) return said
        about('order', order.id)
        return ok({ order: order.code, at: said.value.at })
      },
    ),
})

const noteMine = route({
  endpoint: contract.noteMyOrder,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'key',
  perMinute: 30,
  summary: 'Says something to the company about an own order.',
  handler: async (deps: PlatformDeps, call) =>
    transactOnce(
      deps,
      call,
      { useCase: 'orders.note_own', answer: contract.noteMyOrder.response },
      async (tx, about) => {
        const order = await orderToPay(tx, call.params.code)
        if (order?.personId === undefined || order.personId !== call.viewer.personId)
          return refuse('orders.not_found')
        const { accountId } = call.viewer
        const { text } = call.body
        const said = await noteOrder(tx, { orderId: order.id, text, by: 'buyer', forBuyer: true, accountId })
        if (!said.ok) return said
        about('order', order.id)
        return ok({ order: order.code, at: said.value.at })
      },
    ),
})

export const noteRoutes = [note, noteMine]
