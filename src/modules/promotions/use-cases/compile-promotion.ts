import { currencyDigits } from '#shared/money.ts'
import { parseDecimal } from '#shared/decimal.ts'
import type {
  PromotionDocument,
  RewardDocument,
  SelectionDocument,
  WhenDocument,
} from './promotion-document.ts'
import {
  factNames,
  type Condition,
  type Each,
  type Extra,
  type Measure,
  type PieceReward,
  type Promotion,
  type Reward,
  type Selection,
  type Tiers,
} from '../domain/promotion.ts'
import type { PromotionLimits } from '../domain/limits.ts'
import { PromotionError, type PromotionProblem } from './promotion-error.ts'

const MICRO_PLACES = 6

/** Reads amounts in a currency; what cannot be read is collected with its path. */
function amountsIn(currency: string, problems: PromotionProblem[]) {
  const number = (text: string, places: number, path: string): bigint => {
    const value = parseDecimal(text, places)
    if (typeof value === 'bigint') return value
    problems.push({ path, line: 0, problem: `"${text}" is no number with at most ${places} decimals` })
    return 0n
  }
  return {
    number,
    money(amount: string | Readonly<Record<string, string>>, path: string): bigint {
      const text = typeof amount === 'string' ? amount : amount[currency]
      if (text !== undefined) return number(text, currencyDigits(currency), path)
      problems.push({ path, line: 0, problem: `there is no amount in ${currency}` })
      return 0n
    },
    /** `25 %` in parts per million. */
    percent: (text: string, path: string): bigint => number(text.replace(/ ?%$/, ''), 4, path),
    refuse: (path: string, problem: string): void => void problems.push({ path, line: 0, problem }),
  }
}
type Amounts = ReturnType<typeof amountsIn>

/**
 * The promotion that a document says, in a currency of its markets. Throws PromotionError with every problem: amounts without
 * this currency or with too many decimals, and parts that contradict each other.
 */
export function compilePromotion(document: PromotionDocument, currency: string): Promotion {
  const problems: PromotionProblem[] = []
  const read = amountsIn(currency, problems)
  const { each, tiers } = document
  if (document.reward === undefined && tiers === undefined)
    read.refuse('reward', 'a promotion needs a reward or tiers')
  const credit = document.reward?.credit
  if (credit && (document.group !== undefined || each || tiers))
    read.refuse(
      'reward.credit',
      'a credit pays once for an order, by itself: leave out group, each and tiers',
    )
  const promotion: Promotion = {
    code: document.promotion,
    version: document.version,
    title: document.title,
    lane: document.lane,
    priority: document.priority,
    group: document.group ?? (credit && `credit ${credit.name}`),
    when: withCredit(document, inDays(document, conditionOf(document.when, read))),
    each: eachOf(each, read),
    mostTimes: document.times ?? (each === undefined ? 1 : Number.MAX_SAFE_INTEGER),
    reward: document.reward ? rewardOf(document.reward, each, read, 'reward') : { extras: [] },
    tiers: tiers && tiersOf(tiers, each, read),
    ...(credit ? { credit: credit.name } : {}),
  }
  if (problems.length > 0) throw new PromotionError(problems)
  return promotion
}

/** What limits a promotion, in a currency of its markets. Throws PromotionError as `compilePromotion` does. */
export function limitsOf({ limits }: PromotionDocument, currency: string): PromotionLimits {
  const problems: PromotionProblem[] = []
  const read = amountsIn(currency, problems)
  const count = (value: number | undefined): bigint | null => (value === undefined ? null : BigInt(value))
  const money = (amount: string | Readonly<Record<string, string>> | undefined, key: string): bigint | null =>
    amount === undefined ? null : read.money(amount, `limits.${key}`)
  const found = {
    uses: count(limits?.uses),
    usesPerPerson: count(limits?.uses_per_person),
    usesPerMonth: count(limits?.uses_per_month),
    budgetMinor: money(limits?.budget, 'budget'),
    monthBudgetMinor: money(limits?.budget_per_month, 'budget_per_month'),
  }
  if (problems.length > 0) throw new PromotionError(problems)
  return found
}

/** The days on which a promotion holds are one more condition. */
function inDays({ from, until }: PromotionDocument, when: Condition): Condition {
  if (from === undefined && until === undefined) return when
  return { is: 'all', parts: [{ is: 'days', from, until }, when] }
}

/** A promotion that takes of a credit holds while something is left of it. */
function withCredit({ reward }: PromotionDocument, when: Condition): Condition {
  return reward?.credit ? { is: 'all', parts: [{ is: 'credit', name: reward.credit.name }, when] } : when
}

