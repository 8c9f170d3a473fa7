import { localOf } from '#shared/time.ts'
import type { Db, Tx } from '#platform/postgres/database.ts'
import type { BasketLine } from '../domain/basket.ts'
import { asksOrderNumber, questionsOf } from '../domain/conditions.ts'
import { couponCode } from '../domain/coupon-code.ts'
import type { HeldPromotion, PromotionSet } from '../domain/held-promotions.ts'
import { isLimited, leftOf } from '../domain/limits.ts'
import type { PromotionGround, TypedCoupon } from '../domain/promote-order.ts'
import type { FactName, HistoryQuestion } from '../domain/promotion.ts'
import {
  knownShape,
  standingFrom,
  standingOf,
  usedAheadFrom,
  usedAmong,
  usedOf,
  type LimitedIds,
  type Standing,
  type UsedAhead,
} from '../store/standing.ts'
import { knownPromotions, promotionsAt } from './promotion-book.ts'

/** Who buys, where and when. */
export type GroundAsked = Readonly<{
  market: Readonly<{ id: bigint; code: string; currency: string; timeZone: string }>
  /** Undefined for a guest. */
  buyerId: bigint | undefined
  /** Kinds that the buyer counts as: `retail`, `preferred`, `distributor`, and `guest`. */
  kinds: readonly string[]
  channel: string
  /** What is known of the party that an order belongs to; nothing for what belongs to none. */
  party?: readonly string[] | undefined
  codes: readonly string[]
  atMs: number
  lines: readonly BasketLine[]
  /** Another set than the one that holds: to try texts that nobody made active. */
  instead?: (set: PromotionSet) => PromotionSet
}>

/** What the caller knows of the buyer's orders; each is asked only where a promotion wants to know. */
export type AskHistory = Readonly<{
  orderNumber: (buyerId: bigint) => Promise<number>
  sums: (buyerId: bigint, questions: readonly HistoryQuestion[]) => Promise<Readonly<Record<string, bigint>>>
}>

/**
 * Everything that promotions need to know for an order, read in the caller's transaction: one question for coupons and
 * entitlements, one for limits where candidates are limited, and what of the buyer's history candidates ask for.
 */
export async function promotionGround(
  deps: { db: Db },
  tx: Tx,
  asked: GroundAsked,
  history: AskHistory,
): Promise<PromotionGround> {
  const { market, buyerId, atMs } = asked
  const codes = [...new Set(asked.codes.map(couponCode))]
  const standing = await standingOf(tx, { marketId: market.id, buyerId, codes, atMs })
  const { currency } = market
  const holding = await promotionsAt(deps, tx, {
    marketId: market.id,
    currency,
    atMs,
    version: standing.version,
  })
  const about = aboutOf(asked.instead?.(holding) ?? holding, standing, asked)
  const { candidates, moment, questions } = about
  const left = await leftOfLimits(tx, candidates, { buyerId, month: moment.day.slice(0, 7) })
  return groundOf(about, asked, {
    left,
    orderNumber:
      buyerId !== undefined && about.isNumberAsked ? await history.orderNumber(buyerId) : undefined,
    history: buyerId !== undefined && questions.length > 0 ? await history.sums(buyerId, questions) : {},
  })
}

/**
 * What another function of the database answered about a buyer: `promotions.standing`, and `promotions.used_rows` about the limited
 * promotions of the market that were known before.
 */
type AnsweredAhead = Readonly<{ standing: unknown; used: unknown; limited: LimitedIds | undefined }>

/**
 * The same for a buyer who typed no coupons, by what was answered already and the copy in memory; one question where candidates are
 * limited that nobody asked about ahead. Undefined where the copy is old or somebody's history is asked, which `promotionGround`
 * answers.
 */
export async function groundInMemory(
  deps: { db: Db },
  asked: Omit<GroundAsked, 'codes' | 'instead' | 'buyerId'> & Readonly<{ buyerId: bigint }>,
  answered: AnsweredAhead,
): Promise<Readonly<{ ground: PromotionGround; untilMs: number }> | undefined> {
  const { market, buyerId, atMs } = asked
  const standing = standingFrom(answered.standing)
  const held = knownPromotions(deps, { marketId: market.id, version: standing.version, atMs })
  if (!held) return undefined
  const about = aboutOf(held.set, standing, { ...asked, codes: [] })
  if (about.isNumberAsked || about.questions.length > 0) return undefined
  const month = about.moment.day.slice(0, 7)
  const ahead = answered.limited && usedAheadFrom(answered.limited, answered.used)
  const left = await leftOfLimits(deps.db, about.candidates, { buyerId, month, ahead })
  const ground = groundOf(about, asked, { left, orderNumber: undefined, history: {} })
  return { ground, untilMs: held.untilMs }
}

