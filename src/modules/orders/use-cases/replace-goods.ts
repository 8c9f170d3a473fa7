import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import type { WantedChange } from '../domain/order-change.ts'
import type { WantedLine } from '../domain/order.ts'
import { orderDetail } from '../store/order-detail.ts'
import { linkOrder, partiesOf, type LinkKind } from '../store/order-links.ts'
import { partyById } from '../store/parties.ts'
import type { Placed } from '../store/place.ts'
import { changeOrder, type ChangeToMake } from './change-order.ts'
import { decideOrder, placeWithin, type OrderToPlace } from './place-order.ts'
import { settleAfterChange } from './settle-party.ts'

export type GoodsToReplace = Omit<ChangeToMake, 'kind' | 'key'> &
  Readonly<{
    as: LinkKind
    key: string
    goods: readonly WantedLine[]
    /** What the other order may cost; another total is refused. */
    expectedTotalMinor?: bigint | undefined
  }>

/** What is replaced: sent pieces come back for an exchange, pieces that wait are taken back for a substitute. */
export const replacedBy = { exchange: 'return', substitute: 'cancel' } as const satisfies Record<
  LinkKind,
  WantedChange['kind']
>

/**
 * Takes pieces of an order back and places another order of the same buyer, seller and address for other goods, at the prices of now,
 * linked to the first one and of the same party; both or nothing. Refused as changeOrder and placeOrder refuse.
 */
export async function replaceGoods(
  deps: { db: Db },
  tx: Tx,
  input: GoodsToReplace,
): Promise<Result<Readonly<{ number: number; placed: Placed }>>> {
  const { as, goods, expectedTotalMinor, ...change } = input
  const changed = await changeOrder(tx, { ...change, kind: replacedBy[as] })
  if (!changed.ok) return changed
  const payloadHash = hashToken(JSON.stringify([as, goods]))
  const key = { channel: 'desk' as const, scope: `order ${input.orderId}`, key: input.key, payloadHash }
  const { result } = await placeWithin(deps, tx, key, async (inside) => {
    const order = await orderLike(inside, input.orderId, goods)
    return order.ok ? ok({ ...order.value, expectedTotalMinor }) : order
  })
  if (!result.ok) return result
  const { number } = changed.value
  if (!result.value.again)
    await linkOrder(tx, { orderId: result.value.order, kind: as, ofOrderId: input.orderId, change: number })
  const { partyId } = (await partiesOf(tx, result.value.order)) ?? {}
  if (partyId) await settleAfterChange(tx, partyId)
  return ok({ number, placed: result.value })
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
async function orderLike(
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
    party: parties.partyId === null ? undefined : await partyById(tx, parties.partyId),
    isReplacement: true,
  })
}