function selectionOf(document: SelectionDocument, read: Amounts, path: string): Selection {
  if (document === 'all') return {}
  const part = ({
    product,
    category,
    tag,
    price_from: from,
    price_until: until,
  }: typeof document): Selection => ({
    ...(product ? { products: product } : {}),
    ...(category ? { categories: category } : {}),
    ...(tag ? { tags: tag } : {}),
    ...(from === undefined ? {} : { priceFrom: read.money(from, `${path}.price_from`) }),
    ...(until === undefined ? {} : { priceUntil: read.money(until, `${path}.price_until`) }),
  })
  return document.except ? { ...part(document), except: part(document.except) } : part(document)
}

type Counted = NonNullable<WhenDocument['bought']>

/** What is counted and how much of it is needed; exactly one of amount, pieces and volume. */
function countedOf(
  { of, amount, pieces, volume }: Omit<Counted, 'days'>,
  read: Amounts,
  path: string,
): Readonly<{ measure: Measure; of: Selection; needed: bigint }> {
  const selection = selectionOf(of, read, `${path}.of`)
  if ([amount, pieces, volume].filter((one) => one !== undefined).length !== 1)
    read.refuse(path, 'exactly one of amount, pieces and volume says what is counted')
  if (pieces !== undefined) return { measure: { by: 'quantity' }, of: selection, needed: BigInt(pieces) }
  if (volume !== undefined) {
    const needed = read.number(volume.at_least, MICRO_PLACES, `${path}.volume.at_least`)
    return { measure: { by: 'volume', volume: volume.name }, of: selection, needed }
  }
  return { measure: { by: 'amount' }, of: selection, needed: read.money(amount ?? '0', `${path}.amount`) }
}

function conditionOf(when: WhenDocument, read: Amounts, path = 'when'): Condition {
  const parts: Condition[] = []
  const baskets = when.basket === undefined ? [] : Array.isArray(when.basket) ? when.basket : [when.basket]
  for (const basket of baskets) parts.push({ is: 'at_least', ...countedOf(basket, read, `${path}.basket`) })
  for (const fact of factNames) {
    const values = when[fact]
    if (values) parts.push({ is: 'one_of', fact, values })
  }
  if (when.first_order) parts.push({ is: 'order_number', from: 1, until: 1 })
  if (when.order_number) {
    const { from, until } = when.order_number
    parts.push({ is: 'order_number', from, until: until ?? Number.MAX_SAFE_INTEGER })
  }
  if (when.coupon) parts.push({ is: 'coupon', coupons: when.coupon })
  if (when.entitlement !== undefined) parts.push({ is: 'entitlement', name: when.entitlement })
  if (when.hours || when.weekdays)
    parts.push({ is: 'time', ...definedHours(when.hours), weekdays: when.weekdays ?? [] })
  for (const [key, who] of [
    ['bought', 'buyer'],
    ['brought', 'recruited'],
  ] as const) {
    const asked = when[key]
    if (asked) parts.push(historyOf(asked, who, read, `${path}.${key}`))
  }
  if (when.any)
    parts.push({ is: 'any', parts: when.any.map((one, at) => conditionOf(one, read, `${path}.any.${at}`)) })
  if (when.not) parts.push({ is: 'not', part: conditionOf(when.not, read, `${path}.not`) })
  return { is: 'all', parts }
}

function definedHours(hours: WhenDocument['hours']): { from?: string; until?: string } {
  const { from, until } = hours ?? {}
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) }
}

/** A question of history is the same for all promotions that ask it alike. */
function historyOf(asked: Counted, who: 'buyer' | 'recruited', read: Amounts, path: string): Condition {
  const { measure, of, needed } = countedOf(asked, read, path)
  const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)
  const key = JSON.stringify([who, measure, of, asked.days], text)
  return { is: 'history', history: { key, who, measure, of, days: asked.days }, needed }
}

function eachOf(each: PromotionDocument['each'], read: Amounts): Each {
  if (each === undefined) return { by: 'order' }
  if ('set' in each) {
    const taken = each.set.map(({ pieces, of }, at) => ({
      pieces,
      of: selectionOf(of, read, `each.set.${at}.of`),
    }))
    return { by: 'set', taken }
  }
  const { measure, of, needed } = countedOf(each.full, read, 'each.full')
  if (needed === 0n) read.refuse('each.full', 'a full amount is more than 0')
  return { by: 'full', measure, of, step: needed }
}

function rewardOf(
  document: RewardDocument,
  each: PromotionDocument['each'],
  read: Amounts,
  path: string,
): Reward {
  const onPieces = (['percent', 'amount', 'price', 'free', 'credit', 'of_set'] as const).filter(
    (key) => document[key] !== undefined,
  )
  if (onPieces.length > 1)
    read.refuse(path, `${onPieces.join(' and ')} fall on the same pieces; make two promotions of them`)
  const pieces = pieceRewardOf(document, each, read, path)
  const extras = extrasOf(document, read, path)
  if (!pieces && extras.length === 0) read.refuse(path, 'a reward gives something')
  return pieces ? { pieces, extras } : { extras }
}

