import { PPM, divideRounded } from '#shared/ratio.ts'
import { isOf, lineKey, type Basket, type BasketLine, type Goods } from './basket.ts'
import { usedUp, type Ground } from './conditions.ts'
import type { HeldPromotion, PromotionSet } from './held-promotions.ts'
import {
  choosable,
  priceBasket,
  type Applied,
  type NotApplied,
  type PricedPromotions,
} from './price-basket.ts'
import type { Extra, Selection } from './promotion.ts'
import { stacksOf } from './stacks.ts'

/** A code that somebody typed, and what became of it; `id` and `series` where the code is known. */
export type TypedCoupon = Readonly<{
  code: string
  id: bigint | undefined
  series: string | undefined
  usable: boolean
}>

/** What promotions need to know beside the goods: which hold, the facts of buyer and moment, and the coupons typed. */
export type PromotionGround = Readonly<{
  set: PromotionSet
  basket: Omit<Basket, 'lines'>
  coupons: readonly TypedCoupon[]
}>

/** A product that somebody chose as a gift of a promotion. */
export type ChosenGift = Readonly<{ promotion: string; product: string; quantity: number }>

export type Gift = Readonly<{ held: HeldPromotion; goods: Goods; quantity: number }>
/** Gifts that may be chosen: so many of those goods, of which so many were chosen already. */
export type GiftChoice = Readonly<{
  held: HeldPromotion
  choose: number
  chosen: number
  from: readonly Goods[]
}>
/** What a promotion takes off a line altogether, in minor units. */
export type LineShare = Readonly<{ held: HeldPromotion; minor: bigint }>

/** What an order uses of a promotion and earns by it, as `promotions.consume` counts it. */
export type GivenPromotion = Readonly<{
  held: HeldPromotion
  times: number
  minor: bigint
  giftsMinor: bigint
  couponId: bigint | undefined
  uses: readonly string[]
  /** What it takes of a credit of the buyer. */
  credit: Readonly<{ name: string; minor: bigint }> | undefined
  earns: readonly Readonly<{ name: string; days: number; uses: number }>[]
  points: Readonly<Record<string, bigint>>
  /** What it gives beside prices. */
  extras: readonly Extra[]
}>

export type PromotedOrder = Readonly<{
  /** By what each line is known by (`lineKey`): what each promotion takes off its line. */
  shares: ReadonlyMap<string, readonly LineShare[]>
  gifts: readonly Gift[]
  choices: readonly GiftChoice[]
  freeShipping: boolean
  /** The volumes of one piece of a line, after all factors; millionths. */
  volumesOf: (line: BasketLine) => Readonly<Record<string, bigint>>
  given: readonly GivenPromotion[]
  notApplied: readonly NotApplied[]
  isExact: boolean
}>

/**
 * What the promotions of a market make of the lines of an order; products are unlike each other. `gifts` are the goods that gifts
 * can be taken from, at their price. The same input gives the same answer, whatever the order of its lines.
 */
export function promoteOrder(
  ground: PromotionGround,
  input: Readonly<{
    lines: readonly BasketLine[]
    gifts: readonly Goods[]
    chosen: readonly ChosenGift[]
    currencyDigits: number
  }>,
): PromotedOrder {
  const { set } = ground
  const basket = { ...ground.basket, lines: input.lines }
  const priced = priceBasket({ basket, promotions: set.index, lanes: set.lanes, gifts: input.gifts })
  const gross = priced.lines.map(({ quantity, unitMinor }) =>
    Array.from({ length: quantity }, () => unitMinor),
  )
  const before: Ground = { basket, stacks: stacksOf(priced.lines, gross), on: 'gross' }
  const gifts: Gift[] = []
  const choices: GiftChoice[] = []
  const given: GivenPromotion[] = []
  const factors: Extract<Extra, { is: 'volume_factor' }>[] = []
  let freeShipping = false
  for (const applied of priced.applied) {
    const held = heldOf(set, applied)
    const own = giftsOf(held, applied, input)
    gifts.push(...own.gifts)
    choices.push(...own.choices)
    const others = applied.extras.filter((extra) => extra.is !== 'gift' && extra.is !== 'gift_choice')
    // A gift that nobody chose, or that is not to be had, uses nothing up.
    if (applied.minor === 0n && own.gifts.length === 0 && others.length === 0) continue
    freeShipping ||= others.some((extra) => extra.is === 'free_shipping')
    factors.push(...others.filter((extra) => extra.is === 'volume_factor'))
    given.push(givenOf(held, applied, own.gifts, { ground, before, priced, ...input }))
  }
  return {
    shares: sharesOf(set, priced),
    gifts,
    choices,
    freeShipping,
    volumesOf: (line) => multiplied(line, factors),
    given,
    notApplied: priced.notApplied,
    isExact: priced.isExact,
  }
}

