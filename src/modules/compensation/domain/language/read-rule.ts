import { describe, type PlanNode } from './node.ts'
import { report, type Problems } from './problems.ts'
import type { Expression, Operator, Rule, Scope, ValueType } from './expression.ts'
import { checkAlike } from './currencies.ts'
import type { PlanNames } from './names.ts'
import {
  foundHere,
  need,
  peek,
  RuleStop,
  stop,
  take,
  type Place,
  type Reading,
  type Typed,
} from './reading.ts'
import { readScope, stopNoScope } from './read-scope.ts'
import { readTerm } from './read-term.ts'
import { tokenize } from './tokens.ts'
import { alike, asCondition, asNumber, settled, typeName } from './types.ts'

/** What a rule must give. `value`: a number, a condition or a rank, whichever it is. */
export type Wanted = 'number' | 'condition' | 'value' | 'any'

/**
 * Reads a rule from its text. Undefined when it cannot be read; then the problem was reported at the node's path with what
 * was expected and the nearest known word.
 */
export function readRule(
  node: PlanNode,
  names: PlanNames,
  place: Place,
  wanted: Wanted,
  expected = 'a rule, such as PV >= 100',
): Rule | undefined {
  if (typeof node.value !== 'string' || node.value.trim() === '') {
    report(node.problems, node.path, describe(node.value), expected)
    return undefined
  }
  return ruleOf(node.value, node, names, place, wanted)
}

/** Reads a text as a rule at a path, for rules that are made of parts. */
export function ruleOf(
  text: string,
  at: Readonly<{ path: string; problems: Problems }>,
  names: PlanNames,
  place: Place,
  wanted: Wanted,
): Rule | undefined {
  return attempt(text, at, names, place, (reading) => {
    const typed = settledAs(reading, readChoice(reading), wanted)
    if (peek(reading) !== undefined) stop(reading, foundHere(reading), 'the end of the rule, or an operator')
    return { ...typed, text: text.trim() }
  })
}

/** Reads the scope of `for_each`. */
export function readScopeText(node: PlanNode, names: PlanNames): Scope | undefined {
  if (typeof node.value !== 'string') {
    report(node.problems, node.path, describe(node.value), 'a scope, such as sales or legs where active')
    return undefined
  }
  return attempt(node.value, node, names, { frame: 'person', item: false }, (reading) => {
    const scope = readScope(reading)
    if (!scope) return stopNoScope(reading, 'sales, purchases, legs or hosted parties')
    if (peek(reading) !== undefined) stop(reading, foundHere(reading), 'the end of the scope, or "where"')
    return scope
  })
}

function attempt<T>(
  text: string,
  at: Readonly<{ path: string; problems: Problems }>,
  names: PlanNames,
  place: Place,
  read: (reading: Reading) => T,
): T | undefined {
  const tokens = tokenize(text)
  if ('unknown' in tokens) {
    report(at.problems, at.path, `"${tokens.unknown}" in "${text}"`, 'words, numbers and operators')
    return undefined
  }
  const reading: Reading = {
    tokens,
    at: 0,
    place,
    names,
    problems: at.problems,
    path: at.path,
    text,
    inside: [],
    expression: readChoice,
  }
  try {
    return read(reading)
  } catch (error) {
    if (error instanceof RuleStop) return undefined
    throw error
  }
}

function settledAs(
  reading: Reading,
  typed: Typed,
  wanted: Wanted,
): Readonly<{ expression: Expression; type: ValueType }> {
  if (wanted === 'number') return { expression: asNumber(reading, typed), type: 'number' }
  if (wanted === 'condition') return { expression: asCondition(reading, typed), type: 'condition' }
  const known = settled(reading, typed)
  if (wanted === 'any') return known
  if (known.type === 'open') return { expression: asNumber(reading, known), type: 'number' }
  if (known.type === 'number' || known.type === 'condition' || known.type === 'rank') return known
  return stop(reading, typeName(known.type), 'a number, a condition or a rank')
}

