import { contactOf } from '#modules/field/api.ts'
import { billedOrder, orderPage } from '#modules/orders/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { dayText } from '#shared/time.ts'
import { composeConfirmation } from '../domain/compose-mail.ts'
import { mailLanguage } from '../domain/mail-words.ts'
import { mailsOrders } from './messaging-settings.ts'
import { postComposed, sendingFor } from './post-composed.ts'

/** Who is to be told of an order, in which language; the buyer's own address where the order says none. */
export async function readerOf(
  tx: Tx,
  order: Readonly<{ buyerId: bigint | null; email: string | null; language: string }>,
): Promise<Readonly<{ email: string | null; language: string }>> {
  const own = order.buyerId === null ? undefined : await contactOf(tx, order.buyerId)
  return { email: order.email ?? own?.email ?? null, language: mailLanguage(own?.language, order.language) }
}

/** Confirms an order to its buyer, once; nothing where nobody knows the buyer's address or such mails are switched off. */
export async function tellOrder(
  deps: { db: Db },
  tx: Tx,
  about: About,
  of: { code: string; marketId: bigint },
) {
  const { sender, isOn, timeZone } = await sendingFor(tx, { marketId: of.marketId, setting: mailsOrders })
  if (!isOn) return
  const order = await billedOrder(deps, tx, of.code)
  if (!order) throw new Error(`there is no order ${of.code}`)
  const { email, language } = await readerOf(tx, order)
  const { code, marketId, buyer } = order
  const mail = composeConfirmation(
    { language, sender, name: buyer.name },
    {
      ...order,
      placedOn: dayText(order.placedAtMs, timeZone),
      shippingMinor: order.shipping.minor,
      address: buyer.address,
      page: await orderPage(tx, order),
    },
  )
  const id = await postComposed(tx, {
    key: `order_confirmation:${code}`,
    kind: 'order_confirmation',
    email,
    name: buyer.name,
    language,
    mail,
    about: { kind: 'order', code },
    marketId,
  })
  if (id !== undefined) about('mail', id)
}