/** What an order is about for promotions: who of them may concern it, and what they want to know. */
function aboutOf(
  set: PromotionSet,
  standing: Standing,
  asked: Pick<GroundAsked, 'market' | 'codes' | 'atMs' | 'lines'>,
) {
  const coupons = [...new Set(asked.codes.map(couponCode))].map((code): TypedCoupon => {
    const known = standing.coupons.find((one) => one.code === code)
    return { code, id: known?.id, series: known?.series, usable: known?.usable ?? false }
  })
  const usable = coupons.flatMap(({ usable: can, series }) => (can && series !== undefined ? [series] : []))
  const candidates = set.index
    .forBasket(asked.lines, usable)
    .flatMap(({ code }) => set.byCode.get(code) ?? [])
  const conditions = candidates.map(({ promotion }) => promotion.when)
  const questions = new Map(conditions.flatMap(questionsOf).map((question) => [question.key, question]))
  return {
    set,
    coupons,
    usable,
    candidates,
    moment: momentOf(asked.atMs, asked.market.timeZone),
    entitlements: standing.entitlements,
    credits: standing.credits,
    known: standing.facts,
    questions: [...questions.values()],
    isNumberAsked: conditions.some(asksOrderNumber),
  }
}

function groundOf(
  about: ReturnType<typeof aboutOf>,
  asked: Pick<GroundAsked, 'market' | 'kinds' | 'channel' | 'party' | 'lines'>,
  answers: Pick<PromotionGround['basket'], 'left' | 'orderNumber' | 'history'>,
): PromotionGround {
  const { set, coupons, usable, moment, entitlements, credits, known } = about
  const facts: Partial<Record<FactName, readonly string[]>> = {
    ...known,
    kind: asked.kinds,
    market: [asked.market.code],
    channel: [asked.channel],
    party: asked.party ?? [],
    campaign: campaignsOf(asked.lines),
  }
  return { set, coupons, basket: { ...moment, facts, coupons: usable, entitlements, credits, ...answers } }
}

/** The catalogues on paper that lines were ordered from. */
function campaignsOf(lines: readonly BasketLine[]): readonly string[] {
  return [...new Set(lines.flatMap(({ campaign }) => campaign ?? []))]
}

/** The ground of an order that is only tried: the set is given, and nothing is asked; what the buyer brought along then may be told. */
export function groundAt(
  set: PromotionSet,
  of: Readonly<{
    market: GroundAsked['market']
    kinds: readonly string[]
    channel: string
    party?: readonly string[] | undefined
    atMs: number
    orderNumber: number | undefined
    /** What was known of the buyer at that moment, as `promotions.facts_of` tells it. */
    known: unknown
    left: PromotionGround['basket']['left']
    lines: readonly BasketLine[]
    brought?: Pick<PromotionGround['basket'], 'coupons' | 'entitlements' | 'credits' | 'history'>
  }>,
): PromotionGround {
  const { market, kinds, channel, party = [], orderNumber, left } = of
  const told = {
    kind: kinds,
    market: [market.code],
    channel: [channel],
    party,
    campaign: campaignsOf(of.lines),
  }
  const facts = { ...knownShape.parse(of.known), ...told }
  const moment = momentOf(of.atMs, market.timeZone)
  const { brought = { coupons: [], entitlements: {}, history: {} } } = of
  return { set, coupons: [], basket: { ...moment, ...brought, facts, orderNumber, left } }
}

/** What is left of promotions that are limited, by their codes. */
export async function leftOfLimits(
  tx: Db,
  candidates: readonly HeldPromotion[],
  of: Readonly<{ buyerId: bigint | undefined; month: string; ahead?: UsedAhead | undefined }>,
): Promise<PromotionGround['basket']['left']> {
  const limited = candidates.filter((one) => isLimited(one.limits, one.campaignBudgetMinor))
  if (limited.length === 0) return {}
  const { ahead, ...whose } = of
  const used = (ahead && usedAmong(ahead, limited)) ?? (await usedOf(tx, { promotions: limited, ...whose }))
  return Object.fromEntries(
    limited.flatMap(({ id, limits, campaignBudgetMinor, promotion }) => {
      const ofOne = used.get(id)
      const isGuest = of.buyerId === undefined
      return ofOne ? [[promotion.code, leftOf(limits, ofOne, { isGuest, campaignBudgetMinor })] as const] : []
    }),
  )
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Day, time and weekday of a moment as the clocks of a market show them. */
export function momentOf(
  atMs: number,
  timeZone: string,
): Readonly<{ day: string; time: string; weekday: string }> {
  const { year, month, day, hour, minute } = localOf(atMs, timeZone)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    day: `${year}-${two(month)}-${two(day)}`,
    time: `${two(hour)}:${two(minute)}`,
    weekday: WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? '',
  }
}
