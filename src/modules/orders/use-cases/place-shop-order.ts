import { ok, refuse, type Result } from '#shared/refusal.ts'
import { findInstallation } from '#platform/clock/installation.ts'
import type { Db } from '#platform/postgres/database.ts'
import { read, type Actor } from '#platform/postgres/transact.ts'
import { hashToken } from '#platform/sessions/token.ts'
import { partyById } from '../store/parties.ts'
import type { Placed } from '../store/place.ts'
import { keepBasket, type BasketName } from './own-basket.ts'
import type { ChosenPayment } from './paying-terms.ts'
import { statusToken } from './order-marks.ts'
import { placeOrder, type Address, type Contact, type OrderKey } from './place-order.ts'
import { chosenGifts, linesByCode } from './show-basket.ts'
import { sellerOf } from './seller-of.ts'

export type ShopOrder = Readonly<{
  basket: BasketName
  contact: Contact
  /** Left out where a party's parcels all go to its host, or it is picked up. */
  delivery?: Address | undefined
  ofAge?: number | undefined
  payment: ChosenPayment
  expectedTotal?: Readonly<{ minor: bigint; currency: string }> | undefined
}>

/**
 * Buys what lies in a basket, as a guest or as the customer who is signed in. A customer's order belongs to the
 * distributor who looks after the customer, a guest's to the shop that the basket stands in, one of a party to whoever sells there. Gives the order and the
 * secret of its status page.
 */
export async function placeShopOrder(
  deps: { db: Db },
  call: { actor: Actor; key: string; payloadHash: Buffer },
  order: ShopOrder,
): Promise<Result<Placed & { status: string }>> {
  const installation = await read(deps, call.actor, findInstallation)
  if (!installation) throw new Error('orders are placed in an installation that has begun')
  const key: OrderKey = {
    channel: 'shop',
    scope:
      'token' in order.basket ? hashToken(order.basket.token).toString('hex') : `basket ${order.basket.id}`,
    key: call.key,
    payloadHash: call.payloadHash,
  }
  const status = statusToken(installation.seed, key)
  const placed = await placeOrder(
    deps,
    { actor: call.actor, useCase: 'orders.place_shop_order', key },
    async (tx) => {
      const found = await keepBasket(tx, order.basket)
      if (!found.ok) return found
      const basket = found.value
      const lines = await linesByCode(tx, basket)
      if (lines.length === 0) return refuse('orders.empty', {}, 'basket')
      const buyerId = call.actor.personId ?? undefined
      const party = basket.partyId === null ? undefined : await partyById(tx, basket.partyId)
      return ok({
        marketId: basket.marketId,
        type: 'order' as const,
        buyerId,
        sellerId: await sellerOf(tx, {
          // Whoever sells at the party, whoever looks after the customer otherwise.
          buyerId: party ? undefined : buyerId,
          shopOwnerId: party?.sellerId ?? basket.sellerId,
          marketId: basket.marketId,
        }),
        party,
        lines,
        coupons: basket.coupons,
        gifts: await chosenGifts(tx, basket),
        guestName: buyerId === undefined ? order.contact.name : undefined,
        contact: order.contact,
        address: party?.shipsTo === 'host' ? undefined : order.delivery,
        asksAddress: true,
        way: basket.way ?? undefined,
        place: basket.place ?? undefined,
        ofAge: order.ofAge,
        payment: order.payment,
        expectedTotalMinor: order.expectedTotal?.minor,
        basketHash: basket.tokenHash,
        statusHash: hashToken(status),
      })
    },
  )
  return placed.ok ? ok({ ...placed.value, status }) : placed
}
