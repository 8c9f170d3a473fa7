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
import type { Cell, Plan, Table, TableKey, TableValue } from '../language/plan.ts'
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

/** Works out a value that is a rule, by its place among the rules of the table. */
type RuleValues = (rule: number) => Exact

function numberOf(value: TableValue, rules: RuleValues): Exact {
  return typeof value === 'object' && 'rule' in value ? rules(value.rule) : value
}

/** The value of a table for its keys; 0 where nothing fits. Of values that are rules only the one that fits is worked out. */
export function tableValue(
  plan: Plan,
  name: string,
): (keys: readonly Value[], froms: Froms, rules: RuleValues) => Exact {
  const table = tableOf(plan, name)
  if (table.shape === 'steps')
    return ([key], froms, rules) => stepValue(risingSteps(table, froms), asExact(key ?? ZERO), rules)
  if (table.shape === 'cases') return ([key], _, rules) => cellValue(plan, table.cases, key ?? ZERO, rules)
  return ([first, second], _, rules) => {
    const row = fitting(plan, table.rows, first ?? ZERO)
    return row ? cellValue(plan, row.cells, second ?? ZERO, rules) : ZERO
  }
}

type NumberedStep = Readonly<{ from: Exact; value: TableValue }>

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
function stepValue(steps: readonly NumberedStep[], key: Exact, rules: RuleValues): Exact {
  let value: TableValue = ZERO
  for (const step of steps) {
    if (compare(step.from, key) > 0) break
    value = step.value
  }
  return numberOf(value, rules)
}

function cellValue(plan: Plan, cells: readonly Cell[], key: Value, rules: RuleValues): Exact {
  return numberOf(fitting(plan, cells, key)?.value ?? ZERO, rules)
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
export function marginalOf(
  plan: Plan,
  name: string,
): (value: Exact, froms: Froms, rules: RuleValues) => Exact {
  const table = tableOf(plan, name)
  return (value, froms, rules) => {
    const steps = table.shape === 'steps' ? risingSteps(table, froms) : []
    return steps.reduce<Exact>((sum, step, index) => {
      if (compare(value, step.from) <= 0) return sum
      const next = steps[index + 1]
      const until = next ? least(value, next.from) : value
      return add(sum, multiply(subtract(until, step.from), numberOf(step.value, rules)))
    }, ZERO)
  }
}