function heldOf(set: PromotionSet, { promotion }: Pick<Applied, 'promotion'>): HeldPromotion {
  const held = set.byCode.get(promotion.code)
  if (!held) throw new Error('a promotion applies that does not hold')
  return held
}

function sharesOf(set: PromotionSet, priced: PricedPromotions): PromotedOrder['shares'] {
  const shares = new Map<string, LineShare[]>()
  for (const applied of priced.applied) {
    const held = heldOf(set, applied)
    for (const [line, pieces] of Map.groupBy(applied.shares, (share) => share.line)) {
      const minor = pieces.reduce((sum, piece) => sum + piece.minor, 0n)
      const of = priced.lines[line]
      if (minor === 0n || of === undefined) continue
      const known = shares.get(lineKey(of))
      if (known) known.push({ held, minor })
      else shares.set(lineKey(of), [{ held, minor }])
    }
  }
  return shares
}

/** The gifts of a promotion: those that it names, and those that were chosen, as far as they may be. */
function giftsOf(
  held: HeldPromotion,
  { extras, times }: Applied,
  { gifts, chosen }: Readonly<{ gifts: readonly Goods[]; chosen: readonly ChosenGift[] }>,
): Readonly<{ gifts: readonly Gift[]; choices: readonly GiftChoice[] }> {
  const given: Gift[] = []
  const choices: GiftChoice[] = []
  for (const extra of extras) {
    if (extra.is === 'gift') {
      const goods = gifts.find(({ product }) => product === extra.product)
      if (goods) given.push({ held, goods, quantity: extra.quantity * times })
    }
    if (extra.is === 'gift_choice') {
      const from = choosable(extra.of, gifts)
      const choose = extra.choose * times
      let open = choose
      for (const goods of from) {
        const wanted = chosen
          .filter((one) => one.promotion === held.promotion.code && one.product === goods.product)
          .reduce((sum, one) => sum + one.quantity, 0)
        const quantity = Math.min(wanted, open)
        open -= quantity
        if (quantity > 0) given.push({ held, goods, quantity })
      }
      choices.push({ held, choose, chosen: choose - open, from })
    }
  }
  return { gifts: given, choices }
}

type About = Readonly<{
  ground: PromotionGround
  /** The goods as they were before any promotion. */
  before: Ground
  priced: PricedPromotions
  currencyDigits: number
}>

function givenOf(
  held: HeldPromotion,
  { promotion, times, minor, extras }: Applied,
  gifts: readonly Gift[],
  { ground, before, priced, currencyDigits }: About,
): GivenPromotion {
  const used = usedUp(promotion.when, before)
  const coupon = ground.coupons.find(
    ({ series, usable }) => usable && used.coupons.some((one) => one === series),
  )
  const points: Record<string, bigint> = {}
  for (const extra of extras)
    if (extra.is === 'points') {
      const goods = priced.left.flat().reduce((sum, price) => sum + price, 0n)
      const each = extra.per === 'time' ? BigInt(times) : goods / 10n ** BigInt(currencyDigits)
      points[extra.unit] = (points[extra.unit] ?? 0n) + extra.points * each
    }
  return {
    held,
    times,
    minor,
    giftsMinor: gifts.reduce((sum, { goods, quantity }) => sum + goods.unitMinor * BigInt(quantity), 0n),
    couponId: coupon?.id,
    uses: used.entitlements,
    credit: promotion.credit === undefined ? undefined : { name: promotion.credit, minor },
    earns: extras.flatMap((extra) =>
      extra.is === 'entitlement' ? [{ name: extra.name, days: extra.days, uses: extra.uses * times }] : [],
    ),
    points,
    extras,
  }
}

/** Volumes times every factor for such goods, rounded once, half up. */
function multiplied(
  line: BasketLine,
  factors: readonly Readonly<{ volume: string; ppm: bigint; of: Selection }>[],
): Readonly<Record<string, bigint>> {
  return Object.fromEntries(
    Object.entries(line.volumes).map(([name, micro]) => {
      const own = factors.filter(({ volume, of }) => volume === name && isOf(line, of))
      const whole = own.reduce((product, { ppm }) => product * ppm, micro)
      return [name, divideRounded(whole, PPM ** BigInt(own.length), 'half_up')]
    }),
  )
}
