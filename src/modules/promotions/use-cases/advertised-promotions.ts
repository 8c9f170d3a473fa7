import type { Market } from '#modules/company/api.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { endOf, isForLooking } from '../domain/advertised.ts'
import { leftOfLimits, momentOf } from './promotion-ground.ts'
import { promotionsAt } from './promotion-book.ts'

/** A promotion that the shop tells of, with the first day on which it no longer holds where it says one. */
export type Advertised = Readonly<{
  code: string
  title: Readonly<Record<string, string>>
  endsBefore: string | undefined
}>

/**
 * The promotions of the moment that somebody who looks at the shop may come to by what they buy, the more important ones first: those that
 * ask for a coupon, an entitlement, a rank, a party or earlier orders are left out, and those of which nothing is left.
 */
export async function advertisedPromotions(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{
    market: Market
    kinds: readonly string[]
    buyerId: bigint | undefined
    atMs: number
    most: number
  }>,
): Promise<readonly Advertised[]> {
  const { market, kinds, buyerId, atMs, most } = of
  const { day } = momentOf(atMs, market.timeZone)
  const set = await promotionsAt(deps, tx, { marketId: market.id, currency: market.currency, atMs })
  const looking = { kinds, market: market.code, day }
  const wanted = [...set.byCode.values()].filter(({ promotion }) => isForLooking(promotion, looking))
  const left = await leftOfLimits(tx, wanted, { buyerId, month: day.slice(0, 7) })
  return wanted
    .map(({ promotion }) => promotion)
    .filter(({ code }) => left[code]?.times !== 0)
    .toSorted((one, other) => other.priority - one.priority || (one.code < other.code ? -1 : 1))
    .slice(0, most)
    .map((promotion) => ({
      code: promotion.code,
      title: promotion.title,
      endsBefore: endOf(promotion),
    }))
}
