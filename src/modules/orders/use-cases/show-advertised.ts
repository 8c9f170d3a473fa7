import { priceKindOf } from '#modules/catalog/api.ts'
import { marketByCode } from '#modules/company/api.ts'
import { personById } from '#modules/field/api.ts'
import { advertisedPromotions, titleIn } from '#modules/promotions/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import { ok, refuse } from '#shared/refusal.ts'
import { kindsOf } from './promoting.ts'

const DAY_MS = 86_400_000
const SHOWN_MAX = 6

/** What the shop tells of promotions of the moment; refused as `orders.market_unknown`. */
export async function showAdvertised(
  deps: { db: Db },
  tx: Tx,
  of: Readonly<{ market: string; language: string | undefined; personId: bigint | undefined }>,
) {
  const market = await marketByCode(tx, of.market)
  if (!market) return refuse('orders.market_unknown', { market: of.market }, 'market')
  const { personId: buyerId, language } = of
  const buyer = buyerId === undefined ? undefined : await personById(tx, buyerId)
  const kinds = kindsOf(priceKindOf(buyer?.kind), buyerId)
  const asked = { market, kinds, buyerId, atMs: await companyNow(tx), most: SHOWN_MAX }
  const promotions = await advertisedPromotions(deps, tx, asked)
  return ok({
    promotions: promotions.map(({ code, title, endsBefore }) => ({
      code,
      title: titleIn(title, language, market.language),
      until: endsBefore === undefined ? null : dayBefore(endsBefore),
    })),
  })
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10)
}
