import { productsByIds } from '#modules/catalog/api.ts'
import { marketById } from '#modules/company/api.ts'
import { checkEarned, type BasketLine } from '#modules/promotions/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { DecidedChange } from '../domain/order-change.ts'
import { orderDetail } from '../store/order-detail.ts'
import { priceKindOfOrder, type ChangeableOrder } from '../store/standing-order.ts'
import { partyFactsOf } from './party-of-order.ts'
import { namesOf } from './price-order.ts'
import { historyOf, kindsOf } from './promoting.ts'

/** Uses of entitlements that are taken back. */
export type LostEarnings = Awaited<ReturnType<typeof checkEarned>>

/** Has promotions look again at what an order earned for later ones, by the goods that its changes left. */
export async function checkLeft(tx: Tx, order: ChangeableOrder): Promise<void> {
  await check(tx, order, { taken: new Map(), isTried: false })
}

/** What of that a change would take back that is not made yet. */
export async function lostBy(tx: Tx, order: ChangeableOrder, change: DecidedChange): Promise<LostEarnings> {
  if (change.kind === 'send') return []
  const taken = new Map(change.lines.map(({ line, quantity }) => [line, quantity]))
  return check(tx, order, { taken, isTried: true })
}

async function check(
  tx: Tx,
  order: ChangeableOrder,
  as: Readonly<{ taken: ReadonlyMap<number, number>; isTried: boolean }>,
): Promise<LostEarnings> {
  const { id: orderId, buyerId, placedAt } = order
  // What is earned is somebody's.
  if (buyerId === undefined) return []
  const { taken, isTried } = as
  const atMs = placedAt.getTime()
  const history = historyOf(tx, { atMs, waits: false })
  return checkEarned(tx, {
    orderId,
    atMs,
    history,
    isTried,
    left: async () => leftOf(tx, order, { buyerId, taken }),
  })
}

async function leftOf(
  tx: Tx,
  order: ChangeableOrder,
  { buyerId, taken }: Readonly<{ buyerId: bigint; taken: ReadonlyMap<number, number> }>,
) {
  const detail = await orderDetail(tx, { code: order.code })
  const market = await marketById(tx, order.marketId)
  if (!detail || !market) throw new Error('an order that is changed is there')
  const party = await partyFactsOf(tx, order)
  const kinds = kindsOf(await priceKindOfOrder(tx, order.id), buyerId)
  const lines = await linesLeft(tx, order, { lines: detail.lines, taken })
  return { market, buyerId, kinds, channel: detail.channel, party, atMs: order.placedAt.getTime(), lines }
}

type Line = NonNullable<Awaited<ReturnType<typeof orderDetail>>>['lines'][number]

async function linesLeft(
  tx: Tx,
  order: ChangeableOrder,
  { lines, taken }: Readonly<{ lines: readonly Line[]; taken: ReadonlyMap<number, number> }>,
): Promise<readonly BasketLine[]> {
  const products = await productsByIds(
    tx,
    lines.map(({ productId }) => productId),
  )
  return lines.flatMap((line) => {
    const product = products.get(line.productId)
    const quantity = line.quantity - line.cancelled - line.returned - (taken.get(line.line) ?? 0)
    if (!product || line.isGift || quantity === 0) return []
    const placed = order.lines.find((one) => one.line === line.line)
    const volumes = [...(placed?.volumes ?? [])].map(
      ([name, micro]) => [name, micro / BigInt(line.quantity)] as const,
    )
    return [
      {
        ...namesOf(product),
        unitMinor: line.unitMinor,
        quantity,
        volumes: Object.fromEntries(volumes),
        ...(line.campaign ? { line: line.campaign.printed, campaign: line.campaign.code } : {}),
      },
    ]
  })
}
