import type { Exact } from '#shared/exact.ts'
import type { Rounding } from '#shared/ratio.ts'
import type { Rule, Scope } from './expression.ts'

/** The parsed plan: what the engine compiles and what the checker reads. */

/** A volume read from order lines and credited to one person of the order. `reads` and `where` see a line. */
export type PersonalVolume = Readonly<{
  kind: 'personal'
  name: string
  reads: Rule
  belongsTo: 'buyer' | 'seller'
  where: Rule | undefined
}>

/** The sum of a personal volume over a team; people for whom `until` holds, and all below them, are left out. */
export type GroupVolume = Readonly<{
  kind: 'group'
  name: string
  of: string
  tree: string
  own: 'included' | 'excluded'
  until: Rule | undefined
}>

export type Volume = PersonalVolume | GroupVolume

/** A key of a case, row or column: a rank, a span of numbers, an exact text, or everything else. */
export type TableKey =
  | Readonly<{ is: 'rank'; rank: string }>
  | Readonly<{ is: 'span'; from: Exact; to: Exact | undefined }>
  | Readonly<{ is: 'text'; text: string }>
  | Readonly<{ is: 'else' }>

/**
 * What a table gives: a number, or a rule that is read anew in each place where the table is named, as `by` is. `rule` is its
 * place among the rules of the table.
 */
export type TableValue = Exact | Readonly<{ rule: number; text: string }>

/** `from` is a number, or the text of a rule that is read anew in each place where the table is named, as `by` is. */
export type Step = Readonly<{ from: Exact | string; value: TableValue; assumed: boolean }>

export type Cell = Readonly<{ key: TableKey; value: TableValue }>

/**
 * `steps`: the highest step at or below the key, 0 below the first. `cases`: the first key that fits. `rows`: by two keys.
 * `by` is text: it is read anew in each place where the table is named, as it may tell of a line or a level there.
 */
export type Table = Readonly<{ name: string }> &
  (
    | Readonly<{ shape: 'steps'; by: string; steps: readonly Step[] }>
    | Readonly<{ shape: 'cases'; by: string; cases: readonly Cell[] }>
    | Readonly<{
        shape: 'rows'
        by: readonly [string, string]
        rows: readonly Readonly<{
          key: TableKey
          cells: readonly Cell[]
        }>[]
      }>
  )

export type Rank = Readonly<{ name: string; needs: Rule | undefined }>

export type RankRules = Readonly<{
  gracePeriods: number
  demotion: 'to_earned' | 'one_step' | 'never'
  firstNeedsLower: boolean
}>

export type Measure = Readonly<{ name: string; rule: Rule }>

export type CalendarKind = 'day' | 'week' | 'month' | 'quarter' | 'year'

/** A stretch of days with a name, such as a promotion of some weeks; both days are included. */
export type Campaign = Readonly<{ name: string; from: string; to: string }>

/** What every bonus says. Rules see the payee. */
type BonusBase = Readonly<{
  name: string
  version: number
  qualified: Rule
  rounding: Rounding
  roundedPer: 'person' | 'line'
  /** Step in major units, or undefined for the minor unit of the currency. */
  roundTo: Exact | undefined
  currency: string
  unitValue: Rule | undefined
  cap: Rule | undefined
  capOver: 'person' | 'owner'
  companyCap: Rule | undefined
  /** The most from one leg of the payee, in the tree of the bonus. */
  legCap: Rule | undefined
  /** The currency of the payee, where pay is converted; and whether the sum of a person is converted, or each line. */
  paysIn: Rule | undefined
  convertedPer: 'person' | 'line'
  calendar: CalendarKind | 'campaign'
  standing: 'last_closed' | 'to_date'
  why: string
}>

export type AmountBonus = BonusBase &
  Readonly<{
    kind: 'amount'
    forEach: Scope | undefined
    /** Either the amount, or a base and its rate. */
    amount: Rule | undefined
    base: Rule | undefined
    rate: Rule | undefined
    once: 'every_period' | 'ever' | 'per_item' | 'at_rank'
  }>

/** What is paid on: a volume of order lines, earnings by other bonuses, or one value for each person. */
export type Source =
  | Readonly<{ from: 'volume'; volume: string }>
  | Readonly<{ from: 'earned'; bonuses: readonly string[] }>
  | Readonly<{ from: 'each'; value: Rule }>

export type LevelsBonus = BonusBase &
  Readonly<{
    kind: 'levels'
    tree: string
    source: Source
    sourceWhen: Rule | undefined
    startsAt: 'upline' | 'source'
    firstLevel: number
    steps:
      | Readonly<{ by: 'levels'; counts: 'everybody' | 'paid' | Rule }>
      | Readonly<{ by: 'generations'; boundary: Rule; leaderVolume: 'closes' | 'opens' }>
    /** The last level, which a rule may say for each payee; undefined for unlimited. */
    depth: number | Rule | undefined
    rate: Rule
    unpaid: 'to_company' | 'pass_up'
    stopAt: Rule | undefined
  }>

