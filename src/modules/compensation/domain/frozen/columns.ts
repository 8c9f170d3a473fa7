import type { Texts, Words } from './byte-columns.ts'

/**
 * What a period is computed from, as columns: the one form behind the canonical bytes. Nobody is -1, nothing is '', an open
 * beginning or no time is -Infinity and an open end Infinity.
 */
export type FrozenColumns = Readonly<{
  period: string
  cutSeq: bigint
  planHash: string
  people: PeopleColumns
  lines: LineColumns
  facts: FactColumns
  links: LinkColumns
  state: StateColumns
  adjustments: AdjustmentColumns
  parties: PartyColumns
}>

/** Texts by a name; who has none of a name has '' there. */
export type NamedWords = Readonly<{ name: string; of: Words }>

/** People sorted by code; people above by their place among them. */
export type PeopleColumns = Readonly<{
  ids: BigInt64Array
  codes: Texts
  sponsor: Int32Array
  joinedAtMs: Float64Array
  kind: Words
  status: Words
  name: Words
  rank: Words
  owner: Words
  /** Places in trees besides sponsor, sorted by the tree's name. */
  trees: readonly Readonly<{ name: string; parent: Int32Array; side: Words }>[]
  /** Sorted by name. */
  attributes: readonly NamedWords[]
}>

/** Order lines, sorted by time, order and row; people by their place, numbers in millionths. */
export type LineColumns = Readonly<{
  orders: Texts
  row: Int32Array
  atMs: Float64Array
  buyer: Int32Array
  seller: Int32Array
  type: Words
  product: Words
  category: Words
  currency: Words
  ofOrder: Words
  party: Words
  quantity: BigInt64Array
  amount: BigInt64Array
  /** Sorted by name. */
  volumes: readonly Readonly<{ name: string; micro: BigInt64Array }>[]
  attributes: readonly NamedWords[]
}>

export type SpanColumns = Readonly<{ fromMs: Float64Array; untilMs: Float64Array }>

/** Facts, sorted by what they are about, by name and by when they begin to hold. */
export type FactColumns = SpanColumns & Readonly<{ scope: Words; id: Words; name: Words; value: Words }>

/** Places that changed, sorted by tree, person and beginning. */
export type LinkColumns = SpanColumns &
  Readonly<{ tree: Words; side: Words; person: Int32Array; parent: Int32Array }>

/** What earlier periods left, sorted by person, name and period; the person is -1 where it is of the company. */
export type StateColumns = Readonly<{ person: Int32Array; name: Words; period: Words; value: Words }>

/** Parties, sorted by their ids; people by their place, and Infinity for what is still open. */
export type PartyColumns = Readonly<{
  id: Words
  host: Int32Array
  seller: Int32Array
  type: Words
  atMs: Float64Array
  closedAtMs: Float64Array
  attributes: readonly NamedWords[]
}>

/** Corrections by hand, sorted by person, kind and name; the end of what is of one period alone is Infinity. */
export type AdjustmentColumns = Readonly<{
  person: Int32Array
  kind: Words
  name: Words
  value: Words
  reason: Words
  atMs: Float64Array
  untilMs: Float64Array
}>
