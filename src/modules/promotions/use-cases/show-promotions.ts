import { dayText } from '#shared/time.ts'
import { listMarkets, type Market } from '#modules/company/api.ts'
import { companyNow } from '#platform/clock/clock.ts'
import type { Tx } from '#platform/postgres/database.ts'
import type { MarketScope } from '#platform/sessions/viewer.ts'
import type { Condition } from '../domain/promotion.ts'
import { campaignsOf, type Campaign } from '../store/campaigns.ts'
import { promotionsOf, versionsOf, type StoredPromotion, type StoredVersion } from '../store/promotions.ts'
import { usedOf } from '../store/standing.ts'
import type { PromotionState } from '../store/tables.ts'
import { NO_USES, usesByDay, useSums } from '../store/uses.ts'
import { promotionSentences } from './promotion-sentences.ts'
import { titleIn } from './promotion-titles.ts'
import { readDocument, readPromotion } from './read-promotion.ts'

const DAYS_SHOWN = 30
const DAY_MS = 86_400_000

/** The markets in which the viewer has a right, by their code. */
export async function scopedMarkets(tx: Tx, scope: MarketScope): Promise<ReadonlyMap<string, Market>> {
  const markets = await listMarkets(tx)
  const seen = markets.filter(({ id }) => scope === 'everywhere' || scope.has(id))
  return new Map(seen.map((market) => [market.code, market]))
}

/** A page of the promotions of some markets as the list shows them; a search looks at their texts, which title and code stand in. */
export async function shownPromotions(
  tx: Tx,
  of: Readonly<{
    markets: readonly Market[]
    state?: PromotionState | undefined
    search?: string | undefined
    limit: number
    offset: number
  }>,
) {
  const marketIds = of.markets.map(({ id }) => id)
  const all = await promotionsOf(tx, { marketIds, state: of.state })
  const words =
    of.search
      ?.toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '') ?? []
  const found = words.length === 0 ? all : await namedBy(tx, all, words)
  const page = found.slice(of.offset, of.offset + of.limit)
  return { rows: await shownRows(tx, page, of.markets), total: found.length }
}

async function namedBy(tx: Tx, promotions: readonly StoredPromotion[], words: readonly string[]) {
  const versions = await versionsOf(
    tx,
    promotions.map(({ id }) => id),
  )
  return promotions.filter(({ id }) => {
    const text = versions.get(id)?.at(-1)?.text.toLowerCase() ?? ''
    return words.every((word) => text.includes(word))
  })
}

/** One promotion with its texts, its sentences and what was used of its limits. */
export async function shownPromotion(tx: Tx, promotion: StoredPromotion, market: Market) {
  const [row] = await shownRows(tx, [promotion], [market])
  const versions = (await versionsOf(tx, [promotion.id])).get(promotion.id) ?? []
  const now = await companyNow(tx)
  const held = heldVersion(versions, now)
  if (!row || !held) throw new Error('a promotion has no text')
  const campaign = (await campaignsOf(tx, [market.id])).find(({ id }) => id === promotion.campaignId)
  const compiled = readPromotion(held.text, market.currency)
  return {
    ...row,
    sentences: promotionSentences(compiled, held.limits, market.currency),
    versions: versions.map(({ number, text, validFrom, madeAt }) => ({
      number,
      text,
      validFrom: validFrom.getTime(),
      madeAt: madeAt.getTime(),
    })),
    budgets: await budgetsOf(tx, {
      promotion,
      held,
      campaign,
      month: dayText(now, market.timeZone).slice(0, 7),
    }),
    coupons: [...new Set(seriesAsked(compiled.when))],
  }
}

async function shownRows(tx: Tx, promotions: readonly StoredPromotion[], markets: readonly Market[]) {
  const ids = promotions.map(({ id }) => id)
  const now = await companyNow(tx)
  const versions = await versionsOf(tx, ids)
  const sums = await useSums(tx, ids)
  const since = dayText(now - (DAYS_SHOWN - 1) * DAY_MS, 'UTC')
  const byDay = await usesByDay(tx, { ids, since })
  const byMarket = new Map(markets.map((market) => [market.id, market]))
  const campaigns = new Map(
    (
      await campaignsOf(
        tx,
        markets.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  )
  return promotions.flatMap((promotion) => {
    const market = byMarket.get(promotion.marketId)
    const held = heldVersion(versions.get(promotion.id) ?? [], now)
    if (!market || !held) return []
    const { title, from, until } = readDocument(held.text)
    const { orders, minor, giftsMinor } = sums.get(promotion.id) ?? NO_USES
    return [
      {
        code: promotion.code,
        market: market.code,
        title: titleIn(title, market.language),
        state: promotion.state,
        campaign: promotion.campaignId === null ? null : (campaigns.get(promotion.campaignId)?.code ?? null),
        version: held.number,
        from: from ?? null,
        until: until ?? null,
        orders,
        cost: { minor: minor + giftsMinor, currency: market.currency },
        days: daysFilled(since, byDay.get(promotion.id) ?? []),
      },
    ]
  })
}

/** The version that holds now; the first one, where all of them are to hold later. */
function heldVersion(versions: readonly StoredVersion[], now: number): StoredVersion | undefined {
  return versions.findLast(({ validFrom }) => validFrom.getTime() <= now) ?? versions[0]
}

function daysFilled(
  since: string,
  known: readonly Readonly<{ day: string; orders: number; minor: bigint }>[],
) {
  const byDay = new Map(known.map((one) => [one.day, one]))
  const first = Date.parse(`${since}T00:00:00Z`)
  return Array.from({ length: DAYS_SHOWN }, (_, at) => {
    const day = dayText(first + at * DAY_MS, 'UTC')
    return { day, orders: byDay.get(day)?.orders ?? 0, cost: byDay.get(day)?.minor ?? 0n }
  })
}

async function budgetsOf(
  tx: Tx,
  of: Readonly<{
    promotion: StoredPromotion
    held: StoredVersion
    campaign: Campaign | undefined
    month: string
  }>,
) {
  const { promotion, held, campaign, month } = of
  const used = (await usedOf(tx, { promotions: [promotion], month, buyerId: undefined })).get(promotion.id)
  if (!used) return []
  const { uses, usesPerMonth, budgetMinor, monthBudgetMinor } = held.limits
  const bars = [
    { of: 'uses' as const, used: used.ever.uses, most: uses, isMoney: false },
    { of: 'month_uses' as const, used: used.inMonth.uses, most: usesPerMonth, isMoney: false },
    { of: 'budget' as const, used: used.ever.minor, most: budgetMinor, isMoney: true },
    { of: 'month_budget' as const, used: used.inMonth.minor, most: monthBudgetMinor, isMoney: true },
    {
      of: 'campaign_budget' as const,
      used: used.ofCampaign.minor,
      most: campaign?.budgetMinor ?? null,
      isMoney: true,
    },
  ]
  return bars.flatMap(({ most, ...bar }) => (most === null ? [] : [{ ...bar, most }]))
}

function seriesAsked(condition: Condition): readonly string[] {
  if (condition.is === 'coupon') return condition.coupons
  if (condition.is === 'all' || condition.is === 'any') return condition.parts.flatMap(seriesAsked)
  return condition.is === 'not' ? seriesAsked(condition.part) : []
}