function pieceRewardOf(
  { percent, amount, price, free, credit, of_set: ofSet }: RewardDocument,
  each: PromotionDocument['each'],
  read: Amounts,
  path: string,
): PieceReward | undefined {
  if (percent) {
    const { off, of, pieces, which, most } = percent
    return {
      is: 'percent',
      ppm: percentOf(off, read, `${path}.percent.off`),
      which,
      of: selectionOf(of, read, `${path}.percent.of`),
      ...(pieces === undefined ? {} : { pieces }),
      ...(most === undefined ? {} : { most: read.money(most, `${path}.percent.most`) }),
    }
  }
  if (amount) {
    const minor = read.money(amount.off, `${path}.amount.off`)
    return { is: 'amount', minor, per: amount.per, of: selectionOf(amount.of, read, `${path}.amount.of`) }
  }
  if (price) {
    const { pieces, which } = price
    return {
      is: 'price',
      minor: read.money(price.each, `${path}.price.each`),
      which,
      of: selectionOf(price.of, read, `${path}.price.of`),
      ...(pieces === undefined ? {} : { pieces }),
    }
  }
  if (free) {
    const of = selectionOf(free.of, read, `${path}.free.of`)
    return { is: 'percent', ppm: WHOLE_PPM, pieces: free.pieces, which: free.which, of }
  }
  if (credit) {
    const of = selectionOf(credit.of, read, `${path}.credit.of`)
    return { is: 'percent', ppm: WHOLE_PPM, which: 'best', of }
  }
  return ofSet && setRewardOf(ofSet, each, read, `${path}.of_set`)
}

const WHOLE_PPM = 1_000_000n

function percentOf(text: string, read: Amounts, path: string): bigint {
  const ppm = read.percent(text, path)
  if (ppm > WHOLE_PPM) read.refuse(path, 'no more than 100 % can be taken off')
  return ppm
}

function setRewardOf(
  { off, pieces, which, price }: NonNullable<RewardDocument['of_set']>,
  each: PromotionDocument['each'],
  read: Amounts,
  path: string,
): PieceReward {
  const set = each && 'set' in each ? each.set : []
  if (set.length === 0) read.refuse(path, 'needs sets of pieces: say them under each')
  if ((off === undefined) === (price === undefined))
    read.refuse(path, 'either off or price says what a set costs')
  if (price !== undefined) return { is: 'set_price', minor: read.money(price, `${path}.price`) }
  if (set.length > 1)
    read.refuse(path, 'a part of a set can be cheaper only where the set is made of one selection')
  const size = set.reduce((sum, part) => sum + part.pieces, 0)
  const count = pieces ?? 1
  if (set.length > 0 && count > size) read.refuse(`${path}.pieces`, `a set has ${size} pieces`)
  return { is: 'set_percent', ppm: percentOf(off ?? '100 %', read, `${path}.off`), pieces: count, which }
}

function extrasOf(document: RewardDocument, read: Amounts, path: string): readonly Extra[] {
  const { gift, points, entitlement, free_shipping: isFree, volume } = document
  const extras: Extra[] = []
  if (gift && 'product' in gift) extras.push({ is: 'gift', ...gift })
  if (gift && 'choose' in gift)
    extras.push({ is: 'gift_choice', choose: gift.choose, of: selectionOf(gift.of, read, `${path}.gift.of`) })
  if (points) {
    const { unit, per } = points
    extras.push({ is: 'points', unit, points: read.number(points.points, 0, `${path}.points.points`), per })
  }
  if (entitlement) extras.push({ is: 'entitlement', ...entitlement })
  if (isFree) extras.push({ is: 'free_shipping' })
  if (volume)
    extras.push({
      is: 'volume_factor',
      volume: volume.name,
      ppm: read.number(volume.times, MICRO_PLACES, `${path}.volume.times`),
      of: selectionOf(volume.of, read, `${path}.volume.of`),
    })
  return extras
}

function tiersOf(
  tiers: NonNullable<PromotionDocument['tiers']>,
  each: PromotionDocument['each'],
  read: Amounts,
): Tiers {
  const measure: Measure =
    tiers.by === 'amount'
      ? { by: 'amount' }
      : tiers.by === 'pieces'
        ? { by: 'quantity' }
        : { by: 'volume', volume: tiers.by.volume }
  const steps = tiers.steps.map(({ from, reward }, at) => {
    const path = `tiers.steps.${at}`
    const places = measure.by === 'quantity' ? 0 : MICRO_PLACES
    const reached =
      measure.by === 'amount'
        ? read.money(from, `${path}.from`)
        : read.number(typeof from === 'string' ? from : '', places, `${path}.from`)
    if (reward.credit) read.refuse(`${path}.reward.credit`, 'a credit pays for an order, not for a step')
    return { from: reached, reward: rewardOf(reward, each, read, `${path}.reward`) }
  })
  if (steps.some((step, at) => at > 0 && step.from <= (steps[at - 1]?.from ?? 0n)))
    read.refuse('tiers.steps', 'steps rise from one to the next')
  return { measure, of: selectionOf(tiers.of, read, 'tiers.of'), steps }
}
