import { VOLUME_PLACES } from '../plan/node.ts'
import type { Plan } from '../plan/plan.ts'
import type { Orders } from '../engine/orders.ts'
import type { OrderRows } from './order-rows.ts'

/**
 * The orders of a run as columns, in order of time and id, summed over their rows. The scale is the fewest decimals that
 * hold every value of the input and every threshold of the plan, so that large volumes keep the most room.
 */
export function orderColumns(read: OrderRows, plan: Plan): Orders {
  const places = placesNeeded(read, plan)
  const unit = 10n ** BigInt(VOLUME_PLACES - places)
  const byId = new Map<string, { first: OrderRows['rows'][number]; sums: bigint[] }>()
  for (const row of read.rows) {
    const order = byId.get(row.orderId) ?? { first: row, sums: read.columns.map(() => 0n) }
    row.values.forEach((value, index) => (order.sums[index] = (order.sums[index] ?? 0n) + value))
    byId.set(row.orderId, order)
  }
  const sorted = [...byId.values()].sort(
    (a, b) => a.first.atMs - b.first.atMs || (a.first.orderId < b.first.orderId ? -1 : 1),
  )
  return {
    count: sorted.length,
    places,
    ids: sorted.map((order) => order.first.orderId),
    atMs: Float64Array.from(sorted, (order) => order.first.atMs),
    buyer: Int32Array.from(sorted, (order) => order.first.buyer),
    seller: Int32Array.from(sorted, (order) => order.first.seller),
    types: sorted.map((order) => order.first.type),
    columns: new Map(
      read.columns.map((name, index) => [
        name,
        Float64Array.from(sorted, (order) => exactNumber((order.sums[index] ?? 0n) / unit)),
      ]),
    ),
  }
}

function exactNumber(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number))
    throw new Error(`the volume ${value} leaves the exact range of 2^53 units`)
  return number
}

function placesNeeded(read: OrderRows, plan: Plan): number {
  const values = new Set<bigint>()
  for (const row of read.rows) for (const value of row.values) values.add(value % MICRO)
  for (const threshold of thresholdsOf(plan)) values.add(threshold % MICRO)
  let places = 0
  for (const value of values) while (value % 10n ** BigInt(VOLUME_PLACES - places) !== 0n) places += 1
  return places
}

const MICRO = 10n ** BigInt(VOLUME_PLACES)

function thresholdsOf(plan: Plan): readonly bigint[] {
  const ranks = typeof plan.ranks === 'string' ? [] : plan.ranks
  const needs = [...plan.active, ...ranks.flatMap((rank) => rank.needs)]
  return [
    ...needs.flatMap((need) => (need.kind === 'volume' ? [need.atLeast] : [])),
    ...plan.tables.flatMap((table) => table.steps.map((step) => step.from)),
  ]
}
