import type { Cell, Plan, Table, TableKey, TableValue } from '../language/plan.ts'
import {
  count,
  fromPlan,
  isAbove,
  larger,
  minus,
  NOTHING,
  order,
  plus,
  readFraction,
  smaller,
  times,
  type Fraction,
} from './fraction.ts'
import { CheckStop, type Figure } from './world.ts'

/** The rules among the values of a table; only the one that fits is asked. */
type Asked = readonly (() => Fraction)[]

function worth(value: TableValue | undefined, asked: Asked): Fraction {
  if (value === undefined) return NOTHING
  if (typeof value === 'object' && 'rule' in value) return asked[value.rule]?.() ?? NOTHING
  return fromPlan(value)
}

/** The value of a table for its keys; 0 where nothing fits. */
export function tableValue(
  plan: Plan,
  name: string,
  keys: readonly Figure[],
  froms: readonly Fraction[],
  asked: Asked,
): Fraction {
  const table = tableNamed(plan, name)
  const [first = '', second = ''] = keys
  if (table.shape === 'steps') return worth(stepReached(table, froms, first), asked)
  if (table.shape === 'cases') return worth(cellFitting(plan, table.cases, first), asked)
  const row = fitting(
    plan,
    table.rows.map((one) => one.key),
    first,
  )
  return row === undefined ? NOTHING : worth(cellFitting(plan, table.rows[row]?.cells ?? [], second), asked)
}

/** The sum over the steps of the slice of a value within a step times the step's value. */
export function marginalValue(
  plan: Plan,
  name: string,
  of: Fraction,
  froms: readonly Fraction[],
  asked: Asked,
): Fraction {
  const table = tableNamed(plan, name)
  if (table.shape !== 'steps') throw new Error(`${name} has no steps`)
  const begins = beginnings(table, froms)
  return table.steps.reduce((sum, step, at) => {
    const next = begins[at + 1]
    const top = next ? smaller(of, next) : of
    const slice = larger(minus(top, begins[at] ?? NOTHING), NOTHING)
    // What no slice reaches is not asked.
    return slice.n === 0n ? sum : plus(sum, times(slice, worth(step.value, asked)))
  }, NOTHING)
}

function tableNamed(plan: Plan, name: string): Table {
  const table = plan.tables.find((one) => one.name === name)
  if (!table) throw new Error(`the plan has no table ${name}`)
  return table
}

/** Where the steps begin: by the plan, or as its rules say in this place. */
function beginnings(
  table: Extract<Table, { shape: 'steps' }>,
  froms: readonly Fraction[],
): readonly Fraction[] {
  const begins = table.steps.map(
    ({ from }, at) => froms[at] ?? (typeof from === 'string' ? NOTHING : fromPlan(from)),
  )
  const falls = begins.some((begin, at) => at > 0 && !isAbove(begin, begins[at - 1] ?? NOTHING))
  if (falls && froms.length > 0) throw new CheckStop(`the steps of ${table.name} do not rise`)
  return begins
}

function stepReached(
  table: Extract<Table, { shape: 'steps' }>,
  froms: readonly Fraction[],
  key: Figure,
): TableValue | undefined {
  const value = asNumber(key)
  if (value === undefined) return undefined
  const begins = beginnings(table, froms)
  const reached = table.steps.filter((_, at) => !isAbove(begins[at] ?? NOTHING, value))
  return reached.at(-1)?.value
}

function cellFitting(plan: Plan, cells: readonly Cell[], key: Figure): TableValue | undefined {
  const at = fitting(
    plan,
    cells.map((cell) => cell.key),
    key,
  )
  return at === undefined ? undefined : cells[at]?.value
}

/** Where the first key stands that fits the value. */
function fitting(plan: Plan, keys: readonly TableKey[], value: Figure): number | undefined {
  const place = keys.findIndex((key) => key.is !== 'else' && fits(plan, keys, key, value))
  const rest = keys.findIndex((key) => key.is === 'else')
  return place >= 0 ? place : rest >= 0 ? rest : undefined
}

function fits(plan: Plan, keys: readonly TableKey[], key: TableKey, value: Figure): boolean {
  if (key.is === 'else') return false
  if (key.is === 'text') return key.text === (typeof value === 'object' ? undefined : String(value))
  const number = asNumber(value)
  if (number === undefined) return false
  if (key.is === 'span')
    return (
      !isAbove(fromPlan(key.from), number) && (key.to === undefined || !isAbove(number, fromPlan(key.to)))
    )
  return rankThatCounts(plan, keys, number) === key.rank
}

/** A text of a file that is a number counts as one. */
function asNumber(value: Figure): Fraction | undefined {
  if (typeof value === 'string') return readFraction(value)
  return typeof value === 'object' ? value : undefined
}

/** A rank without a key of its own takes that of the nearest lower rank that has one. */
function rankThatCounts(plan: Plan, keys: readonly TableKey[], rank: Fraction): string | undefined {
  const named = plan.ranks.filter(
    (one, at) =>
      order(count(at + 1), rank) <= 0 && keys.some((key) => key.is === 'rank' && key.rank === one.name),
  )
  return named.at(-1)?.name
}
