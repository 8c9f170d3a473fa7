import { z } from 'zod'

const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,59}$/)
const words = z
  .union([word, z.array(word).min(1)])
  .transform((one) => (typeof one === 'string' ? [one] : one))
const decimal = z
  .union([z.string().regex(/^\d{1,12}(\.\d{1,6})?$/), z.number().nonnegative()])
  .transform(String)
  .meta({ description: 'a number as text, such as 100 or 12.50' })
/** One amount, or one for each currency that the promotion runs in. */
const amount = z
  .union([decimal, z.record(z.string().length(3), decimal)])
  .meta({ description: 'an amount in major units: 100, or {EUR: 100, SEK: 1100}' })
const percent = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,4})? ?%$/)
  .meta({ description: 'such as 25 %' })
/** Texts reach a shape as they stand in the file, so that no number passes through a float. */
const whole = (least: number, most: number) =>
  z
    .union([z.string().regex(/^-?\d{1,9}$/, `a whole number from ${least} to ${most}`), z.int()])
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a whole number from ${least} to ${most}`)
const yes = z.union([z.literal(true), z.literal('true')]).transform((): true => true)
const pieces = whole(1, 999)
const days = whole(1, 3660)
const day = z.iso.date()
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

const goods = {
  product: words.optional(),
  category: words.optional(),
  tag: words.optional(),
  price_from: amount.optional(),
  price_until: amount.optional(),
}
/** Goods: each part that is given has to fit; `all` is everything. */
export const selectionDocument = z.union([
  z.literal('all'),
  z.strictObject({ ...goods, except: z.strictObject(goods).optional() }),
])

/** What is counted over the pieces of a selection. */
const counted = {
  of: selectionDocument,
  amount: amount.optional(),
  pieces: pieces.optional(),
  volume: z.strictObject({ name: word, at_least: decimal }).optional(),
}
const atLeast = z.strictObject(counted)
const earlier = z.strictObject({ ...counted, days: days })

/** Conditions; all that are given have to hold. */
export const whenDocument = z.strictObject({
  basket: z.union([atLeast, z.array(atLeast).min(1)]).optional(),
  first_order: yes.optional(),
  order_number: z.strictObject({ from: whole(1, 999_999), until: whole(1, 999_999).optional() }).optional(),
  kind: words.optional(),
  rank: words.optional(),
  segment: words.optional(),
  market: words.optional(),
  channel: words.optional(),
  party: words.optional(),
  campaign: words.optional(),
  coupon: words.optional(),
  entitlement: word.optional(),
  hours: z.strictObject({ from: clock.optional(), until: clock.optional() }).optional(),
  weekdays: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
    .min(1)
    .optional(),
  /** What the buyer bought before. */
  bought: earlier.optional(),
  /** What customers bought whom the buyer brought, within so many days after they joined. */
  brought: earlier.optional(),
  get any() {
    return z.array(whenDocument).min(2).optional()
  },
  get not() {
    return whenDocument.optional()
  },
})

const which = z.enum(['cheapest', 'dearest', 'best']).default('best')

export const rewardDocument = z.strictObject({
  percent: z
    .strictObject({
      off: percent,
      of: selectionDocument,
      pieces: pieces.optional(),
      which,
      most: amount.optional(),
    })
    .optional(),
  amount: z
    .strictObject({ off: amount, of: selectionDocument, per: z.enum(['time', 'piece']).default('time') })
    .optional(),
  price: z.strictObject({ each: amount, of: selectionDocument, pieces: pieces.optional(), which }).optional(),
  free: z.strictObject({ pieces, of: selectionDocument, which }).optional(),
  /** The goods are paid by a credit of the buyer, as far as it goes; what is left of it is there for the next order. */
  credit: z.strictObject({ name: word, of: selectionDocument }).optional(),
  /** Of each set: so many of its pieces cheaper, or all of them for one price. */
  of_set: z
    .strictObject({
      off: percent.optional(),
      pieces: pieces.optional(),
      which: z.enum(['cheapest', 'dearest']).default('cheapest'),
      price: amount.optional(),
    })
    .optional(),
  gift: z
    .union([
      z.strictObject({ product: word, quantity: pieces.default(1) }),
      z.strictObject({ choose: pieces, of: selectionDocument }),
    ])
    .optional(),
  points: z
    .strictObject({ unit: word, points: decimal, per: z.enum(['time', 'major_unit']).default('time') })
    .optional(),
  entitlement: z.strictObject({ name: word, days: days, uses: pieces.default(1) }).optional(),
  free_shipping: yes.optional(),
  volume: z.strictObject({ name: word, times: decimal, of: selectionDocument.default('all') }).optional(),
})

/** The text of a promotion: everything that it is, by configuration alone. */
export const promotionDocument = z.strictObject({
  openfield_promotion: whole(1, 1),
  promotion: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
  version: whole(1, 999_999).default(1),
  title: z.record(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/), z.string().min(1).max(200)),
  /** Local days of the market; the last one is the first on which it no longer holds. */
  from: day.optional(),
  until: day.optional(),
  lane: word.default('goods'),
  priority: whole(-1000, 1000).default(0),
  group: word.optional(),
  when: whenDocument.default({}),
  each: z
    .union([
      z.strictObject({
        set: z.array(z.strictObject({ pieces, of: selectionDocument })).min(1),
      }),
      z.strictObject({ full: atLeast }),
    ])
    .optional(),
  times: pieces.optional(),
  reward: rewardDocument.optional(),
  tiers: z
    .strictObject({
      of: selectionDocument,
      by: z.union([z.enum(['amount', 'pieces']), z.strictObject({ volume: word })]),
      steps: z.array(z.strictObject({ from: amount, reward: rewardDocument })).min(1),
    })
    .optional(),
  /** Counted when orders are placed: how often altogether, for each person, in each month, and what it may cost. */
  limits: z
    .strictObject({
      uses: whole(1, 999_999_999).optional(),
      uses_per_person: whole(1, 999_999_999).optional(),
      uses_per_month: whole(1, 999_999_999).optional(),
      budget: amount.optional(),
      budget_per_month: amount.optional(),
    })
    .optional(),
})
export type PromotionDocument = z.output<typeof promotionDocument>
export type WhenDocument = z.output<typeof whenDocument>
export type RewardDocument = z.output<typeof rewardDocument>
export type SelectionDocument = z.output<typeof selectionDocument>

const names = z.array(z.string()).default([])
const basketGoods = z.strictObject({
  product: z.string().min(1),
  category: names,
  tag: names,
  price: decimal,
  quantity: z.int().min(1).max(9999).default(1),
  volumes: z.record(word, decimal).default({}),
})

/** A basket as a file says it, for trying promotions: goods at their prices, and what is known of the buyer and the moment. */
export const basketDocument = z.strictObject({
  currency: z.string().length(3),
  lines: z.array(basketGoods).min(1).max(200),
  kind: names,
  rank: names,
  segment: names,
  market: names,
  channel: names,
  party: names,
  campaign: names,
  order_number: z.int().min(1).optional(),
  day,
  time: clock.default('12:00'),
  weekday: z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']).default('mon'),
  coupons: names,
  entitlements: z.record(z.string(), z.int().min(0)).default({}),
  /** What is left of credits, in major units. */
  credits: z.record(z.string(), decimal).default({}),
  /** Goods that gifts can be taken from. */
  gifts: z.array(basketGoods).default([]),
})
export type BasketDocument = z.output<typeof basketDocument>
