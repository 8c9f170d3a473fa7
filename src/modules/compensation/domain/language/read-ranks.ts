import { describe, isMap, listOf, onlyKeys, text, type PlanNode } from './node.ts'
import { report } from './problems.ts'
import type { Expression, Rule } from './expression.ts'
import { exactOf } from '#shared/exact.ts'
import { plainTypes, words, type Element } from './key.ts'
import { plainReader } from './keys.ts'
import type { PlanNames } from './names.ts'
import type { Rank, RankRules } from './plan.ts'
import { readRule } from './read-rule.ts'

export const rankElement: Element = {
  name: 'rank',
  meaning: 'A rank of the ladder.',
  keys: [
    { name: 'rank', type: { is: 'text' }, required: true, meaning: 'Its name.' },
    {
      name: 'needs',
      type: { is: 'needs' },
      required: true,
      meaning: 'What has to hold in the period; `true` asks for nothing.',
    },
  ],
}

export const givenRanksElement: Element = {
  name: 'ranks that are given',
  meaning:
    'Instead of the list: the column `rank` of people.csv says who holds which rank, in every period of a run. Who has none there has no rank: `none`, which is below the lowest, 0 as a number, and `else` of a table. A correction of adjust.csv raises it for a time and never lowers it. Facts and the state change nothing of it (the state tells `previous rank` and `career rank`), and `rank_rules` do nothing. Ranks that change from month to month come from people.csv of each month, or from a list whose `needs` read a fact, as a part under “How to say it” shows.',
  keys: [
    { name: 'given', type: { is: 'names' }, required: true, meaning: 'The ranks from lowest to highest.' },
  ],
}

const anyElement: Element = {
  name: 'any of several conditions',
  meaning: 'Holds when one of them holds.',
  keys: [{ name: 'any', type: { is: 'needs' }, required: true, meaning: 'A list of conditions.' }],
}

const allElement: Element = {
  name: 'all of several conditions',
  meaning: 'Holds when all of them hold.',
  keys: [{ name: 'all', type: { is: 'needs' }, required: true, meaning: 'A list of conditions.' }],
}

const someElement: Element = {
  name: 'some of several conditions',
  meaning: 'Holds when at least so many of them hold.',
  keys: [
    { name: 'at_least', type: { is: 'whole number' }, required: true, meaning: 'How many.' },
    { name: 'of', type: { is: 'needs' }, required: true, meaning: 'A list of conditions.' },
  ],
}

/** The maps that may stand in `needs`. */
export const needsElements: readonly Element[] = [anyElement, allElement, someElement]

const demotions = ['to_earned', 'one_step', 'never'] as const

export const rankRulesElement: Element = {
  name: 'rank_rules',
  meaning:
    'How the earned rank of a period becomes the rank that pay goes by. It stands beside ranks with needs only: given ranks are as files say.',
  keys: [
    {
      name: 'grace_periods',
      type: { is: 'whole number' },
      required: false,
      fallback: '0',
      meaning: 'How many periods a rank is kept after its needs were last met.',
    },
    {
      name: 'demotion',
      type: words(...demotions),
      required: false,
      fallback: 'to_earned',
      meaning:
        'After the grace: the rank falls to the earned one (to_earned), by at most one step a period (one_step), or never.',
    },
    {
      name: 'first_needs_lower',
      type: { is: 'flag' },
      required: false,
      fallback: 'false',
      meaning: 'true: a rank is earned only where the needs of all lower ranks hold too.',
    },
  ],
}

/** The ladder from lowest to highest, and whether files say who holds which rank. */
export function readRanks(
  node: PlanNode,
  names: PlanNames,
): Readonly<{ ranks: readonly Rank[]; given: boolean }> | undefined {
  if (node.value === undefined) return { ranks: [], given: false }
  if (isMap(node.value)) {
    const given = plainReader(node, givenRanksElement, names)?.read('given', listOf(text))
    return given && { ranks: given.map((name) => ({ name, needs: undefined })), given: true }
  }
  if (!Array.isArray(node.value)) {
    report(node.problems, node.path, describe(node.value), plainTypes.ranks)
    return undefined
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
  const keys = plainReader(node, rankElement, names)
  if (!keys) return undefined
  const name = keys.text('rank')
  const needs = keys.read('needs', (place) => readNeeds(place, names))
  return name !== undefined && needs ? { name, needs } : undefined
}

/** A condition, a list (all of them), {any: [...]}, {all: [...]} or {at_least: 2, of: [...]}. */
function readNeeds(node: PlanNode, names: PlanNames): Rule | undefined {
  if (typeof node.value === 'string')
    return readRule(node, names, { frame: 'person', item: false }, 'condition')
  if (Array.isArray(node.value)) return joined(node, names, 'and')
  if (!isMap(node.value)) {
    report(node.problems, node.path, describe(node.value), plainTypes.needs)
    return undefined
  }
  if ('any' in node.value)
    return plainReader(node, anyElement, names)?.read('any', (place) => joined(place, names, 'or'))
  if ('all' in node.value)
    return plainReader(node, allElement, names)?.read('all', (place) => joined(place, names, 'and'))
  if ('at_least' in node.value || 'of' in node.value) return readSome(node, names)
  onlyKeys(
    node,
    needsElements.flatMap(({ keys }) => keys.map((key) => key.name)),
  )
  return undefined
}

/** {at_least: 2, of: [...]} */
function readSome(node: PlanNode, names: PlanNames): Rule | undefined {
  const keys = plainReader(node, someElement, names)
  const count = keys?.whole('at_least')
  const of = keys?.read(
    'of',
    listOf((entry) => readNeeds(entry, names)),
  )
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

export function readRankRules(node: PlanNode, names: PlanNames): RankRules | undefined {
  const place: PlanNode = node.value === undefined ? { ...node, value: {} } : node
  const keys = plainReader(place, rankRulesElement, names)
  if (!keys) return undefined
  const gracePeriods = keys.whole('grace_periods')
  const demotion = keys.word('demotion', demotions)
  const firstNeedsLower = keys.flag('first_needs_lower')
  if (gracePeriods === undefined || !demotion || firstNeedsLower === undefined) return undefined
  return { gracePeriods, demotion, firstNeedsLower }
}
