import { personById } from '#modules/field/api.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { shopKey } from '../store/shop-key.ts'
import { statusToken } from './order-marks.ts'

/**
 * The page on which the buyer of an order follows it: by its secret where it was placed in the shop, else in the buyer's account or
 * office; undefined where there is none. For mails that the program writes; no viewer is given the secret.
 */
export async function orderPage(
  tx: Tx,
  order: Readonly<{ id: bigint; code: string; buyerId: bigint | null }>,
): Promise<string | undefined> {
  const placed = await shopKey(tx, order.id)
  if (placed) {
    const installation = await findInstallation(tx)
    if (!installation) throw new Error('orders are placed in an installation that has begun')
    return `/order/${statusToken(installation.seed, { channel: 'shop', ...placed })}`
  }
  const buyer = order.buyerId === null ? undefined : await personById(tx, order.buyerId)
  if (!buyer) return undefined
  const isSeller = buyer.kind === 'distributor' || buyer.kind === 'company'
  return isSeller ? `/office/sell/orders/${order.code}` : `/account/orders/${order.code}`
}
