import { ok, refuse, type Result } from '#shared/refusal.ts'
import { transactOnce } from '#platform/http/idempotency.ts'
import { route, type OnceKey } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { tryOut, type About, type Actor } from '#platform/postgres/transact.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import * as contract from '../contract/edits.ts'
import type { WantedEdit } from '../domain/order-edit.ts'
import { askingOutside } from '../use-cases/ask-outside.ts'
import { editAndShow } from '../use-cases/show-edit.ts'
import { showOrder } from '../use-cases/show-order.ts'

const edit = route({
  endpoint: contract.editOrder,
  lane: 'orders',
  realms: ['staff'],
  right: 'orders.edit',
  idempotency: 'key',
  summary: 'Changes what is in an order of which nothing was sent.',
  handler: async (deps: PlatformDeps, call) => editOnce(deps, call, (tx) => staffOrder(tx, call)),
})

const preview = route({
  endpoint: contract.previewOrderEdit,
  lane: 'orders',
  realms: ['staff'],
  right: 'orders.edit',
  idempotency: 'natural',
  summary: 'What editing an order would do; nothing of it is kept.',
  handler: async (deps: PlatformDeps, call) => tried(deps, call, (tx) => staffOrder(tx, call)),
})

const editMine = route({
  endpoint: contract.editMyOrder,
  lane: 'orders',
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'key',
  perMinute: 30,
  summary: 'Changes what is in an own order of which nothing was sent.',
  handler: async (deps: PlatformDeps, call) => editOnce(deps, call, (tx) => ownOrder(tx, call)),
})

const previewMine = route({
  endpoint: contract.previewMyOrderEdit,
  lane: 'orders',
  realms: ['distributor', 'customer'],
  right: 'signed_in',
  idempotency: 'natural',
  perMinute: 60,
  summary: 'What editing an own order would do; nothing of it is kept.',
  handler: async (deps: PlatformDeps, call) => tried(deps, call, (tx) => ownOrder(tx, call)),
})

type Found = Result<
  Readonly<{ order: NonNullable<Awaited<ReturnType<typeof showOrder>>>; isByStaff: boolean }>
>
type Asked = WantedEdit &
  Readonly<{
    reason?: string | undefined
    ofAge?: number | undefined
    expectedTotal?: Money | undefined
    language?: string | undefined
  }>
type Money = Readonly<{ minor: bigint; currency: string }>
type Call = Readonly<{ viewer: Viewer; actor: Actor; once: OnceKey; body: Asked }>
type OfOrder = Readonly<{ viewer: Viewer; params: Readonly<{ code: string }> }>

async function staffOrder(tx: Tx, { viewer, params }: OfOrder): Promise<Found> {
  const order = await showOrder(tx, params, undefined)
  const mayEdit = order && hasRight(viewer, 'orders.edit', order.marketId)
  return order && mayEdit ? ok({ order, isByStaff: true }) : refuse('orders.not_found')
}

/** An order that the viewer bought; whoever only sold it, or joined it as a guest's, changes nothing of it. */
async function ownOrder(tx: Tx, { viewer, params }: OfOrder): Promise<Found> {
  const order = await showOrder(tx, params, undefined)
  const isBuyer = order && order.buyerId !== null && order.buyerId === viewer.personId
  return order && isBuyer ? ok({ order, isByStaff: false }) : refuse('orders.not_found')
}

async function editOnce(deps: PlatformDeps, call: Call, find: (tx: Tx) => Promise<Found>) {
  const answer = contract.editOrder.response
  const edited = async (tx: Tx, about: About) => {
    const found = await find(tx)
    if (!found.ok) return found
    const { accountId } = call.viewer
    const key = `${accountId} ${call.once.key}`
    const done = await editAndShow(deps, tx, { ...call.body, ...found.value, accountId, key })
    if (!done.ok) return done
    const { order, placedCode: placed, placedOrder, after } = done.value
    about('order', found.value.order.orderId)
    if (placedOrder !== undefined) about('order', placedOrder)
    if (call.body.ofAge !== undefined) about('of_age', BigInt(call.body.ofAge))
    return ok({ order, placed, total: after })
  }
  return askingOutside(deps, () => transactOnce(deps, call, { useCase: 'orders.edit', answer }, edited))
}

async function tried(deps: PlatformDeps, call: Omit<Call, 'once'>, find: (tx: Tx) => Promise<Found>) {
  const edited = async (tx: Tx) => {
    const found = await find(tx)
    if (!found.ok) return found
    const { accountId } = call.viewer
    return editAndShow(deps, tx, { ...call.body, ...found.value, accountId, key: 'tried' })
  }
  const trying = { actor: call.actor, useCase: 'orders.preview_edit' }
  return askingOutside(deps, () => tryOut(deps, trying, edited))
}

export const editRoutes = [edit, preview, editMine, previewMine]
