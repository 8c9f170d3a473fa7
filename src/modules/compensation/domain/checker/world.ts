import type { PayInput, PersonInput } from '../pay/pay-input.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { OrderBook, Order } from './order-book.ts'
import type { Field } from './field.ts'
import type { Fraction } from './fraction.ts'
import type { Part } from './part.ts'
import type { Sums } from './settle.ts'
import type { Period } from '#shared/period.ts'

export type Window = Readonly<{ fromMs: number; untilMs: number }>

/** What an expression gives. Ranks are numbers from 1, 0 for none; dates are texts such as 2026-10-05. */
export type Figure = Fraction | boolean | string

/**
 * Everything that can be asked about one stretch of time. A person is named by id, nobody by ''. Each answer is computed
 * when it is first asked for, and remembered.
 */
export type World = Readonly<{
  plan: Plan
  input: PayInput
  period: Period
  /** The stretch of the period whose orders are paid: all of it, unless several versions of the plan hold in it. */
  window: Window
  people: ReadonlyMap<string, PersonInput>
  field: Field
  /** The places by which the volume of an instant goes up. */
  fieldOf: (atMs: number) => Field
  book: OrderBook
  volume: (id: string, name: string) => Fraction
  measure: (id: string, name: string) => Figure
  active: (id: string) => boolean
  rank: (id: string) => number
  held: (id: string) => Readonly<{ rank: number; missed: number }>
  earnedRank: (id: string) => number
  careerRank: (id: string) => number
  previousRank: (id: string) => number
  accumulated: (id: string, volume: string) => Fraction
  /** The volume counted up to an order of the period, without or with it. */
  running: (id: string, volume: string, order: Order, withIt: boolean) => Fraction
  /** What the person got by bonuses, given pay included, in major units. */
  earned: (id: string, bonuses: readonly string[]) => Fraction
  /** What bonuses of the plan left unpaid, for everybody together. */
  unpaid: (bonuses: readonly string[]) => Fraction
  /** What each line and correction of the period adds to a personal volume. */
  entries: (volume: string) => readonly VolumeEntry[]
  /** The periods of the main calendar, the youngest first. */
  periods: (how: 'last' | 'previous', count: number) => readonly World[]
  /** Whether `paid` and the bonus's `qualified` hold; with an instant, by kind and status then. */
  mayGet: (bonus: Bonus, id: string, payeeMs?: number) => boolean
}>

/** A part of somebody's personal volume; `line` is missing where it was corrected by hand. */
export type VolumeEntry = Readonly<{
  owner: string
  value: Fraction
  atMs: number
  line: OrderLine | undefined
}>

export type OrderLine = OrderBook['lines'][number]

/** A run that another one looks back to. */
export type Run = Readonly<{
  /** Whether it is the run that is checked itself. */
  isNow: boolean
  /** The bonus as the version of that time has it. */
  bonus: Bonus
  world: (bonus: Bonus) => World
  /** What each person gets by a bonus after the limits of the plan. */
  paid: (bonus: Bonus) => ReadonlyMap<string, Fraction>
  /** The share of a part that was paid, after caps and limits. */
  kept: (bonus: Bonus, part: Part) => Fraction
}>

/** All periods of one check, and what is paid in them. */
export type Atlas = Readonly<{
  plan: Plan
  input: PayInput
  people: ReadonlyMap<string, PersonInput>
  /** The first instant that a line, a correction or the state tells of: no volume lies before it. */
  firstMs: number
  /** What versions of the plan that hold earlier in the period pay there. */
  before: readonly Atlas[]
  window: Window
  /** Whether it is the last version of the period, which pays what goes by no orders. */
  isLast: boolean
  /** The period that is run. */
  runLabel: string
  world: (period: Period, standing: Bonus['standing']) => World
  /** The run in which a bonus was paid for an instant, as it saw that time; undefined between campaigns. */
  runAt: (bonus: Bonus, atMs: number, input: PayInput) => Run | undefined
  back: (world: World, how: 'last' | 'previous', count: number) => readonly World[]
  /**
   * What each person gets by a bonus of the plan in a period before its limits, in major units; nothing in a period of another
   * calendar, and nothing of what returns change of earlier periods.
   */
  paid: (period: Period, bonus: Bonus) => ReadonlyMap<string, Fraction>
  /** The single lines of what a person gets by a bonus, with those of caps and rounding. */
  lines: (period: Period, bonus: Bonus, id: string) => readonly Part[]
  /** What people did not get by a bonus, before the limits of the plan. */
  skips: (period: Period, bonus: Bonus) => readonly Part[]
  /** What a bonus could have paid in a period, and where it went, before the limits of the plan. */
  sums: (period: Period, bonus: Bonus) => Sums
  /** The share of a part of a bonus that its caps left. */
  kept: (period: Period, bonus: Bonus, part: Part) => Fraction
  /** What returns of the period change of earlier ones, line by line. */
  beside: (period: Period, bonus: Bonus) => readonly Part[]
  /** What a bonus could have paid in a period and did not, for everybody together. */
  unpaid: (period: Period, bonus: Bonus) => Fraction
}>

/** The plan asks for what cannot be computed: a circle, a division by zero, a text that is no number. */
export class CheckStop extends Error {}

/** Remembers answers by key. A question that needs its own answer stops the check with the circle's name. */
export function remembered<V>(): (key: string, make: () => V) => V {
  const known = new Map<string, Readonly<{ value: V }> | 'asked'>()
  return (key, make) => {
    const found = known.get(key)
    if (found === 'asked') throw new CheckStop(`${key} needs itself`)
    if (found) return found.value
    known.set(key, 'asked')
    const value = make()
    known.set(key, { value })
    return value
  }
}
