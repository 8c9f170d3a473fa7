/** Goods by what is known of them; a piece has to meet every part that is given. Empty parts say nothing. */
export type Selection = Readonly<{
  products?: readonly string[]
  categories?: readonly string[]
  tags?: readonly string[]
  /** Unit price in minor units, both ends included. */
  priceFrom?: bigint
  priceUntil?: bigint
  except?: Selection
}>

/** What is counted over the pieces of a selection: money in minor units, pieces, or a named volume in millionths. */
export type Measure =
  | Readonly<{ by: 'amount' }>
  | Readonly<{ by: 'quantity' }>
  | Readonly<{ by: 'volume'; volume: string }>

/** Part of a condition that is told as one thing that is there or missing. */
export type Condition =
  | Readonly<{ is: 'at_least'; measure: Measure; of: Selection; needed: bigint }>
  | Readonly<{ is: 'one_of'; fact: FactName; values: readonly string[] }>
  | Readonly<{ is: 'order_number'; from: number; until: number }>
  /** Local days; the last one is the first on which it no longer holds. */
  | Readonly<{ is: 'days'; from: string | undefined; until: string | undefined }>
  | Readonly<{ is: 'time'; from?: string; until?: string; weekdays: readonly string[] }>
  | Readonly<{ is: 'coupon'; coupons: readonly string[] }>
  | Readonly<{ is: 'entitlement' | 'credit'; name: string }>
  | Readonly<{ is: 'history'; history: HistoryQuestion; needed: bigint }>
  | Readonly<{ is: 'all' | 'any'; parts: readonly Condition[] }>
  | Readonly<{ is: 'not'; part: Condition }>

export const factNames = ['kind', 'rank', 'segment', 'market', 'channel', 'party', 'campaign'] as const
export type FactName = (typeof factNames)[number]

/** What a buyer, or people whom a buyer brought, did before; the caller keeps the facts and answers by `key`. */
export type HistoryQuestion = Readonly<{
  key: string
  who: 'buyer' | 'recruited'
  measure: Measure
  of: Selection
  days: number
}>

/** Pieces that are taken as bought each time that a promotion applies; a piece is taken once in a lane. */
export type Taken = Readonly<{ pieces: number; of: Selection }>

/** How often a promotion applies to an order: once, for each set of pieces, or for each full amount. */
export type Each =
  | Readonly<{ by: 'order' }>
  | Readonly<{ by: 'set'; taken: readonly Taken[] }>
  | Readonly<{ by: 'full'; measure: Measure; of: Selection; step: bigint }>

/** Which of the pieces that could be rewarded are: those that the promotion names, or those that serve the buyer best. */
export type Which = 'cheapest' | 'dearest' | 'best'

/** What a promotion takes off pieces. `pieces` undefined: all that match. */
export type PieceReward =
  | Readonly<{ is: 'percent'; ppm: bigint; pieces?: number; which: Which; of: Selection; most?: bigint }>
  | Readonly<{ is: 'amount'; minor: bigint; per: 'time' | 'piece'; of: Selection }>
  | Readonly<{ is: 'price'; minor: bigint; pieces?: number; which: Which; of: Selection }>
  | Readonly<{ is: 'set_percent'; ppm: bigint; pieces: number; which: 'cheapest' | 'dearest' }>
  | Readonly<{ is: 'set_price'; minor: bigint }>

/** What a promotion gives beside the prices of pieces. */
export type Extra =
  | Readonly<{ is: 'gift'; product: string; quantity: number }>
  | Readonly<{ is: 'gift_choice'; choose: number; of: Selection }>
  | Readonly<{ is: 'points'; unit: string; points: bigint; per: 'time' | 'major_unit' }>
  | Readonly<{ is: 'entitlement'; name: string; days: number; uses: number }>
  | Readonly<{ is: 'free_shipping' }>
  | Readonly<{ is: 'volume_factor'; volume: string; ppm: bigint; of: Selection }>

export type Reward = Readonly<{ pieces?: PieceReward; extras: readonly Extra[] }>

/** Steps by what is reached; the highest one reached is given. */
export type Tiers = Readonly<{
  measure: Measure
  of: Selection
  steps: readonly Readonly<{ from: bigint; reward: Reward }>[]
}>

export type Promotion = Readonly<{
  code: string
  version: number
  title: Readonly<Record<string, string>>
  lane: string
  /** The higher goes first where order matters, and where two are worth the same. */
  priority: number
  /** Of promotions with the same group, one at most applies to an order. */
  group: string | undefined
  when: Condition
  each: Each
  /** How often it applies to one order at most. */
  mostTimes: number
  reward: Reward
  tiers: Tiers | undefined
  /** The buyer's credit that pays for what it takes off, as far as that goes. */
  credit?: string | undefined
}>

/** How promotions of a lane meet, and on which prices they stand. Lanes run one after the other. */
export type Lane = Readonly<{
  name: string
  /** `compete`: a piece is rewarded by one of them, the best for the buyer; `stack`: each after the other on what is left;
   * `exclude`: one of them for the whole order. */
  mode: 'compete' | 'stack' | 'exclude'
  /** Whether amounts of conditions and rewards are those before any promotion, or what earlier lanes left. */
  on: 'gross' | 'remaining'
}>

/** The lanes of a company that says nothing else. */
export const usualLanes: readonly Lane[] = [
  { name: 'goods', mode: 'compete', on: 'gross' },
  { name: 'order', mode: 'stack', on: 'remaining' },
]

/** The usual lanes, and each other one that a promotion names, after them. */
export function lanesOf(promotions: readonly Promotion[]): readonly Lane[] {
  const known = new Set(usualLanes.map(({ name }) => name))
  const others = [...new Set(promotions.map(({ lane }) => lane))].filter((name) => !known.has(name))
  return [
    ...usualLanes,
    ...others.toSorted().map((name) => ({ name, mode: 'compete', on: 'remaining' }) as const),
  ]
}
