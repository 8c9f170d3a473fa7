import type { Market } from '#modules/company/api.ts'
import { waysAt, type DeliveryGround, type Destination, type ShippingTable } from '#modules/shipping/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { About } from '#platform/postgres/transact.ts'
import { ok, type Result } from '#shared/refusal.ts'
import { saveBasketWay, type Basket } from '../store/baskets.ts'
import type { Party } from '../store/parties.ts'
import { howDelivered, type HowDelivered } from './how-delivered.ts'
import { offeredWays, shownWay } from './offered-ways.ts'
import { keepBasket, type BasketName } from './own-basket.ts'
import type { PricedOrder } from './price-order.ts'
import { sellerOf } from './seller-of.ts'

/** Says how what lies in a basket comes to its buyer; whether that is offered is told with the basket, and when it is ordered. */
export async function setBasketWay(
  tx: Tx,
  about: About,
  input: Readonly<{ basket: BasketName; way?: string | undefined; place?: string | undefined }>,
): Promise<Result<undefined>> {
  const basket = await keepBasket(tx, input.basket, about)
  if (!basket.ok) return basket
  const { way = null, place = null } = input
  await saveBasketWay(tx, { basketId: basket.value.id, way, place: way === null ? null : place })
  return ok(undefined)
}

type Looked = Readonly<{
  basket: Basket
  destination: Destination | undefined
  party: Party | undefined
  market: Market
  sellerId: bigint | undefined
  atMs: number
}>

/** How what lies in a basket would come to its buyer: as was chosen, or by the usual way where that is not offered any more. */
export async function basketWay(tx: Tx, table: ShippingTable, of: Looked): Promise<HowDelivered> {
  const { basket, destination, party, market, sellerId, atMs } = of
  const asked = {
    way: basket.way ?? undefined,
    place: basket.place ?? undefined,
    destination,
    sellerId,
    party,
  }
  const how = await howDelivered(tx, table, { asked, market, atMs })
  if (how.ok) return how.value
  const usual = await howDelivered(tx, table, { asked: { destination, sellerId, party }, market, atMs })
  if (!usual.ok) throw new Error('the usual way asks for nothing')
  return usual.value
}

/** Who would sell what lies in a basket; looked up only where orders may be picked up there. */
export async function sellerOfBasket(
  tx: Tx,
  of: Omit<Looked, 'market' | 'sellerId' | 'destination'> &
    Readonly<{ table: ShippingTable; buyerId: bigint | undefined }>,
): Promise<bigint | undefined> {
  const { basket, party, table, atMs, buyerId } = of
  if (party) return party.sellerId
  if (!waysAt(table, atMs).some(({ kind }) => kind === 'seller')) return undefined
  return sellerOf(tx, { buyerId, shopOwnerId: basket.sellerId, marketId: basket.marketId })
}

/** The ways in which what lies in a basket could come, as the shop shows them; none where all parcels of its party go to the host. */
export async function basketWays(
  tx: Tx,
  of: Looked & Readonly<{ priced: PricedOrder; ground: DeliveryGround }>,
) {
  const { priced, market, ground, basket, destination, party, sellerId, atMs } = of
  if (party?.shipsTo === 'host') return []
  const home = { ...ground, way: undefined, to: destination ?? { country: market.country } }
  const ways = await offeredWays(tx, { priced, home, chosen: basket, sellerId, atMs })
  return ways.map((way) => shownWay(market.currency, way))
}
