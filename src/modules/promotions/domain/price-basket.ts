import { isOf, type Basket, type BasketLine, type Goods } from './basket.ts'
import { bestCombination } from './best-combination.ts'
import type { PromotionIndex } from './candidates.ts'
import { missingOf, type Ground, type Missing } from './conditions.ts'
import { contenderOf, extrasWorth, shapeOf, type Contender, type Worth } from './contender.ts'
import { canApply, type Chosen, type Work } from './options.ts'
import type { Extra, Lane, Promotion, Selection } from './promotion.ts'
import { shareOut, type PieceShare } from './share-out.ts'
import { stacksOf } from './stacks.ts'

/** How many ways to combine promotions are looked at for one basket; beyond it the best that was found is taken. */
export const WORK_MOST = 10_000

export type Applied = Readonly<{
  promotion: Promotion
  times: number
  minor: bigint
  shares: readonly PieceShare[]
  extras: readonly Extra[]
}>

/** Why a promotion does not apply: what is missing, or that a better combination has its pieces, or nothing is left of it. */
export type NotApplied = Readonly<{ promotion: Promotion; missing: readonly Missing[] }> &
  Readonly<{ because: 'missing' | 'other_better' | 'used_up' | 'nothing_to_reward' }>

export type PricedPromotions = Readonly<{
  /** The lines of the basket in the order that they were looked at in. */
  lines: readonly BasketLine[]
  /** By line: what is left of the price of each piece, the dearest first. */
  left: readonly (readonly bigint[])[]
  offMinor: bigint
  applied: readonly Applied[]
  notApplied: readonly NotApplied[]
  /** Whether every combination that could be better was looked at. */
  isExact: boolean
  work: number
}>

/** Goods that gifts are taken from; a gift is worth its price. */
export type GiftGoods = readonly Goods[]

/**
 * What promotions make of a basket. Conditions are asked once for each lane; the same basket in another order of lines,
 * or the same promotions in another order, give the same result.
 */
export function priceBasket(
  input: Readonly<{ basket: Basket; promotions: PromotionIndex; lanes: readonly Lane[]; gifts: GiftGoods }>,
): PricedPromotions {
  const { lanes, gifts } = input
  const basket = inOrder(input.basket)
  const work: Work = { done: 0, most: WORK_MOST }
  const candidates = input.promotions.forBasket(basket.lines, basket.coupons)
  let left = basket.lines.map(({ quantity, unitMinor }) => Array.from({ length: quantity }, () => unitMinor))
  const applied: Applied[] = []
  const notApplied: NotApplied[] = []
  let isExact = true
  for (const lane of lanes) {
    const ofLane = candidates.filter((promotion) => promotion.lane === lane.name)
    const done = runLane({ lane, promotions: ofLane, basket, left, gifts, work, before: applied })
    left = done.left
    applied.push(...done.applied)
    notApplied.push(...done.notApplied)
    isExact &&= done.isExact
  }
  const offMinor = applied.reduce((sum, one) => sum + one.minor, 0n)
  return { lines: basket.lines, left, offMinor, applied, notApplied, isExact, work: work.done }
}

/** Lines in an order of their own, so that the order in which things were put together changes nothing. */
function inOrder(basket: Basket): Basket {
  const key = (line: BasketLine): string => `${line.product} ${line.unitMinor} ${line.line ?? ''}`
  return { ...basket, lines: basket.lines.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) }
}

type LaneInput = Readonly<{
  lane: Lane
  promotions: readonly Promotion[]
  basket: Basket
  left: readonly (readonly bigint[])[]
  gifts: GiftGoods
  work: Work
  before: readonly Applied[]
}>
type LaneDone = Readonly<{
  left: bigint[][]
  applied: Applied[]
  notApplied: NotApplied[]
  isExact: boolean
}>

function runLane({ lane, promotions, basket, left, gifts, work, before }: LaneInput): LaneDone {
  const ground = groundOf(lane, basket, left)
  const taken = new Set(before.map(({ promotion }) => promotion.group).filter((group) => group !== undefined))
  const contenders: Contender[] = []
  const notApplied: NotApplied[] = []
  for (const promotion of promotions) {
    const missing = missingOf(promotion.when, ground)
    const contender = missing.length === 0 ? contenderOf(promotion, ground) : undefined
    if (missing.length > 0) notApplied.push({ promotion, missing, because: 'missing' })
    else if (!contender) notApplied.push(whyNone(promotion, ground))
    else if (promotion.group !== undefined && taken.has(promotion.group))
      notApplied.push({ promotion, missing: [], because: 'other_better' })
    else contenders.push(contender)
  }
  const worthOfExtras = (contender: Contender): Worth =>
    extrasWorth(contender.reward.extras, (extra) => giftPrice(extra, gifts))
  const met = { contenders, ground, basket, lane, worthOfExtras, work }
  const done = lane.mode === 'stack' ? stackAll(met, left) : choose(met, left)
  return { ...done, notApplied: [...notApplied, ...withoutPieces(met, done.applied)] }
}

