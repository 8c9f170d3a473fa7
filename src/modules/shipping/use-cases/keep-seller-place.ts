import { marketById } from '#modules/company/api.ts'
import { mayServe, personById } from '#modules/field/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { ok, refuse, type Result } from '#shared/refusal.ts'
import { waysAt, type PlaceAddress } from '../domain/shipping.ts'
import { saveSellerPlace, sellerPlace } from '../store/seller-places.ts'
import { loadShippingTable } from '../store/shipping-table.ts'
import { addressOf } from './keep-showrooms.ts'

/**
 * Says where and when somebody who sells hands orders over, or that they do so no more. Refused as `shipping.seller_unable`, and as
 * `shipping.seller_country` for a place outside of the market's country, which would bring other taxes.
 */
export async function keepSellerPlace(
  tx: Tx,
  input: PlaceAddress & Readonly<{ personId: bigint; isOpen: boolean; name: string; times: string }>,
): Promise<Result<undefined>> {
  const { personId, isOpen, name, times } = input
  const person = await personById(tx, personId)
  const market = person && (await marketById(tx, person.marketId))
  if (!person || !market || !mayServe(person)) return refuse('shipping.seller_unable')
  if (input.country !== market.country) return refuse('shipping.seller_country', {}, 'country')
  await saveSellerPlace(tx, personId, { isOpen, name, times, address: addressOf(input) })
  return ok(undefined)
}

/** What somebody said of handing orders over, and whether their market lets sellers do so now. */
export async function ownSellerPlace(tx: Tx, personId: bigint) {
  const person = await personById(tx, personId)
  const market = person && (await marketById(tx, person.marketId))
  if (!market) throw new Error('who sells is in a market')
  const table = await loadShippingTable(tx, { marketId: market.id, version: 0n })
  const place = await sellerPlace(tx, personId)
  return {
    isOffered: waysAt(table, await companyNow(tx)).some(({ kind }) => kind === 'seller'),
    country: market.country,
    place: place ? { isOpen: place.isOpen, name: place.name, ...place.address, times: place.times } : null,
  }
}
