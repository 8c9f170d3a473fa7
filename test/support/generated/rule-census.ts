import {
  aggregates,
  functions,
  scopes,
  specialFunctions,
} from '#modules/compensation/domain/language/functions.ts'
import type { Expression } from '#modules/compensation/domain/language/expression.ts'
import { framesFields, hopMeanings, prefixes } from '#modules/compensation/domain/language/names.ts'
import { partsOfPlan } from '#modules/compensation/domain/language/plan-reads.ts'
import type { Plan, TableKey } from '#modules/compensation/domain/language/plan.ts'

const operators = ['+', '-', '*', '/', '=', '!=', '<', '<=', '>', '>=', 'and', 'or']
const others = ['not', 'in', 'if', 'a percentage', 'a date', 'a text', 'a rank', 'self', 'a table']
const keyKinds = ['rank', 'number', 'range', 'open range', 'text', 'else']

/** Everything that can stand in a rule or be a key of a table. */
export const ruleParts: readonly string[] = [
  ...operators.map((name) => `operator ${name}`),
  ...others,
  ...Object.keys(functions).map((name) => `function ${name}`),
  ...Object.keys(specialFunctions).map((name) => `function ${name}`),
  ...Object.keys(aggregates).map((name) => `aggregate ${name}`),
  ...Object.keys(scopes).map((name) => `scope ${name}`),
  ...Object.keys(scopes).map((name) => `scope ${name} where`),
  ...Object.values(framesFields).flatMap((fields) =>
    Object.entries(fields).map(([name, { of }]) => `name ${name} of ${of}`),
  ),
  ...Object.values(prefixes).map(({ of }) => `name of ${of}`),
  'name of volume',
  'name of measure',
  ...Object.keys(hopMeanings).map((hop) => `before a name: ${hop}`),
  ...keyKinds.map((kind) => `table key: ${kind}`),
]

/** What stands in the rules and tables of a plan. */
export function* rulePartsOf(plan: Plan): Generator<string> {
  for (const part of partsOfPlan(plan)) yield* namesOf(part)
  for (const table of plan.tables) {
    if (table.shape === 'cases') for (const { key } of table.cases) yield keyName(key)
    if (table.shape !== 'rows') continue
    for (const row of table.rows) {
      yield keyName(row.key)
      for (const { key } of row.cells) yield keyName(key)
    }
  }
}

function keyName(key: TableKey): string {
  if (key.is !== 'span') return `table key: ${key.is}`
  if (key.to === undefined) return 'table key: open range'
  return key.to === key.from ? 'table key: number' : 'table key: range'
}

function namesOf(part: Expression): readonly string[] {
  switch (part.node) {
    case 'operation':
      return [`operator ${part.operator}`]
    case 'number':
      return part.percent ? ['a percentage'] : []
    case 'text':
      return [`a ${part.type}`]
    case 'choice':
      return ['if']
    case 'rank':
    case 'table':
      return [`a ${part.node}`]
    case 'call':
      return [`function ${part.name}`]
    case 'running':
      return [`function ${part.when}`]
    case 'aggregate':
      return [
        `aggregate ${part.name}`,
        `scope ${part.scope.items}`,
        ...(part.scope.where ? [`scope ${part.scope.items} where`] : []),
      ]
    case 'field':
      return [
        `name ${part.name} of ${part.of}`,
        `name of ${part.of}`,
        ...part.hops.map((hop) => `before a name: ${hop}`),
      ]
    default:
      return [part.node, `function ${part.node}`]
  }
}