/** Who would apply, and why it does not. */
function withoutPieces({ contenders, ground }: Met, applied: readonly Applied[]): NotApplied[] {
  const isApplied = new Set(applied.map(({ promotion }) => promotion))
  // Of those that are alike one is asked for all.
  const known = new Map<string, boolean>()
  return contenders.flatMap((contender) => {
    const { promotion } = contender
    if (isApplied.has(promotion)) return []
    const shape = shapeOf(contender)
    const could = known.get(shape) ?? canApply(contender, ground)
    known.set(shape, could)
    return [{ promotion, missing: [], because: could ? 'other_better' : 'nothing_to_reward' } as const]
  })
}

function groundOf(lane: Lane, basket: Basket, left: readonly (readonly bigint[])[]): Ground {
  return { basket, stacks: stacksOf(basket.lines, left), on: lane.on }
}

/** Nothing is left of it, or its first tier is not reached. */
function whyNone(promotion: Promotion, ground: Ground): NotApplied {
  const { tiers } = promotion
  const [first] = tiers?.steps ?? []
  if ((ground.basket.left[promotion.code]?.times ?? 1) < 1 || !tiers || !first)
    return { promotion, missing: [], because: 'used_up' }
  const { measure, of } = tiers
  return {
    promotion,
    because: 'missing',
    missing: missingOf({ is: 'at_least', measure, of, needed: first.from }, ground),
  }
}

type Met = Readonly<{
  contenders: readonly Contender[]
  ground: Ground
  basket: Basket
  lane: Lane
  worthOfExtras: (contender: Contender) => Worth
  work: Work
}>

/** The best combination of those that compete, or the best one of those that exclude each other. */
function choose(met: Met, left: LaneInput['left']): Omit<LaneDone, 'notApplied'> {
  const { contenders, ground, worthOfExtras, work, lane } = met
  const sets = lane.mode === 'exclude' ? contenders.map((one) => [one]) : [contenders]
  let best: readonly Chosen[] = []
  let worth = -1n
  let isExact = true
  for (const set of sets) {
    const found = bestCombination(set, ground, worthOfExtras, work)
    isExact &&= found.isExact
    if (found.worth > worth) [best, worth] = [found.chosen, found.worth]
  }
  const applied = best.map((chosen) => appliedOf(chosen, ground))
  return { left: takenOff(left, applied), applied, isExact }
}

/** Each after the other, on what those before it left of the pieces. */
function stackAll(met: Met, left: LaneInput['left']): Omit<LaneDone, 'notApplied'> {
  const { contenders, basket, lane, worthOfExtras, work } = met
  const applied: Applied[] = []
  const groups = new Set<string>()
  let now = left.map((pieces) => [...pieces])
  let isExact = true
  for (const contender of contenders) {
    const { group } = contender.promotion
    if (group !== undefined && groups.has(group)) continue
    const ground = groundOf(lane, basket, now)
    const found = bestCombination([contender], ground, worthOfExtras, work)
    isExact &&= found.isExact
    const own = found.chosen.map((chosen) => appliedOf(chosen, ground))
    if (own.length > 0 && group !== undefined) groups.add(group)
    applied.push(...own)
    now = takenOff(now, own)
  }
  return { left: now, applied, isExact }
}

function appliedOf(chosen: Chosen, ground: Ground): Applied {
  const shares = shareOut(chosen, ground)
  const { promotion, reward } = chosen.contender
  const minor = shares.reduce((sum, share) => sum + share.minor, 0n)
  return { promotion, times: chosen.times, minor, shares, extras: reward.extras }
}

/** The prices of pieces after discounts; pieces of a line at one price are alike. */
function takenOff(left: LaneInput['left'], applied: readonly Applied[]): bigint[][] {
  const now = left.map((pieces) => [...pieces])
  for (const { line, leftMinor, minor } of applied.flatMap(({ shares }) => shares)) {
    const pieces = now[line] ?? []
    // Each piece is rewarded once in a step, so that one at its price of before is always there.
    const at = pieces.indexOf(leftMinor)
    if (at < 0) throw new Error('a discount fell on a piece that is not there')
    pieces[at] = leftMinor - minor
  }
  return now.map((pieces) => pieces.toSorted((a, b) => (a === b ? 0 : a > b ? -1 : 1)))
}

/** What a gift would cost; of a choice, the dearest that can be chosen. */
function giftPrice(extra: Extra, gifts: GiftGoods): bigint {
  if (extra.is === 'gift') {
    const found = gifts.find((one) => one.product === extra.product)
    return (found?.unitMinor ?? 0n) * BigInt(extra.quantity)
  }
  if (extra.is !== 'gift_choice') return 0n
  return choosable(extra.of, gifts)
    .slice(0, extra.choose)
    .reduce((sum, one) => sum + one.unitMinor, 0n)
}

/** The goods that an open gift can be chosen from, the dearest first. */
export function choosable(of: Selection, gifts: GiftGoods): readonly Goods[] {
  return gifts
    .filter((one) => isOf(one, of))
    .toSorted((a, b) => (a.unitMinor === b.unitMinor ? 0 : a.unitMinor > b.unitMinor ? -1 : 1))
}
