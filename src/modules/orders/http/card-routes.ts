import { refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import * as contract from '../contract/card.ts'
import { paidForOf } from '../store/order-money.ts'
import { showToken } from '../store/place.ts'
import type { AskDeps } from '../use-cases/ask-card.ts'
import { payByCard } from '../use-cases/pay-by-card.ts'
import { receiveEvent } from '../use-cases/receive-event.ts'

type Deps = PlatformDeps & AskDeps

const shop = route({
  endpoint: contract.payShopOrderByCard,
  realms: [],
  right: 'public',
  // Asked twice it is the same payment.
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Begins to pay an order by card, or goes on with it, for whoever has the secret of its page.',
  handler: async (deps: Deps, call) => {
    const order = await read(deps, call.actor, async (tx) => {
      const statusHash = hashToken(call.params.status)
      await showToken(tx, statusHash)
      return paidForOf(tx, { statusHash })
    })
    if (!order) return refuse('orders.not_found')
    return payByCard(deps, { orderId: order.id, requestId: call.requestId })
  },
})

const mine = route({
  endpoint: contract.payMyOrderByCard,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'natural',
  perMinute: 60,
  summary: 'Begins to pay an own order by card, or goes on with it.',
  handler: async (deps: Deps, call) => {
    const order = await read(deps, call.actor, (tx) => paidForOf(tx, { code: call.params.code }))
    const isOwn = order?.personId !== undefined && order.personId === call.viewer.personId
    if (!isOwn) return refuse('orders.not_found')
    return payByCard(deps, { orderId: order.id, requestId: call.requestId })
  },
})

const PER_MINUTE = 6_000

const events = route({
  endpoint: contract.stripeEvents,
  realms: [],
  right: 'public',
  // An event that was kept before changes nothing more.
  idempotency: 'natural',
  perMinute: PER_MINUTE,
  summary: 'Takes what Stripe tells by itself, signed over the very bytes.',
  handler: async (deps: Deps, call) =>
    receiveEvent(deps, { bytes: call.body, signature: call.signature, requestId: call.requestId }),
})

export const cardRoutes = [shop, mine, events]
