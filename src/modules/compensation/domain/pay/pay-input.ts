import type { OrderType, PersonKind, PersonStatus } from '../language/words.ts'

/** A person as files or a snapshot give one; ids are text and compare by code unit. */
export type PersonInput = Readonly<{
  id: string
  sponsorId: string | undefined
  joinedAtMs: number | undefined
  kind: PersonKind
  status: PersonStatus
  /** The rank held before the period; the plan says whether it counts. */
  rank: string | undefined
  name: string
  /** Several positions of one owner name the same owner; without one a position is its own. */
  ownerId: string | undefined
  /** Places in further trees, by the tree's name; `side` is left, right or the name of a leg. */
  places: ReadonlyMap<string, Readonly<{ parentId: string | undefined; side: string }>>
  attributes: ReadonlyMap<string, string>
}>

/** A line of an order. Numbers are millionths. Ids are '' where nobody or nothing is named. */
export type LineInput = Readonly<{
  orderId: string
  /** Row of the file, or place in the order: breaks ties within an order. */
  row: number
  atMs: number
  buyerId: string
  sellerId: string
  type: OrderType
  product: string
  category: string
  quantityMicro: bigint
  amountMicro: bigint
  currency: string
  ofOrderId: string
  partyId: string
  volumes: ReadonlyMap<string, bigint>
  attributes: ReadonlyMap<string, string>
}>

export type FactScope = 'person' | 'order' | 'party' | 'market' | 'company'

/** A fact that no order tells; it holds from `fromMs` up to, not including, `untilMs`, where these are given. */
export type FactInput = Readonly<{
  scope: FactScope
  id: string
  name: string
  value: string
  fromMs: number | undefined
  untilMs: number | undefined
}>

/** Pay that is given: it counts for matching and caps like pay that was computed. Amounts are millionths of a major unit. */
export type EarnedInput = Readonly<{
  personId: string
  bonus: string
  period: string
  amountMicro: bigint
  currency: string
}>

/** A place in a tree for a time; a link without a parent takes the person out of the tree. */
export type LinkInput = Readonly<{
  tree: string
  personId: string
  parentId: string | undefined
  side: string
  fromMs: number | undefined
  untilMs: number | undefined
}>

/** Units of `to` for one unit of `from` in a period, in parts of 10^12. */
export type RateInput = Readonly<{ period: string; from: string; to: string; ratePico: bigint }>

/**
 * A correction by hand. `volume` adds to the personal volume `name`; `rank` grants the rank `name` or, with the value
 * `protected`, keeps it from falling; `bonus` adds `value` to the bonus `name`; `waiver` makes the condition `name`
 * (`active`, `qualified` of a bonus, or a measure) hold; `exclusion` keeps the person from the bonus `name`, or from all.
 * Rank, waiver and exclusion hold in the period of `atMs`, or in every period that has a moment from it to `untilMs`.
 */
export type AdjustmentInput = Readonly<{
  personId: string
  kind: 'volume' | 'rank' | 'bonus' | 'waiver' | 'exclusion'
  name: string
  value: string
  atMs: number
  untilMs: number | undefined
  reason: string
}>

/** What an exclusion names that holds for every bonus. */
export const EVERY_BONUS = 'all'

export type PartyInput = Readonly<{
  partyId: string
  hostId: string
  sellerId: string
  type: string
  atMs: number
  closedAtMs: number | undefined
  attributes: ReadonlyMap<string, string>
}>

/** What a run remembers for later ones. `personId` is '' for the company. */
export type StateInput = Readonly<{ personId: string; period: string; name: string; value: string }>

/** Everything that pay is computed from. Lines may lie before the period: they are its history. */
export type PayInput = Readonly<{
  people: readonly PersonInput[]
  /** Trees that some file gives, besides `sponsor`. */
  trees: readonly string[]
  lines: readonly LineInput[]
  facts: readonly FactInput[]
  earned: readonly EarnedInput[]
  links: readonly LinkInput[]
  rates: readonly RateInput[]
  adjustments: readonly AdjustmentInput[]
  parties: readonly PartyInput[]
  state: readonly StateInput[]
}>
