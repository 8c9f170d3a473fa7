import { pageWindow } from '#shared/contract.ts'
import { ok, refuse } from '#shared/refusal.ts'
import type { OnceKey } from '#platform/http/route.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read, transact, type Actor } from '#platform/postgres/transact.ts'
import type { Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { joinOrder as joinOrderEndpoint } from '../contract/joined.ts'
import { joinedOrders } from '../store/joined.ts'
import type { Placed } from '../store/place.ts'
import { findOwnOrders } from '../use-cases/find-orders.ts'
import { joinOrder } from '../use-cases/join-order.ts'
import { prepareOfficeOrder } from '../use-cases/office-order.ts'
import type { QueueDeps } from '../use-cases/order-queue.ts'
import { placeOrder } from '../use-cases/place-order.ts'
import { placeOwnOrder } from '../use-cases/place-own-order.ts'
import { quoteOrder } from '../use-cases/quote-order.ts'
import { outwardChanges } from '../use-cases/show-changes.ts'
import { showOrder } from '../use-cases/show-order.ts'

const quote = route({
  endpoint: contract.quoteOfficeOrder,
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'natural',
  summary: 'What an order would cost and carry.',
  handler: async (deps: PlatformDeps, call) => {
    const distributorId = ownPerson(call.viewer)
    return quoteOrder(deps, call.actor, { ...call.body, language: call.body.language, distributorId })
  },
})

const placeOwn = route({
  endpoint: contract.placeOfficeOrder,
  lane: 'orders',
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'key',
  summary: 'Places an order for the distributor who is signed in.',
  handler: async (deps: PlatformDeps & QueueDeps, call) => {
    const distributorId = ownPerson(call.viewer)
    const placed = await placeOwnOrder(deps, officeCall(call, 'office'), { ...call.body, distributorId })
    return placed.ok ? ok(answerOf(placed.value)) : placed
  },
})

const report = route({
  endpoint: contract.reportOrder,
  lane: 'orders',
  realms: ['distributor'],
  right: 'signed_in',
  idempotency: 'key',
  summary: 'Reports an order that the distributor took from a consumer.',
  handler: async (deps: PlatformDeps, call) => {
    const order = { ...call.body, distributorId: ownPerson(call.viewer) }
    const placed = await placeOrder(deps, officeCall(call, 'reported'), (tx) => prepareOfficeOrder(tx, order))
    return placed.ok ? ok(answerOf(placed.value)) : placed
  },
})

const myOrders = route({
  endpoint: contract.myOrders,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'The orders that the viewer bought or sold.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      findOwnOrders(tx, call.query, {
        personId: ownPerson(call.viewer),
        role: call.query.role,
        ...pageWindow(call.query),
      }),
    ),
})

const myOrder = route({
  endpoint: contract.myOrder,
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'safe',
  summary: 'One order that the viewer bought or sold.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      // Row-level security gives only orders that the viewer bought or sold.
      const order = await showOrder(tx, { code: call.params.code }, call.query.language)
      if (!order) return refuse('orders.not_found')
      const personId = ownPerson(call.viewer)
      const joined = await joinedOrders(tx, { personId, orderIds: [order.orderId] })
      const isBuyer = order.buyerId === personId || joined.has(order.orderId)
      const changes = outwardChanges(order.changes)
      // Whoever only sold it is not told how far it is paid.
      const own = isBuyer ? {} : { delivery: null, money: null, transfer: null }
      return ok({ ...order, changes, ...own })
    }),
})

const join = route({
  endpoint: joinOrderEndpoint,
  realms: ['customer'],
  right: 'signed_in',
  idempotency: 'natural',
  // So that nobody finds orders by trying.
  perMinute: 20,
  summary: 'Joins an order that was placed as a guest to the account, by the secret of its page.',
  handler: async (deps: PlatformDeps, call) =>
    transact(deps, { actor: call.actor, useCase: 'orders.join_order' }, async (tx, about) => {
      const personId = ownPerson(call.viewer)
      about('person', personId)
      return joinOrder(tx, { status: call.body.status, personId })
    }),
})

function officeCall(
  call: Readonly<{ actor: Actor; viewer: Viewer; once: OnceKey }>,
  channel: 'office' | 'reported',
) {
  // The order keeps its key itself, so that one question answers both.
  call.once.markClaimed()
  const { key, payloadHash } = call.once
  const scope = call.viewer.accountId.toString()
  return {
    actor: call.actor,
    useCase: `orders.place_${channel}`,
    key: { channel, scope, key, payloadHash },
  }
}

function answerOf({ code, totalMinor, currency, placedAt, volumes }: Placed) {
  return { order: code, total: { minor: totalMinor, currency }, placedAt, volumes }
}

/** The person behind an account that is not staff; the database holds that there is one. */
function ownPerson(viewer: Viewer): bigint {
  if (viewer.personId === undefined) throw new Error('the account has no person')
  return viewer.personId
}

export const officeRoutes = [quote, placeOwn, report, myOrders, myOrder, join]
