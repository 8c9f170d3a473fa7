import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { Campaign } from '../domain/campaigns/campaign.ts'
import { campaignByCode, insertCampaign, takenCodes, updateCampaign } from '../store/campaigns.ts'
import { nextVersion } from '../store/kits.ts'
import { printedOf } from '../store/positions.ts'

/** A catalogue on paper as people write it; it holds in one market, or in all of them where that is null. */
export type CampaignInput = Omit<Campaign, 'id'> & Readonly<{ marketId: bigint | null }>

/** Adds a campaign without positions and gives its id; refused as `catalog.campaign_taken_conflict` or as its days are. */
export async function createCampaign(tx: Tx, input: CampaignInput): Promise<Result<bigint>> {
  const refused = refuseDays(input)
  if (refused) return refused
  if (await campaignByCode(tx, input.code))
    return refuse('catalog.campaign_taken_conflict', { campaign: input.code }, 'code')
  return ok(await insertCampaign(tx, input))
}

/**
 * Writes when and where a campaign holds and what it is called, over the revision that was looked at. Refused as
 * `catalog.campaign_not_found`, `catalog.campaign_conflict` when somebody else changed it meanwhile, as its days are, or as
 * `catalog.printed_conflict` when one of its codes would then mean two things at once.
 */
export async function editCampaign(
  tx: Tx,
  input: CampaignInput & Readonly<{ revision: number }>,
): Promise<Result<Readonly<{ id: bigint; revision: number }>>> {
  const refused = refuseDays(input)
  if (refused) return refused
  const campaign = await campaignByCode(tx, input.code, { holds: true })
  if (!campaign) return refuse('catalog.campaign_not_found', { campaign: input.code })
  if (campaign.revision !== input.revision)
    return refuse('catalog.campaign_conflict', { campaign: input.code })
  // Whoever prints at the same moment waits, or was waited for.
  await nextVersion(tx)
  const [taken] = await takenCodes(tx, input, await printedOf(tx, campaign.id))
  if (taken) return refuseTaken(taken)
  const { texts, marketId, fromDay, untilDay, revision } = input
  await updateCampaign(tx, { id: campaign.id, texts, marketId, fromDay, untilDay, revision })
  return ok({ id: campaign.id, revision: revision + 1 })
}

/** Why a printed code cannot be used: it is a product's own code, or another campaign has it at the same time. */
export function refuseTaken(taken: Readonly<{ printed: string; campaign: string | null }>): Result<never> {
  const { printed, campaign } = taken
  return campaign === null
    ? refuse('catalog.printed_product_conflict', { printed }, 'printed')
    : refuse('catalog.printed_conflict', { printed, campaign }, 'printed')
}

function refuseDays({ fromDay, untilDay, texts }: CampaignInput): Result<never> | undefined {
  if (untilDay < fromDay) return refuse('catalog.campaign_days', {}, 'untilDay')
  return Object.keys(texts).length === 0 ? refuse('catalog.text_missing', {}, 'texts') : undefined
}
