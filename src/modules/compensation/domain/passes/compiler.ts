import type { Exact } from '#shared/exact.ts'
import type { Period } from '#shared/period.ts'
import { localOf } from '#shared/time.ts'
import type { Bonus, Plan } from '../language/plan.ts'
import type { Aggregate } from '../language/reads.ts'
import type { Gathered } from './aggregate-code.ts'
import { numberCode, truth, type AskedNeeds, type Bound, type Code } from './code.ts'
import type { Expression } from '../language/expression.ts'
import type { FieldColumns, NumberColumn } from './field-columns.ts'
import type { Hand } from './hand.ts'
import type { ColumnRoom } from './room.ts'
import type { Part } from '../pay/bonuses/collect.ts'
import type { Renewal } from './renew/renewal.ts'

/** Values of everybody: what a definition of the plan comes to. Truths are 0 or 1, ranks places of the ladder from 1. */
export type Column =
  | Readonly<{ is: 'number'; values: Float64Array; decimals: number }>
  /** `over` by `under`, which is 0 where the value is; the value is exact, whatever fraction it is. */
  | Readonly<{ is: 'quotient'; over: NumberColumn; under: NumberColumn }>
  | Readonly<{ is: 'truth'; values: Uint8Array }>
  | Readonly<{ is: 'rank'; values: Uint8Array }>

/** Days since 1970 of the first and the last day of the period. */
export type Days = Readonly<{ first: number; last: number }>

/** A period as a run knows it. */
export type PaidPeriod = Pick<Period, 'label' | 'kind' | 'fromMs' | 'untilMs'>

/** The local day of an instant, in days since 1970. */
export function dayAt(atMs: number, zone: string): number {
  const { year, month, day } = localOf(atMs, zone)
  return Date.UTC(year, month - 1, day) / 86_400_000
}

/** Money of everybody in minor units. */
export type Paid = Readonly<{ values: Float64Array; decimals: number }>

/** What the rules of a plan are compiled in. Columns are added as they are computed. */
export type Compiler = Readonly<{
  plan: Plan
  field: FieldColumns
  days: Days
  /** The label of the period, and its calendar, whose bonuses are paid. */
  period: string
  calendar: PaidPeriod['kind']
  bound: Bound
  columns: Map<string, Column>
  /** What bonuses left unpaid of their potential so far, by name. */
  unpaid: Map<string, () => Exact>
  /** What aggregates over people gathered, by their text. */
  gathers: Map<string, Gathered>
  /** What bonuses paid so far, by name. */
  paid: Map<string, Paid>
  /** For how many periods the needs of the held rank have not been met; the rank of a run fills it. */
  missed: Uint16Array
  /** Where the steps of the run are kept, so that it can be renewed; undefined in a run that is taken once. */
  renewal: Renewal | undefined
  /** Where columns come from, and who runs programs over them. */
  room: ColumnRoom
  hand: Hand
  /** What is taken back of the bonus that is compiled, of orders of the period itself. */
  takenBack: readonly Part[]
  /** What rules of bonuses were asked of everybody so far. */
  asked: AskedSoFar
  /** Sees to it that a definition of the pass that is being written stands before its reader. */
  require: (key: string) => void
  /** The code of an aggregate over other people. */
  aggregate: (compiler: Compiler, aggregate: Aggregate, place: Place) => Code
  /** The code of a rule, or of a part of one, that has no pass: single people are asked by the walking engine. */
  ask: (compiler: Compiler, expression: Expression, place: Place) => Code
  /** The code of a volume in its course, where a walk turns to one order after the other. */
  running?: (compiler: Compiler, of: Extract<Expression, { node: 'running' }>, place: Place) => Code
  /** What asked values were found to need so far in this run. */
  needed: Map<string, AskedNeeds>
}>

/** Is needed where numbers of a step left the range in which doubles are exact: products are asked, which are exact in any. */
export const LARGE = 'large numbers'

/** A column that a text made, by the columns that it reads. */
export type Asked<C> = Readonly<{ text: string; reads: readonly unknown[]; column: C }>

export type AskedSoFar = Readonly<{ numbers: Asked<Float64Array>[]; bytes: Asked<Uint8Array>[] }>

/**
 * Where a rule stands: the names of the variables that hold the person, and in a walk the level and what lies below. `isItem`:
 * the person is one of many that an aggregate looks at, and no longer the one for whom the rule is.
 */
export type Place = Readonly<{
  isItem?: true
  person: string
  tree: string
  level?: string
  pathRank?: string
  source?: string
}>

export const atPerson = (tree = 'sponsor'): Place => ({ person: 'p', tree })

/** Where a rule of a bonus about somebody stands: sides are those of the bonus's tree. */
export const atPayee = (bonus: Bonus): Place => atPerson('tree' in bonus ? bonus.tree : undefined)

/** The values of a column of ranks, truths or numbers; a quotient has none that are its own. */
export function plainValues(column: Column | undefined): Float64Array | Uint8Array | undefined {
  return column === undefined || column.is === 'quotient' ? undefined : column.values
}

/** The code that reads a column for a person. */
export function readColumn(compiler: Compiler, column: Column, person: string): Code {
  if (column.is === 'quotient') {
    const part = ({ values, decimals }: NumberColumn) =>
      numberCode(`${compiler.bound.name(values)}[${person}]`, decimals)
    return { is: 'quotient', over: part(column.over), under: part(column.under), zero: 'zero' }
  }
  const text = `${compiler.bound.name(column.values)}[${person}]`
  if (column.is === 'number') return numberCode(text, column.decimals)
  return column.is === 'truth' ? truth(`${text}===1`) : { is: 'rank', text }
}
