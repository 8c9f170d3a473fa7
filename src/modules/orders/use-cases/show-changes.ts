import { accountById } from '#modules/identity/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { DecidedChange } from '../domain/order-change.ts'
import type { changesOf } from '../store/standing-order.ts'

type Change = Awaited<ReturnType<typeof changesOf>>[number]

type PlacedSums = Readonly<{
  currency: string
  subtotalMinor: bigint
  discountMinor: bigint
  shippingMinor: bigint
  taxMinor: bigint
  taxAdded: boolean
  totalMinor: bigint
}>

/** What is left of an order's sums after its changes. */
export function sumsNow(order: PlacedSums, changes: readonly Change[]): PlacedSums {
  const back = (of: (change: Change) => bigint): bigint => changes.reduce((sum, one) => sum + of(one), 0n)
  const goods = back(({ goodsMinor }) => goodsMinor)
  const shipping = back(({ shippingMinor }) => shippingMinor)
  const tax = back(({ taxMinor }) => taxMinor)
  return {
    currency: order.currency,
    subtotalMinor: order.subtotalMinor - goods,
    discountMinor:
      order.discountMinor - back(({ lines }) => lines.reduce((sum, line) => sum + line.discountMinor, 0n)),
    shippingMinor: order.shippingMinor - shipping,
    taxMinor: order.taxMinor - tax,
    taxAdded: order.taxAdded,
    totalMinor: order.totalMinor - goods - shipping - (order.taxAdded ? tax : 0n),
  }
}

/** The changes of an order as contracts show them, the oldest first; who did them is left out. */
export function shownChanges(
  { currency, taxAdded }: Pick<PlacedSums, 'currency' | 'taxAdded'>,
  changes: readonly Change[],
) {
  const money = (minor: bigint) => ({ minor, currency })
  return changes.map((change) => ({
    number: change.number,
    kind: change.kind,
    at: change.at.getTime(),
    reason: change.reason,
    accountId: change.accountId,
    by: null,
    tracking: change.tracking,
    lines: change.lines.map(({ line, quantity, minor, disposition }) => ({
      line,
      quantity,
      total: money(minor),
      disposition,
    })),
    goods: money(change.goodsMinor),
    shipping: money(change.shippingMinor),
    tax: money(change.taxMinor),
    fee: money(change.feeMinor),
    back: money(
      change.goodsMinor + change.shippingMinor + (taxAdded ? change.taxMinor : 0n) - change.feeMinor,
    ),
    refunded: money(change.refundedMinor),
  }))
}

type Shown = ReturnType<typeof shownChanges>

/** The same with the names of those who did them, for staff. */
export async function namedChanges(tx: Tx, changes: Shown) {
  const names = new Map<bigint, string>()
  for (const id of new Set(changes.flatMap(({ accountId }) => accountId ?? []))) {
    const account = await accountById(tx, id)
    if (account) names.set(id, account.name)
  }
  return changes.map(({ accountId, ...change }) => ({
    ...change,
    by: (accountId === null ? undefined : names.get(accountId)) ?? null,
  }))
}

/** The same without what is said among staff. */
export function outwardChanges(changes: Shown) {
  return changes.map((change) => ({ ...change, reason: null }))
}

/** A decided change as contracts show it. */
export function shownDecided(currency: string, change: DecidedChange) {
  const money = (minor: bigint) => ({ minor, currency })
  const volumes: Record<string, bigint> = {}
  for (const line of change.lines)
    for (const [name, micro] of line.volumes) volumes[name] = (volumes[name] ?? 0n) + micro
  return {
    lines: change.lines.map(({ line, quantity, minor, taxMinor, discountMinor }) => ({
      line,
      quantity,
      total: money(minor),
      tax: money(taxMinor),
      discount: money(discountMinor),
    })),
    goods: money(change.goodsMinor),
    shipping: money(change.shippingMinor),
    tax: money(change.taxMinor),
    taxAdded: change.taxAdded,
    fee: money(change.feeMinor),
    back: money(change.backMinor),
    refunded: money(change.refundedMinor),
    volumes,
    isLast: change.isLast,
    instead: null,
    settled: money(0n),
  }
}
