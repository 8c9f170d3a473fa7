import type { Period } from '#shared/period.ts'
import type { PersonKind, PersonStatus } from '../language/words.ts'
import type { Exact } from '#shared/exact.ts'
import type { BinaryBonus } from '../language/plan.ts'
import type { World } from '../pay/world.ts'
import type { ByHand } from './by-hand.ts'
import type { OrderSums } from './order-sums.ts'
import type { Column } from './compiler.ts'
import type { GivenPay } from './given-pay.ts'
import type { Returns } from './returned/returns.ts'
import type { KnownSoFar } from './ground/known-so-far.ts'

/**
 * The field of a run as columns. People are numbered from 0; a column has one entry for each. Numbers of volumes are whole
 * multiples of 10^-decimals, held in doubles and never beyond 2^53.
 */
export type FieldColumns = Readonly<{
  people: number
  /** How many of them there are; the columns of an open period have room for more behind them. */
  there: () => number
  /** Places of the words in `personKinds` and `personStatuses`. */
  kind: Uint8Array
  status: Uint8Array
  /** Local day of joining in days since 1970; NO_DAY where it is not known. */
  joinedDay: Int32Array
  /** The rank that the input gives, from 1; 0 is none. */
  givenRank: Uint8Array
  /** Columns of text by name, `market` among them: places in a list of words. */
  attribute: (name: string) => TextColumn
  /** A fact of a person as the language reads it: the own one, else the market's, else the company's. */
  fact: (name: string) => TextColumn
  companyFact: (name: string) => string
  tree: (name: string) => TreeColumns
  /** The personal volumes of the period that is paid, by the name of the volume. */
  volume: (name: string) => NumberColumn
  /** What makes up a personal volume, order by order; asked of few bonuses, such as one that is rounded line by line. */
  orders: (volume: string) => OrderSums
  /** The same by the evaluations of a binary bonus in which it arose. */
  volumeIn: (name: string, evaluated: BinaryBonus['evaluated']) => readonly EvaluatedVolume[]
  /** What a personal volume lacks to zero after the period. */
  debt: (name: string) => NumberColumn
  before: BeforeColumns
  byHand: ByHand
  given: GivenPay
  /** Whether kinds or statuses change inside the period, and payees are looked at when an order comes. */
  payeesChange: boolean
  /** Whether places change inside the period, and orders count where people stood when they came; trees are those at its end. */
  placesChange: boolean
  /** Where returns take back what their orders brought, and there are any. */
  returns?: Returns
  /** In a period of another calendar than the plan's. */
  standing?: Standing
  /**
   * Where single people are asked what no pass says: their orders, parties, facts and earlier periods. Throws NotCompiled where the
   * columns do not hold these. What the run computed of everybody is read from there.
   */
  world: (known?: KnownSoFar) => World
}>

/** A personal volume as bonuses are paid on it: without returns that take back part by part what their orders brought. */
export function paidOn({ volume, returns }: FieldColumns, name: string): NumberColumn {
  return returns ? returns.paidOn(name) : volume(name)
}

/** By what people stand in a period of another calendar than the plan's. */
export type Standing = Readonly<{
  /** The main period that is running when the period ends, up to that end. */
  running: Readonly<{ field: FieldColumns; period: Period }>
  /** The last main period that was closed by then. */
  closed: () => ClosedStanding
}>

/** How people stood in a closed period, as the state tells it. */
export type ClosedStanding = Readonly<{
  /** Activity, ranks and measures, by the keys of their definitions. */
  columns: ReadonlyMap<string, Column>
  previousRank: Uint8Array
  /** As that of the field. */
  world: (known?: KnownSoFar) => World
}>

export const NO_DAY = -1_000_000

export type TextColumn = Readonly<{ words: readonly string[]; place: Uint8Array | Uint16Array | Int32Array }>

export type NumberColumn = Readonly<{ values: Float64Array; decimals: number }>

/** The part of a volume that arose in a window of the period. */
export type EvaluatedVolume = NumberColumn & Readonly<{ window: Period }>

/**
 * A tree over the people: `order` is a pre-order, so that everybody below a person follows that person without a gap; -1 is
 * no parent, a root has depth 0. `side`: places in `sides`.
 */
export type TreeColumns = Readonly<{
  parent: Int32Array
  order: Int32Array
  depth: Int32Array
  side: Uint8Array
  sides: readonly string[]
}>

/** What earlier periods left; columns are undefined where nothing is known of any. */
export type BeforeColumns = Readonly<{
  rank: Uint8Array
  careerRank: Uint8Array
  missed: Uint16Array
  /** Volume that a binary bonus carried, by bonus and side. */
  carried: (bonus: string, side: 'left' | 'right') => NumberColumn | undefined
  /** The same, by the period in which it arose. */
  lots: (bonus: string, side: 'left' | 'right') => LotColumns
  /** Whether a person was ever qualified for a binary bonus. */
  everQualified: (bonus: string) => Uint8Array | undefined
  /** The newest value that is remembered of a name, of a person or (-1) of the company. */
  latest: (name: string) => (person: number) => string | undefined
}>

/**
 * Volume that waits, in millionths: a row for each person and period, by person and then the oldest first. What is no whole number
 * of millionths stands beside, by row.
 */
export type LotColumns = Readonly<{
  person: Int32Array
  period: readonly string[]
  micro: Float64Array
  fractions: ReadonlyMap<number, Exact>
}>

export const personKindOf: Readonly<Record<PersonKind, number>> = {
  distributor: 0,
  preferred: 1,
  retail: 2,
  company: 3,
}

export const personStatusOf: Readonly<Record<PersonStatus, number>> = {
  active: 0,
  inactive: 1,
  suspended: 2,
  terminated: 3,
}
