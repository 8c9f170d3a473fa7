import { ok, refuse } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { textIn, type GoodsMarket } from '../domain/price-book.ts'
import type { CampaignPrice } from '../domain/campaigns/position.ts'
import { campaignByCode, listCampaigns, type CampaignState, type KeptCampaign } from '../store/campaigns.ts'
import { listPositions, POSITION_SORTS, printedOf, type PositionSort } from '../store/positions.ts'
import { goodsMarkets } from './market-goods.ts'

type Window = Readonly<{ limit: number; offset: number }>
type Markets = ReadonlyMap<bigint, GoodsMarket>

/** A page of catalogues on paper, the latest first; refused as `catalog.market_not_found`. */
export async function shownCampaigns(
  tx: Tx,
  of: Window &
    Readonly<{ search?: string | undefined; market?: string | undefined; state?: CampaignState | undefined }>,
) {
  const { market: code, ...question } = of
  const markets = await goodsMarkets(tx)
  const market = [...markets.values()].find((one) => one.code === code)
  if (code !== undefined && !market) return refuse('catalog.market_not_found', { market: code }, 'market')
  const { rows, total } = await listCampaigns(tx, { ...question, marketId: market?.id })
  const shown = rows.map(({ positions, state, ...campaign }) => ({
    ...headOf(campaign, markets),
    positions,
    state,
  }))
  return ok({ total, rows: shown })
}

/** One catalogue on paper; refused as `catalog.campaign_not_found`. */
export async function shownCampaign(tx: Tx, code: string) {
  const campaign = await campaignByCode(tx, code)
  if (!campaign) return refuse('catalog.campaign_not_found', { campaign: code })
  const positions = (await printedOf(tx, campaign.id)).length
  const { texts, revision } = campaign
  return ok({ ...headOf(campaign, await goodsMarkets(tx)), texts, revision, positions })
}

function headOf({ code, texts, marketId, fromDay, untilDay }: KeptCampaign, markets: Markets) {
  const market = marketId === null ? null : (markets.get(marketId)?.code ?? null)
  return { campaign: code, name: textIn(texts).name, market, fromDay, untilDay }
}

/** A page of what a campaign prints; refused as `catalog.campaign_not_found`. */
export async function shownPositions(
  tx: Tx,
  of: Window &
    Readonly<{
      campaign: string
      search?: string | undefined
      price?: 'own' | 'usual' | undefined
      page?: number | undefined
      sort?: string | undefined
    }>,
) {
  const campaign = await campaignByCode(tx, of.campaign)
  if (!campaign) return refuse('catalog.campaign_not_found', { campaign: of.campaign })
  const { sort, search, price, page, limit, offset } = of
  const { rows, total } = await listPositions(tx, {
    campaignId: campaign.id,
    search,
    price,
    page,
    limit,
    offset,
    ...sortOf(sort),
  })
  const markets = await goodsMarkets(tx)
  return ok({
    total,
    rows: rows.map((row) => ({
      printed: row.printed,
      product: row.product,
      name: row.name,
      state: row.state,
      page: row.page,
      prices: shownPrices(row.prices, markets),
    })),
  })
}

function sortOf(asked: string | undefined): Readonly<{ sort: PositionSort; descending: boolean }> {
  const plain = asked?.replace(/^-/, '')
  const sort = POSITION_SORTS.find((one) => one === plain) ?? 'page'
  return { sort, descending: asked?.startsWith('-') ?? false }
}

function shownPrices(prices: readonly CampaignPrice[], markets: Markets) {
  return prices.flatMap(({ marketId, kind, minor, volumes }) => {
    const market = markets.get(marketId)
    if (!market) return []
    return [{ market: market.code, kind, price: { minor, currency: market.currency }, volumes }]
  })
}
