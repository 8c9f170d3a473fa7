import { ok, refuse, type Result } from '#shared/refusal.ts'
import type { Market } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import { campaignsOf } from '../store/campaigns.ts'
import {
  addPromotion,
  addVersion,
  promotionByCode,
  versionsOf,
  type StoredPromotion,
} from '../store/promotions.ts'
import { checkText, type CheckedText } from './check-text.ts'
import { problemText } from './promotion-error.ts'
import { tellChanged } from './tell-changed.ts'

type Saved = Readonly<{ promotion: StoredPromotion; version: number }>

/**
 * Makes a promotion of a market from its text, as a draft. Refused as `promotions.text_wrong` with the first problem,
 * `promotions.code_conflict`, or `promotions.campaign_unknown`.
 */
export async function createPromotion(
  tx: Tx,
  of: Readonly<{ market: Market; text: string; campaign: string | undefined; madeBy: bigint | null }>,
): Promise<Result<Saved>> {
  const { market, text } = of
  const checked = checkText(text, market.currency)
  if (!checked.ok) return refuseText(checked)
  const { code } = checked.promotion
  const campaign = (await campaignsOf(tx, [market.id])).find((one) => one.code === of.campaign)
  if (of.campaign !== undefined && !campaign)
    return refuse('promotions.campaign_unknown', { code: of.campaign }, 'campaign')
  if (await promotionByCode(tx, { marketId: market.id, code }))
    return refuse('promotions.code_conflict', { code }, 'text')
  const promotion = await addPromotion(tx, { marketId: market.id, code, campaignId: campaign?.id ?? null })
  const now = new Date(await companyNow(tx))
  await addVersion(tx, {
    promotionId: promotion.id,
    number: 1,
    text,
    validFrom: now,
    madeAt: now,
    madeBy: of.madeBy,
    limits: checked.limits,
  })
  await tellChanged(tx, promotion)
  return ok({ promotion, version: 1 })
}

/**
 * Adds a text to a promotion; what was there before stays as it is. It holds from `validFromMs` on, or at once. Refused as
 * `promotions.text_wrong`, `promotions.code_other`, `promotions.ended`, or `promotions.from_past`.
 */
export async function revisePromotion(
  tx: Tx,
  of: Readonly<{
    market: Market
    promotion: StoredPromotion
    text: string
    validFromMs: number | undefined
    madeBy: bigint | null
  }>,
): Promise<Result<Saved>> {
  const { promotion, text, market } = of
  if (promotion.state === 'ended') return refuse('promotions.ended', { code: promotion.code })
  const checked = checkText(text, market.currency)
  if (!checked.ok) return refuseText(checked)
  if (checked.promotion.code !== promotion.code)
    return refuse('promotions.code_other', { code: promotion.code, other: checked.promotion.code }, 'text')
  const versions = (await versionsOf(tx, [promotion.id])).get(promotion.id) ?? []
  const last = versions.at(-1)
  const now = await companyNow(tx)
  const from = of.validFromMs ?? Math.max(now, last?.validFrom.getTime() ?? now)
  // What was charged already stays explainable, and versions hold in the order of their numbers.
  if (from < now || (last !== undefined && from < last.validFrom.getTime()))
    return refuse('promotions.from_past', {}, 'validFrom')
  const number = (last?.number ?? 0) + 1
  await addVersion(tx, {
    promotionId: promotion.id,
    number,
    text,
    validFrom: new Date(from),
    madeAt: new Date(now),
    madeBy: of.madeBy,
    limits: checked.limits,
  })
  await tellChanged(tx, promotion)
  return ok({ promotion, version: number })
}

function refuseText(checked: Extract<CheckedText, { ok: false }>): Result<never> {
  const [first] = checked.problems
  return refuse('promotions.text_wrong', { problem: first ? problemText(first) : '' }, 'text')
}
