import { ok, refuse, type Result } from '#shared/refusal.ts'
import { marketByCode, type Market } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hasRight, type Viewer } from '#platform/sessions/viewer.ts'
import { promotionByCode, type StoredPromotion } from '../store/promotions.ts'

export type Right = 'promotions.read' | 'promotions.manage'

/** A market in which the viewer has a right; refused as `promotions.market_unknown`. */
export async function marketFor(tx: Tx, viewer: Viewer, right: Right, code: string): Promise<Result<Market>> {
  const market = await marketByCode(tx, code)
  return market && hasRight(viewer, right, market.id)
    ? ok(market)
    : refuse('promotions.market_unknown', { market: code }, 'market')
}

/** A promotion of a market in which the viewer has a right; refused as `promotions.not_found`. */
export async function promotionFor(
  tx: Tx,
  viewer: Viewer,
  right: Right,
  of: Readonly<{ market: string; code: string }>,
): Promise<Result<Readonly<{ market: Market; promotion: StoredPromotion }>>> {
  const market = await marketFor(tx, viewer, right, of.market)
  if (!market.ok) return market
  const promotion = await promotionByCode(tx, { marketId: market.value.id, code: of.code })
  return promotion
    ? ok({ market: market.value, promotion })
    : refuse('promotions.not_found', { code: of.code }, 'code')
}
