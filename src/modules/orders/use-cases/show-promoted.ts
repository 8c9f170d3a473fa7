import { firstImage, textIn, type PriceBook } from '#modules/catalog/api.ts'
import {
  extraWords,
  titleIn,
  type PromotedOrder,
  type Selection,
  type TypedCoupon,
} from '#modules/promotions/api.ts'
import type { PricedOrder } from './price-order.ts'
import type { ShownAs } from './show-order.ts'

/** How many hints a buyer is shown, the nearest first, and how many gifts to choose from. */
const HINTS_MOST = 3
const CHOICES_MOST = 30

type Hint = {
  code: string
  title: string
  missing:
    | { by: 'amount'; money: { minor: bigint; currency: string } }
    | { by: 'pieces'; pieces: number }
    | { by: 'volume'; volume: string; micro: bigint }
    | null
  goods: string[] | null
}

type About = Readonly<{ priced: PricedOrder; coupons: readonly TypedCoupon[]; book: PriceBook }>

/** What promotions did to an order, what is missing to reach others, and which gifts can be chosen, as contracts show it. */
export function shownPromoted(as: ShownAs, about: About) {
  const { promoted } = about.priced
  const { currency, languages } = as
  if (!promoted) return { applied: [], hints: [], choices: [], coupons: [] }
  const productOf = (code: string) => about.book.byCode.get(code)
  return {
    applied: promoted.given.map(({ held: { promotion }, times, minor, extras }) => ({
      code: promotion.code,
      title: titleIn(promotion.title, ...languages),
      times,
      discount: { minor, currency },
      gives: extras.map(extraWords),
    })),
    hints: hintsOf(as, promoted.notApplied, about.book),
    choices: promoted.choices.map(({ held: { promotion }, choose, chosen, from }) => ({
      code: promotion.code,
      title: titleIn(promotion.title, ...languages),
      choose,
      chosen,
      from: from.slice(0, CHOICES_MOST).flatMap(({ product: code }) => {
        const product = productOf(code)
        if (!product) return []
        const given = promoted.gifts.find(
          (gift) => gift.held.promotion.code === promotion.code && gift.goods.product === code,
        )
        const { category, art, texts } = product
        const name = textIn(texts, ...languages).name
        const image = firstImage(product, ...languages)
        return [{ product: { code, name, category, art, image }, quantity: given?.quantity ?? 0 }]
      }),
    })),
    coupons: about.coupons.map((coupon) => ({ code: coupon.code, state: couponState(about.priced, coupon) })),
  }
}

function couponState(
  priced: PricedOrder,
  coupon: TypedCoupon,
): 'applied' | 'waiting' | 'unknown' | 'used_up' {
  if (coupon.series === undefined) return 'unknown'
  if (!coupon.usable) return 'used_up'
  const isApplied = priced.promoted?.given.some(({ couponId }) => couponId === coupon.id)
  return isApplied === true ? 'applied' : 'waiting'
}

/** Promotions that lack goods and nothing else, the nearest first, and those that wait for goods that they could reward. */
function hintsOf(as: ShownAs, notApplied: PromotedOrder['notApplied'], book: PriceBook): Hint[] {
  const hints = notApplied.flatMap((one): { far: number; hint: Hint }[] => {
    const title = titleIn(one.promotion.title, ...as.languages)
    const { code } = one.promotion
    if (one.because === 'nothing_to_reward')
      return [{ far: 0, hint: { code, title, missing: null, goods: null } }]
    const [missing, ...others] = one.missing
    if (one.because !== 'missing' || missing?.is !== 'at_least' || others.length > 0) return []
    const { measure, needed } = missing
    const amount =
      measure.by === 'amount'
        ? { by: 'amount' as const, money: { minor: missing.missing, currency: as.currency } }
        : measure.by === 'quantity'
          ? { by: 'pieces' as const, pieces: Number(missing.missing) }
          : { by: 'volume' as const, volume: measure.volume, micro: missing.missing }
    const far = Number((missing.missing * 1_000_000n) / (needed === 0n ? 1n : needed))
    return [{ far, hint: { code, title, missing: amount, goods: goodsNames(as, missing.of, book) } }]
  })
  return hints
    .toSorted((a, b) => a.far - b.far)
    .slice(0, HINTS_MOST)
    .map(({ hint }) => hint)
}

/** What the goods of a selection are called; null where it is everything, or cannot be said by names. */
function goodsNames(as: ShownAs, of: Selection, book: PriceBook): string[] | null {
  if (of.products)
    return of.products.map((code) => {
      const product = book.byCode.get(code)
      return product ? textIn(product.texts, ...as.languages).name : code
    })
  if (of.categories)
    return of.categories.map((code) => {
      const category = book.categories.find((one) => one.code === code)
      return category ? textIn(category.texts, ...as.languages).name : code
    })
  return of.tags ? [...of.tags] : null
}
