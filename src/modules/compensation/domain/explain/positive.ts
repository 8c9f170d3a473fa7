import { compare, exactText, subtract, type Exact } from '#shared/exact.ts'
import { rankRules, unmetDeep, type Need } from '../figures/needs.ts'
import type { Expression } from '../language/expression.ts'
import type { Table, TableValue } from '../language/plan.ts'
import { noun } from '../language/sentences/rule-words.ts'
import { compile } from '../pay/evaluate.ts'
import { rankNumber, type At, type World } from '../pay/world.ts'

/**
 * What has to hold so that a rule about a person gives more than nothing, or than something else, or at least that: the step of
 * its table that comes next, the rank that a table asks for, a condition, an amount that is not there. None where it does already.
 */
export function positiveNeeds(
  world: World,
  expression: Expression,
  at: At,
  than: Exact = 0,
  aim: Aim = 'more_than',
): readonly Need[] {
  const now = compile(world, expression, at.person < 0 ? 'company' : 'walk')(at)
  if (typeof now !== 'number' && typeof now !== 'object') return []
  if (reaches(now, than, aim)) return []
  switch (expression.node) {
    case 'choice': {
      const rule = { expression: expression.when, type: 'condition' as const, text: '' }
      return unmetDeep(world, rule, at)
    }
    case 'operation':
      if (expression.operator !== '*') break
      return [expression.left, expression.right].flatMap((part) => positiveNeeds(world, part, at))
    case 'table':
      return tableNeeds(world, expression, at, (value) => givesMore(value, than, aim))
    case 'marginal':
      // What lies above a step is paid, not the step itself.
      return stepNeeds(world, expression.of, tableOf(world, expression.table), at, paysMore, 'more_than')
    case 'call':
      if (expression.name === 'holds')
        return expression.arguments.flatMap((part) =>
          unmetDeep(world, { expression: part, type: 'condition', text: '' }, at),
        )
      break
    default:
  }
  return [numberNeed(noun(expression), aim, now, than)]
}

/** How a number stands to what it has to reach. */
type Aim = 'more_than' | 'at_least'

function reaches(value: Exact, than: Exact, aim: Aim): boolean {
  const order = compare(value, than)
  return order > 0 || (aim === 'at_least' && order === 0)
}

function tableOf({ plan }: World, name: string): Table | undefined {
  return plan.tables.find((table) => table.name === name)
}

function tableNeeds(
  world: World,
  { table: name, keys }: Extract<Expression, { node: 'table' }>,
  at: At,
  isEnough: (value: TableValue) => boolean,
): readonly Need[] {
  const table = tableOf(world, name)
  const [key] = keys
  if (!table || !key) return []
  if (table.shape === 'steps') return stepNeeds(world, key, table, at, isEnough)
  const ranks = table.shape === 'cases' ? table.cases : table.rows
  const paying = ranks
    .flatMap((entry) => {
      if (entry.key.is !== 'rank') return []
      const value = 'value' in entry ? entry.value : (entry.cells[0]?.value ?? 0)
      return isEnough(value) ? [rankNumber(world.plan, entry.key.rank)] : []
    })
    .toSorted((a, b) => a - b)
  const held = compile(world, key, 'walk')(at)
  if (typeof held !== 'number') return []
  const rank = paying.find((one) => compare(one * 1_000_000, held) > 0)
  const named = rank === undefined ? undefined : world.plan.ranks[rank - 1]?.name
  if (rank === undefined || named === undefined) return []
  const words: Need = { kind: 'words', what: `the rank is ${named} or higher`, isMet: false }
  return [words, ...rankRules(world.plan, rank).flatMap((rule) => unmetDeep(world, rule, at))]
}

/** Whether a value of a table is more than something; of one that is a rule that is not known before it is reached. */
function givesMore(value: TableValue, than: Exact, aim: Aim): boolean {
  return !(typeof value === 'object' && 'rule' in value) && reaches(value, than, aim)
}

function paysMore(value: TableValue): boolean {
  return givesMore(value, 0, 'more_than')
}

/** The first step of a table above what is reached that gives more. */
function stepNeeds(
  world: World,
  key: Expression,
  table: Table | undefined,
  at: At,
  isEnough: (value: TableValue) => boolean,
  by: Aim = 'at_least',
): readonly Need[] {
  if (table?.shape !== 'steps') return []
  const reached = compile(world, key, 'walk')(at)
  if (typeof reached !== 'number' && typeof reached !== 'object') return []
  const next = table.steps.find(
    ({ from, value }) =>
      typeof from !== 'string' &&
      (by === 'at_least' ? compare(from, reached) > 0 : compare(from, reached) >= 0) &&
      isEnough(value),
  )
  if (!next || typeof next.from === 'string') return []
  return [numberNeed(noun(key), by, reached, next.from)]
}

function numberNeed(what: string, by: Aim, reached: Exact, needed: Exact): Need {
  return {
    kind: 'number',
    what,
    isMet: false,
    by,
    needed: exactText(needed),
    reached: exactText(reached),
    missing: exactText(compare(reached, needed) < 0 ? subtract(needed, reached) : 0),
  }
}
