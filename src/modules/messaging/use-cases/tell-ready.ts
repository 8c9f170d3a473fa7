import { billedOrder, orderPage } from '#modules/orders/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { composeReady } from '../domain/compose-mail.ts'
import { mailsOrders } from './messaging-settings.ts'
import { postComposed, sendingFor } from './post-composed.ts'
import { readerOf } from './tell-order.ts'

/** Tells a buyer, once, that an order can be picked up; nobody where mails of orders are switched off. */
export async function tellReady(
  deps: { db: Db },
  tx: Tx,
  about: About,
  of: { code: string; marketId: bigint },
): Promise<void> {
  const { sender, isOn } = await sendingFor(tx, { marketId: of.marketId, setting: mailsOrders })
  const order = isOn ? await billedOrder(deps, tx, of.code) : undefined
  const place = order?.way?.place
  if (!order || !place) return
  const { email, language } = await readerOf(tx, order)
  const { code, marketId, buyer } = order
  const page = await orderPage(tx, order)
  const id = await postComposed(tx, {
    key: `order_ready:${code}`,
    kind: 'order_ready',
    email,
    name: buyer.name,
    language,
    mail: composeReady({ language, sender, name: buyer.name }, { code, place, page }),
    about: { kind: 'order', code },
    marketId,
  })
  if (id !== undefined) about('mail', id)
}
