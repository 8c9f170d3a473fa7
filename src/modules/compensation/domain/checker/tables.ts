import type { Cell, Plan, Table, TableKey } from '../language/plan.ts'
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
import type { Figure } from './world.ts'

/** The value of a table for its keys; 0 where nothing fits. */
export function tableValue(plan: Plan, name: string, keys: readonly Figure[]): Fraction {
  const table = tableNamed(plan, name)
  const [first = '', second = ''] = keys
  if (table.shape === 'steps') return stepValue(table, first)
  if (table.shape === 'cases') return cellValue(plan, table.cases, first)
  const row = fitting(
    plan,
    table.rows.map((one) => one.key),
    first,
  )
  return row === undefined ? NOTHING : cellValue(plan, table.rows[row]?.cells ?? [], second)
}

/** The sum over the steps of the slice of a value within a step times the step's value. */
export function marginalValue(plan: Plan, name: string, of: Fraction): Fraction {
  const table = tableNamed(plan, name)
  if (table.shape !== 'steps') throw new Error(`${name} has no steps`)
  return table.steps.reduce((sum, step, at) => {
    const next = table.steps[at + 1]
    const top = next ? smaller(of, fromPlan(next.from)) : of
    const slice = larger(minus(top, fromPlan(step.from)), NOTHING)
    return plus(sum, times(slice, fromPlan(step.value)))
  }, NOTHING)
}

function tableNamed(plan: Plan, name: string): Table {
  const table = plan.tables.find((one) => one.name === name)
  if (!table) throw new Error(`the plan has no table ${name}`)
  return table
}

function stepValue(table: Extract<Table, { shape: 'steps' }>, key: Figure): Fraction {
  const value = asNumber(key)
  if (value === undefined) return NOTHING
  const reached = table.steps.filter((step) => !isAbove(fromPlan(step.from), value))
  const highest = reached.at(-1)
  return highest ? fromPlan(highest.value) : NOTHING
}

function cellValue(plan: Plan, cells: readonly Cell[], key: Figure): Fraction {
  const at = fitting(
    plan,
    cells.map((cell) => cell.key),
    key,
  )
  const cell = at === undefined ? undefined : cells[at]
  return cell ? fromPlan(cell.value) : NOTHING
}

/** Where the first key stands that fits the value. */
function fitting(plan: Plan, keys: readonly TableKey[], value: Figure): number | undefined {
  const place = keys.findIndex((key) => fits(plan, keys, key, value))
  return place < 0 ? undefined : place
}

function fits(plan: Plan, keys: readonly TableKey[], key: TableKey, value: Figure): boolean {
  if (key.is === 'else') return true
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
