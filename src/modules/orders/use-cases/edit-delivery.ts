import { ok, refuse, type Result } from '#shared/refusal.ts'
import { marketById } from '#modules/company/api.ts'
import { sameTaxes, taxTableOf } from '#modules/tax/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { piecesFor } from '../domain/order-change.ts'
import { orderDetail } from '../store/order-detail.ts'
import { readdressRow } from '../store/place.ts'
import { changeByKey, holdOrder, standingOrder } from '../store/standing-order.ts'
import type { Address } from './place-order.ts'

/**
 * Changes where an order is delivered while something of it waits to be sent. Another country, or a place that is taxed otherwise,
 * asks for another order. Refused as `orders.not_found`, `orders.send_conflict`, `orders.picked_up`, `orders.address_country`, `orders.address_tax`, and
 * as `idempotency.conflict` for another address under the key.
 */
export async function editDelivery(
  deps: { db: Db },
  tx: Tx,
  input: Readonly<{
    orderId: bigint
    key: string
    address: Address
    reason?: string | undefined
    accountId?: bigint | undefined
  }>,
): Promise<Result<Readonly<{ number: number; changedAt: number }>>> {
  const { orderId, key, address, reason, accountId } = input
  const order = (await holdOrder(tx, orderId)) ? await standingOrder(tx, orderId) : undefined
  const detail = order && (await orderDetail(tx, { code: order.code }))
  if (!order || !detail) return refuse('orders.not_found')
  const payloadHash = hashToken(JSON.stringify([address, reason]))
  const before = await changeByKey(tx, orderId, key)
  if (before)
    return before.payloadHash.equals(payloadHash)
      ? ok({ number: before.number, changedAt: before.at.getTime() })
      : refuse('idempotency.conflict')
  if (order.lines.every((line) => piecesFor('send', line) === 0))
    return refuse('orders.send_conflict', { order: order.code })
  if (detail.way?.place) return refuse('orders.picked_up', { order: order.code })
  const place = detail.address ?? (await marketById(tx, order.marketId))
  if (address.country !== place?.country) return refuse('orders.address_country', {}, 'country')
  if (!sameTaxes(await taxTableOf(deps, tx, order.marketId), place, address))
    return refuse('orders.address_tax', {}, 'postalCode')
  const number = order.changes + 1
  const document = { order: orderId, number, reason, account: accountId, key, address }
  const changedAt = await readdressRow(tx, { ...document, payloadHash: payloadHash.toString('hex') })
  return ok({ number, changedAt })
}
