import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Market } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { addCampaign, campaignsOf, setCampaignBudget, type Campaign } from '../store/campaigns.ts'
import { campaignsUsed } from '../store/uses.ts'

/** The campaigns of some markets with what they may cost and did. */
export async function shownCampaigns(tx: Tx, markets: readonly Market[]) {
  const byId = new Map(markets.map((market) => [market.id, market]))
  const campaigns = await campaignsOf(tx, [...byId.keys()])
  const used = await campaignsUsed(
    tx,
    campaigns.map(({ id }) => id),
  )
  return campaigns.flatMap((campaign) => {
    const market = byId.get(campaign.marketId)
    if (!market) return []
    const cost = { minor: used.get(campaign.id) ?? 0n, currency: market.currency }
    return [{ ...shownCampaign(campaign, market), used: cost }]
  })
}

/** Adds a campaign, or sets the budget of the one that is there. */
export async function saveCampaign(
  tx: Tx,
  of: Readonly<{ market: Market; code: string; title: string; budgetMinor: bigint | null }>,
): Promise<Result<Readonly<{ id: bigint; shown: ReturnType<typeof shownCampaign> }>>> {
  const { market, code, title, budgetMinor } = of
  if (budgetMinor !== null && budgetMinor <= 0n)
    return refuse('promotions.budget_not_positive', {}, 'budgetMinor')
  const row = { marketId: market.id, code, title, budgetMinor }
  const added = await addCampaign(tx, row)
  if (added !== undefined) return ok({ id: added, shown: shownCampaign(row, market) })
  const known = (await campaignsOf(tx, [market.id])).find((one) => one.code === code)
  if (!known) throw new Error('a campaign is neither new nor there')
  await setCampaignBudget(tx, { id: known.id, title, minor: budgetMinor })
  return ok({ id: known.id, shown: shownCampaign({ ...row, title }, market) })
}

function shownCampaign(
  { code, title, budgetMinor }: Omit<Campaign, 'id'>,
  { code: market, currency }: Market,
) {
  const budget = budgetMinor === null ? null : { minor: budgetMinor, currency }
  return { market, code, title, budget }
}
