import { houseSeller, mayServe, personById } from '#modules/field/api.ts'
import type { Tx } from '#platform/postgres/database.ts'

/** Whoever looks after the customer, else whose shop it is; as the company's rule says when that is nobody or no longer sells. */
export async function sellerOf(
  tx: Tx,
  of: Readonly<{ buyerId: bigint | undefined; shopOwnerId: bigint | null; marketId: bigint }>,
): Promise<bigint | undefined> {
  const buyer = of.buyerId === undefined ? undefined : await personById(tx, of.buyerId)
  const sellerId = buyer?.servedBy ?? of.shopOwnerId
  const seller = sellerId === null ? undefined : await personById(tx, sellerId)
  return seller && mayServe(seller) ? seller.id : (await houseSeller(tx, of.marketId))?.id
}

/** In whose name an order comes that comes by itself: who sells orders for themselves. */
export async function sellerOfAutoship(
  tx: Tx,
  { personId, marketId }: Readonly<{ personId: bigint; marketId: bigint }>,
): Promise<bigint | undefined> {
  const person = await personById(tx, personId)
  const sells = person?.kind === 'distributor' || person?.kind === 'company'
  return sells ? personId : sellerOf(tx, { buyerId: personId, shopOwnerId: null, marketId })
}
