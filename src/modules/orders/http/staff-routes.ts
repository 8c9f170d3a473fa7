import { pageWindow } from '#shared/contract.ts'
import { formatDecimal, formatShort } from '#shared/decimal.ts'
import { currencyDigits } from '#shared/money.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { route } from '#platform/http/route.ts'
import type { PlatformDeps } from '#platform/module/deps.ts'
import { read } from '#platform/postgres/transact.ts'
import { hasRight, scopeOf } from '#platform/sessions/viewer.ts'
import * as contract from '../contract.ts'
import { csvLine } from '#shared/csv-line.ts'
import { orderTaxes } from '../store/order-tax.ts'
import { exportedOrders, findOrders } from '../use-cases/find-orders.ts'
import { namedChanges } from '../use-cases/show-changes.ts'
import { showOrder } from '../use-cases/show-order.ts'
import { earnedShown, namedNotes } from '../use-cases/show-paying.ts'

const VOLUME_PLACES = 6

const listOrders = route({
  endpoint: contract.listOrders,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'All orders, newest first.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, (tx) =>
      findOrders(tx, call.query, {
        scope: scopeOf(call.viewer, 'orders.read'),
        ...pageWindow(call.query),
      }),
    ),
})

const exportOrders = route({
  endpoint: contract.exportOrders,
  realms: ['staff'],
  right: 'orders.export',
  idempotency: 'safe',
  perMinute: 20,
  summary: 'The list of orders as a file for spreadsheets.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const rows = await exportedOrders(tx, call.query, scopeOf(call.viewer, 'orders.export'))
      if (!rows.ok) return rows
      const names = [...new Set(rows.value.flatMap((row) => Object.keys(row.volumes)))].sort()
      return ok({ body: csvOf(rows.value, names), fileName: 'orders.csv' })
    }),
})

const showOrderRoute = route({
  endpoint: contract.showOrder,
  realms: ['staff'],
  right: 'orders.read',
  idempotency: 'safe',
  summary: 'One order with everything about it.',
  handler: async (deps: PlatformDeps, call) =>
    read(deps, call.actor, async (tx) => {
      const order = await showOrder(tx, { code: call.params.code }, call.query.language)
      if (!order || !hasRight(call.viewer, 'orders.read', order.marketId)) return refuse('orders.not_found')
      const changes = await namedChanges(tx, order.changes)
      const notes = await namedNotes(tx, order.notes)
      const [taxed] = await orderTaxes(tx, [order.orderId])
      const taxSource = { source: taxed?.source ?? ('tables' as const), reference: taxed?.reference ?? '' }
      return ok({ ...order, changes, notes, taxSource, earned: await earnedShown(tx, order.orderId) })
    }),
})

type Exported = Extract<Awaited<ReturnType<typeof exportedOrders>>, { ok: true }>['value'][number]

function csvOf(rows: readonly Exported[], volumeNames: readonly string[]): string {
  const header = [
    'order',
    'placed_at',
    'commission_at',
    'state',
    'type',
    'channel',
    'market',
    'buyer',
    'buyer_name',
    'seller',
    'seller_name',
    'pieces',
    'payment',
    'total',
    'currency',
    ...volumeNames.map((name) => `volume:${name}`),
  ]
  const lines = rows.map((row) => [
    row.code,
    isoOf(row.placedAt),
    row.commissionAt === null ? '' : isoOf(row.commissionAt),
    row.state,
    row.type,
    row.channel,
    row.market,
    row.buyer?.code ?? '',
    row.buyer?.name ?? row.guestName ?? '',
    row.seller?.code ?? '',
    row.seller?.name ?? '',
    row.pieces.toString(),
    row.payState,
    formatDecimal(row.total.minor, currencyDigits(row.total.currency)),
    row.total.currency,
    ...volumeNames.map((name) => formatShort(row.volumes[name] ?? 0n, VOLUME_PLACES)),
  ])
  return [header, ...lines].map(csvLine).join('')
}

function isoOf(instantMs: number): string {
  return new Date(instantMs).toISOString()
}

export const staffRoutes = [listOrders, exportOrders, showOrderRoute]
