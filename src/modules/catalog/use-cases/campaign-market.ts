import { ok, refuse, type Result } from '#shared/refusal.ts'
import { marketByCode } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { hasRight, scopeOf, type Viewer } from '#platform/sessions/viewer.ts'
import { campaignByCode, type KeptCampaign } from '../store/campaigns.ts'

/**
 * Where a campaign may hold that the viewer writes: in a market of theirs, or everywhere (null) for whoever keeps all of them. Refused
 * as `catalog.market_not_found` or `catalog.goods_forbidden`.
 */
export async function campaignMarket(
  tx: Tx,
  viewer: Viewer,
  code: string | null,
): Promise<Result<bigint | null>> {
  if (code === null) return mayKeep(viewer, null) ? ok(null) : refuse('catalog.goods_forbidden', {}, 'market')
  const market = await marketByCode(tx, code)
  return market && mayKeep(viewer, market.id)
    ? ok(market.id)
    : refuse('catalog.market_not_found', { market: code }, 'market')
}

/** A campaign that the viewer may write; refused as `catalog.campaign_not_found` or `catalog.goods_forbidden`. */
export async function keptCampaign(tx: Tx, viewer: Viewer, code: string): Promise<Result<KeptCampaign>> {
  const campaign = await campaignByCode(tx, code)
  if (!campaign) return refuse('catalog.campaign_not_found', { campaign: code })
  return mayKeep(viewer, campaign.marketId) ? ok(campaign) : refuse('catalog.goods_forbidden')
}

function mayKeep(viewer: Viewer, marketId: bigint | null): boolean {
  return marketId === null
    ? scopeOf(viewer, 'catalog.write') === 'everywhere'
    : hasRight(viewer, 'catalog.write', marketId)
}