export type DifferentialBonus = BonusBase &
  Readonly<{
    kind: 'differential'
    tree: string
    on: string
    rate: Rule
    against: 'first_line' | 'path_maximum' | 'source'
    own: 'paid' | 'not_paid'
    unpaid: 'pass_up' | 'to_company'
  }>

export type LeadershipBonus = BonusBase &
  Readonly<{
    kind: 'leadership'
    tree: string
    leader: Rule
    base: Rule
    rate: Rule
    guarantee: Rule
    unpaid: 'pass_up' | 'to_company'
  }>

export type BinaryBonus = BonusBase &
  Readonly<{
    kind: 'binary'
    tree: string
    on: string
    ownVolume: 'none' | 'weaker' | 'stronger' | 'left' | 'right'
    /** The volume that a cycle uses, of the payee; where a side of it is not above zero nothing matches. */
    cycle: Readonly<{ strong: Rule; weak: Rule }>
    cycles: 'whole' | 'fractional'
    strongSide: 'each_cycle' | 'once'
    perCycle: Rule | undefined
    rate: Rule | undefined
    minimumSide: Rule | undefined
    maximumSide: Rule | undefined
    maximumCycles: Rule | undefined
    overMaximum: 'keep' | 'flush' | 'flush_all'
    overCap: 'keep' | 'flush'
    carry: 'both' | 'stronger' | 'none'
    carryLimit: Rule | undefined
    carryPeriods: Rule | undefined
    unqualified: 'keep' | 'flush' | 'flush_weaker'
    beforeFirstQualified: 'keep' | 'drop'
    evaluated: 'period' | 'week' | 'day'
  }>

export type PoolBonus = BonusBase &
  Readonly<{
    kind: 'pool'
    fund: Rule
    nobody: 'to_company' | 'carry'
    divide:
      | Readonly<{ by: 'shares'; shares: Rule; residue: 'to_company' | 'shared' }>
      | Readonly<{ by: 'fraction'; fraction: Rule; over100: 'refuse' | 'allow' }>
      | Readonly<{
          by: 'position'
          score: Rule
          ties: readonly Rule[]
          positions: readonly Readonly<{ from: number; to: number; share: Rule }>[]
        }>
  }>

export type Bonus = AmountBonus | LevelsBonus | DifferentialBonus | LeadershipBonus | BinaryBonus | PoolBonus

export type Limit = Readonly<{
  name: string
  bonuses: 'all' | readonly string[]
  per: 'person' | 'owner' | 'company'
  most: Rule
}>

export type Returns = Readonly<{
  mode: 'net' | 'reverse' | 'recompute'
  windowDays: number | undefined
  volumes: 'counted' | 'ignored'
}>

/** What becomes of rank and carried volume while a status holds. */
export type HeldBack = Readonly<{
  rank: 'as_earned' | 'frozen' | 'dropped'
  carry: 'by_bonus' | 'frozen' | 'dropped'
}>

/** What a change of kind, status or place inside a period does. */
export type Changes = Readonly<{
  orders: 'at_order' | 'at_end'
  upline: 'at_order' | 'at_end'
  payees: 'at_order' | 'at_end'
  suspended: HeldBack
  terminated: HeldBack
}>

export type PlanTest = Readonly<{
  name: string
  period: string
  /** CSV texts by the name of the input: people, orders, facts, earned, links, rates, adjust, parties, state. */
  files: ReadonlyMap<string, string>
  /** Expected texts by person and what (a bonus, `rank`, `active`, `measure NAME`, `volume NAME`). */
  expect: readonly Readonly<{ personId: string; what: string; value: string }>[]
}>

export type Plan = Readonly<{
  name: string
  version: number
  effective: string
  timeZone: string
  currency: string
  units: Readonly<Record<string, number>>
  calendar: CalendarKind
  /** To which period the pay of a period of another calendar belongs. */
  across: 'by_end' | 'by_start' | 'whole_only'
  campaigns: readonly Campaign[]
  /** Bonuses that files give. */
  givenPay: readonly string[]
  paid: Rule
  withoutOwner: 'company' | 'refuse'
  terminated: 'keep_place' | 'roll_up'
  returns: Returns
  negativeVolume: 'kept' | 'to_zero' | 'carried'
  /** Undefined where the plan does not say: then a run in whose period something changes is refused. */
  changes: Changes | undefined
  volumes: readonly Volume[]
  tables: readonly Table[]
  active: Rule | undefined
  ranksGiven: boolean
  ranks: readonly Rank[]
  rankRules: RankRules
  measures: readonly Measure[]
  bonuses: readonly Bonus[]
  limits: readonly Limit[]
  tests: readonly PlanTest[]
}>