function readChoice(reading: Reading): Typed {
  if (!take(reading, 'if')) return readOr(reading)
  const when = asCondition(reading, readOr(reading))
  need(reading, 'then')
  const first = settled(reading, readChoice(reading))
  if (!take(reading, 'else')) return withoutElse(reading, when, first)
  const { left, right, type } = alike(reading, first, settled(reading, readChoice(reading)))
  checkAlike(reading, [left, right])
  return { expression: { node: 'choice', when, yes: left, no: right }, type }
}

/** Without `else` a number is 0 and a condition false. */
function withoutElse(reading: Reading, when: Expression, first: Typed): Typed {
  if (first.type === 'condition') {
    const no: Expression = { node: 'truth', value: false }
    return { expression: { node: 'choice', when, yes: first.expression, no }, type: 'condition' }
  }
  const yes = asNumber(reading, first)
  return {
    expression: { node: 'choice', when, yes, no: zero },
    type: first.type === 'rank' ? 'rank' : 'number',
  }
}

const zero: Expression = { node: 'number', value: 0, percent: false }

function readOr(reading: Reading): Typed {
  let left = readAnd(reading)
  while (take(reading, 'or')) left = joined(reading, 'or', left, readAnd(reading))
  return left
}

function readAnd(reading: Reading): Typed {
  let left = readNot(reading)
  while (take(reading, 'and')) left = joined(reading, 'and', left, readNot(reading))
  return left
}

function joined(reading: Reading, operator: 'and' | 'or', left: Typed, right: Typed): Typed {
  return {
    expression: {
      node: 'operation',
      operator,
      left: asCondition(reading, left),
      right: asCondition(reading, right),
    },
    type: 'condition',
  }
}

function readNot(reading: Reading): Typed {
  if (!take(reading, 'not')) return readComparison(reading)
  return { expression: { node: 'not', of: asCondition(reading, readNot(reading)) }, type: 'condition' }
}

const comparisons: readonly Operator[] = ['=', '!=', '<=', '>=', '<', '>']

function readComparison(reading: Reading): Typed {
  const left = readSum(reading)
  if (take(reading, 'in')) return readIn(reading, left)
  const operator = comparisons.find((candidate) => take(reading, candidate))
  if (!operator) return left
  const { left: a, right: b, type } = alike(reading, left, readSum(reading))
  if (type === 'condition' && operator !== '=' && operator !== '!=')
    stop(reading, 'two conditions', 'two numbers to compare by size')
  checkAlike(reading, [a, b])
  return { expression: { node: 'operation', operator, left: a, right: b }, type: 'condition' }
}

function readIn(reading: Reading, of: Typed): Typed {
  need(reading, '(')
  const options: Expression[] = []
  let what = settledOr(reading, of)
  do {
    const { left, right } = alike(reading, what, readSum(reading))
    what = { ...what, expression: left }
    options.push(right)
  } while (take(reading, ','))
  need(reading, ')')
  return { expression: { node: 'in', of: what.expression, options }, type: 'condition' }
}

function settledOr(reading: Reading, typed: Typed): Typed {
  return typed.word === undefined ? typed : settled(reading, typed)
}

function readSum(reading: Reading): Typed {
  let left = readProduct(reading)
  for (;;) {
    const operator = take(reading, '+') ? '+' : take(reading, '-') ? '-' : undefined
    if (!operator) return left
    left = arithmetic(reading, operator, left, readProduct(reading))
  }
}

function readProduct(reading: Reading): Typed {
  let left = readUnary(reading)
  for (;;) {
    const operator = take(reading, '*') ? '*' : take(reading, '/') ? '/' : undefined
    if (!operator) return left
    left = arithmetic(reading, operator, left, readUnary(reading))
  }
}

function arithmetic(reading: Reading, operator: '+' | '-' | '*' | '/', a: Typed, b: Typed): Typed {
  const [left, right] = [asNumber(reading, a), asNumber(reading, b)]
  if (operator === '+' || operator === '-') checkAlike(reading, [left, right])
  return { expression: { node: 'operation', operator, left, right }, type: 'number' }
}

function readUnary(reading: Reading): Typed {
  if (take(reading, '-'))
    return { expression: { node: 'minus', of: asNumber(reading, readUnary(reading)) }, type: 'number' }
  return readTerm(reading)
}
