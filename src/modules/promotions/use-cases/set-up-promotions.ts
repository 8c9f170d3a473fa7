import { ok, type Result } from '#shared/refusal.ts'
import type { Market } from '#modules/company/api.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { PromotionState } from '../store/tables.ts'
import { changeState } from './change-state.ts'
import { makeCoupons } from './make-coupons.ts'
import { createPromotion } from './save-promotion.ts'
import { saveCampaign } from './show-campaigns.ts'

/** What a market begins with. A coupon is a code that everybody may use, by the name that promotions ask for. */
type PromotionSetUp = Readonly<{
  campaigns: readonly Readonly<{ code: string; title: string; budgetMinor: bigint | null }>[]
  coupons: readonly Readonly<{ name: string; code: string }>[]
  promotions: readonly Readonly<{ state: PromotionState; campaign?: string; text: string }>[]
}>

/** How a promotion comes to a state from being a draft. */
const STEPS: Readonly<Record<PromotionState, readonly PromotionState[]>> = {
  draft: [],
  active: ['active'],
  paused: ['active', 'paused'],
  ended: ['active', 'ended'],
}

/**
 * Gives a market campaigns, coupons and promotions in one go, at the company's present time. Refused as the first of them is
 * that cannot be made; nothing is kept then if the caller ends the transaction.
 */
export async function setUpPromotions(
  tx: Tx,
  market: Market,
  of: PromotionSetUp,
): Promise<Result<undefined>> {
  // One after the other, in the order of the lists, so that the same set-up gives the same ids.
  // oxlint-disable no-await-in-loop
  for (const campaign of of.campaigns) {
    const saved = await saveCampaign(tx, { market, ...campaign })
    if (!saved.ok) return saved
  }
  for (const coupon of of.coupons) {
    const shared = { kind: 'shared', validUntilMs: undefined, usesMost: undefined } as const
    const made = await makeCoupons(tx, { ...coupon, ...shared, marketId: market.id })
    if (!made.ok) return made
  }
  for (const { state, campaign, text } of of.promotions) {
    const created = await createPromotion(tx, { market, text, campaign, madeBy: null })
    if (!created.ok) return created
    for (const to of STEPS[state]) {
      const changed = await changeState(tx, { promotion: created.value.promotion, to })
      if (!changed.ok) return changed
    }
  }
  // oxlint-enable no-await-in-loop
  return ok(undefined)
}
