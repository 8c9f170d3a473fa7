import {
  child,
  isMap,
  listOf,
  onlyKeys,
  optional,
  oneOf,
  flag,
  text,
  wholeNumber,
  type PlanNode,
} from '../plan/node.ts'
import { report } from '../plan/problems.ts'
import type { Expression, Rule } from './expression.ts'
import { exactOf } from '#shared/exact.ts'
import type { PlanNames } from './names.ts'
import type { Rank, RankRules } from './plan.ts'
import { readRule } from './read-rule.ts'

/** The ladder from lowest to highest, and whether files say who holds which rank. */
export function readRanks(
  node: PlanNode,
  names: PlanNames,
): Readonly<{ ranks: readonly Rank[]; given: boolean }> | undefined {
  if (node.value === undefined) return { ranks: [], given: false }
  if (isMap(node.value)) {
    if (!onlyKeys(node, ['given'])) return undefined
    const given = listOf(text)(child(node, 'given'))
    return given && { ranks: given.map((name) => ({ name, needs: undefined })), given: true }
  }
  const ranks = listOf((entry) => readRank(entry, names))(node)
  if (!ranks) return undefined
  ranks.forEach((rank, index) => {
    if (ranks.findIndex((other) => other.name === rank.name) < index)
      report(
        node.problems,
        `${node.path}[${index}].rank`,
        `"${rank.name}" a second time`,
        'a name of its own for each rank',
      )
  })
  return { ranks, given: false }
}

function readRank(node: PlanNode, names: PlanNames): Rank | undefined {
  if (!onlyKeys(node, ['rank', 'needs'])) return undefined
  const name = text(child(node, 'rank'))
  const needs = readNeeds(child(node, 'needs'), names)
  return name !== undefined && needs ? { name, needs } : undefined
}

/** A condition, a list (all of them), {any: [...]}, {all: [...]} or {at_least: 2, of: [...]}. */
function readNeeds(node: PlanNode, names: PlanNames): Rule | undefined {
  if (typeof node.value === 'string')
    return readRule(node, names, { frame: 'person', item: false }, 'condition')
  if (Array.isArray(node.value)) return joined(node, names, 'and')
  if (!isMap(node.value)) {
    report(node.problems, node.path, 'nothing', 'a condition, or a list of conditions')
    return undefined
  }
  if ('any' in node.value)
    return onlyKeys(node, ['any']) ? joined(child(node, 'any'), names, 'or') : undefined
  if ('all' in node.value)
    return onlyKeys(node, ['all']) ? joined(child(node, 'all'), names, 'and') : undefined
  if (!onlyKeys(node, ['at_least', 'of'])) return undefined
  const count = wholeNumber(child(node, 'at_least'))
  const of = listOf((entry) => readNeeds(entry, names))(child(node, 'of'))
  if (count === undefined || !of) return undefined
  const holds: Expression = { node: 'call', name: 'holds', arguments: of.map((rule) => rule.expression) }
  return {
    expression: {
      node: 'operation',
      operator: '>=',
      left: holds,
      right: { node: 'number', value: exactOf(count), percent: false },
    },
    type: 'condition',
    text: `at least ${count} of: ${of.map((rule) => rule.text).join('; ')}`,
  }
}

function joined(node: PlanNode, names: PlanNames, operator: 'and' | 'or'): Rule | undefined {
  const rules = listOf((entry) => readNeeds(entry, names))(node)
  const [first, ...others] = rules ?? []
  if (!first) {
    if (rules) report(node.problems, node.path, 'an empty list', 'at least one condition')
    return undefined
  }
  const expression = others.reduce<Expression>(
    (left, rule) => ({ node: 'operation', operator, left, right: rule.expression }),
    first.expression,
  )
  const texts = [first, ...others].map((rule) =>
    others.length > 0 && / or | and /.test(rule.text) ? `(${rule.text})` : rule.text,
  )
  return { expression, type: 'condition', text: texts.join(` ${operator} `) }
}

export function readRankRules(node: PlanNode): RankRules | undefined {
  const none: RankRules = { gracePeriods: 0, demotion: 'to_earned', firstNeedsLower: false }
  if (node.value === undefined) return none
  if (!onlyKeys(node, ['grace_periods', 'demotion', 'first_needs_lower'])) return undefined
  const gracePeriods = optional(child(node, 'grace_periods'), wholeNumber, 0)
  const demotion = optional(
    child(node, 'demotion'),
    oneOf('a rule', ['to_earned', 'one_step', 'never']),
    'to_earned',
  )
  const firstNeedsLower = optional(child(node, 'first_needs_lower'), flag, false)
  if (gracePeriods === undefined || !demotion || firstNeedsLower === undefined) return undefined
  return { gracePeriods, demotion, firstNeedsLower }
}
