import { ok, refuse, type Result } from '#shared/refusal.ts'
import { settleBetween } from '#modules/payments/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import type { WantedChange } from '../domain/order-change.ts'
import type { WantedLine } from '../domain/order.ts'
import { orderDetail } from '../store/order-detail.ts'
import { linkOrder, partiesOf, replacedOrder, type LinkKind } from '../store/order-links.ts'
import { paidForOf } from '../store/order-money.ts'
import { partyById } from '../store/parties.ts'
import type { Placed } from '../store/place.ts'
import { holdOrder } from '../store/standing-order.ts'
import { changeOrder, type ChangeToMake } from './change-order.ts'
import { decideOrder, placeWithin, type OrderKey, type OrderToPlace } from './place-order.ts'
import { sendBack } from './pay-order.ts'
import { settleAfterChange } from './settle-party.ts'

export type GoodsToReplace = Omit<ChangeToMake, 'kind' | 'key'> &
  Readonly<{
    as: keyof typeof replacedBy
    key: string
    goods: readonly WantedLine[]
    /** What the other order may cost; another total is refused. */
    expectedTotalMinor?: bigint | undefined
  }>

/** What is replaced: sent pieces come back for an exchange, pieces that wait are taken back for a substitute. */
export const replacedBy = { exchange: 'return', substitute: 'cancel' } as const satisfies Partial<
  Record<LinkKind, WantedChange['kind']>
>

/**
 * Takes pieces of an order back and places another order of the same buyer, seller and address for other goods, at the prices of now,
 * linked to the first one and of the same party; both or nothing. What was paid of the pieces pays the other order; what is beyond that
 * goes back as after any change. Refused as changeOrder and placeOrder refuse.
 */
export async function replaceGoods(
  deps: { db: Db },
  tx: Tx,
  input: GoodsToReplace,
): Promise<Result<Readonly<{ number: number; placed: Placed }>>> {
  const { as, goods, expectedTotalMinor, ...change } = input
  // What had paid it may go back to the orders before it: they are held before a party is.
  await holdReplaced(tx, input.orderId)
  const changed = await changeOrder(tx, { ...change, kind: replacedBy[as], isReplaced: true })
  if (!changed.ok) return changed
  const { number, refundedMinor: settledMinor } = changed.value
  const payloadHash = hashToken(JSON.stringify([as, goods]))
  const key = { channel: 'desk' as const, scope: `order ${input.orderId}`, key: input.key, payloadHash }
  const placed = await placeLinked(
    deps,
    tx,
    { ...input, key, kind: as, change: number, settledMinor },
    async (inside) => {
      const order = await orderLike(inside, input.orderId, goods)
      return order.ok ? ok({ ...order.value, expectedTotalMinor }) : order
    },
  )
  return placed.ok ? ok({ number, placed: placed.value }) : placed
}

/**
 * Places an order that takes the place of goods of another one, which the caller holds, or comes in addition to them; what a change of
 * that one brought back of money that was paid pays it. Refused as placeOrder refuses.
 */
export async function placeLinked(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{
    orderId: bigint
    key: OrderKey
    kind: LinkKind
    /** The change by which goods were taken back; null where none were. */
    change: number | null
    settledMinor: bigint
    refundTo?: 'payment' | 'wallet' | undefined
    accountId?: bigint | null | undefined
  }>,
  prepare: (tx: Tx) => Promise<Result<OrderToPlace>>,
): Promise<Result<Placed>> {
  const { orderId: ofOrderId, kind, change, settledMinor } = of
  const { result } = await placeWithin(deps, tx, of.key, async (inside) => {
    const order = await prepare(inside)
    return order.ok ? ok({ ...order.value, settledMinor }) : order
  })
  if (!result.ok) return result
  const { order: orderId, again } = result.value
  if (!again) {
    await linkOrder(tx, { orderId, kind, ofOrderId, change })
    const settled =
      change === null
        ? ok(undefined)
        : await settle(tx, { orderId, ofOrderId, change }, { ...of, minor: settledMinor })
    if (!settled.ok) return settled
  }
  const { partyId } = (await partiesOf(tx, orderId)) ?? {}
  if (partyId) await settleAfterChange(tx, partyId)
  return result
}

/** Keeps an order and those before it whose goods each replaced, the newest first. */
export async function holdReplaced(tx: Tx, orderId: bigint): Promise<void> {
  let before: bigint | undefined = orderId
  while (before !== undefined && (await holdOrder(tx, before))) before = await replacedOrder(tx, before)
}

/** Pays the order that takes the place of goods with what these brought back, and gives back what is beyond that. */
async function settle(
  tx: Tx,
  { orderId, ofOrderId, change }: Readonly<{ orderId: bigint; ofOrderId: bigint; change: number }>,
  input: Readonly<{
    minor: bigint
    refundTo?: 'payment' | 'wallet' | undefined
    accountId?: bigint | null | undefined
  }>,
): Promise<Result<undefined>> {
  const { minor, refundTo = 'payment', accountId } = input
  const from = await paidForOf(tx, { id: ofOrderId })
  const to = await paidForOf(tx, { id: orderId })
  if (!from || !to) return refuse('orders.not_found')
  const key = `change ${change}`
  const settled = await settleBetween(tx, { from, to, mostMinor: minor, key, accountId })
  if (!settled.ok || settled.value === minor) return settled.ok ? ok(undefined) : settled
  return sendBack(tx, from, { minor: minor - settled.value, to: refundTo, key, accountId })
}

/** What goods would cost that take the place of pieces of an order, at the prices of now; nothing is written. */
export async function priceReplacement(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{ orderId: bigint; goods: readonly WantedLine[] }>,
): Promise<Result<bigint>> {
  const order = await orderLike(tx, of.orderId, of.goods)
  if (!order.ok) return order
  const decided = await decideOrder(deps, tx, order.value, { channel: 'desk', isPlacing: false })
  return decided.ok ? ok(decided.value.priced.totalMinor) : decided
}

/** An order for other goods of the same people. */
export async function orderLike(
  tx: Tx,
  orderId: bigint,
  lines: readonly WantedLine[],
): Promise<Result<OrderToPlace>> {
  const parties = await partiesOf(tx, orderId)
  const before = parties && (await orderDetail(tx, { code: parties.code }))
  if (!before) return refuse('orders.not_found')
  return ok({
    marketId: parties.marketId,
    type: 'order',
    buyerId: parties.buyerId ?? undefined,
    sellerId: parties.sellerId ?? undefined,
    lines,
    guestName: before.guestName ?? undefined,
    contact: before.contact ?? undefined,
    address: before.address ?? undefined,
    way: before.way?.code,
    place: before.way?.showroom ?? undefined,
    party: parties.partyId === null ? undefined : await partyById(tx, parties.partyId),
    isReplacement: true,
  })
}
