import { indexPromotions, type PromotionIndex } from './candidates.ts'
import type { PromotionLimits } from './limits.ts'
import { lanesOf, type Lane, type Promotion } from './promotion.ts'

/** A promotion as it holds in a market at a moment: one of its versions, with what limits it. */
export type HeldPromotion = Readonly<{
  id: bigint
  versionId: bigint
  promotion: Promotion
  limits: PromotionLimits
  campaignId: bigint | null
  campaignBudgetMinor: bigint | null
}>

/** All promotions that hold in a market at a moment. */
export type PromotionSet = Readonly<{
  index: PromotionIndex
  lanes: readonly Lane[]
  byCode: ReadonlyMap<string, HeldPromotion>
  /** Whether goods are asked for that gifts could be taken from. */
  givesGifts: boolean
}>

export function promotionSet(held: readonly HeldPromotion[]): PromotionSet {
  const promotions = held.map(({ promotion }) => promotion)
  return {
    index: indexPromotions(promotions),
    lanes: lanesOf(promotions),
    byCode: new Map(held.map((one) => [one.promotion.code, one])),
    givesGifts: promotions.some(({ reward, tiers }) =>
      [reward, ...(tiers?.steps.map((step) => step.reward) ?? [])].some(({ extras }) =>
        extras.some(({ is }) => is === 'gift' || is === 'gift_choice'),
      ),
    ),
  }
}

/** A promotion with all its versions, the oldest first; each holds from its moment on. */
export type DatedPromotion = Readonly<{
  versions: readonly (HeldPromotion & Readonly<{ fromMs: number }>)[]
}>

/** What holds at a moment, and until when it stays so. */
export function heldAt(
  dated: readonly DatedPromotion[],
  atMs: number,
): Readonly<{ set: PromotionSet; fromMs: number; untilMs: number }> {
  const moments = dated.flatMap(({ versions }) => versions.map(({ fromMs }) => fromMs))
  const held = dated.flatMap(({ versions }) => versions.findLast(({ fromMs }) => fromMs <= atMs) ?? [])
  return {
    set: promotionSet(held),
    fromMs: moments.filter((moment) => moment <= atMs).reduce((a, b) => Math.max(a, b), -Infinity),
    untilMs: moments.filter((moment) => moment > atMs).reduce((a, b) => Math.min(a, b), Infinity),
  }
}
