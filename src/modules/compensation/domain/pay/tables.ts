import { parseDecimal } from '#shared/decimal.ts'
import {
  add,
  compare,
  EXACT_PLACES,
  exactMicro,
  exactText,
  least,
  multiply,
  subtract,
  ZERO,
  type Exact,
} from '#shared/exact.ts'
import type { Cell, Plan, Table, TableKey } from '../language/plan.ts'
import type { Value } from '../language/value.ts'
import { asExact, asText } from './evaluate.ts'
import { PayProblem, rankNumber } from './world.ts'

function tableOf(plan: Plan, name: string): Table {
  const table = plan.tables.find((candidate) => candidate.name === name)
  if (!table) throw new Error(`the plan has no table ${name}`)
  return table
}

/** Where the steps of a table begin that are rules, evaluated for the place; empty where all are plain numbers. */
type Froms = readonly Exact[]

/** The value of a table for its keys; 0 where nothing fits. */
export function tableValue(plan: Plan, name: string): (keys: readonly Value[], froms: Froms) => Exact {
  const table = tableOf(plan, name)
  if (table.shape === 'steps')
    return ([key], froms) => stepValue(risingSteps(table, froms), asExact(key ?? ZERO))
  if (table.shape === 'cases') return ([key]) => cellValue(plan, table.cases, key ?? ZERO)
  return ([first, second]) => {
    const row = fitting(plan, table.rows, first ?? ZERO)
    return row ? cellValue(plan, row.cells, second ?? ZERO) : ZERO
  }
}

type NumberedStep = Readonly<{ from: Exact; value: Exact }>

/** The steps with their beginnings as numbers. They have to rise, which is known of rules only here. */
function risingSteps(table: Extract<Table, { shape: 'steps' }>, froms: Froms): readonly NumberedStep[] {
  const steps = table.steps.map(({ from, value }, index) => ({
    from: froms[index] ?? (typeof from === 'string' ? ZERO : from),
    value,
  }))
  if (
    froms.length > 0 &&
    steps.some((step, index) => index > 0 && compare(step.from, steps[index - 1]?.from ?? step.from) <= 0)
  )
    throw new PayProblem(
      `the steps of the table ${table.name} begin at ${steps.map((step) => exactText(step.from)).join(', ')}, expected numbers that rise`,
    )
  return steps
}

/** The highest step at or below the key; 0 under the first. */
function stepValue(steps: readonly NumberedStep[], key: Exact): Exact {
  let value: Exact = ZERO
  for (const step of steps) {
    if (compare(step.from, key) > 0) break
    value = step.value
  }
  return value
}

function cellValue(plan: Plan, cells: readonly Cell[], key: Value): Exact {
  return fitting(plan, cells, key)?.value ?? ZERO
}

/** The entry of the key: an exact one first, then the nearest lower rank, then `else`. */
function fitting<T extends Readonly<{ key: TableKey }>>(
  plan: Plan,
  entries: readonly T[],
  key: Value,
): T | undefined {
  const exact = entries.find((entry) => fits(plan, entry.key, key))
  if (exact) return exact
  return lowerRank(plan, entries, key) ?? entries.find((entry) => entry.key.is === 'else')
}

function fits(plan: Plan, key: TableKey, value: Value): boolean {
  if (key.is === 'text') return asText(value) === key.text
  if (typeof value === 'string') {
    // What a file gives is text; where the table has numbers, it is read as one.
    const number = key.is === 'span' ? parseDecimal(value, EXACT_PLACES) : undefined
    return typeof number === 'bigint' && fits(plan, key, exactMicro(number))
  }
  if (typeof value === 'boolean') return false
  if (key.is === 'rank') return compare(rankExact(plan, key.rank), value) === 0
  if (key.is === 'span')
    return compare(key.from, value) <= 0 && (key.to === undefined || compare(value, key.to) <= 0)
  return false
}

function lowerRank<T extends Readonly<{ key: TableKey }>>(
  plan: Plan,
  entries: readonly T[],
  key: Value,
): T | undefined {
  if (typeof key === 'string' || typeof key === 'boolean') return undefined
  let best: T | undefined
  let bestRank: Exact = ZERO
  for (const entry of entries) {
    if (entry.key.is !== 'rank') continue
    const rank = rankExact(plan, entry.key.rank)
    if (compare(rank, key) <= 0 && compare(rank, bestRank) > 0) [best, bestRank] = [entry, rank]
  }
  return best
}

function rankExact(plan: Plan, name: string): Exact {
  return rankNumber(plan, name) * 1_000_000
}

/** The sum over the steps of the slice of a value within each, times the step's value. */
export function marginalOf(plan: Plan, name: string): (value: Exact, froms: Froms) => Exact {
  const table = tableOf(plan, name)
  return (value, froms) => {
    const steps = table.shape === 'steps' ? risingSteps(table, froms) : []
    return steps.reduce<Exact>((sum, step, index) => {
      if (compare(value, step.from) <= 0) return sum
      const next = steps[index + 1]
      const until = next ? least(value, next.from) : value
      return add(sum, multiply(subtract(until, step.from), step.value))
    }, ZERO)
  }
}
