import type { Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import type { Value } from '../language/value.ts'
import type { StateInput } from './pay-input.ts'

/** One part of one person's bonus. `base` times `rate` times the unit's value is the amount, where there is a base. */
export type PayLine = Readonly<{
  personId: string
  bonus: string
  /** '' where no single order or person is the source. */
  sourceOrder: string
  sourcePerson: string
  level: number | undefined
  base: Exact | undefined
  rate: Exact | undefined
  /** Major units of the bonus's currency, exact. */
  amount: Exact
  /** A word: what kind of line it is, where it is not a plain part (rounding, capped, given, return, conversion …). */
  note: string
}>

export type SkipReason =
  /** The part went to somebody else, or stays for a later period; nothing is lost. */
  | 'passed_over'
  | 'not_paid'
  | 'not_qualified'
  | 'nobody_above'
  | 'capped'
  | 'limited'
  | 'already_paid'
  | 'flushed'

/** What somebody would have been paid and was not. `missing` says in words what was not met. */
export type SkippedLine = Omit<PayLine, 'note' | 'base' | 'rate'> &
  Readonly<{ reason: SkipReason; missing: string }>

export type PersonEarning = Readonly<{ personId: string; bonus: string; currency: string; minor: bigint }>

/** Where the whole potential of a bonus went, in major units: potential = paid + skipped + capped + cut + rounded. */
export type BonusSums = Readonly<{
  bonus: string
  currency: string
  potential: Exact
  paid: Exact
  skipped: Exact
  capped: Exact
  cut: Exact
  rounded: Exact
}>

export type PersonStanding = Readonly<{
  id: string
  active: boolean
  rank: string | undefined
  careerRank: string | undefined
  nextRank: string | undefined
  /** What is missing to the next rank, in words. */
  missing: readonly string[]
}>

export type NamedColumn = Readonly<{ name: string; of: (person: number) => Value }>

/** The result of a run of one period. Lists are sorted, so that the same input gives the same bytes. */
export type PayResult = Readonly<{
  period: Period
  /** The versions of the plan that paid, with their stretches of the period. */
  versions: readonly Readonly<{ version: number; fromMs: number; untilMs: number }>[]
  people: readonly PersonStanding[]
  /** In the order of `people`. */
  volumes: readonly NamedColumn[]
  measures: readonly NamedColumn[]
  /** By person id, then in the plan's order of bonuses; only where a person has a line. */
  earnings: readonly PersonEarning[]
  lines: readonly PayLine[]
  skipped: readonly SkippedLine[]
  sums: readonly BonusSums[]
  /** The state after the period: what was taken over and is still needed, and what this period added. */
  state: readonly StateInput[]
  /** Lines of orders that lie before and after the period. */
  outside: Readonly<{ before: number; after: number }>
}>
