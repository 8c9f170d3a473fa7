import type { Tx } from '#platform/postgres/database.ts'
import { orderDetail } from '../store/order-detail.ts'
import { showToken } from '../store/place.ts'

/** Lets the transaction see the order of the secret of its page; gives its code, undefined when there is none. */
export async function orderCodeByToken(tx: Tx, statusHash: Buffer): Promise<string | undefined> {
  await showToken(tx, statusHash)
  return (await orderDetail(tx, { statusHash }))?.code
}
